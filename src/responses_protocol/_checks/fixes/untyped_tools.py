"""Tools and tool calls without a type, whose members show that they are functions."""

from __future__ import annotations

from responses_protocol._checks.fixes.fix import (
    CHAT,
    RESPONSES,
    Fix,
    add,
    find_element,
    member_name,
)
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Patch
from responses_protocol._values import Json


def add_function_type(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Add the type ``function`` to a tool, or to a call in a Chat message."""
    match = find_element(payload, pointer, subject, ("tools", "tool_calls"))
    if match is None or "type" in match[1] or member_name(pointer, match[0]) != "type":
        return []
    place, tool, _ = match
    return [add(f"{place}/type", "function")] if _is_function(tool) else []


def _is_function(tool: dict[str, Json]) -> bool:
    body = tool.get("function")
    if isinstance(body, dict):
        return isinstance(body.get("name"), str) and "custom" not in tool
    return isinstance(tool.get("name"), str) and isinstance(tool.get("parameters"), dict)


FIX = Fix(
    "tool-types",
    "Adds the type of a tool or call whose members are those of a function.",
    ("RP101",),
    (*RESPONSES, *CHAT),
    add_function_type,
)
