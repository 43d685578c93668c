"""RP970: many servers have no choice of allowed tools."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, Settings, View, targets_with
from responses_protocol._formats.servers import SERVERS

HINT = "Offer only these tools, or name one function."
QUESTION = [{"role": "user", "content": "Hello!"}]
FUNCTION = {"type": "function", "function": {"name": "run"}}


def _check(view: View) -> Iterator[Problem]:
    choice = view.value.get("tool_choice")
    kind = choice.get("type") if isinstance(choice, dict) else None
    if isinstance(kind, str) and kind in SERVERS[view.settings.target].refuses_choices:
        yield Problem("/tool_choice", f"This endpoint does not know the choice '{kind}'.", HINT)


def _request(choice: object) -> dict[str, object]:
    return {"model": "m", "messages": QUESTION, "tools": [FUNCTION], "tool_choice": choice}


RP970 = Rule(
    code="RP970",
    name="allowed-tools",
    summary="For many servers, tool_choice is a word or names one function.",
    severity="warning",
    check=_check,
    subject="chat_completions/request",
    wrong=_request(
        {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [FUNCTION]}}
    ),
    right=_request("auto"),
    why="These servers do not document a choice of several tools. They refuse it or pass over it.",
    how_to_fix=(
        "Send only the tools that the model may call, or name one function. Conversions with the "
        "preset of the server leave the choice out, and report it."
    ),
    source="The documentation of the endpoints, as of November 2026",
    targets=targets_with(lambda server: server.refuses_choices),
    settings=Settings(target="vllm"),
)
