"""Tool choices in the form of the other API."""

from __future__ import annotations

from responses_protocol._checks.fixes.fix import (
    CHAT,
    RESPONSES,
    Fix,
    iter_ancestors,
    member_name,
    unwrap,
    wrap,
)
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Patch
from responses_protocol._values import Json

PLACE = "/tool_choice"
_KINDS = ("function", "custom")


def flatten(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Move the name out of its member ``function`` or ``custom``."""
    for place, choice in iter_ancestors(payload, pointer):
        if _is_choice(pointer, place, choice):
            body = choice.get(choice["type"])
            has_name = isinstance(body, dict) and body.keys() == {"name"}
            return unwrap(choice, choice["type"], place) if has_name else []
    return []


def nest(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Move the name into a member ``function`` or ``custom``."""
    for place, choice in iter_ancestors(payload, pointer):
        if _is_choice(pointer, place, choice):
            plain = choice.keys() == {"type", "name"}
            return wrap(choice, choice["type"], ("name",), place) if plain else []
    return []


def _is_choice(pointer: str, place: str, choice: Json) -> bool:
    if place != PLACE or not isinstance(choice, dict) or choice.get("type") not in _KINDS:
        return False
    return member_name(pointer, place) in ("", "name", choice["type"])


FLAT = Fix(
    "flat-tool-choice",
    "Converts a tool choice from Chat's form to that of Responses.",
    ("RP101", "RP104", "RP907"),
    RESPONSES,
    flatten,
)
NESTED = Fix(
    "nested-tool-choice",
    "Converts a tool choice from the form of Responses to Chat's.",
    ("RP101", "RP104", "RP925"),
    CHAT,
    nest,
)
