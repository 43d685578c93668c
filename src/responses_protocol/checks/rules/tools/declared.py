"""The schemas that a payload declares, and the places inside of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from responses_protocol.checks.rule import Problem, View
from responses_protocol.checks.rules.tools.functions import (
    TOOL_VIEWS,
    Function,
    functions,
    older_functions,
)
from responses_protocol.reporting.quoting import quoted
from responses_protocol.values import Json, token

SCHEMA_VIEWS = (*TOOL_VIEWS, "responses_request", "chat_request")

Context = tuple[str, ...]


@dataclass(frozen=True)
class DeclaredSchema:
    """A schema, what it is the schema of, where it stands and how the endpoint names that."""

    what: str
    pointer: str
    param: str
    is_strict: bool
    schema: dict[str, Json]

    def problem(self, said: str, inside: str = "", context: Context | None = None) -> Problem:
        """Return what is wrong at a place inside, with its context, as the endpoint says it."""
        steps = None if context is None else tuple(map(quoted, context))
        where = "" if steps is None else f"In context={steps!r}, "
        return Problem(
            self.pointer + inside,
            f"Invalid schema for {self.what}: {where}{said}",
            param=self.param,
        )


@dataclass(frozen=True, eq=False)
class Node:
    """A schema inside a schema: the ``steps`` that lead to it from the one ``above`` it.

    Where it stands is put together when it is told: a place for each node of a deep schema would
    take memory with the square of its depth. ``levels`` counts the objects that it is inside of.
    """

    schema: dict[str, Json]
    above: Node | None = None
    steps: Context = ()
    levels: int = 0

    @property
    def pointer(self) -> str:
        """Where it stands in the outermost schema, as a JSON Pointer."""
        return "".join(f"/{token(step)}" for step in self.context)

    @property
    def context(self) -> Context:
        """Where it stands, as the endpoint names that."""
        way: list[Context] = []
        node: Node | None = self
        while node is not None:
            way.append(node.steps)
            node = node.above
        return tuple(step for steps in reversed(way) for step in steps)

    def has_type(self, kind: str) -> bool:
        """Tell whether this is its type, or one of its types."""
        kinds = self.schema.get("type")
        return kind in kinds if isinstance(kinds, list) else bool(kinds == kind)

    def context_of(self, kind: str) -> Context:
        """Return the context of a type that it has: of several, each one has its own."""
        kinds = self.schema["type"]
        own = ("type", str(kinds.index(kind))) if isinstance(kinds, list) else ()
        return self.context + own


def declared(view: View) -> list[tuple[DeclaredSchema, list[Node]]]:
    """Return the schemas of a view, each with all nodes in it, itself first."""
    found: list[tuple[DeclaredSchema, list[Node]]] | None = view.memo.get("declared")
    if found is None:
        found = [(one, list(nodes_of(one.schema))) for one in _declared(view)]
        view.memo["declared"] = found
    return found


def strict_nodes(view: View) -> Iterator[tuple[DeclaredSchema, Node]]:
    """Yield the nodes of all schemas that the model is held to."""
    for one, nodes in declared(view):
        if one.is_strict:
            for node in nodes:
                yield one, node


def _declared(view: View) -> Iterator[DeclaredSchema]:
    if view.about == "chat_request":
        yield from _format(view, ("response_format", "json_schema"), "response_format")
        yield from _parameters(view, older_functions(view.value.get("functions")))
    elif view.about == "responses_request":
        yield from _format(view, ("text", "format"), "text.format.schema")
    else:
        yield from _parameters(view, functions(view))


def _parameters(view: View, listed: Iterable[Function]) -> Iterator[DeclaredSchema]:
    for function in listed:
        pointer = f"{function.pointer}/parameters"
        schema, strict = (function.definition.get(one) for one in ("parameters", "strict"))
        if isinstance(schema, dict):
            what = f"function '{_name(function.name)}'"
            yield DeclaredSchema(what, pointer, view.name(pointer), strict is True, schema)


def _format(view: View, path: tuple[str, str], param: str) -> Iterator[DeclaredSchema]:
    form = view.value
    for step in path:
        form = form.get(step) if isinstance(form, dict) else None
    if isinstance(form, dict) and isinstance(form.get("schema"), dict):
        what = f"response_format '{_name(form.get('name'))}'"
        pointer = "".join(f"/{step}" for step in (*path, "schema"))
        yield DeclaredSchema(what, pointer, param, form.get("strict") is True, form["schema"])


def _name(name: Json) -> str | None:
    return quoted(name) if isinstance(name, str) else None


# the members of a schema that are, or have by name or by number, schemas
ONE = ("items", "additionalProperties", "not", "if", "then", "else", "contains")
NAMED = ("properties", "$defs", "definitions", "patternProperties")
NUMBERED = ("anyOf", "oneOf", "allOf", "prefixItems")


def nodes_of(root: dict[str, Json]) -> Iterator[Node]:
    """Yield a schema and all that are inside of it, in their order."""
    left = [Node(root)]
    while left:
        node = left.pop()
        yield node
        left += [
            Node(one, node, steps, node.levels + (steps[0] == "properties"))
            for one, steps in reversed(inner(node.schema))
            if isinstance(one, dict)
        ]


def inner(schema: dict[str, Json]) -> list[tuple[Json, Context]]:
    """Return what stands in a schema where another one may, and the steps that lead there."""
    found: list[tuple[Json, Context]] = [(schema[name], (name,)) for name in ONE if name in schema]
    for name in NAMED:
        listed = schema.get(name)
        if isinstance(listed, dict):
            found += [(one, (name, str(key))) for key, one in listed.items()]
    for name in NUMBERED:
        listed = schema.get(name)
        if isinstance(listed, list):
            found += [(one, (name, str(index))) for index, one in enumerate(listed)]
    return found
