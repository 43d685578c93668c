"""RP801: a ChatAgent message has content or tool calls."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_agent.messages import ALL, CALL, SOURCE, iter_messages


def _check(view: View) -> Iterator[Problem]:
    """Accept a message with an empty string, or with an empty list of calls, as MLflow does."""
    for pointer, message in iter_messages(view):
        if message.get("content") is None and message.get("tool_calls") is None:
            yield Problem(pointer, "The message has neither `content` nor `tool_calls`.")


RP801 = Rule(
    code="RP801",
    name="agent-message-empty",
    summary="A ChatAgent message has `content` or `tool_calls`.",
    views=ALL,
    check=_check,
    subject="chat_agent/history",
    wrong=[{"role": "assistant", "content": None}],
    right=[{"role": "assistant", "tool_calls": [CALL]}],
    why="MLflow's ChatAgentMessage refuses the message.",
    how_to_fix="Send an empty string as `content`, or remove the message.",
    source=SOURCE,
)
