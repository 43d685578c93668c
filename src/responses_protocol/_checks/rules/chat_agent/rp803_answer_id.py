"""RP803: messages of a ChatAgent's answer have ids."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_agent.messages import (
    ANSWER,
    ANSWERS,
    SOURCE,
    iter_messages,
)


def _check(view: View) -> Iterator[Problem]:
    for pointer, message in iter_messages(view):
        if message.get("id") is None:
            yield Problem(
                f"{pointer}/id",
                "A message of an answer has no `id`.",
                "Make an id for each message; the chunks of a message share it.",
            )


RP803 = Rule(
    code="RP803",
    name="agent-answer-without-id",
    summary="Every message of a ChatAgent's answer, and every chunk, has an id.",
    views=ANSWERS,
    check=_check,
    subject="chat_agent/response",
    wrong={"messages": [{**ANSWER, "id": None}]},
    right={"messages": [ANSWER]},
    why="MLflow refuses an answer without ids, by which it joins the chunks of a message.",
    how_to_fix=(
        "Make one id for each message, such as `str(uuid.uuid4())`. The chunks of a message share "
        "it."
    ),
    source=SOURCE,
)
