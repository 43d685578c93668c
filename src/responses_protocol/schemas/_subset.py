"""The subset of JSON Schema that ``schemas/`` is written in, and the way from place to place in it.

A place is the absolute reference of a schema, of a definition or of one inside of it:
``"urn:...:responses/items_function.json#/$defs/FunctionCall/properties/name"``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urldefrag

from responses_protocol import schemas
from responses_protocol._values import escape_token, split_pointer

__all__ = ["Schema", "expression", "join_place", "referenced_place", "resolve", "unknown_keywords"]

Schema = Mapping[str, Any]

_KEYWORDS = frozenset(
    {
        *("$ref", "type", "const", "enum", "not", "oneOf", "anyOf"),
        *("properties", "required", "additionalProperties"),
        *("items", "minItems", "maxItems"),
        *("minLength", "maxLength", "pattern"),
        *("minimum", "maximum"),
        *("title", "description", "discriminator", "$schema", "$id", "$defs"),
    }
)


def unknown_keywords(schema: Schema) -> list[str]:
    """Return the keywords of a schema that are outside the subset, in order."""
    return [each for each in schema if each not in _KEYWORDS and not each.startswith("x-")]


@cache
def expression(pattern: str) -> re.Pattern[str]:
    """Return a pattern as JSON Schema means it: to Python, ``$`` also comes before a last newline.

    In this subset it stands at the end of a pattern only.
    """
    return re.compile(rf"{pattern[:-1]}\Z" if pattern.endswith("$") else pattern)


@cache
def _file(address: str) -> Any:
    return schemas.load(*schemas.locate(address))


@cache
def resolve(place: str) -> Schema:
    """Return the schema at a place, which is shared: not to be changed."""
    address, fragment = urldefrag(place)
    schema = _file(address)
    for step in split_pointer(fragment):
        schema = schema[int(step) if isinstance(schema, list) else step]
    found_schema: Schema = schema
    return found_schema


def join_place(place: str, *steps: str | int) -> str:
    """Return the place that these members and indexes lead to."""
    return "/".join((place, *(escape_token(str(step)) for step in steps)))


def referenced_place(place: str, reference: str) -> str:
    """Return the place that a ``$ref`` at another place means."""
    return f"{urldefrag(place)[0]}{reference}" if reference.startswith("#") else reference
