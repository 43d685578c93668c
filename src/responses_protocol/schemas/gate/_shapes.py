"""The values that a schema accepts, by JSON type, with references and unions resolved.

Validators evaluate a schema keyword by keyword. A hand-written check reads the type of the value
first, and then the conditions for that type. This module derives these conditions from a schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from responses_protocol.schemas._subset import Schema, below, referred, resolve, unknown_keywords

__all__ = ["Shape", "Shapes", "anything", "shapes"]

# The keywords that say more of a type. "integer" stands beside "number" as a type of its own.
_RULES: dict[str, tuple[str, ...]] = {
    "string": ("not", "minLength", "maxLength", "pattern"),
    "null": (),
    "boolean": (),
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
    "array": ("items", "minItems", "maxItems"),
    "object": ("properties", "required", "additionalProperties"),
}
_EVERY = ("string", "null", "boolean", "number", "array", "object")
_KINDS_OF_WORDS: dict[type, tuple[str, ...]] = {
    str: ("string",),
    type(None): ("null",),
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number",),
}


@dataclass(frozen=True)
class Shape:
    """The values of one JSON type that the schema at ``place`` takes.

    ``words`` are the constants that they are limited to; None if it names none.
    """

    kind: str
    place: str
    words: tuple[Any, ...] | None = None

    @cached_property
    def schema(self) -> Schema:
        """The schema at the place; only the keywords for the type apply."""
        return resolve(self.place)

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The keywords beside the type."""
        named = (each for each in _RULES[self.kind] if each in self.schema)
        return tuple(each for each in named if self.schema[each] is not True)

    @property
    def plain(self) -> bool:
        """Whether every value of the type will do."""
        return self.words is None and not self.rules


Shapes = dict[str, tuple[Shape, ...]]
"""The alternatives by JSON type; a type that is not there is refused."""


def shapes(place: str) -> Shapes:
    """Return the values that the schema at a place accepts.

    Raises ``ValueError`` when it uses a keyword outside the subset, or combines them in a way
    that can't be sorted by type.
    """
    schema = resolve(place)
    unions = [each for each in ("$ref", "oneOf", "anyOf") if each in schema]
    words = [schema["const"]] if "const" in schema else schema.get("enum")
    own = "type" in schema or words is not None or any(key in schema for key in _ALL_RULES)
    if unknown_keywords(schema) or len(unions) + own > 1:
        raise ValueError(f"the gate can't read the keywords at {place}")
    if not unions:
        return _own(schema, place, words)
    if "$ref" in schema:
        return shapes(referred(place, schema["$ref"]))
    found: Shapes = {}
    for number in range(len(schema[unions[0]])):
        for kind, alternatives in shapes(below(place, unions[0], number)).items():
            found[kind] = found.get(kind, ()) + alternatives
    return found


_ALL_RULES = frozenset(rule for rules in _RULES.values() for rule in rules)


def anything(found: Shapes) -> bool:
    """Return whether every JSON value will do."""
    return all(any(shape.plain for shape in found.get(kind, ())) for kind in _EVERY)


def _own(schema: Schema, place: str, words: list[Any] | None) -> Shapes:
    """Return the shapes of a schema without references and unions."""
    names = schema.get("type", _EVERY)
    kinds = (names,) if isinstance(names, str) else tuple(names)
    barred = schema.get("not", {"enum": ()})
    if set(barred) != {"enum"} or not all(isinstance(word, str) for word in barred["enum"]):
        raise ValueError(f"the gate can't read the `not` at {place}")
    if words is None:
        return {kind: (Shape(kind, place),) for kind in kinds}
    if any(rule in schema for rule in _ALL_RULES):
        raise ValueError(f"the gate can't read words with rules at {place}")
    found: dict[str, tuple[Any, ...]] = {}
    for word in words:
        for kind in [each for each in _KINDS_OF_WORDS[type(word)] if each in kinds][:1]:
            found[kind] = (*found.get(kind, ()), word)
    return {
        # There is but one null: that it is named says nothing more.
        kind: (Shape(kind, place, None if kind == "null" else some),)
        for kind, some in found.items()
    }
