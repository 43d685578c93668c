"""The types of an SDK, read at run time: pydantic models, and TypedDicts for requests."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from typing_extensions import NotRequired, Required, is_typeddict

ANYTHING = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
"""The types of JSON values."""

TAGS = ("type", "role")
"""The members that tell the objects of a union apart."""

_MARKERS = (Required, NotRequired, Annotated)
_UNIONS = (Union, types.UnionType)
_LISTS = tuple(get_origin(each[Any]) for each in (list, Iterable, Sequence))
_JSON = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    dict: "object",
    type(None): "null",
}


def choices(hint: Any) -> Iterator[Any]:
    """Yield the branches of a type, inside of unions and markers."""
    origin = get_origin(hint)
    if origin in _MARKERS:
        yield from choices(get_args(hint)[0])
    elif origin in _UNIONS:
        for inner in get_args(hint):
            yield from choices(inner)
    elif origin in (None, Literal, dict, *_LISTS):
        yield hint
    else:
        raise TypeError(f"an SDK uses a kind of type that this walk does not know: {hint}")


def alternatives(hint: Any) -> Iterator[Any]:
    """Yield the branches of a type, inside of lists as well."""
    for choice in choices(hint):
        if get_origin(choice) in _LISTS:
            for inner in get_args(choice):
                yield from alternatives(inner)
        else:
            yield choice


@cache
def members(sdk_type: Any) -> dict[str, Any]:
    """Return the members of a TypedDict or of a model by their JSON name; none of other types."""
    if is_typeddict(sdk_type):
        return get_type_hints(sdk_type, include_extras=True)
    if isinstance(sdk_type, type) and issubclass(sdk_type, BaseModel):
        fields = sdk_type.model_fields
        return {field.alias or name: field.annotation for name, field in fields.items()}
    return {}


def objects(hint: Any) -> Iterator[Any]:
    """Yield the types with members that a type may be."""
    yield from (each for each in alternatives(hint) if members(each))


def is_object(value: Any) -> bool:
    """Return whether a value is a type with members, without reading these."""
    if is_typeddict(value):
        return bool(value.__annotations__)
    return isinstance(value, type) and issubclass(value, BaseModel) and bool(value.model_fields)


def required(sdk_type: Any) -> set[str]:
    """Return the members that a TypedDict demands."""
    return {name for name, hint in members(sdk_type).items() if get_origin(hint) is Required}


def words(hint: Any) -> list[str]:
    """Return the strings that a type lists."""
    literals = (each for each in alternatives(hint) if get_origin(each) is Literal)
    return [word for each in literals for word in get_args(each) if isinstance(word, str)]


def is_open(hint: Any) -> bool:
    """Return whether a type accepts any string, whatever it lists."""
    return str in alternatives(hint)


def tag(sdk_type: Any, name: str) -> list[str]:
    """Return the words of a tag; none when the type has no such tag.

    MLflow declares its tags as strings and gives the word as the default.
    """
    hint = members(sdk_type).get(name, str)
    if not is_open(hint):
        return words(hint)
    default = getattr(sdk_type, "model_fields", {}).get(name)
    return [default.default] if default and isinstance(default.default, str) else []


def json_types(hint: Any) -> frozenset[str]:
    """Return the types of JSON values that a type takes."""
    return frozenset().union(*map(_json_types, choices(hint)))


def _json_types(choice: Any) -> frozenset[str]:
    origin = get_origin(choice)
    if origin is Literal:
        return frozenset(_JSON[type(word)] for word in get_args(choice))
    if origin in _LISTS:
        return frozenset({"array"})
    if members(choice):
        return frozenset({"object"})
    json_type = _JSON.get(origin or choice)
    return ANYTHING if json_type is None else frozenset({json_type})
