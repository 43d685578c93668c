"""A small builder: from our subset of JSON Schema to a Hypothesis strategy.

It knows the keywords that ``schemas/`` uses and refuses any other, so that no rule of a schema
is passed over in silence.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urldefrag

from hypothesis import strategies as st

from responses_protocol import schemas
from responses_protocol._testing.json_values import BIG_INTEGERS, small_values, texts
from responses_protocol.schemas._subset import (
    Schema,
    expression,
    referenced_place,
    resolve,
    unknown_keywords,
)

__all__ = ["branches", "from_schema", "union"]

Strategy = st.SearchStrategy[Any]

_OF_OBJECTS = frozenset({"allOf", "maxProperties", "propertyNames"})  # of the request profile
_MAX_ITEMS = 3
_MAX_CHOSEN = 4

# Members of providers and of versions to come; some trouble pointers and patches.
_EXTRA_NAMES = ("x_extra", "cache_control", "index", "", "~", "a/b", "0")


def from_schema(dialect: str, definition: str, profile: schemas.Profile = "wire") -> Strategy:
    """Return the instances of a definition: ``from_schema("responses", "OutputText")``.

    Raises ``KeyError`` for an unknown definition; drawing from the strategy raises ``ValueError``
    when the schema uses a keyword outside the subset.
    """
    return _from_ref(schemas.ref(dialect, definition, profile))


def branches(dialect: str, definition: str) -> dict[str, Strategy]:
    """Return the branches of a union, nested unions flattened, by the name of their definition."""
    reference = schemas.ref(dialect, definition)
    return {urldefrag(leaf)[1].rpartition("/")[2]: _from_ref(leaf) for leaf in _leaves(reference)}


@cache
def union(dialect: str, definition: str) -> Strategy:
    """Return a strategy of a union in which every flattened branch is equally likely.

    Drawing from it raises ``KeyError`` for an unknown definition.
    """
    return st.deferred(lambda: st.one_of(*branches(dialect, definition).values()))


@cache
def _from_ref(reference: str) -> Strategy:
    # Deferred, so that a definition may contain itself.
    base = urldefrag(reference)[0]
    return st.deferred(lambda: _build(resolve(reference), base))


def _leaves(reference: str) -> list[str]:
    """Return the references of a union's branches, those of nested unions included."""
    branches = resolve(reference).get("oneOf", [])
    if not branches or not all("$ref" in branch for branch in branches):
        return [reference]
    inner = [referenced_place(reference, branch["$ref"]) for branch in branches]
    return [leaf for branch in inner for leaf in _leaves(branch)]


def _build(schema: Schema, base: str) -> Strategy:
    object_keywords = _OF_OBJECTS if "object" in schema.get("type", ()) else frozenset()
    if unknown := [each for each in unknown_keywords(schema) if each not in object_keywords]:
        raise ValueError(f"no strategy for the keyword {unknown[0]!r} (in {base})")
    for keyword, make in _WHOLE.items():
        if keyword in schema:
            return make(schema, base)
    types = schema.get("type", ["null", "boolean", "integer", "string"])
    names = [types] if isinstance(types, str) else types
    return st.one_of(*(_TYPES[name](schema, base) for name in names))


def _reference(schema: Schema, base: str) -> Strategy:
    reference = referenced_place(base, schema["$ref"])
    leaves = _leaves(reference)
    # Flattened, so that thirty known branches do not share one half with an unknown one.
    return st.one_of(*map(_from_ref, leaves)) if len(leaves) > 1 else _from_ref(reference)


def _any_of(keyword: str) -> Callable[[Schema, str], Strategy]:
    return lambda schema, base: st.one_of(*(_build(branch, base) for branch in schema[keyword]))


_WHOLE: dict[str, Callable[[Schema, str], Strategy]] = {
    "$ref": _reference,
    "const": lambda schema, base: st.just(schema["const"]),
    "enum": lambda schema, base: st.sampled_from(schema["enum"]),
    "oneOf": _any_of("oneOf"),
    "anyOf": _any_of("anyOf"),
}


def _string(schema: Schema, base: str) -> Strategy:
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    if "pattern" in schema:
        values: Strategy = st.from_regex(expression(schema["pattern"]))
    elif low:
        values = st.text(min_size=low, max_size=high if high is not None else low + 6)
    else:
        values = texts()
    if "x-known-values" in schema:
        values = st.sampled_from(schema["x-known-values"]) | values
    excluded = schema.get("not", {}).get("enum", ())
    if set(schema.get("not", {})) - {"enum"}:
        raise ValueError(f"no strategy for this `not` (in {base})")
    if not (low or high is not None or excluded):
        return values
    return values.filter(
        lambda text: low <= len(text) and (high is None or len(text) <= high)
    ).filter(lambda text: text not in excluded)


