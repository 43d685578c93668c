"""RP415: the data of a file is a data URL."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.checks.rules.chat_history.parts import parts
from responses_protocol.checks.rules.data_urls import file_fault
from responses_protocol.checks.wording import OPENAI

PDF = "JVBERi0xLjQK"


def files(view: View) -> Iterator[Problem]:
    """Find data of files that is no data URL in base64."""
    for at, number, part in parts(view, "user"):
        file = part.get("file") if part.get("type") == "file" else None
        data = file.get("file_data") if isinstance(file, dict) else None
        pointer = f"/{at}/content/{number}/file/file_data"
        told = file_fault(view.name(pointer), data) if isinstance(data, str) else None
        if told:
            yield Problem(pointer, told)


def _sent(data: str) -> list[dict[str, object]]:
    part = {"type": "file", "file": {"filename": "sum.pdf", "file_data": data}}
    return [{"role": "user", "content": [part]}]


RP415 = Rule(
    code="RP415",
    name="chat-file-data",
    summary="The file_data of a file is a data URL in base64.",
    severity="error",
    views=("chat_history",),
    check=files,
    wrong=Example("chat_completions/history", _sent(PDF)),
    right=Example("chat_completions/history", _sent(f"data:application/pdf;base64,{PDF}")),
    source=(
        "https://platform.openai.com/docs/guides/pdf-files; the words are those of the Responses "
        "endpoint (RP219)"
    ),
    targets=OPENAI,
)
