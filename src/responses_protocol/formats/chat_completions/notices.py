"""Defects of a history that a conversion keeps as they are, so that nothing is lost by them."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.values import Json

Named = Iterator[tuple[str, list[str]]]
CALLS = ("function_call", "custom_tool_call")
OUTPUTS = ("function_call_output", "custom_tool_call_output")


def none(values: list[Json]) -> Named:
    """Find nothing: this kind of payload has no such defects."""
    return iter(())


def in_items(items: list[Json]) -> Named:
    """Find calls that are still open when somebody speaks after them."""
    opened: dict[str, list[str]] = {}
    spoken = -1
    for index, item in enumerate(items):
        kind = item.get("type") or "message"
        if kind in CALLS:
            opened[item.get("call_id")] = [str(index)]
        elif kind in OUTPUTS:
            opened.pop(item.get("call_id"), None)
        elif kind == "message":
            spoken = index
    return _unanswered(opened, spoken)


def in_messages(messages: list[Json]) -> Named:
    """Find tool calls that are still open when somebody speaks after them."""
    opened: dict[str, list[str]] = {}
    spoken = -1
    for index, message in enumerate(messages):
        role = message.get("role")
        if role == "tool":
            opened.pop(message.get("tool_call_id"), None)
        elif role in ("user", "system", "developer", "assistant"):
            spoken = index
        for number, call in enumerate(message.get("tool_calls") or ()):
            opened[call.get("id")] = [str(index), "tool_calls", str(number)]
    return _unanswered(opened, spoken)


def _unanswered(opened: dict[str, list[str]], spoken: int) -> Named:
    return (("unanswered_call", path) for path in opened.values() if int(path[0]) < spoken)
