"""RP219: the data of a file is a data URL of a type that the endpoint reads."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.checks.rules.responses_history.data_urls import data_url, fault
from responses_protocol.checks.rules.responses_history.reading import parts
from responses_protocol.checks.wording import OPENAI

EXAMPLE = "data:text/plain;base64,SGVsbG8sIFdvcmxkIQ=="
UNREAD = ("audio", "video")  # of sound it was seen to take none; no film is listed


def files(view: View) -> Iterator[Problem]:
    """Find data that is not a data URL, and data of sound or film."""
    for part in parts(view).get("input_file", ()):
        data = part.value.get("file_data")
        wrong = _fault(data) if isinstance(data, str) else None
        if wrong:
            pointer = f"{part.pointer}/file_data"
            told = (
                f"Invalid file data: '{view.name(pointer)}'. Expected a base64-encoded data URL "
                f"with a valid file MIME type (e.g. '{EXAMPLE}'), but got {wrong}."
            )
            yield Problem(pointer, told)


def _fault(data: str) -> str | None:
    if data[:5].lower() != "data:":
        return "a value without the 'data:' prefix"
    read = data_url(data)
    return fault(read, is_read=read.media_type.partition("/")[0] not in UNREAD)


def _sent(data: str) -> list[dict[str, object]]:
    part = {"type": "input_file", "filename": "sum.txt", "file_data": data}
    return [{"role": "user", "content": [part]}]


RP219 = Rule(
    code="RP219",
    name="file-data",
    summary="The file_data of a file is a data URL in base64, and is no sound or film.",
    severity="error",
    views=("responses_history",),
    check=files,
    wrong=Example("responses/history", _sent("SGVsbG8sIFdvcmxkIQ==")),
    right=Example("responses/history", _sent(EXAMPLE)),
    source="Recorded at api.openai.com: an answer to a file of type audio/mpeg",
    targets=OPENAI,
)
