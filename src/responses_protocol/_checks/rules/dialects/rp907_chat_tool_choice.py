"""RP907: the tool choice of a Responses request is flat."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import request_of
from responses_protocol._checks.wording import OBSERVED, missing

HINT = "This is a tool choice of Chat Completions: move its members up to the type."
NAMES = {"function": "name", "custom": "name", "allowed_tools": "mode"}
ADD = {"type": "function", "name": "add", "parameters": None, "strict": False}


def _check(view: View) -> Iterator[Problem]:
    choice = request_of(view).get("tool_choice")
    if not isinstance(choice, dict):
        return
    for kind, name in NAMES.items():
        if isinstance(choice.get(kind), dict) and name not in choice:
            param = f"tool_choice.{name}"
            yield Problem("/tool_choice", missing(param), HINT, param)


def _request(choice: dict[str, object]) -> dict[str, object]:
    return {"model": "gpt-5-mini", "input": "One and two?", "tools": [ADD], "tool_choice": choice}


RP907 = Rule(
    code="RP907",
    name="chat-tool-choice",
    summary="In a Responses request, tool_choice has the name of the function itself.",
    views=("responses_request", "responses_agent_request"),
    check=_check,
    subject="responses/request",
    wrong=_request({"type": "function", "function": {"name": "add"}}),
    right=_request({"type": "function", "name": "add"}),
    why="The endpoint looks for the name beside the type, and refuses the choice.",
    how_to_fix="Move the members of the inner object up to the type.",
    source=OBSERVED,
    any_shape=True,
)
