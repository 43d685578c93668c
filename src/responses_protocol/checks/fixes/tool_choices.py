"""The choice of one tool, in the shape of the other API."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import (
    CHAT,
    RESPONSES,
    Fix,
    above,
    member,
    unwrapped,
    wrapped,
)
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

PLACE = "/tool_choice"
_KINDS = ("function", "custom")


def flat(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Take the name out of its member ``function`` or ``custom``."""
    for place, choice in above(payload, pointer):
        if _is_choice(pointer, place, choice):
            body = choice.get(choice["type"])
            named = isinstance(body, dict) and body.keys() == {"name"}
            return unwrapped(choice, choice["type"], place) if named else []
    return []


def nested(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Put the name into a member ``function`` or ``custom``."""
    for place, choice in above(payload, pointer):
        if _is_choice(pointer, place, choice):
            plain = choice.keys() == {"type", "name"}
            return wrapped(choice, choice["type"], ("name",), place) if plain else []
    return []


def _is_choice(pointer: str, place: str, choice: Json) -> bool:
    if place != PLACE or not isinstance(choice, dict) or choice.get("type") not in _KINDS:
        return False
    return member(pointer, place) in ("", "name", choice["type"])


FLAT = Fix(
    "flat-tool-choice",
    "A choice as Chat wants it becomes one as Responses wants it.",
    ("RP101", "RP104", "RP907"),
    RESPONSES,
    flat,
)
NESTED = Fix(
    "nested-tool-choice",
    "A choice as Responses wants it becomes one as Chat wants it.",
    ("RP101", "RP104", "RP925"),
    CHAT,
    nested,
)
