"""Formats of structured outputs in the form of the other API."""

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

MEMBERS = ("name", "description", "schema", "strict")


def flatten(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Move name and schema out of the member ``json_schema``."""
    format_ = _find_format(payload, pointer, "/text/format")
    body = format_.get("json_schema") if format_ else None
    known = isinstance(body, dict) and {"name", "schema"} <= body.keys() <= set(MEMBERS)
    return unwrap(format_, "json_schema", "/text/format") if format_ and known else []


def nest(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Move name and schema into a member ``json_schema``."""
    format_ = _find_format(payload, pointer, "/response_format")
    members = format_.keys() if format_ else set()
    known = {"type", "name", "schema"} <= members <= {"type", *MEMBERS}
    return wrap(format_, "json_schema", MEMBERS, "/response_format") if format_ and known else []


def _find_format(payload: Json, pointer: str, place: str) -> dict[str, Json] | None:
    """Return the schema format at this place, if the pointer leads to it or into it."""
    format_ = dict(iter_ancestors(payload, pointer)).get(place)
    if member_name(pointer, place) not in ("", "json_schema", *MEMBERS):
        return None
    return format_ if isinstance(format_, dict) and format_.get("type") == "json_schema" else None


FLAT = Fix(
    "flat-format",
    "Converts a schema for the answer from Chat's form to that of Responses.",
    ("RP101", "RP104", "RP911"),
    RESPONSES,
    flatten,
)
NESTED = Fix(
    "nested-format",
    "Converts a schema for the answer from the form of Responses to Chat's.",
    ("RP101", "RP104", "RP927"),
    CHAT,
    nest,
)
