"""The values that a schema accepts, by JSON type: references and unions are resolved.

A validator goes through a schema keyword by keyword. A check written by hand looks at the type of
the value first, then at the rules for that type. This module translates the one into the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from responses_protocol.schemas._subset import (
    Schema,
    join_place,
    referenced_place,
    resolve,
    unknown_keywords,
)

__all__ = ["Shape", "Shapes", "accepts_anything", "read_shapes"]

# The keywords that restrict a type. "integer" stands beside "number" as a type of its own.
_RULES: dict[str, tuple[str, ...]] = {
    "string": ("not", "minLength", "maxLength", "pattern"),
    "null": (),
    "boolean": (),
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
    "array": ("items", "minItems", "maxItems"),
    "object": ("properties", "required", "additionalProperties"),
}
_ALL_KINDS = ("string", "null", "boolean", "number", "array", "object")
_KINDS_OF_WORDS: dict[type, tuple[str, ...]] = {
    str: ("string",),
    type(None): ("null",),
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number",),
}


@dataclass(frozen=True)
class Shape:
    """The values of one JSON type that the schema at ``place`` accepts.

    ``words`` are the constants of an ``enum`` or ``const``, None without them.
    """

    kind: str
    place: str
    words: tuple[Any, ...] | None = None

    @cached_property
    def schema(self) -> Schema:
        """The schema at the place; only its keywords for the type count."""
        return resolve(self.place)

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The keywords that restrict the type."""
        keywords = (keyword for keyword in _RULES[self.kind] if keyword in self.schema)
        return tuple(keyword for keyword in keywords if self.schema[keyword] is not True)

    @property
    def plain(self) -> bool:
        """Whether the schema accepts every value of the type."""
        return self.words is None and not self.rules


Shapes = dict[str, tuple[Shape, ...]]
"""The alternatives by JSON type; types without one are refused."""


def read_shapes(place: str) -> Shapes:
    """Return the shapes of the values that the schema at a place accepts.

    Raises ValueError where the schema uses a keyword outside of the subset, or combines keywords
    in a way that can't be split by type.
    """
    schema = resolve(place)
    unions = [each for each in ("$ref", "oneOf", "anyOf") if each in schema]
    words = [schema["const"]] if "const" in schema else schema.get("enum")
    has_own_keywords = (
        "type" in schema or words is not None or any(key in schema for key in _ALL_RULES)
    )
    if unknown_keywords(schema) or len(unions) + has_own_keywords > 1:
        raise ValueError(f"the fast validator can't read the keywords at {place}")
    if not unions:
        return _read_plain_schema(schema, place, words)
    if "$ref" in schema:
        return read_shapes(referenced_place(place, schema["$ref"]))
    shapes_by_kind: Shapes = {}
    for number in range(len(schema[unions[0]])):
        for kind, alternatives in read_shapes(join_place(place, unions[0], number)).items():
            shapes_by_kind[kind] = shapes_by_kind.get(kind, ()) + alternatives
    return shapes_by_kind


_ALL_RULES = frozenset(rule for rules in _RULES.values() for rule in rules)


def accepts_anything(shapes_by_kind: Shapes) -> bool:
    """Return whether a schema accepts every JSON value."""
    return all(any(shape.plain for shape in shapes_by_kind.get(kind, ())) for kind in _ALL_KINDS)


def _read_plain_schema(schema: Schema, place: str, words: list[Any] | None) -> Shapes:
    """Return the shapes of a schema without references and unions."""
    names = schema.get("type", _ALL_KINDS)
    kinds = (names,) if isinstance(names, str) else tuple(names)
    excluded = schema.get("not", {"enum": ()})
    if set(excluded) != {"enum"} or not all(isinstance(word, str) for word in excluded["enum"]):
        raise ValueError(f"the fast validator can't read the `not` at {place}")
    if words is None:
        return {kind: (Shape(kind, place),) for kind in kinds}
    if any(rule in schema for rule in _ALL_RULES):
        raise ValueError(f"the fast validator can't read constants with rules at {place}")
    words_by_kind: dict[str, tuple[Any, ...]] = {}
    for word in words:
        for kind in [each for each in _KINDS_OF_WORDS[type(word)] if each in kinds][:1]:
            words_by_kind[kind] = (*words_by_kind.get(kind, ()), word)
    return {
        # null is the only value of its type, so the constant restricts nothing.
        kind: (Shape(kind, place, None if kind == "null" else some),)
        for kind, some in words_by_kind.items()
    }
