"""RP802: a tool message of ChatAgent has the name and the id of its call."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_agent.messages import ALL, SOURCE, iter_messages

RESULT = {"role": "tool", "content": "3", "tool_call_id": "call_a"}


def _check(view: View) -> Iterator[Problem]:
    for pointer, message in iter_messages(view):
        if message.get("role") == "tool":
            missing = [name for name in ("name", "tool_call_id") if not message.get(name)]
            if missing:
                names = " and ".join(f"`{name}`" for name in missing)
                yield Problem(pointer, f"A tool message has no {names}.")


RP802 = Rule(
    code="RP802",
    name="agent-tool-message",
    summary="A ChatAgent message with the role tool has `name` and `tool_call_id`.",
    views=ALL,
    check=_check,
    subject="chat_agent/history",
    wrong=[RESULT],
    right=[{**RESULT, "name": "add"}],
    why="MLflow's ChatAgentMessage refuses the message.",
    how_to_fix="Copy the name and the id of the call into `name` and `tool_call_id`.",
    source=SOURCE,
)
