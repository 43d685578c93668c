"""RP618: a strict function has parameters."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.examples import strict_tool
from responses_protocol._checks.rules.tools.functions import (
    ITEMS_WITH_TOOLS,
    TOOL_VIEWS,
    find_functions,
)
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name

NONE = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _check(view: View) -> Iterator[Problem]:
    for function in find_functions(view):
        definition = function.definition
        if definition.get("strict") is True and definition.get("parameters") is None:
            pointer = f"{function.pointer}/parameters"
            yield Problem(
                pointer,
                f"Invalid schema for function '{quote_name(str(function.name))}': In context=(), "
                "'additionalProperties' is required to be supplied and to be false.",
                "Add an empty closed object schema.",
            )


RP618 = Rule(
    code="RP618",
    name="strict-parameters",
    summary="With `strict: true`, a function has parameters, even if they are an empty object.",
    views=TOOL_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=[{"type": "function", "function": {"name": "weather", "strict": True}}],
    right=strict_tool(NONE),
    why=(
        "The endpoint reads missing parameters as an object that is open, which `strict: true` "
        "forbids."
    ),
    how_to_fix=(
        'Add an empty closed object: `{"type": "object", "properties": {}, "required": [], '
        '"additionalProperties": false}`.'
    ),
    source=(
        "https://github.com/inngest/agent-kit/pull/66, https://github.com/laravel/ai/issues/313"
    ),
    targets=OPENAI,
)
