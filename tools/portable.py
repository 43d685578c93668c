"""A schema in the words that every validator, editor and generator of code takes.

Strict mode of ajv is the measure: it refuses keywords that it does not know, several types beside
keywords for one of them, and required members that are not described.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Schema = dict[str, Any]
Local = Callable[[str], str]
"""Gives a reference within the file for one as it is written."""

# The keywords that speak of one type only.
_OF_TYPE = {
    "array": ("items", "minItems", "maxItems"),
    "string": ("minLength", "maxLength", "pattern", "not"),
}

# The keywords that distinguish the branches of a union.
_TAGS = ("type", "role")


def portable(schema: Mapping[str, Any], local: Local) -> Schema:
    """Return an equivalent schema without the keywords that only our own tools know.

    At most one branch of a union matches, so ``anyOf`` is equivalent to ``oneOf``, and faster. The
    known words of open members are listed, for editors to complete.
    """
    kept = {
        key: _inner(key, value, local)
        for key, value in schema.items()
        if not key.startswith("x-") and key != "discriminator"
    }
    if "oneOf" in kept:
        kept["anyOf"] = kept.pop("oneOf")
    words = schema.get("x-known-values", ())
    kinds = [kept["type"]] if isinstance(kept.get("type"), str) else kept.get("type", [])
    if words or len([kind for kind in kinds if kind != "null"]) > 1:
        return _spread(kept, words, kinds)
    for kind in _OF_TYPE.keys() - set(kinds) if kinds else ():
        for rule in _OF_TYPE[kind]:  # left over, of a type that the profile leaves out
            kept.pop(rule, None)
    return kept


def with_tags(definitions: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return definitions whose unions name all tags of their branches in one place.

    An editor completes by the branch that fits best so far, which knows no tag but its own. It
    finds all of them in a condition that every object fulfils and that demands nothing. Generators
    of code pass over conditions.
    """
    unions = {name: one for name, one in definitions.items() if "anyOf" in one}
    inner = {name for one in unions.values() for name in _names(one)}
    found = dict(definitions)
    for name in unions.keys() - inner:
        tags = _tags(name, definitions)
        for tag in [key for key in _TAGS if tags[key]][:1]:
            members = {tag: {"anyOf": [{"enum": tags[tag]}, True]}}
            told = {"type": "object", "properties": members}
            found[name] = {**definitions[name], "if": {"type": "object"}, "then": told}
    return found


def _names(union: Schema) -> list[str]:
    references = (branch.get("$ref", "") for branch in union["anyOf"])
    return [one.removeprefix("#/$defs/") for one in references if one]


def _tags(name: str, definitions: Mapping[str, Schema]) -> dict[str, list[str]]:
    """Return the words that a definition, or any branch of it, has for each of its tags."""
    schema = definitions[name]
    found: dict[str, list[str]] = {key: [] for key in _TAGS}
    if "anyOf" in schema:
        parts = [_tags(branch, definitions) for branch in _names(schema)]
    else:
        members = schema.get("properties", {})
        parts = [{key: _words(members.get(key, {})) for key in _TAGS}]
    for part in parts:
        for key, words in part.items():
            found[key] += [word for word in words if word not in found[key]]
    return found


def _words(member: Schema) -> list[str]:
    words = [member["const"]] if "const" in member else member.get("enum", [])
    return [word for word in words if isinstance(word, str)]


def _inner(key: str, value: Any, local: Local) -> Any:
    if key == "$ref":
        return local(value)
    if key == "properties":
        return {name: portable(member, local) for name, member in value.items()}
    if key in ("oneOf", "anyOf"):
        return [portable(branch, local) for branch in value]
    if key == "allOf":
        return [_condition(branch) for branch in value]
    return portable(value, local) if isinstance(value, dict) and key != "const" else value


def _condition(schema: Schema) -> Schema:
    """Return a condition that requires one of several members: the first without the others.

    Generators of code would make a class of each branch, and validators tell of none.
    """
    first, *others = [_described(branch) for branch in schema["anyOf"]]
    return {"if": {"anyOf": others}, "else": first}


def _described(schema: Schema) -> Schema:
    """Return a demand that says of each of its members that there is one."""
    return {**schema, "properties": dict.fromkeys(schema["required"], True)}


def _spread(schema: Schema, words: Sequence[str], kinds: Sequence[str]) -> Schema:
    """Return a schema with a branch for each type, and one for the known words before these."""
    words = words or schema.pop("enum", ())
    branches: list[Schema] = [{"type": "string", "enum": words}] if words else []
    for kind in kinds:
        ruled = [rule for rule in _OF_TYPE.get(kind, ()) if rule in schema]
        branches.append({"type": kind, **{rule: schema.pop(rule) for rule in ruled}})
    del schema["type"]
    return {**schema, "anyOf": branches}
