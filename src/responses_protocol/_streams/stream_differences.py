"""Compare the streamed output with the output of the whole answer: each difference is a loss."""

from __future__ import annotations

from responses_protocol._formats.chat_completions import reasoning
from responses_protocol._formats.thoughts import SEPARATOR
from responses_protocol._streams.written_items import CALLS
from responses_protocol._values import Json, Object


def find_differences(streamed: list[Object], expected: list[Object]) -> list[str]:
    """Return pointers into the choice to the members in which the two outputs differ."""
    pointers = []
    if _reasoning(streamed, "") != _reasoning(expected, SEPARATOR):
        pointers.append("/message/reasoning")
    if _texts(streamed) != _texts(expected):
        pointers.append("/message/content")
    if _calls(streamed) != _calls(expected):
        pointers.append("/message/tool_calls")
    return pointers


def _reasoning(output: list[Object], separator: str) -> tuple[str, list[Json], bool]:
    items = [item for item in output if item["type"] == "reasoning"]
    texts = [text for text in map(reasoning.read_item_text, items) if text]
    encrypted = [item["encrypted_content"] for item in items if item.get("encrypted_content")]
    is_cut = any(item.get("status") == reasoning.CUT for item in items)
    return separator.join(texts), encrypted, is_cut


def _texts(output: list[Object]) -> tuple[str, str]:
    parts = [part for item in output if item["type"] == "message" for part in item["content"]]
    text, refusal = (
        "".join(part[name] for part in parts if name in part) for name in ("text", "refusal")
    )
    return text, refusal


def _calls(output: list[Object]) -> list[Json]:
    return [
        [item["type"], *(item.get(name) for name in ("call_id", "name", "arguments", "input"))]
        if item["type"] in CALLS
        else item
        for item in output
        if item["type"] not in ("message", "reasoning")
    ]
