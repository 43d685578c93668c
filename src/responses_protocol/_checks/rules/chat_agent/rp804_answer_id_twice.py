"""RP804: ids of a ChatAgent's answer are unique."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_agent.messages import ANSWER, SOURCE, iter_messages
from responses_protocol._reporting.quoting import quote_name


def _check(view: View) -> Iterator[Problem]:
    known: set[str] = set()
    for pointer, message in iter_messages(view):
        message_id = message.get("id")
        if isinstance(message_id, str):
            if message_id in known:
                text = f"An earlier message has the id '{quote_name(message_id)}', too."
                yield Problem(f"{pointer}/id", text)
            known.add(message_id)


RP804 = Rule(
    code="RP804",
    name="agent-answer-id-twice",
    summary="No two messages of a ChatAgent's answer have the same id.",
    check=_check,
    subject="chat_agent/response",
    wrong={"messages": [ANSWER, ANSWER]},
    right={"messages": [ANSWER, {**ANSWER, "id": "m2"}]},
    why="MLflow refuses the answer.",
    how_to_fix="Make an id for each message.",
    source=SOURCE,
)
