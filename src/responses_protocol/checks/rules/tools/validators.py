"""Validators of the schemas that tools declare, cached by the text of the schema."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from responses_protocol.checks.rules.tools.keywords import Steps, StepsExhausted, count_steps, guard
from responses_protocol.checks.rules.tools.plain_schemas import is_plain
from responses_protocol.values import Json

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

Value = TypeVar("Value")
_MAX_CHARACTERS = (
    500_000  # characters of the schemas that are remembered; what is made takes three times that
)
_STEPS_OF_CHARACTER = 20  # steps for each character of a schema


def find_fault(schema: Json) -> ValidationError | None:
    """Return what makes a schema none, as the version of JSON Schema that it names says.

    Returns None for a schema, and for what is nested too deeply, or too involved, to tell.
    """
    try:
        return None if is_plain(schema) else _FAULTS.of(json.dumps(schema))
    except (RecursionError, ValueError, StepsExhausted):
        return None


def make_validator(schema: Json) -> Validator | None:
    """Return the validator by a schema, for use in ``counted``; None where ``fault_of`` tells one,
    or the schema is nested too deeply.
    """
    try:
        return None if find_fault(schema) is not None else _VALIDATORS.of(json.dumps(schema))
    except (RecursionError, ValueError):
        return None


class _TextCache(Generic[Value]):
    """What was made of texts, the latest of them, bounded by the length of the texts."""

    def __init__(self, make: Callable[[str], Value]) -> None:
        self._make = make
        self._made: OrderedDict[str, Value] = OrderedDict()
        self._length = 0
        self._lock = Lock()

    def of(self, text: str) -> Value:
        with self._lock:
            if text in self._made:
                self._made.move_to_end(text)
                return self._made[text]
        made = self._make(text)
        with self._lock:
            if len(text) <= _MAX_CHARACTERS and text not in self._made:
                self._made[text] = made
                self._length += len(text)
                while self._length > _MAX_CHARACTERS:
                    self._length -= len(self._made.popitem(last=False)[0])
        return made


def _find_fault(text: str) -> ValidationError | None:
    from jsonschema.exceptions import best_match

    kind, schema = _read(text)
    with count_steps(Steps(10_000 + _STEPS_OF_CHARACTER * len(text))):
        fault: ValidationError | None = best_match(kind(kind.META_SCHEMA).iter_errors(schema))
    return fault


def _make_validator(text: str) -> Validator:
    from referencing import Registry

    kind, schema = _read(text)
    validator: Validator = kind(schema, registry=Registry())  # which fetches nothing
    return validator


def _read(text: str) -> tuple[Any, Json]:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import validator_for

    schema = json.loads(text)
    return guard(validator_for(schema, default=Draft202012Validator)), schema


_FAULTS = _TextCache(_find_fault)
_VALIDATORS = _TextCache(_make_validator)
