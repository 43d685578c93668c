"""RP606: the parameters of a function have properties."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import find_schemas
from responses_protocol._checks.rules.tools.examples import tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS, TOOL_VIEWS
from responses_protocol._checks.wording import OPENAI


def _check(view: View) -> Iterator[Problem]:
    for declaration, (root, *_) in find_schemas(view):
        if root.schema.get("type") == "object" and root.schema.get("properties") is None:
            yield declaration.problem("object schema missing properties.", context=())


RP606 = Rule(
    code="RP606",
    name="object-without-properties",
    summary="The schema of a function's parameters has `properties`; an empty object is enough.",
    views=TOOL_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=tool({"type": "object"}),
    right=tool({"type": "object", "properties": {}}),
    why="The endpoint refuses an object without properties at the root.",
    how_to_fix="Add `properties: {}`.",
    source=(
        "https://github.com/spring-projects/spring-ai/issues/4776 "
        "https://github.com/evalstate/fast-agent/issues/143"
    ),
    targets=OPENAI,
)
