"""Our schemas, read for the walk: the objects that a schema may be, each with its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urldefrag

from responses_protocol import schemas
from responses_protocol.schemas._subset import referenced_place
from tools.drift.sdk_types import ANYTHING

_JSON = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


@dataclass(frozen=True)
class Definition:
    """A named schema: the ``$ref`` that leads to it says it all."""

    reference: str

    @property
    def title(self) -> str:
        """Return the name, which is unique within a dialect."""
        return urldefrag(self.reference)[1].removeprefix("/$defs/")

    @property
    def dialect(self) -> str:
        """Return the folder that the definition stands in."""
        return schemas.locate(self.reference)[0].partition("/")[0]

    @property
    def schema(self) -> dict[str, Any]:
        """Return the definition."""
        definition_schema: dict[str, Any] = _file(urldefrag(self.reference)[0])["$defs"][self.title]
        return definition_schema


@dataclass(frozen=True)
class Rule:
    """The schema of a member, and the definition in which its ``$ref``s are to be read."""

    schema: dict[str, Any]
    inside: Definition


@cache
def _file(address: str) -> dict[str, Any]:
    return schemas.load(*schemas.locate(address))


def definition(dialect: str, title: str, profile: schemas.Profile) -> Definition | None:
    """Return a definition by its name; ``None`` when the dialect has none of it."""
    try:
        return Definition(schemas.ref(dialect, title, profile))
    except KeyError:
        return None


def named_objects(dialect: str, profile: schemas.Profile) -> set[Definition]:
    """Return all objects with listed members of a dialect, but for the open branches."""
    candidates = {
        Definition(schemas.ref(dialect, title, profile))
        for name in schemas.names()
        if name.startswith(f"{dialect}/")
        for title in schemas.load(name, profile)["$defs"]
        if not title.startswith("Unknown")
    }
    return {candidate for candidate in candidates if "properties" in candidate.schema}


def rules(definition: Definition) -> dict[str, Rule]:
    """Return the members of an object."""
    return {
        name: Rule(rule, definition)
        for name, rule in definition.schema.get("properties", {}).items()
    }


def required(definition: Definition) -> set[str]:
    """Return the members that an object demands."""
    return set(definition.schema.get("required", ()))


def is_closed(definition: Definition) -> bool:
    """Return whether an object refuses members that it does not list."""
    return definition.schema.get("additionalProperties") is False


def objects(rule: Rule) -> list[Definition]:
    """Return the objects that a member may be, inside unions and lists."""
    if "$ref" in rule.schema:
        target = Definition(referenced_place(rule.inside.reference, rule.schema["$ref"]))
        return objects_of_definition(target)
    return [definition for inner in _inner(rule) for definition in objects(inner)]


def objects_of_definition(definition: Definition) -> list[Definition]:
    """Return the objects that a definition may be."""
    return (
        [definition]
        if "properties" in definition.schema
        else objects(Rule(definition.schema, definition))
    )


def words(rule: Rule) -> set[str]:
    """Return the words that a member's schema names; null is none."""
    rule = _deref(rule)
    values = [*rule.schema.get("enum", ()), *rule.schema.get("x-known-values", ())]
    values += [rule.schema["const"]] if "const" in rule.schema else []
    strings = {word for word in values if isinstance(word, str)}
    return strings.union(*(words(inner) for inner in _inner(rule)))


def json_types(rule: Rule) -> frozenset[str]:
    """Return the types of JSON values that a member takes."""
    rule = _deref(rule)
    schema = rule.schema
    if branches := [*schema.get("oneOf", ()), *schema.get("anyOf", ())]:
        return frozenset().union(*(json_types(Rule(branch, rule.inside)) for branch in branches))
    if "const" in schema or "enum" in schema:
        values = [schema["const"]] if "const" in schema else schema["enum"]
        return frozenset(_JSON[type(word)] for word in values)
    kinds = schema.get("type", ANYTHING)
    return frozenset([kinds] if isinstance(kinds, str) else kinds)


def accepts(definition: Definition, tag: str, word: str) -> bool:
    """Return whether the tag of an object takes this word by name, and not as an unknown one."""
    rule = rules(definition).get(tag)
    return rule is not None and word in words(rule)


def _deref(rule: Rule) -> Rule:
    while "$ref" in rule.schema:
        target = Definition(referenced_place(rule.inside.reference, rule.schema["$ref"]))
        rule = Rule(target.schema, target)
    return rule


def _inner(rule: Rule) -> Iterator[Rule]:
    """Yield the branches of a union and the items of a list."""
    inner = [*rule.schema.get("oneOf", ()), *rule.schema.get("anyOf", ())]
    inner += [rule.schema["items"]] if "items" in rule.schema else []
    return (Rule(each, rule.inside) for each in inner)
