"""Violations: the places of a payload that a schema refuses, each with the keyword it breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from responses_protocol._values import Json
from responses_protocol.schemas._subset import (
    Schema,
    expression,
    join_place,
    referenced_place,
    resolve,
)
from responses_protocol.schemas.fast_validator._choice import Choice, Target, find_choice
from responses_protocol.schemas.fast_validator._shapes import Shape

Steps = tuple[str | int, ...]
# Keywords that JSON Schema does not have.
TAG = "tag"
"""No branch of a union has this tag."""
REQUIRED_ONE = "requiredOne"
"""None of several members is there, and one must be."""
DEPTH = "depth"
"""The nesting is too deep to be followed."""
_UNIONS = ("oneOf", "anyOf")
_KINDS = ("null", "boolean", "integer", "number", "string", "array", "object")


@dataclass(frozen=True)
class Violation:
    """A place in a payload, the value there, and the limit that it breaks.

    ``limit`` is the schema's value of ``keyword``, with these exceptions: for ``required`` the
    missing member, for ``requiredOne`` the members, for ``tag`` and ``enum`` the allowed words, for
    ``type`` the accepted ``Kinds``, for ``additionalProperties`` the known members that are absent.
    """

    keyword: str
    steps: Steps
    value: Json
    limit: Any


@dataclass(frozen=True)
class Kinds:
    """The JSON types that a place accepts: their names, allowed words, and types of elements."""

    names: tuple[str, ...]
    words: tuple[Any, ...] = ()
    elements: tuple[str, ...] = ()


def find_violations(value: Json, ref: str, steps: Steps = ()) -> Iterator[Violation]:
    """Yield the violations of a value.

    ``ref`` is the address of its schema, ``steps`` lead to the value in the payload. Raises
    RecursionError where the value is nested too deeply.
    """
    leaves = _leaves(ref)
    fitting = tuple(leaf for leaf in leaves if _has_kind(value, _leaf_kinds(leaf)))
    if not fitting:
        yield Violation("type", steps, value, _accepted_kinds(leaves))
    elif len(fitting) == 1:
        yield from _leaf_violations(value, fitting[0], steps)
    elif isinstance(value, dict):
        yield from _tagged_violations(
            value, Target(tuple(Shape("object", leaf) for leaf in fitting)), steps
        )
    else:
        yield from _nearest_violations(value, fitting, steps)


@cache
def _leaves(ref: str) -> tuple[str, ...]:
    """Return the addresses of the alternative schemas of a place, with unions flattened."""
    schema = resolve(ref)
    if "$ref" in schema:
        return _leaves(referenced_place(ref, schema["$ref"]))
    for union in _UNIONS:
        if union in schema and "properties" not in schema:
            branches = range(len(schema[union]))
            leaves = (leaf for index in branches for leaf in _leaves(join_place(ref, union, index)))
            return tuple(dict.fromkeys(leaves))
    return (ref,)


@cache
def _leaf_kinds(leaf: str) -> tuple[str, ...]:
    schema = resolve(leaf)
    names = schema.get("type")
    if names is not None:
        return (names,) if isinstance(names, str) else tuple(names)
    words = _allowed_words(schema)
    if words is not None:
        return tuple(dict.fromkeys(_kind(word) for word in words))
    return _KINDS


def _allowed_words(schema: Schema) -> tuple[Any, ...] | None:
    if "const" in schema:
        return (schema["const"],)
    return tuple(schema["enum"]) if "enum" in schema else None


def _kind(value: Json) -> str:
    return next(name for name in _KINDS if _PREDICATES[name](value))


def _has_kind(value: Json, kinds: tuple[str, ...]) -> bool:
    return any(_PREDICATES[kind](value) for kind in kinds)


_PREDICATES: dict[str, Callable[[Json], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: (
        (isinstance(value, int) and not isinstance(value, bool))
        or (isinstance(value, float) and value.is_integer())
    ),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


@cache
def _accepted_kinds(leaves: tuple[str, ...]) -> Kinds:
    names = dict.fromkeys(kind for leaf in leaves for kind in _leaf_kinds(leaf))
    words = [word for leaf in leaves for word in _allowed_words(resolve(leaf)) or ()]
    items = [join_place(leaf, "items") for leaf in leaves if "items" in resolve(leaf)]
    inner = dict.fromkeys(
        kind for ref in items for leaf in _leaves(ref) for kind in _leaf_kinds(leaf)
    )
    return Kinds(tuple(names), tuple(word for word in words if word is not None), tuple(inner))


def _nearest_violations(value: Json, leaves: tuple[str, ...], steps: Steps) -> Iterator[Violation]:
    """Yield nothing if one of the schemas accepts the value, else the violations by the nearest."""
    alternatives = [list(_leaf_violations(value, leaf, steps)) for leaf in leaves]
    if not all(alternatives):
        return
    words = [
        violation
        for alternative in alternatives
        for violation in alternative
        if violation.keyword == "enum"
    ]
    if len(words) == len(alternatives):
        limit = tuple(word for violation in words for word in violation.limit)
        yield Violation("enum", steps, value, limit)
        return
    yield from min(alternatives, key=_nearness)


def _nearness(alternative: list[Violation]) -> tuple[int, int]:
    """Return a key to sort branches by: the deeper their violations, the likelier the branch."""
    return -min(len(violation.steps) for violation in alternative), len(alternative)


def _tagged_violations(value: dict[str, Json], target: Target, steps: Steps) -> Iterator[Violation]:
    """Enter the branch of a union of objects that the tags of the value name."""
    if len(target.shapes) == 1:
        yield from _leaf_violations(value, target.shapes[0].place, steps)
        return
    options = _choice(target)
    if options is None:
        yield from _nearest_violations(value, tuple(shape.place for shape in target.shapes), steps)
        return
    word = value.get(options.key)
    if word is None or isinstance(word, str):
        chosen = options.table.get(word, options.default if word is not None else None)
    else:
        chosen = options.default
    if chosen is not None and word is None and _lacks_required_members(value, chosen):
        yield Violation("required", steps, value, options.key)
    elif chosen is not None:
        yield from _tagged_violations(value, chosen, steps)
    elif options.key not in value:
        yield Violation("required", steps, value, options.key)
    elif word is None or isinstance(word, str):
        words = tuple(word for word in _words_in_order(options, target) if word is not None)
        yield Violation(TAG, (*steps, options.key), word, words)
    else:
        yield Violation("type", (*steps, options.key), word, Kinds(("string",)))


def _lacks_required_members(value: dict[str, Json], target: Target) -> bool:
    """Return whether a value without a tag has no required member of any branch either."""
    required = [shape.schema.get("required", ()) for shape in target.shapes]
    return all(required) and not any(name in value for names in required for name in names)


_choice = cache(find_choice)


def _words_in_order(options: Choice, target: Target) -> tuple[str | None, ...]:
    """Return the words of a table as the schema lists them."""
    words = [
        word
        for shape in target.shapes
        for word in _allowed_words(shape.schema.get("properties", {}).get(options.key, {})) or ()
    ]
    return tuple(dict.fromkeys(word for word in words if word in options.table))


def _leaf_violations(value: Json, leaf: str, steps: Steps) -> Iterator[Violation]:
    """Yield the violations of a value of the right type."""
    schema = resolve(leaf)
    words = _allowed_words(schema)
    if words is not None:
        if not any(type(word) is type(value) and word == value for word in words):
            yield Violation("enum", steps, value, words)
        return
    for check in _CHECKS.get(_kind(value), ()):
        yield from check(value, leaf, schema, steps)


def _limit_violations(value: Json, leaf: str, schema: Schema, steps: Steps) -> Iterator[Violation]:
    for keyword in schema.keys() & _LIMITS.keys():
        if _kind(value) in _LIMITS[keyword][0] and not _LIMITS[keyword][1](value, schema[keyword]):
            yield Violation(keyword, steps, value, schema[keyword])


def _matches(value: str, limit: str) -> bool:
    return expression(limit).search(value) is not None


_NUMBERS = ("integer", "number")
_LIMITS: dict[str, tuple[tuple[str, ...], Callable[[Any, Any], bool]]] = {
    "minLength": (("string",), lambda value, limit: len(value) >= limit),
    "maxLength": (("string",), lambda value, limit: len(value) <= limit),
    "pattern": (("string",), _matches),
    "not": (("string",), lambda value, limit: value not in limit["enum"]),
    "minimum": (_NUMBERS, lambda value, limit: not value < limit),
    "maximum": (_NUMBERS, lambda value, limit: not value > limit),
    "minItems": (("array",), lambda value, limit: len(value) >= limit),
    "maxItems": (("array",), lambda value, limit: len(value) <= limit),
    "maxProperties": (("object",), lambda value, limit: len(value) <= limit),
}


def _element_violations(
    value: list[Json], leaf: str, schema: Schema, steps: Steps
) -> Iterator[Violation]:
    if isinstance(schema.get("items"), Mapping):
        ref = join_place(leaf, "items")
        for index, element in enumerate(value):
            yield from find_violations(element, ref, (*steps, index))


@cache
def _constant_members(leaf: str) -> tuple[tuple[str, str], ...]:
    """Return the required members that have a constant, with the constant."""
    schema = resolve(leaf)
    members = schema.get("properties", {})
    required = [name for name in schema.get("required", ()) if "const" in members.get(name, {})]
    return tuple((name, members[name]["const"]) for name in required)


def _member_violations(
    value: dict[str, Json], leaf: str, schema: Schema, steps: Steps
) -> Iterator[Violation]:
    for name, word in _constant_members(leaf):
        if isinstance(value.get(name), str) and value[name] != word:
            yield Violation(TAG, (*steps, name), value[name], (word,))
            return  # the rest of the schema is for another kind of object
    for name in schema.get("required", ()):
        if name not in value:
            yield Violation("required", steps, value, name)
    properties = schema.get("properties", {})
    additional = schema.get("additionalProperties", True)
    for name, member in value.items():
        if name in properties:
            yield from find_violations(member, join_place(leaf, "properties", name), (*steps, name))
        elif additional is False:
            known = tuple(each for each in properties if each not in value)
            yield Violation("additionalProperties", (*steps, name), member, known)
        elif additional is not True:
            yield from find_violations(
                member, join_place(leaf, "additionalProperties"), (*steps, name)
            )
    longest = schema.get("propertyNames", {}).get("maxLength")
    if longest is not None:
        for name in value:
            if len(name) > longest:
                yield Violation("propertyNames", (*steps, name), name, longest)


def _required_one_violations(
    value: dict[str, Json], leaf: str, schema: Schema, steps: Steps
) -> Iterator[Violation]:
    """Yield a violation for each group of members that has none; ``allOf`` lists the groups."""
    for each in schema.get("allOf", ()):
        names = tuple(branch["required"][0] for branch in each["anyOf"])
        if value.keys().isdisjoint(names):
            yield Violation(REQUIRED_ONE, steps, value, names)


Check = Callable[[Any, str, Schema, Steps], Iterator[Violation]]
_CHECKS: dict[str, tuple[Check, ...]] = {
    "string": (_limit_violations,),
    "integer": (_limit_violations,),
    "number": (_limit_violations,),
    "array": (_limit_violations, _element_violations),
    "object": (_limit_violations, _required_one_violations, _member_violations),
}
