"""Walks the types of the openai SDK beside our schemas, at run time, so that news show."""

from __future__ import annotations

import posixpath
import types
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from typing_extensions import NotRequired, Required, is_typeddict

from responses_protocol import schemas

Objects = list[tuple[str, dict[str, Any]]]
"""Object schemas, each with the name of the file it stands in."""

_LISTS = (list, Iterable, Sequence)
_TAGS = ("type", "role")


def alternatives(hint: Any) -> Iterator[Any]:
    """Yield what a type may be, inside unions, lists and the markers around a type."""
    origin = get_origin(hint)
    if origin in (Required, NotRequired, Annotated):
        yield from alternatives(get_args(hint)[0])
    elif origin in (Union, types.UnionType) or origin in [get_origin(each[Any]) for each in _LISTS]:
        for inner in get_args(hint):
            yield from alternatives(inner)
    elif origin in (None, Literal, dict):
        yield hint
    else:
        raise AssertionError(f"the SDK uses a kind of type that this walk does not know: {hint}")


def members(sdk_type: Any) -> dict[str, Any]:
    """Return the members of a TypedDict or of a model by their JSON name; none of other types."""
    if is_typeddict(sdk_type):
        return get_type_hints(sdk_type, include_extras=True)
    if isinstance(sdk_type, type) and issubclass(sdk_type, BaseModel):
        fields = sdk_type.model_fields
        return {field.alias or name: field.annotation for name, field in fields.items()}
    return {}


def required(sdk_type: Any) -> set[str]:
    """Return the members that a TypedDict of the SDK demands."""
    return {name for name, hint in members(sdk_type).items() if get_origin(hint) is Required}


def words(hint: Any) -> list[str]:
    """Return the strings that a type lists; none when it also takes any string."""
    found = list(alternatives(hint))
    literals = [word for each in found if get_origin(each) is Literal for word in get_args(each)]
    return [] if str in found else [word for word in literals if isinstance(word, str)]


def deref(name: str, schema: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a schema without a ``$ref`` on top, and the file that it stands in."""
    if "$ref" not in schema:
        return name, schema
    file, _, definition = schema["$ref"].partition("#/$defs/")
    # A dialect may refer to another one by "../".
    target = posixpath.normpath(f"{posixpath.dirname(name)}/{file}") if file else name
    return deref(target, schemas.load(target)["$defs"][definition])


def leaves(name: str, schema: dict[str, Any]) -> Objects:
    """Return all that a schema may be, inside unions and lists, and where that stands."""
    name, schema = deref(name, schema)
    inner = [*schema.get("oneOf", []), *schema.get("anyOf", [])]
    inner += [schema["items"]] if "items" in schema else []
    return [(name, schema), *(leaf for each in inner for leaf in leaves(name, each))]


def objects(name: str, schema: dict[str, Any]) -> Objects:
    """Return the objects with listed members that a schema may be."""
    return [leaf for leaf in leaves(name, schema) if "properties" in leaf[1]]


def definition(dialect: str, title: str) -> Objects:
    """Return the objects that a definition may be."""
    place = schemas.ref(dialect, title).removeprefix(schemas.BASE)
    name = place.partition("#")[0]
    return objects(name, schemas.load(name)["$defs"][title])


def listed(rule: dict[str, Any]) -> list[Any]:
    """Return the words that a member's schema names."""
    if "const" in rule:
        return [rule["const"]]
    named: list[Any] = rule.get("enum", rule.get("x-known-values", []))
    return named


def takes(schema: dict[str, Any], tag: str, word: str) -> bool:
    """Tell whether an object takes this word for its tag, by name and not as anything unknown."""
    return word in listed(schema["properties"].get(tag, {}))


def forms(sdk_type: Any, candidates: Objects) -> dict[tuple[str, ...], Objects]:
    """Return, for each set of tags that a type of the SDK may have, our objects with these."""
    found: dict[tuple[str, ...], Objects] = {(): candidates}
    declared = members(sdk_type)
    for tag in _TAGS:
        if values := words(declared.get(tag, str)):
            found = {
                (*tags, value): [one for one in ours if takes(one[1], tag, value)]
                for tags, ours in found.items()
                for value in values
            }
    return found


def missing(sdk_type: Any, candidates: Objects, place: str) -> set[str]:
    """Return the places that the SDK declares, from this type down, and our objects do not.

    A place is a member, the tags of an object, or a word that a member may have.
    """
    absent: set[str] = set()
    for tags, ours in forms(sdk_type, candidates).items() if members(sdk_type) else ():
        here = " ".join([place, *tags])
        if not ours:
            absent.add(here)
            continue
        for member, hint in members(sdk_type).items():
            there = f"{here}.{member}"
            rules = [
                leaf
                for name, one in ours
                if member in one["properties"]
                for leaf in leaves(name, one["properties"][member])
            ]
            if not rules:
                absent.add(there)
                continue
            known = {word for _, rule in rules for word in listed(rule)}
            if member not in _TAGS:
                absent |= {f"{there} {word}" for word in words(hint) if word not in known}
            inner = [leaf for leaf in rules if "properties" in leaf[1]]
            for alternative in alternatives(hint):
                if alternative is not sdk_type:
                    absent |= missing(alternative, inner, there)
    return absent


def demands(sdk_type: Any, candidates: Objects, path: tuple[Any, ...] = ()) -> Iterator[str]:
    """Yield where the members that requests must have differ: "+" only the SDK's, "-" only ours.

    A place is named by the tags of its object, or by the SDK where it has none.
    """
    if not members(sdk_type) or sdk_type in path:  # a type inside itself was seen further up
        return
    for tags, ours in forms(sdk_type, candidates).items():
        place = " ".join(tags) or sdk_type.__name__
        for _, one in ours:
            own = {*one.get("required", []), *one.get("x-request-required", [])}
            yield from (f"+ {place}.{member}" for member in required(sdk_type) - own)
            yield from (f"- {place}.{member}" for member in own - required(sdk_type))
        for member, hint in members(sdk_type).items():
            rules = [
                (name, one["properties"][member])
                for name, one in ours
                if member in one["properties"]
            ]
            inner = [found for rule in rules for found in objects(*rule)]
            for alternative in alternatives(hint):
                yield from demands(alternative, inner, (*path, sdk_type))
