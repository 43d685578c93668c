"""Tools and tool calls without a type, where they show that they are functions."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import CHAT, RESPONSES, Fix, add, element, member
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json


def patch(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Say of a tool, or of a call in a Chat message, that it is a function."""
    found = element(payload, pointer, subject, ("tools", "tool_calls"))
    if found is None or "type" in found[1] or member(pointer, found[0]) != "type":
        return []
    place, tool, _ = found
    return [add(f"{place}/type", "function")] if _is_function(tool) else []


def _is_function(tool: dict[str, Json]) -> bool:
    body = tool.get("function")
    if isinstance(body, dict):
        return isinstance(body.get("name"), str) and "custom" not in tool
    return isinstance(tool.get("name"), str) and isinstance(tool.get("parameters"), dict)


FIX = Fix(
    "tool-types",
    "A tool or a call that shows to be a function is called one.",
    ("RP101",),
    (*RESPONSES, *CHAT),
    patch,
)
