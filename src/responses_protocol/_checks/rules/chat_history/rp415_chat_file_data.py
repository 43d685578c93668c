"""RP415: the data of a file in a Chat message."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.parts import iter_parts
from responses_protocol._checks.rules.data_urls import PDF, describe_media_problem
from responses_protocol._checks.wording import OPENAI
from responses_protocol._severity import Severity

DATA = "JVBERi0xLjQK"


def _check(view: View) -> Iterator[Problem]:
    """Yield a warning for types other than PDF, which newer models take."""
    for index, number, part in iter_parts(view, "user"):
        file = part.get("file") if part.get("type") == "file" else None
        data = file.get("file_data") if isinstance(file, dict) else None
        pointer = f"/{index}/content/{number}/file/file_data"
        text = describe_media_problem(data, PDF) if isinstance(data, str) else None
        if text:
            severity: Severity | None = "warning" if "unsupported MIME" in text else None
            text = f"Invalid file data: '{view.place_of(pointer)}'. {text}"
            yield Problem(pointer, text, severity=severity)


def _history(data: str) -> list[dict[str, object]]:
    part = {"type": "file", "file": {"filename": "sum.pdf", "file_data": data}}
    return [{"role": "user", "content": [part]}]


RP415 = Rule(
    code="RP415",
    name="chat-file-data",
    summary="The file_data of a file is a data URL in base64, of a PDF.",
    check=_check,
    subject="chat_completions/history",
    wrong=_history(DATA),
    right=_history(f"data:application/pdf;base64,{DATA}"),
    why=(
        "The endpoint reads the type of a file from its data URL. Other types than PDF need newer "
        "models."
    ),
    how_to_fix=(
        "Write the data as `data:application/pdf;base64,<data>`, or upload the file and send its "
        "`file_id`."
    ),
    source="https://platform.openai.com/docs/guides/pdf-files",
    targets=OPENAI,
)
