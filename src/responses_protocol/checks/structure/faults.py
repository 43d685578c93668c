"""Faults: the places of a payload that a schema does not take, each with the keyword it breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from responses_protocol.schemas.gate.choice import Choice, Target, choice
from responses_protocol.schemas.gate.shapes import Shape
from responses_protocol.schemas.subset import Schema, below, expression, referred, resolve
from responses_protocol.values import Json

Steps = tuple[str | int, ...]
TAG = "tag"
REQUIRED_ONE = "requiredOne"
DEPTH = "depth"
"""Keywords that are none of JSON Schema's: no branch of a union has this tag; of some members one
must be there; nobody can follow the nesting."""
_UNIONS = ("oneOf", "anyOf")
_EVERY = ("null", "boolean", "integer", "number", "string", "array", "object")


@dataclass(frozen=True)
class Fault:
    """A place in a payload, the value there, and what its schema says of ``keyword``.

    Of ``required`` the limit is the name of the member, of ``additionalProperties`` and
    ``propertyNames`` the last step; of ``tag`` and ``enum`` the words, of ``type`` what is taken
    (``Kinds``); of ``requiredOne`` the members.
    """

    keyword: str
    steps: Steps
    value: Json
    limit: Any


@dataclass(frozen=True)
class Kinds:
    """What JSON types a place takes: their names, the words of strings, the types of elements."""

    names: tuple[str, ...]
    words: tuple[Any, ...] = ()
    elements: tuple[str, ...] = ()


def faults(value: Json, place: str, steps: Steps = ()) -> Iterator[Fault]:
    """Yield the faults of a value by the schema at a place; ``steps`` lead to it.

    Raises RecursionError where the value is nested too deeply.
    """
    leaves = _leaves(place)
    fitting = tuple(leaf for leaf in leaves if _is_of(value, _own_kinds(leaf)))
    if not fitting:
        yield Fault("type", steps, value, _kinds(leaves))
    elif len(fitting) == 1:
        yield from _of_leaf(value, fitting[0], steps)
    elif isinstance(value, dict):
        yield from _of_target(
            value, Target(tuple(Shape("object", leaf) for leaf in fitting)), steps
        )
    else:
        yield from _of_any(value, fitting, steps)


@cache
def _leaves(place: str) -> tuple[str, ...]:
    """Return the places of the schemas that a value may be of, unions laid open."""
    schema = resolve(place)
    if "$ref" in schema:
        return _leaves(referred(place, schema["$ref"]))
    for union in _UNIONS:
        if union in schema and "properties" not in schema:
            branches = range(len(schema[union]))
            found = (leaf for at in branches for leaf in _leaves(below(place, union, at)))
            return tuple(dict.fromkeys(found))
    return (place,)


@cache
def _own_kinds(leaf: str) -> tuple[str, ...]:
    schema = resolve(leaf)
    names = schema.get("type")
    if names is not None:
        return (names,) if isinstance(names, str) else tuple(names)
    words = _words(schema)
    if words is not None:
        return tuple(dict.fromkeys(_kind(word) for word in words))
    return _EVERY


def _words(schema: Schema) -> tuple[Any, ...] | None:
    if "const" in schema:
        return (schema["const"],)
    return tuple(schema["enum"]) if "enum" in schema else None


def _kind(value: Json) -> str:
    return next(name for name in _EVERY if _IS[name](value))


def _is_of(value: Json, kinds: tuple[str, ...]) -> bool:
    return any(_IS[kind](value) for kind in kinds)


_IS: dict[str, Callable[[Json], bool]] = {
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
def _kinds(leaves: tuple[str, ...]) -> Kinds:
    names = dict.fromkeys(kind for leaf in leaves for kind in _own_kinds(leaf))
    words = [word for leaf in leaves for word in _words(resolve(leaf)) or ()]
    items = [below(leaf, "items") for leaf in leaves if "items" in resolve(leaf)]
    inner = dict.fromkeys(
        kind for place in items for leaf in _leaves(place) for kind in _own_kinds(leaf)
    )
    return Kinds(tuple(names), tuple(word for word in words if word is not None), tuple(inner))


def _of_any(value: Json, leaves: tuple[str, ...], steps: Steps) -> Iterator[Fault]:
    """Yield nothing where one of the schemas takes the value, else what the nearest one says."""
    alternatives = [list(_of_leaf(value, leaf, steps)) for leaf in leaves]
    if not all(alternatives):
        return
    words = [fault for found in alternatives for fault in found if fault.keyword == "enum"]
    if len(words) == len(alternatives):
        limit = tuple(word for fault in words for word in fault.limit)
        yield Fault("enum", steps, value, limit)
        return
    yield from min(alternatives, key=_distance)


def _distance(found: list[Fault]) -> tuple[int, int]:
    """Order the accounts of several branches: one that goes deeper is likelier what was meant."""
    return -min(len(fault.steps) for fault in found), len(found)


def _of_target(value: dict[str, Json], target: Target, steps: Steps) -> Iterator[Fault]:
    """Enter the branch of a union of objects that the tags of the value name."""
    if len(target.shapes) == 1:
        yield from _of_leaf(value, target.shapes[0].place, steps)
        return
    found = _choice(target)
    if found is None:
        yield from _of_any(value, tuple(shape.place for shape in target.shapes), steps)
        return
    word = value.get(found.key)
    if word is None or isinstance(word, str):
        chosen = found.table.get(word, found.others if word is not None else None)
    else:
        chosen = found.others
    if chosen is not None and word is None and _lacks_what_tells(value, chosen):
        yield Fault("required", steps, value, found.key)
    elif chosen is not None:
        yield from _of_target(value, chosen, steps)
    elif found.key not in value:
        yield Fault("required", steps, value, found.key)
    elif word is None or isinstance(word, str):
        words = tuple(word for word in _in_order(found, target) if word is not None)
        yield Fault(TAG, (*steps, found.key), word, words)
    else:
        yield Fault("type", (*steps, found.key), word, Kinds(("string",)))


def _lacks_what_tells(value: dict[str, Json], target: Target) -> bool:
    """Tell whether a value without a tag has no member that would make it one of these either."""
    required = [shape.schema.get("required", ()) for shape in target.shapes]
    return all(required) and not any(name in value for names in required for name in names)


_choice = cache(choice)


def _in_order(found: Choice, target: Target) -> tuple[str | None, ...]:
    """Return the words of a table as the schema lists them."""
    listed = [
        word
        for shape in target.shapes
        for word in _words(shape.schema.get("properties", {}).get(found.key, {})) or ()
    ]
    return tuple(dict.fromkeys(word for word in listed if word in found.table))


def _of_leaf(value: Json, leaf: str, steps: Steps) -> Iterator[Fault]:
    """Yield the faults of a value whose type is right."""
    schema = resolve(leaf)
    words = _words(schema)
    if words is not None:
        if not any(type(word) is type(value) and word == value for word in words):
            yield Fault("enum", steps, value, words)
        return
    for check in _CHECKS.get(_kind(value), ()):
        yield from check(value, leaf, schema, steps)


def _limits(value: Json, leaf: str, schema: Schema, steps: Steps) -> Iterator[Fault]:
    for keyword in schema.keys() & _LIMITS.keys():
        if _kind(value) in _LIMITS[keyword][0] and not _LIMITS[keyword][1](value, schema[keyword]):
            yield Fault(keyword, steps, value, schema[keyword])


def _pattern(value: str, limit: str) -> bool:
    return expression(limit).search(value) is not None


_NUMBERS = ("integer", "number")
_LIMITS: dict[str, tuple[tuple[str, ...], Callable[[Any, Any], bool]]] = {
    "minLength": (("string",), lambda value, limit: len(value) >= limit),
    "maxLength": (("string",), lambda value, limit: len(value) <= limit),
    "pattern": (("string",), _pattern),
    "not": (("string",), lambda value, limit: value not in limit["enum"]),
    "minimum": (_NUMBERS, lambda value, limit: not value < limit),
    "maximum": (_NUMBERS, lambda value, limit: not value > limit),
    "minItems": (("array",), lambda value, limit: len(value) >= limit),
    "maxItems": (("array",), lambda value, limit: len(value) <= limit),
    "maxProperties": (("object",), lambda value, limit: len(value) <= limit),
}


def _elements(value: list[Json], leaf: str, schema: Schema, steps: Steps) -> Iterator[Fault]:
    if isinstance(schema.get("items"), Mapping):
        place = below(leaf, "items")
        for at, element in enumerate(value):
            yield from faults(element, place, (*steps, at))


@cache
def _tags(leaf: str) -> tuple[tuple[str, str], ...]:
    """Return the members that say what an object is, with the words for it."""
    schema = resolve(leaf)
    members = schema.get("properties", {})
    required = [name for name in schema.get("required", ()) if "const" in members.get(name, {})]
    return tuple((name, members[name]["const"]) for name in required)


def _members(value: dict[str, Json], leaf: str, schema: Schema, steps: Steps) -> Iterator[Fault]:
    for name, word in _tags(leaf):
        if isinstance(value.get(name), str) and value[name] != word:
            yield Fault(TAG, (*steps, name), value[name], (word,))
            return  # all else is said of another kind of object
    for name in schema.get("required", ()):
        if name not in value:
            yield Fault("required", steps, value, name)
    listed = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    for name, member in value.items():
        if name in listed:
            yield from faults(member, below(leaf, "properties", name), (*steps, name))
        elif others is False:
            known = tuple(each for each in listed if each not in value)
            yield Fault("additionalProperties", (*steps, name), member, known)
        elif others is not True:
            yield from faults(member, below(leaf, "additionalProperties"), (*steps, name))
    longest = schema.get("propertyNames", {}).get("maxLength")
    if longest is not None:
        for name in value:
            if len(name) > longest:
                yield Fault("propertyNames", (*steps, name), name, longest)


def _either(value: dict[str, Json], leaf: str, schema: Schema, steps: Steps) -> Iterator[Fault]:
    """Read what is said beside the members: of which of them one must be there."""
    for each in schema.get("allOf", ()):
        names = tuple(one["required"][0] for one in each["anyOf"])
        if value.keys().isdisjoint(names):
            yield Fault(REQUIRED_ONE, steps, value, names)


Check = Callable[[Any, str, Schema, Steps], Iterator[Fault]]
_CHECKS: dict[str, tuple[Check, ...]] = {
    "string": (_limits,),
    "integer": (_limits,),
    "number": (_limits,),
    "array": (_limits, _elements),
    "object": (_limits, _either, _members),
}
