"""A quick check that a schema is valid: a validator takes a hundred times as long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from responses_protocol._checks.rules.tools.declared_schemas import inner_schemas
from responses_protocol._values import Json

TYPES = {"string", "number", "integer", "boolean", "object", "array", "null"}


def _is_schema(value: Json) -> bool:
    return isinstance(value, dict | bool)


def _is_string(value: Json) -> bool:
    return isinstance(value, str)


def _is_boolean(value: Json) -> bool:
    return isinstance(value, bool)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_string_list(value: Json) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(element, str) for element in value)
        and len(set(value)) == len(value)
    )


def _is_type(value: Json) -> bool:
    if isinstance(value, str):
        return value in TYPES
    return bool(value) and _is_string_list(value) and set(value) <= TYPES


def _is_schema_map(value: Json) -> bool:
    return isinstance(value, dict) and all(map(_is_schema, value.values()))


def _is_schema_list(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_schema, value))


def _all(names: str, check: Callable[[Json], bool]) -> dict[str, Callable[[Json], bool]]:
    return dict.fromkeys(names.split(), check)


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "type": _is_type,
    "required": _is_string_list,
    **_all("properties $defs definitions", _is_schema_map),
    **_all("items additionalProperties", _is_schema),
    **_all("anyOf oneOf allOf", _is_schema_list),
    **_all("enum examples", lambda value: isinstance(value, list)),
    **_all("const default", lambda value: True),
    **_all("title description format $comment $ref", _is_string),
    **_all("minimum maximum exclusiveMinimum exclusiveMaximum", _is_number),
    **_all("minLength maxLength minItems maxItems minProperties maxProperties", _is_count),
    **_all("uniqueItems deprecated readOnly writeOnly", _is_boolean),
    # members that clients add, unknown to JSON Schema
    **_all("nullable example strict optional", lambda value: True),
}


def is_plain(schema: Json) -> bool:
    """Return whether a schema has only common keywords with valid values.

    A schema with other keywords can be valid, too.
    """
    pending = [schema]
    while pending:
        schema_ = pending.pop()
        if isinstance(schema_, dict):
            for word, value in schema_.items():
                if word not in _CHECKS or not _CHECKS[word](value):
                    return False
            pending += [inner_schema for inner_schema, _ in inner_schemas(schema_)]
    return True
