"""RP219: the data of a file in a Responses history."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.data_urls import FILE, describe_media_problem
from responses_protocol._checks.rules.responses_history.reading import find_parts
from responses_protocol._checks.wording import OPENAI


def _check(view: View) -> Iterator[Problem]:
    for part in find_parts(view).get("input_file", ()):
        data, pointer = part.value.get("file_data"), f"{part.pointer}/file_data"
        message = describe_media_problem(data, FILE) if isinstance(data, str) else None
        if message:
            yield Problem(pointer, f"Invalid file data: '{view.place_of(pointer)}'. {message}")


def _history(data: str) -> list[dict[str, object]]:
    part = {"type": "input_file", "filename": "sum.txt", "file_data": data}
    return [{"role": "user", "content": [part]}]


RP219 = Rule(
    code="RP219",
    name="file-data",
    summary="The file_data of a file is a data URL in base64, and no audio or video.",
    check=_check,
    subject="responses/history",
    wrong=_history("SGVsbG8sIFdvcmxkIQ=="),
    right=_history(FILE.example),
    why=(
        "The endpoint reads the type of a file from its data URL, and does not read audio or video."
    ),
    how_to_fix=(
        "Write the data as `data:<media type>;base64,<data>`, or upload the file and send its "
        "`file_id`."
    ),
    source="Recorded at api.openai.com: an answer to a file of type audio/mpeg",
    targets=OPENAI,
)
