"""RP809: MLflow drops unknown members of a ChatAgent request."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_agent.messages import SOURCE, USER
from responses_protocol._values import escape_token

KNOWN = ("messages", "context", "custom_inputs", "stream")


def _check(view: View) -> Iterator[Problem]:
    for name in view.value:
        if name not in KNOWN:
            yield Problem(
                f"/{escape_token(name)}",
                f"MLflow drops the member `{name}` before a loaded agent sees the request.",
                "Move it into `custom_inputs`.",
            )


RP809 = Rule(
    code="RP809",
    name="agent-dropped-member",
    summary="A ChatAgent request has no members but messages, context, custom_inputs and stream.",
    severity="warning",
    check=_check,
    subject="chat_agent/request",
    wrong={"messages": [USER], "temperature": 0},
    right={"messages": [USER], "custom_inputs": {"temperature": 0}},
    why="MLflow drops other members before the agent sees the request, and reports nothing.",
    how_to_fix="Move the member into `custom_inputs`.",
    source=SOURCE,
)
