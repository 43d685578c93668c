"""RP503: a tool choice needs tools."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_request.examples import TOOL, request
from responses_protocol._checks.wording import OPENAI

# parameters, and the lists that they need
LISTS = {"tool_choice": "tools", "parallel_tool_calls": "tools", "function_call": "functions"}


def _check(view: View) -> Iterator[Problem]:
    for name, list_name in LISTS.items():
        if view.value.get(name) is not None and view.value.get(list_name) is None:
            yield Problem(
                f"/{name}",
                f"Invalid value for '{name}': '{name}' is only allowed when '{list_name}' are "
                "specified.",
            )


RP503 = Rule(
    code="RP503",
    name="chat-choice-without-tools",
    summary="A request with `tool_choice` or `parallel_tool_calls` has `tools`.",
    check=_check,
    subject="chat_completions/request",
    wrong=request(tool_choice="auto"),
    right=request(tool_choice="auto", tools=[TOOL]),
    why="The endpoint refuses a choice without anything to choose from.",
    how_to_fix="Add `tools`, or remove the parameter, `parallel_tool_calls: false` included.",
    source="https://github.com/writer/writer-framework/issues/1013",
    targets=OPENAI,
)
