"""RP504: the chosen tool is one of the request's tools."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_request.examples import TOOL, request
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._values import Json

KINDS = ("function", "custom")


def _check(view: View) -> Iterator[Problem]:
    tools = view.value.get("tools")
    if isinstance(tools, list):
        defined = {_label_of(tool) for tool in tools}
        for pointer, chosen in _iter_choices(view.value.get("tool_choice")):
            label = _label_of(chosen)
            if label is not None and label not in defined:
                yield Problem(pointer, _format_message(label[1]), place="tool_choice")
    call, functions = view.value.get("function_call"), view.value.get("functions")
    if isinstance(call, dict) and isinstance(functions, list):
        name = _name_of(call)
        if name is not None and name not in [_name_of(function) for function in functions]:
            yield Problem("/function_call", _format_message(name))


def _iter_choices(choice: Json) -> Iterator[tuple[str, Json]]:
    allowed = choice.get("allowed_tools") if isinstance(choice, dict) else None
    if not isinstance(allowed, dict):
        yield "/tool_choice", choice
        return
    tools = allowed.get("tools")
    for index, tool in enumerate(tools if isinstance(tools, list) else ()):
        yield f"/tool_choice/allowed_tools/tools/{index}", tool


def _label_of(tool: Json) -> tuple[str, str] | None:
    """Return the type and the name of a tool or a choice, or None without a name."""
    for kind in KINDS if isinstance(tool, dict) else ():
        name = _name_of(tool.get(kind))
        if name is not None and tool.get("type", kind) == kind:
            return kind, name
    return None


def _name_of(function: Json) -> str | None:
    name = function.get("name") if isinstance(function, dict) else None
    return name if isinstance(name, str) else None


def _format_message(name: str) -> str:
    return (  # the endpoint uses the deprecated names of both members
        f"Invalid value for 'function_call': no function named '{quote_name(name)}' was specified "
        "in the 'functions' parameter."
    )


CHOICE = {"type": "function", "function": {"name": "never_declared"}}
RP504 = Rule(
    code="RP504",
    name="chat-undeclared-choice",
    summary="A tool that `tool_choice` names, or allows, is one of the `tools`.",
    check=_check,
    subject="chat_completions/request",
    wrong=request(tools=[TOOL], tool_choice=CHOICE),
    right=request(tools=[TOOL], tool_choice={"type": "function", "function": {"name": "add"}}),
    why="The model can't call a tool that it does not know.",
    how_to_fix="Add the tool to `tools`, or correct its name and type in the choice.",
    source="Observed at api.openai.com, 2026-08-30.",
    observed_targets=OPENAI,
)
