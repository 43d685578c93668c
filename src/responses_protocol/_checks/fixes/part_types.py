"""Text parts with the type of another role, or of the other API."""

from __future__ import annotations

from responses_protocol._checks.fixes.fix import (
    CHAT,
    RESPONSES,
    Fix,
    add,
    member_name,
    remove,
    replace,
)
from responses_protocol._checks.fixes.parts import find_part
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Patch
from responses_protocol._values import Json

_TEXT_TYPES = ("text", "input_text", "output_text")
_OUTPUT_MEMBERS = ("annotations", "logprobs")
_TYPE_OF_ROLE = {
    "user": "input_text",
    "system": "input_text",
    "developer": "input_text",
    "assistant": "output_text",
}


def to_responses(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Set the type of a text for its role, and the members of that type."""
    match = find_part(payload, pointer)
    if match is None:
        return []
    place, text, role = match
    if member_name(pointer, place) not in ("", "type", *_OUTPUT_MEMBERS):
        return []
    kind = _TYPE_OF_ROLE.get(role)
    if kind is None or text["type"] not in _TEXT_TYPES or not isinstance(text.get("text"), str):
        return []
    patch = [] if text["type"] == kind else [replace(f"{place}/type", kind)]
    if kind == "output_text":
        return patch if "annotations" in text else [*patch, add(f"{place}/annotations", [])]
    if any(text.get(name) for name in _OUTPUT_MEMBERS):
        return []  # they would be lost
    return [*patch, *(remove(f"{place}/{name}") for name in _OUTPUT_MEMBERS if name in text)]


def to_chat(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Set the type that Chat has for the texts of all roles."""
    match = find_part(payload, pointer)
    if match is None:
        return []
    place, text, _ = match
    if member_name(pointer, place) not in ("", "type") or text["type"] not in _TEXT_TYPES[1:]:
        return []
    if not isinstance(text.get("text"), str) or text.keys() - {"type", "text", *_OUTPUT_MEMBERS}:
        return []
    if any(text.get(name) for name in _OUTPUT_MEMBERS):
        return []  # they would be lost
    removals = [remove(f"{place}/{name}") for name in _OUTPUT_MEMBERS if name in text]
    return [replace(f"{place}/type", "text"), *removals]


OF_RESPONSES = Fix(
    "part-types",
    "Sets the type of a text for the role of its message.",
    ("RP101", "RP103", "RP104", "RP209", "RP210", "RP903"),
    RESPONSES,
    to_responses,
)
OF_CHAT = Fix(
    "chat-part-types",
    "Sets the type of a text that Chat has.",
    ("RP103", "RP921"),
    CHAT,
    to_chat,
)
