"""What was streamed, beside what the whole answer says: where they differ is a loss."""

from __future__ import annotations

from responses_protocol.formats.chat_completions import reasoning
from responses_protocol.formats.thoughts import SEPARATOR
from responses_protocol.streams.written_items import CALLS
from responses_protocol.values import Json

Object = dict[str, Json]


def differences(streamed: list[Object], whole: list[Object]) -> list[str]:
    """Return the places in the choice, of which one output says other things than the other one."""
    found = []
    if _thoughts(streamed, "") != _thoughts(whole, SEPARATOR):
        found.append("/message/reasoning")
    if _texts(streamed) != _texts(whole):
        found.append("/message/content")
    calls, others = _calls(streamed), _calls(whole)
    if calls != others:
        found.append("/message/tool_calls")
    return found


def _thoughts(output: list[Object], separator: str) -> tuple[str, list[Json], bool]:
    items = [item for item in output if item["type"] == "reasoning"]
    texts = [text for text in map(reasoning.text_from_responses, items) if text]
    sealed = [item["encrypted_content"] for item in items if item.get("encrypted_content")]
    is_cut = any(item.get("status") == reasoning.CUT for item in items)
    return separator.join(texts), sealed, is_cut


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
