"""Texts whose type belongs to another role, or to the other API."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import CHAT, RESPONSES, Fix, add, member, remove, replace
from responses_protocol.checks.fixes.parts import part
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

_TEXTS = ("text", "input_text", "output_text")
_OF_OUTPUT = ("annotations", "logprobs")
_TYPES = {
    "user": "input_text",
    "system": "input_text",
    "developer": "input_text",
    "assistant": "output_text",
}


def responses(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Give a text the type for its role, with what goes with that type."""
    found = part(payload, pointer)
    if found is None:
        return []
    place, text, role = found
    if member(pointer, place) not in ("", "type", *_OF_OUTPUT):
        return []
    kind = _TYPES.get(role)
    if kind is None or text["type"] not in _TEXTS or not isinstance(text.get("text"), str):
        return []
    patch = [] if text["type"] == kind else [replace(f"{place}/type", kind)]
    if kind == "output_text":
        return patch if "annotations" in text else [*patch, add(f"{place}/annotations", [])]
    if any(text.get(name) for name in _OF_OUTPUT):
        return []  # they would be lost
    return [*patch, *(remove(f"{place}/{name}") for name in _OF_OUTPUT if name in text)]


def chat(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Give a text the type that Chat has for all roles."""
    found = part(payload, pointer)
    if found is None:
        return []
    place, text, _ = found
    if member(pointer, place) not in ("", "type") or text["type"] not in _TEXTS[1:]:
        return []
    if not isinstance(text.get("text"), str) or text.keys() - {"type", "text", *_OF_OUTPUT}:
        return []
    if any(text.get(name) for name in _OF_OUTPUT):
        return []  # they would be lost
    emptied = [remove(f"{place}/{name}") for name in _OF_OUTPUT if name in text]
    return [replace(f"{place}/type", "text"), *emptied]


OF_RESPONSES = Fix(
    "part-types",
    "A text gets the type that the role of its message asks for.",
    ("RP101", "RP103", "RP104", "RP209", "RP210", "RP903"),
    RESPONSES,
    responses,
)
OF_CHAT = Fix(
    "chat-part-types",
    "A text gets the type that Chat has for it.",
    ("RP103", "RP921"),
    CHAT,
    chat,
)
