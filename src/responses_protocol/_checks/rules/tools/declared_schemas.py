"""The schemas that a payload declares, and the places inside of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from responses_protocol._checks.rule import Problem, View
from responses_protocol._checks.rules.tools.functions import (
    TOOL_VIEWS,
    Function,
    find_functions,
    iter_deprecated_functions,
)
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._values import Json, join_pointer

SCHEMA_VIEWS = (*TOOL_VIEWS, "responses_request", "chat_request")

Context = tuple[str, ...]


@dataclass(frozen=True)
class DeclaredSchema:
    """A schema of a function or an answer, its JSON Pointer, and the endpoint's name for it."""

    label: str
    pointer: str
    place: str
    is_strict: bool
    schema: dict[str, Json]

    def problem(self, text: str, pointer: str = "", context: Context | None = None) -> Problem:
        """Return the problem at a pointer in the schema, with the endpoint's message."""
        steps = None if context is None else tuple(map(quote_name, context))
        prefix = "" if steps is None else f"In context={steps!r}, "
        return Problem(
            self.pointer + pointer,
            f"Invalid schema for {self.label}: {prefix}{text}",
            place=self.place,
        )


@dataclass(frozen=True, eq=False)
class Node:
    """A schema inside a schema: the ``steps`` lead to it from its parent, ``above``.

    ``levels`` counts the objects around it. Its place is computed on demand: stored places of all
    nodes of a deep schema would take memory with the square of its depth.
    """

    schema: dict[str, Json]
    above: Node | None = None
    steps: Context = ()
    levels: int = 0

    @property
    def pointer(self) -> str:
        """The JSON Pointer to the node in the outermost schema."""
        return join_pointer(self.context)

    @property
    def context(self) -> Context:
        """The path to the node, as the endpoint's messages have it."""
        steps_to_root: list[Context] = []
        node: Node | None = self
        while node is not None:
            steps_to_root.append(node.steps)
            node = node.above
        return tuple(step for steps in reversed(steps_to_root) for step in steps)

    def has_type(self, kind: str) -> bool:
        """Return whether the schema has this type, alone or among others."""
        kinds = self.schema.get("type")
        return kind in kinds if isinstance(kinds, list) else bool(kinds == kind)

    def context_of(self, kind: str) -> Context:
        """Return the context of one of the schema's types; each of several has its own."""
        kinds = self.schema["type"]
        own = ("type", str(kinds.index(kind))) if isinstance(kinds, list) else ()
        return self.context + own


def find_schemas(view: View) -> list[tuple[DeclaredSchema, list[Node]]]:
    """Return the schemas of a view, each with its nodes, the root first."""
    declarations: list[tuple[DeclaredSchema, list[Node]]] | None = view.memo.get("declared")
    if declarations is None:
        declarations = [
            (declaration, list(iter_nodes(declaration.schema)))
            for declaration in _iter_schemas(view)
        ]
        view.memo["declared"] = declarations
    return declarations


def iter_strict_nodes(view: View) -> Iterator[tuple[DeclaredSchema, Node]]:
    """Yield the nodes of all strict schemas."""
    for declaration, nodes in find_schemas(view):
        if declaration.is_strict:
            for node in nodes:
                yield declaration, node


def _iter_schemas(view: View) -> Iterator[DeclaredSchema]:
    if view.name == "chat_request":
        yield from _iter_format(view, ("response_format", "json_schema"), "response_format")
        yield from _iter_parameters(view, iter_deprecated_functions(view.value.get("functions")))
    elif view.name == "responses_request":
        yield from _iter_format(view, ("text", "format"), "text.format.schema")
    else:
        yield from _iter_parameters(view, find_functions(view))


def _iter_parameters(view: View, function_list: Iterable[Function]) -> Iterator[DeclaredSchema]:
    for function in function_list:
        pointer = f"{function.pointer}/parameters"
        schema, strict = (function.definition.get(name) for name in ("parameters", "strict"))
        if isinstance(schema, dict):
            subject = f"function '{_quote_name(function.name)}'"
            yield DeclaredSchema(subject, pointer, view.place_of(pointer), strict is True, schema)


def _iter_format(view: View, path: tuple[str, str], param: str) -> Iterator[DeclaredSchema]:
    format_ = view.value
    for step in path:
        format_ = format_.get(step) if isinstance(format_, dict) else None
    if isinstance(format_, dict) and isinstance(format_.get("schema"), dict):
        subject = f"response_format '{_quote_name(format_.get('name'))}'"
        pointer = "".join(f"/{step}" for step in (*path, "schema"))
        yield DeclaredSchema(
            subject, pointer, param, format_.get("strict") is True, format_["schema"]
        )


def _quote_name(name: Json) -> str | None:
    return quote_name(name) if isinstance(name, str) else None


# keywords whose value is a schema, an object of schemas, or a list of schemas
SINGLE = ("items", "additionalProperties", "not", "if", "then", "else", "contains")
BY_NAME = ("properties", "$defs", "definitions", "patternProperties")
BY_INDEX = ("anyOf", "oneOf", "allOf", "prefixItems")


def iter_nodes(root: dict[str, Json]) -> Iterator[Node]:
    """Yield a schema and its inner schemas in document order."""
    pending = [Node(root)]
    while pending:
        node = pending.pop()
        yield node
        pending += [
            Node(schema, node, steps, node.levels + (steps[0] == "properties"))
            for schema, steps in reversed(inner_schemas(node.schema))
            if isinstance(schema, dict)
        ]


def inner_schemas(schema: dict[str, Json]) -> list[tuple[Json, Context]]:
    """Return the values of a schema that can be schemas, and the steps to them."""
    schemas: list[tuple[Json, Context]] = [
        (schema[name], (name,)) for name in SINGLE if name in schema
    ]
    for name in BY_NAME:
        value = schema.get(name)
        if isinstance(value, dict):
            schemas += [(schema_, (name, str(key))) for key, schema_ in value.items()]
    for name in BY_INDEX:
        value = schema.get(name)
        if isinstance(value, list):
            schemas += [(schema_, (name, str(index))) for index, schema_ in enumerate(value)]
    return schemas
