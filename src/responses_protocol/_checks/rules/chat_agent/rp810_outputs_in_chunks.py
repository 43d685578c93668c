"""RP810: custom outputs come once in a stream."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_agent.messages import ANSWER, SOURCE

WITH_OUTPUTS = {"delta": ANSWER, "custom_outputs": {"score": 1}}


def _check(view: View) -> Iterator[Problem]:
    is_repeated = False
    for index, chunk in enumerate(view.value):
        if chunk.get("custom_outputs") is not None:
            if is_repeated:
                yield Problem(
                    f"/{index}/custom_outputs", "An earlier chunk has `custom_outputs` already."
                )
            is_repeated = True


RP810 = Rule(
    code="RP810",
    name="agent-outputs-twice",
    summary="At most one chunk of a ChatAgent's stream has `custom_outputs`.",
    severity="warning",
    check=_check,
    subject="chat_agent/chunks",
    wrong=[WITH_OUTPUTS, WITH_OUTPUTS],
    right=[{"delta": ANSWER}, WITH_OUTPUTS],
    why="A client that joins chunks keeps one of the two only.",
    how_to_fix="Send `custom_outputs` with the last chunk.",
    source=SOURCE,
)
