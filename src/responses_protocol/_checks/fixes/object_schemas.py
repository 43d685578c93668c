"""Schemas of functions and structured outputs without keywords that the endpoint requires."""

from __future__ import annotations

from responses_protocol._checks.fixes.fix import CHAT, RESPONSES, Fix, add, iter_ancestors
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Patch
from responses_protocol._values import Json

_KEYWORDS = ("additionalProperties", "patternProperties", "unevaluatedProperties")


def close_object(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Close an object whose schema has no keyword for other properties."""
    place, schema = next(iter_ancestors(payload, pointer))
    known = isinstance(schema, dict) and isinstance(schema.get("properties"), dict)
    if place != pointer or not known or any(word in schema for word in _KEYWORDS):
        return []
    return [add(f"{place}/additionalProperties", False)]


def add_properties(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Add empty properties to an object schema without them."""
    place, schema = next(iter_ancestors(payload, pointer))
    plain = isinstance(schema, dict) and schema.get("type") == "object"
    return [add(f"{place}/properties", {})] if plain and "properties" not in schema else []


CLOSED = Fix(
    "closed-objects",
    "Adds `additionalProperties: false` to an object of a strict schema.",
    ("RP611",),
    (*RESPONSES, *CHAT),
    close_object,
)
NAMED = Fix(
    "no-properties",
    "Adds empty `properties` to a schema of parameters.",
    ("RP606",),
    (*RESPONSES, *CHAT),
    add_properties,
)
