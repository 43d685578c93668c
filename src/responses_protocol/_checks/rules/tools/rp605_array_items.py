"""RP605: the schema of an array has items."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import find_schemas
from responses_protocol._checks.rules.tools.examples import TEXT, object_of, tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS, TOOL_VIEWS
from responses_protocol._checks.wording import OPENAI

ELEMENTS = ("items", "prefixItems")


def _check(view: View) -> Iterator[Problem]:
    for schema, nodes in find_schemas(view):
        for node in nodes:
            if node.has_type("array") and not any(name in node.schema for name in ELEMENTS):
                yield schema.problem(
                    "array schema missing items.", node.pointer, node.context_of("array")
                )


RP605 = Rule(
    code="RP605",
    name="array-without-items",
    summary="In the parameters of a function, the schema of an array has `items`.",
    views=TOOL_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=tool(object_of({"type": "array"})),
    right=tool(object_of({"type": "array", "items": TEXT})),
    why="The endpoint refuses an array whose elements have no schema.",
    how_to_fix="Add `items`. An empty schema takes any element.",
    source=(
        "https://github.com/sigoden/aichat/pull/1049 https://github.com/mark3labs/mcphost/issues/35"
    ),
    targets=OPENAI,
)
