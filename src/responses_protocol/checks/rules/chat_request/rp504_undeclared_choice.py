"""RP504: the tool that must be called is one of those that are declared."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.checks.rules.chat_request.examples import TOOL, request
from responses_protocol.values import Json


def undeclared(view: View) -> Iterator[Problem]:
    """Find a choice of a function that the request doesn't define."""
    choice, tools = view.value.get("tool_choice"), view.value.get("tools")
    if isinstance(choice, dict) and isinstance(tools, list):
        chosen = _name(choice.get("function"))
        names = [_name(tool.get("function")) for tool in tools if isinstance(tool, dict)]
        if chosen is not None and chosen not in names:
            yield Problem("/tool_choice", _said(chosen))
    call, functions = view.value.get("function_call"), view.value.get("functions")
    if isinstance(call, dict) and isinstance(functions, list):
        chosen = _name(call)
        if chosen is not None and chosen not in [_name(one) for one in functions]:
            yield Problem("/function_call", _said(chosen))


def _name(function: Json) -> str | None:
    name = function.get("name") if isinstance(function, dict) else None
    return name if isinstance(name, str) else None


def _said(name: str) -> str:
    return (  # with the older names of both members, whichever were used
        f"Invalid value for 'function_call': no function named '{name}' was specified in the "
        "'functions' parameter."
    )


CHOICE = {"type": "function", "function": {"name": "never_declared"}}
RP504 = Rule(
    code="RP504",
    name="chat-undeclared-choice",
    summary="A function that `tool_choice` names is one of the `tools`.",
    severity="error",
    views=("chat_request",),
    check=undeclared,
    wrong=request(tools=[TOOL], tool_choice=CHOICE),
    right=request(tools=[TOOL], tool_choice={"type": "function", "function": {"name": "add"}}),
    source="Observed at api.openai.com, 2026-08-30.",
)
