"""Validators of the schemas that tools declare, cached by the text of the schema."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from responses_protocol._checks.rules.tools.keywords import (
    Steps,
    StepsExhausted,
    count_steps,
    guard,
)
from responses_protocol._checks.rules.tools.plain_schemas import is_plain
from responses_protocol._values import Json

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

Value = TypeVar("Value")
# The validators take three times the memory of their schemas.
_MAX_CHARACTERS = 500_000  # of cached schemas
_STEPS_OF_CHARACTER = 20  # steps per character of a schema
# Levels of arrays and objects. A validator takes ten frames a level; if the stack ends while it
# looks up a reference, its compiled tables panic, which is no error that a caller can handle.
_MAX_DEPTH = 64


def find_schema_error(schema: Json) -> ValidationError | None:
    """Return the error that makes a schema invalid, by the version of JSON Schema that it names.

    Return None for a valid schema, and for one that is too deep or too complex to check.
    """
    return None if is_too_deep(schema) else _get_error(schema)


def make_validator(schema: Json) -> Validator | None:
    """Return the validator of a schema, for use in ``count_steps``.

    Return None for an invalid schema, and for one that is nested too deeply.
    """
    if is_too_deep(schema):
        return None
    try:
        return None if _get_error(schema) is not None else _VALIDATORS.get(json.dumps(schema))
    except (RecursionError, ValueError):
        return None


def _get_error(schema: Json) -> ValidationError | None:
    try:
        return None if is_plain(schema) else _ERRORS.get(json.dumps(schema))
    except (RecursionError, ValueError, StepsExhausted):
        return None


def is_too_deep(value: Json) -> bool:
    """Return whether a schema, or a value to check by one, has more levels than are checked."""
    level = [value]
    for _ in range(_MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, list | dict)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


class _TextCache(Generic[Value]):
    """A cache of the values of texts, bounded by the total length of the texts."""

    def __init__(self, make: Callable[[str], Value]) -> None:
        self._make = make
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._length = 0
        self._lock = Lock()

    def get(self, text: str) -> Value:
        with self._lock:
            if text in self._values:
                self._values.move_to_end(text)
                return self._values[text]
        value = self._make(text)
        with self._lock:
            if len(text) <= _MAX_CHARACTERS and text not in self._values:
                self._values[text] = value
                self._length += len(text)
                while self._length > _MAX_CHARACTERS:
                    self._length -= len(self._values.popitem(last=False)[0])
        return value


def _find_schema_error(text: str) -> ValidationError | None:
    from jsonschema.exceptions import best_match

    kind, schema = _read(text)
    with count_steps(Steps(10_000 + _STEPS_OF_CHARACTER * len(text))):
        error: ValidationError | None = best_match(kind(kind.META_SCHEMA).iter_errors(schema))
    return error


def _make_validator(text: str) -> Validator:
    from referencing import Registry

    kind, schema = _read(text)
    validator: Validator = kind(schema, registry=Registry())  # fetches no references
    return validator


def _read(text: str) -> tuple[Any, Json]:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import validator_for

    schema = json.loads(text)
    return guard(validator_for(schema, default=Draft202012Validator)), schema


_ERRORS = _TextCache(_find_schema_error)
_VALIDATORS = _TextCache(_make_validator)
