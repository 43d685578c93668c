"""RP617: the limits of a strict schema."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import (
    SCHEMA_VIEWS,
    Node,
    find_schemas,
)
from responses_protocol._checks.rules.tools.examples import CLOSED, object_of, strict_tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS
from responses_protocol._checks.wording import OPENAI

PROPERTIES, LEVELS, VALUES = 5000, 10, 1000


def _check(view: View) -> Iterator[Problem]:
    for declaration, nodes in find_schemas(view):
        if not declaration.is_strict:
            continue
        count = sum(_length(node, "properties") for node in nodes)
        if count > PROPERTIES:
            yield declaration.problem(f"{count} parameters exceed the limit of {PROPERTIES}.")
        levels = max(node.levels for node in nodes)
        if levels > LEVELS:
            yield declaration.problem(f"{levels} levels of nesting exceeds limit of {LEVELS}.")
        values = sum(_length(node, "enum") for node in nodes)
        if values > VALUES:
            yield declaration.problem(f"{values} enum values exceed the limit of {VALUES}.")


def _length(node: Node, name: str) -> int:
    value = node.schema.get(name)
    return len(value) if isinstance(value, dict | list) else 0


def _nested(levels: int) -> dict[str, object]:
    schema = CLOSED
    for _ in range(levels - 1):
        schema = object_of(schema)
    return schema


RP617 = Rule(
    code="RP617",
    name="strict-size",
    summary=(
        "With `strict: true`, a schema has at most 5,000 properties, 10 levels of objects and "
        "1,000 enum values."
    ),
    severity="warning",
    views=SCHEMA_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=strict_tool(_nested(11)),
    right=strict_tool(_nested(10)),
    why="The endpoint refuses larger schemas with `strict: true`.",
    how_to_fix="Split the function, or set `strict` to false.",
    source=(
        "https://github.com/openai/openai-node/issues/1176 "
        "https://github.com/openai/openai-java/issues/732 (the limits have grown since)"
    ),
    targets=OPENAI,
)
