"""The schema of a structured output, in the shape of the other API."""

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

MEMBERS = ("name", "description", "schema", "strict")


def flat(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Take name and schema out of the member ``json_schema``."""
    found = _format(payload, pointer, "/text/format")
    body = found.get("json_schema") if found else None
    known = isinstance(body, dict) and {"name", "schema"} <= body.keys() <= set(MEMBERS)
    return unwrapped(found, "json_schema", "/text/format") if found and known else []


def nested(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Put name and schema into a member ``json_schema``."""
    found = _format(payload, pointer, "/response_format")
    known = found is not None and {"name", "schema"} <= found.keys() <= {"type", *MEMBERS}
    return wrapped(found, "json_schema", MEMBERS, "/response_format") if found and known else []


def _format(payload: Json, pointer: str, place: str) -> dict[str, Json] | None:
    """The format of a schema that stands in this place, if the pointer leads there or into it."""
    found = dict(above(payload, pointer)).get(place)
    if member(pointer, place) not in ("", "json_schema", *MEMBERS):
        return None
    return found if isinstance(found, dict) and found.get("type") == "json_schema" else None


FLAT = Fix(
    "flat-format",
    "A schema for the answer as Chat wants it becomes one as Responses wants it.",
    ("RP101", "RP104", "RP911"),
    RESPONSES,
    flat,
)
NESTED = Fix(
    "nested-format",
    "A schema for the answer as Responses wants it becomes one as Chat wants it.",
    ("RP101", "RP104", "RP927"),
    CHAT,
    nested,
)
