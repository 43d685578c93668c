"""RP801: a message of ChatAgent says or calls something."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.checks.rules.chat_agent.messages import ALL, CALL, SOURCE, messages


def empty(view: View) -> Iterator[Problem]:
    """Find messages that have neither content nor calls; empty ones are both."""
    for pointer, message in messages(view):
        if message.get("content") is None and message.get("tool_calls") is None:
            yield Problem(pointer, "A message has either `content` or `tool_calls`.")


RP801 = Rule(
    code="RP801",
    name="agent-message-empty",
    summary="A ChatAgent message has `content` or `tool_calls`.",
    severity="error",
    views=ALL,
    check=empty,
    wrong=Example("chat_agent/history", [{"role": "assistant", "content": None}]),
    right=Example("chat_agent/history", [{"role": "assistant", "tool_calls": [CALL]}]),
    source=SOURCE,
)
