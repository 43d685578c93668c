"""RP925: the tool choice of a Chat request is nested."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import request_of
from responses_protocol._checks.wording import OBSERVED, missing

HINT = (
    "This is a tool choice of the Responses API: move all members but the type into an object "
    "named for the type."
)
NAMES = {"function": "name", "custom": "name", "allowed_tools": "tools"}
ADD = {"type": "function", "function": {"name": "add"}}


def _check(view: View) -> Iterator[Problem]:
    choice = request_of(view).get("tool_choice")
    if not isinstance(choice, dict):
        return
    kind = choice.get("type")
    if not isinstance(kind, str) or kind not in NAMES:
        return
    if NAMES[kind] in choice and choice.get(kind) is None:
        param = f"tool_choice.{kind}"
        yield Problem("/tool_choice", missing(param), HINT, param)


def _request(choice: dict[str, object]) -> dict[str, object]:
    messages = [{"role": "user", "content": "What is one and two?"}]
    return {"model": "gpt-5-mini", "messages": messages, "tools": [ADD], "tool_choice": choice}


RP925 = Rule(
    code="RP925",
    name="responses-tool-choice",
    summary="In a Chat request, tool_choice has the name of the function in an object function.",
    check=_check,
    subject="chat_completions/request",
    wrong=_request({"type": "function", "name": "add"}),
    right=_request({"type": "function", "function": {"name": "add"}}),
    why="The endpoint looks for an object named for the type, and refuses the choice.",
    how_to_fix="Move all members but the type into an object named for the type.",
    source=OBSERVED,
    any_shape=True,
)
