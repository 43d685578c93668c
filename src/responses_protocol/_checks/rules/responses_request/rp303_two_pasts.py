"""RP303: a request continues one thing only."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OBSERVED, OPENAI

MESSAGE = (
    "Mutually exclusive parameters: ''. Ensure you are only providing one of: 'pre..._id' or "
    "'conversation'."
)


def _check(view: View) -> Iterator[Problem]:
    if view.value.get("conversation") and view.value.get("previous_response_id"):
        yield Problem("/previous_response_id", MESSAGE)


RP303 = Rule(
    code="RP303",
    name="two-pasts",
    summary="A request has a conversation or a previous_response_id, but not both.",
    check=_check,
    subject="responses/request",
    wrong={
        "model": "gpt-5-mini",
        "input": "Hello!",
        "conversation": "conv_1",
        "previous_response_id": "resp_1",
    },
    right={"model": "gpt-5-mini", "input": "Hello!", "conversation": {"id": "conv_1"}},
    why="Both name an earlier conversation, and the endpoint refuses to choose.",
    how_to_fix="Keep the conversation, or keep `previous_response_id`.",
    source=OBSERVED,
    targets=OPENAI,
)
