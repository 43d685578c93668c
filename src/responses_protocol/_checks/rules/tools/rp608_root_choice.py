"""RP608: the parameters of a function are no choice between schemas."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.declared_schemas import find_schemas
from responses_protocol._checks.rules.tools.examples import CLOSED, object_of, tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS, TOOL_VIEWS
from responses_protocol._checks.wording import OPENAI

WORDS = ("oneOf", "anyOf", "allOf", "enum", "not")


def _check(view: View) -> Iterator[Problem]:
    for declaration, (root, *_) in find_schemas(view):
        words = [word for word in WORDS if word in root.schema]
        if words and root.schema.get("type") == "object":
            yield declaration.problem(
                "schema must have type 'object' and not have "
                f"{'/'.join(repr(word) for word in WORDS)} at the top level.",
                f"/{words[0]}",
            )


RP608 = Rule(
    code="RP608",
    name="schema-root-choice",
    summary=f"The schema of a function's parameters has none of {', '.join(WORDS)} at its root.",
    views=TOOL_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=tool({**CLOSED, "anyOf": [{"required": ["city"]}]}),
    right=tool(object_of({"anyOf": [{"type": "string"}, {"type": "null"}]})),
    why="The endpoint refuses a choice between schemas at the root.",
    how_to_fix="Put the choice into a property, or write one object with optional properties.",
    source="https://github.com/nspady/google-calendar-mcp/issues/39",
    targets=OPENAI,
)
