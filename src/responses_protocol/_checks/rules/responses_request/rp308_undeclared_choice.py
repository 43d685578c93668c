"""RP308: the chosen tool is one of the request's tools."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import continues_state
from responses_protocol._checks.rules.responses_request.request_tools import iter_tools, kind_of
from responses_protocol._checks.wording import OPENAI
from responses_protocol._reporting.quoting import quote_name
from responses_protocol._values import Json

NAMED = {"function": "name", "custom": "name", "mcp": "server_label", "namespace": "name"}
ADD = {"type": "function", "name": "add", "parameters": None, "strict": False}


def _check(view: View) -> Iterator[Problem]:
    """Skip requests that continue stored state of the server, which can include the tool."""
    choice = view.value.get("tool_choice")
    if not isinstance(choice, dict) or continues_state(view.value):
        return
    offered = {_label_of(tool) for tool in iter_tools(view)}
    for pointer, chosen in _iter_choices(choice):
        label = _label_of(chosen)
        if label is not None and label not in offered:
            name = quote_name(label[1] or label[0])
            message = f"Tool choice '{name}' not found in 'tools' parameter."
            yield Problem(pointer, message, place="tool_choice")


def _iter_choices(choice: dict[str, Json]) -> Iterator[tuple[str, dict[str, Json]]]:
    if choice.get("type") != "allowed_tools":
        yield "/tool_choice", choice
        return
    allowed = choice.get("tools")
    for index, tool in enumerate(allowed if isinstance(allowed, list) else ()):
        if isinstance(tool, dict):
            yield f"/tool_choice/tools/{index}", tool


def _label_of(tool: dict[str, Json]) -> tuple[str, str] | None:
    """Return the type of a tool or a choice, and its name or an empty string."""
    kind = kind_of(tool)
    if not isinstance(kind, str):
        return None
    if kind not in NAMED:
        return kind, ""
    name = tool.get(NAMED[kind])
    return (kind, name) if isinstance(name, str) else None


def _request(name: str) -> dict[str, object]:
    choice = {"type": "function", "name": name}
    return {"model": "gpt-5-mini", "input": "Hello!", "tools": [ADD], "tool_choice": choice}


RP308 = Rule(
    code="RP308",
    name="undeclared-choice",
    summary="The tool that tool_choice names is one of the tools.",
    check=_check,
    subject="responses/request",
    wrong=_request("subtract"),
    right=_request("add"),
    why="The model can't call a tool that the request does not define.",
    how_to_fix="Add the tool to `tools`, or correct the type and the name in `tool_choice`.",
    source="https://github.com/Wei-Shaw/sub2api/issues/4767",
    targets=OPENAI,
)
