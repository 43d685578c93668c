"""Keywords of JSON Schema in bounded time, for the schemas of strangers.

Patterns run on automata, ``uniqueItems`` is linear, and all steps of a validator are counted, since
the references of a small schema can multiply them without end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from responses_protocol._checks.rules.tools.automata import Automaton, UnsupportedPattern
from responses_protocol._reporting.quoting import quote_names
from responses_protocol._values import Json

if TYPE_CHECKING:
    from jsonschema import ValidationError

Keyword = Callable[[Any, Any, Any, Any], Any]


class StepsExhausted(Exception):
    """A check took more steps than its input allows."""


class Steps:
    """The number of steps left, and the ``skipped_keywords`` so far."""

    def __init__(self, number: int) -> None:
        self.remaining = number
        self.skipped_keywords: set[str] = set()

    def spend(self, number: int) -> None:
        """Subtract steps; raise StepsExhausted if none are left."""
        self.remaining -= number
        if self.remaining < 0:
            raise StepsExhausted


_STEPS: ContextVar[Steps] = ContextVar("steps")


@contextmanager
def count_steps(steps: Steps) -> Iterator[None]:
    """Subtract the steps of validators in the block from ``steps``."""
    token = _STEPS.set(steps)
    try:
        yield
    finally:
        _STEPS.reset(token)


@cache
def guard(kind: Any) -> Any:
    """Return a validator class with the keywords below, for use in ``count_steps``."""
    from jsonschema import validators

    own = {name: keyword for name, keyword in _KEYWORDS.items() if name in kind.VALIDATORS}
    every: dict[str, Keyword] = {**kind.VALIDATORS, **own}
    extend: Any = validators.extend
    return extend(kind, {name: _count(keyword) for name, keyword in every.items()})


def _count(keyword: Keyword) -> Keyword:
    def check(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
        size = len(value) if isinstance(value, list | dict) else 0
        size += len(instance) >> 6 if isinstance(instance, str) else 0
        _STEPS.get().spend(1 + size)
        return keyword(validator, value, instance, schema)

    return check


@lru_cache(maxsize=32)  # of up to a megabyte each
def _automaton(pattern: str) -> Automaton | None:
    try:
        return Automaton(pattern)
    except UnsupportedPattern:
        return None


def _matches(pattern: Any, text: str, keyword: str) -> bool | None:
    """Return whether a text contains a pattern, or None, and note it, if it can't be tried."""
    steps = _STEPS.get()
    automaton = _automaton(pattern) if isinstance(pattern, str) else None
    if automaton is None:
        steps.skipped_keywords.add(keyword)
        return None
    return automaton.search(text, steps.spend)


def _pattern(validator: Any, value: Any, instance: Json, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and _matches(value, instance, "pattern") is False:
        yield _error("does not match the pattern")


def _pattern_properties(
    validator: Any, value: dict[str, Any], instance: Json, schema: Any
) -> Iterator[ValidationError]:
    for pattern, inner in value.items() if isinstance(instance, dict) else ():
        for name, member in instance.items():
            if _matches(pattern, name, "patternProperties"):
                yield from validator.descend(member, inner, path=name, schema_path=pattern)


def _additional_properties(
    validator: Any, value: Any, instance: Json, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    if not isinstance(instance, dict):
        return
    properties, patterns = schema.get("properties", {}), schema.get("patternProperties", ())
    names = [
        name
        for name in instance
        if name not in properties
        and all(_matches(pattern, name, "patternProperties") is False for pattern in patterns)
    ]
    if isinstance(value, dict):
        for name in names:
            yield from validator.descend(instance[name], value, path=name)
    elif not value and names:
        verb = "was" if len(names) == 1 else "were"
        names_text = quote_names(map(repr, sorted(names)))
        yield _error(f"Additional properties are not allowed ({names_text} {verb} unexpected)")


def _unevaluated_properties(validator: Any, value: Any, instance: Json, schema: Any) -> None:
    """Skip the keyword: jsonschema runs the patterns of all surrounding schemas for it."""
    if isinstance(instance, dict):
        _STEPS.get().skipped_keywords.add("unevaluatedProperties")


def _unique_items(
    validator: Any, value: Any, instance: Json, schema: Any
) -> Iterator[ValidationError]:
    if value and isinstance(instance, list):
        _STEPS.get().spend(len(instance))
        texts = {json.dumps(_canonical(element), sort_keys=True) for element in instance}
        if len(texts) != len(instance):
            yield _error("has elements that are equal")


def _canonical(value: Json) -> Json:
    """Return a value with one spelling for equal values: 1.0 becomes 1, true stays."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_canonical(element) for element in value]
    if isinstance(value, dict):
        return {name: _canonical(element) for name, element in value.items()}
    return value


def _error(message: str) -> ValidationError:
    from jsonschema import ValidationError

    return ValidationError(message)


_KEYWORDS: dict[str, Keyword] = {
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "unevaluatedProperties": _unevaluated_properties,
    "uniqueItems": _unique_items,
}
