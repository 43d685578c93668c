"""RP307: a tool choice needs tools."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import continues_state
from responses_protocol._checks.rules.responses_request.request_tools import iter_tools
from responses_protocol._checks.wording import OPENAI

HARMLESS_CHOICES = (
    "none",
    "auto",
)  # without effect where there are no tools, and sent by many clients


def _check(view: View) -> Iterator[Problem]:
    """Skip requests that continue stored state of the server, which can include tools."""
    request = view.value
    if continues_state(request) or next(iter_tools(view), None) is not None:
        return
    choice = request.get("tool_choice")
    if isinstance(choice, str) and choice not in HARMLESS_CHOICES:
        yield Problem("/tool_choice", _format_message("tool_choice"))
    if request.get("parallel_tool_calls") is True:
        yield Problem(
            "/parallel_tool_calls", _format_message("parallel_tool_calls"), severity="info"
        )


def _format_message(member: str) -> str:
    return f"Invalid value for '{member}': '{member}' is only allowed when 'tools' are specified."


RP307 = Rule(
    code="RP307",
    name="choice-without-tools",
    summary="A request with tool_choice or parallel_tool_calls has tools.",
    severity="warning",
    check=_check,
    subject="responses/request",
    wrong={"model": "gpt-5-mini", "input": "Hello!", "tool_choice": "required"},
    right={
        "model": "gpt-5-mini",
        "input": "Hello!",
        "tools": [{"type": "web_search"}],
        "tool_choice": "required",
    },
    why="A choice has no effect without tools, and Chat Completions refuses it.",
    how_to_fix="Add `tools`, or remove the choice.",
    source=(
        "https://github.com/writer/writer-framework/pull/1013: refused in Chat Completions; in "
        "Responses it has no effect"
    ),
    targets=OPENAI,
)
