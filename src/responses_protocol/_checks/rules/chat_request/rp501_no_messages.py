"""RP501: a request has messages."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_request.examples import request
from responses_protocol._checks.wording import OPENAI, empty_array


def _check(view: View) -> Iterator[Problem]:
    if isinstance(view.value, dict) and view.value.get("messages") == []:
        yield Problem("/messages", empty_array("messages"))


RP501 = Rule(
    code="RP501",
    name="no-messages",
    summary="A request has at least one message.",
    check=_check,
    subject="chat_completions/request",
    wrong=request(messages=[]),
    right=request(),
    why="The endpoint has nothing to answer.",
    how_to_fix="Add a message of the user.",
    source="Observed at api.openai.com, 2026-08-30.",
    observed_targets=OPENAI,
)
