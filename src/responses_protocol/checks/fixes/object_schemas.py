"""Schemas of functions and structured outputs that leave out what the endpoint wants said."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import CHAT, RESPONSES, Fix, above, add
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

_WORDS = ("additionalProperties", "patternProperties", "unevaluatedProperties")


def closed(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Say of an object with properties that it takes no others, where it says nothing of them."""
    place, schema = next(above(payload, pointer))
    known = isinstance(schema, dict) and isinstance(schema.get("properties"), dict)
    if place != pointer or not known or any(word in schema for word in _WORDS):
        return []
    return [add(f"{place}/additionalProperties", False)]


def named(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Say of an object of which nothing is said that it has no properties to speak of."""
    place, schema = next(above(payload, pointer))
    plain = isinstance(schema, dict) and schema.get("type") == "object"
    return [add(f"{place}/properties", {})] if plain and "properties" not in schema else []


CLOSED = Fix(
    "closed-objects",
    "An object of a strict schema says that it takes no other properties.",
    ("RP611",),
    (*RESPONSES, *CHAT),
    closed,
)
NAMED = Fix(
    "no-properties",
    "The schema of parameters without properties says that there are none to name.",
    ("RP606",),
    (*RESPONSES, *CHAT),
    named,
)