def _integer(schema: Schema, base: str) -> Strategy:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None and high is None:
        return st.integers(-1, 1000) | st.sampled_from(BIG_INTEGERS)
    return st.integers(
        None if low is None else math.ceil(low), None if high is None else math.floor(high)
    )


def _number(schema: Schema, base: str) -> Strategy:
    low, high = schema.get("minimum"), schema.get("maximum")
    floats = st.floats(low, high, allow_nan=False, allow_infinity=False)
    return floats | _integer(schema, base)


def _array(schema: Schema, base: str) -> Strategy:
    low = schema.get("minItems", 0)
    high = min(schema.get("maxItems", low + _MAX_ITEMS), low + _MAX_ITEMS)
    inner = _build(schema["items"], base) if "items" in schema else small_values()
    return st.lists(inner, min_size=low, max_size=high)


def _object(schema: Schema, base: str) -> Strategy:
    properties = schema.get("properties", {})
    required = schema.get("required", [])
    members = {name: _build(member, base) for name, member in properties.items()}
    additional = schema.get("additionalProperties", True)
    longest = schema.get("propertyNames", {}).get("maxLength", math.inf)
    free = [name for name in _EXTRA_NAMES if name not in properties and len(name) <= longest]
    names = st.sampled_from(free)
    if additional is False:
        extras: Strategy = st.just({})
    else:
        value = small_values() if additional is True else _build(additional, base)
        extras = st.dictionaries(names, value, max_size=2)
    drawn = _members(
        required={name: members.get(name, small_values()) for name in required},
        optional={name: member for name, member in members.items() if name not in required},
        usual=schema.get("x-usual", []),
        nullable=[
            name
            for name in properties
            if name not in required and _accepts_null(properties[name], base)
        ],
        # A map, or a branch that declares its tag alone, is all extras; else they are rare.
        extras=extras if len(properties) < 2 else st.just({}) | st.just({}) | extras,
    )
    return drawn.filter(_fits(schema, base)) if _OF_OBJECTS & schema.keys() else drawn


def _fits(schema: Schema, base: str) -> Callable[[dict[str, Any]], bool]:
    """Return a check of the rules for a whole object: how many members, and which together."""
    if schema.get("propertyNames", {}).keys() - {"maxLength"}:
        raise ValueError(f"no strategy for these `propertyNames` (in {base})")
    most = schema.get("maxProperties", math.inf)
    choices = [rule.get("anyOf", [rule]) for rule in schema.get("allOf", [])]
    if any(choice.keys() != {"required"} for rule in choices for choice in rule):
        raise ValueError(f"no strategy for this `allOf` (in {base})")
    return lambda value: (
        len(value) <= most
        and all(any(value.keys() >= set(choice["required"]) for choice in rule) for rule in choices)
    )


def _accepts_null(schema: Schema, base: str) -> bool:
    if "$ref" in schema:
        reference = referenced_place(base, schema["$ref"])
        return _accepts_null(resolve(reference), urldefrag(reference)[0])
    types = schema.get("type", ())
    branches = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
    return "null" in ([types] if isinstance(types, str) else types) or any(
        _accepts_null(branch, base) for branch in branches
    )


def _members(
    required: dict[str, Strategy],
    optional: dict[str, Strategy],
    usual: list[str],
    nullable: list[str],
    extras: Strategy,
) -> Strategy:
    """Return objects: few optional members, or (as SDKs dump it) null for all that are unset.

    Of the optional members, the usual ones are mostly there.
    """
    # Made once: making a strategy for each example takes longer than drawing from it.
    names = st.sampled_from(list(optional)) if optional else st.nothing()
    few = st.lists(names, unique=True, max_size=_MAX_CHOSEN)
    return _drawn_members(required, optional, usual, nullable, extras, few)


@st.composite
def _drawn_members(
    draw: st.DrawFn,
    required: dict[str, Strategy],
    optional: dict[str, Strategy],
    usual: list[str],
    nullable: list[str],
    extras: Strategy,
    few: st.SearchStrategy[list[str]],
) -> dict[str, Any]:
    drawn = {name: draw(member) for name, member in required.items()}
    if optional:
        drawn.update((name, draw(optional[name])) for name in usual if draw(st.integers(0, 5)))
        drawn.update((name, draw(optional[name])) for name in draw(few))
        if nullable and draw(st.integers(0, 4)) == 4:
            drawn.update((name, None) for name in nullable if name not in drawn)
    drawn.update(draw(extras))
    return drawn


_TYPES: dict[str, Callable[[Schema, str], Strategy]] = {
    "null": lambda schema, base: st.none(),
    "boolean": lambda schema, base: st.booleans(),
    "integer": _integer,
    "number": _number,
    "string": _string,
    "array": _array,
    "object": _object,
}
