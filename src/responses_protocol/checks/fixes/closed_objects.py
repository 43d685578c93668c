"""Objects of a strict schema that don't say that they take no other properties."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import CHAT, RESPONSES, Fix, above, add
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json


def patch(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Say it of the object schema at or above a pointer, where it says nothing about others."""
    for place, schema in above(payload, pointer):
        if isinstance(schema, dict) and isinstance(schema.get("properties"), dict):
            told = "additionalProperties" in schema or "patternProperties" in schema
            return [] if told else [add(f"{place}/additionalProperties", False)]
    return []


FIX = Fix(
    "closed-objects",
    "An object of a strict schema takes no other properties.",
    (),
    (*RESPONSES, *CHAT),
    patch,
)
