"""The request profile: schemas of payloads that endpoints accept, derived from the wire profile.

``schemas/README.md`` explains each ``x-request-...`` keyword.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urldefrag, urljoin

Schema = dict[str, Any]
Read = Callable[[str], Mapping[str, Any]]
"""Gives the schema of a name as it is written."""

_PREFIX = "x-request-"
_NULL = {"type": "null"}

# Said of an object and its members; every other x-request-<keyword> represents <keyword>.
_OF_MEMBERS = frozenset({"x-request-required", "x-request-without", "x-request-nullable"})

# Where only these definitions refuse members that they do not list. Chat Completions takes
# unknown members inside messages and tools, Responses takes them nowhere.
_CLOSED = {"chat_completions": frozenset({"Request"})}


def request(schema: Mapping[str, Any], name: str, read: Read) -> Schema:
    """Return the definitions of a file as requests must fit them.

    Takes the schema as it is written, its name, and how to read the files that it refers to.
    Definitions that no request can fit are left out, and so are the branches that lead to them.
    """
    closed = _CLOSED.get(name.partition("/")[0])
    definitions = {
        title: _definition(definition, name, read, closed is None or title in closed)
        for title, definition in schema["$defs"].items()
        if not _is_dropped(title, definition)
    }
    return {**schema, "$defs": definitions}


def _is_dropped(title: str, definition: Mapping[str, Any]) -> bool:
    """Return whether no request fits: an open branch, a branch without a tag, or a marked one."""
    properties = definition.get("properties", {})
    demanded = definition.get("x-request-required", ())
    return (
        title.startswith("Unknown")
        or definition.get("x-wire-only", False)
        or any(properties[name].get("type") == "null" for name in demanded)
    )


def _definition(definition: Mapping[str, Any], base: str, read: Read, closed: bool) -> Schema:
    strict = _strict(definition, base, read)
    if "properties" not in strict:
        return strict
    nullable = definition.get("x-request-nullable", ())
    if closed:
        strict.setdefault("additionalProperties", False)
    without: set[str] = set()
    if strict.get("additionalProperties") is False:  # else unlisted members are accepted
        # A member that is always null is not sent in a request.
        members = strict["properties"].items()
        nulls = [name for name, member in members if member.get("type") == "null"]
        without = {*nulls, *definition.get("x-request-without", ())}
    strict["properties"] = {
        name: _with_null(member) if name in nullable else member
        for name, member in strict["properties"].items()
        if name not in without
    }
    required = [*definition.get("required", ()), *definition.get("x-request-required", ())]
    if required:
        strict["required"] = required
    return strict


def _strict(schema: Mapping[str, Any], base: str, read: Read) -> Schema:
    """Return a schema with its words for requests in force, and without null."""
    merged = {key: value for key, value in schema.items() if not key.startswith(_PREFIX)}
    if "x-known-values" in merged:
        merged["enum"] = merged.pop("x-known-values")
    for key, value in schema.items():
        if key.startswith(_PREFIX) and key not in _OF_MEMBERS:
            merged[key.removeprefix(_PREFIX)] = value
    for key, rewrite in _REWRITES.items():
        if key in merged:
            merged[key] = rewrite(merged[key], base, read)
    return merged


def _kinds(types: Any, base: str, read: Read) -> Any:
    if isinstance(types, str):
        return types
    names = [each for each in types if each != "null"]
    return names[0] if len(names) == 1 else names


def _words(words: list[Any], base: str, read: Read) -> list[Any]:
    return [word for word in words if word is not None]


def _branches(branches: list[Schema], base: str, read: Read) -> list[Schema]:
    possible = [
        branch
        for branch in branches
        if branch != _NULL and not _is_unresolvable(branch, base, read)
    ]
    return [_strict(branch, base, read) for branch in possible]


def _is_unresolvable(branch: Schema, base: str, read: Read) -> bool:
    if "$ref" not in branch:
        return False
    name, fragment = urldefrag(urljoin(base, branch["$ref"]))
    title = fragment.removeprefix("/$defs/")
    return _is_dropped(title, read(name)["$defs"][title])


def _members(members: dict[str, Schema], base: str, read: Read) -> dict[str, Schema]:
    return {name: _strict(member, base, read) for name, member in members.items()}


def _inner(inner: Any, base: str, read: Read) -> Any:
    return _strict(inner, base, read) if isinstance(inner, dict) else inner


_REWRITES: dict[str, Callable[[Any, str, Read], Any]] = {
    "type": _kinds,
    "enum": _words,
    "oneOf": _branches,
    "anyOf": _branches,
    "properties": _members,
    "items": _inner,
    "additionalProperties": _inner,
}


def _with_null(schema: Schema) -> Schema:
    """Return a schema that also takes null."""
    if "type" not in schema and "enum" not in schema:
        return {"oneOf": [schema, _NULL]} if schema else schema
    nullable = dict(schema)
    if "type" in schema:
        types = schema["type"]
        nullable["type"] = [*([types] if isinstance(types, str) else types), "null"]
    if "enum" in schema:
        nullable["enum"] = [*schema["enum"], None]
    return nullable
