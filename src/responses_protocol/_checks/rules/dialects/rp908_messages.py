"""RP908: a Responses request has an input, not messages."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import TO_RESPONSES, request_of
from responses_protocol._checks.rules.dialects.rp909_moved_parameter import format_moved
from responses_protocol._checks.wording import OBSERVED

HINT = "This is a history of Chat Completions."


def _check(view: View) -> Iterator[Problem]:
    messages = request_of(view).get("messages")
    if messages is not None:
        alone = isinstance(messages, list) and request_of(view).get("input") is None
        hint = f"{HINT} {TO_RESPONSES}" if alone else HINT
        yield Problem("/messages", format_moved("messages", "input"), hint)


RP908 = Rule(
    code="RP908",
    name="messages-in-responses",
    summary="The history of a Responses request is its input.",
    views=("responses_request", "responses_agent_request"),
    check=_check,
    subject="responses/request",
    wrong={"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello!"}]},
    right={"model": "gpt-5-mini", "input": [{"role": "user", "content": "Hello!"}]},
    why="The endpoint has another name for the history.",
    how_to_fix=(
        "Rename `messages` to `input`, and translate its elements: `responses-protocol convert "
        "--from chat_completions --to responses` does both."
    ),
    source=OBSERVED,
    any_shape=True,
)
