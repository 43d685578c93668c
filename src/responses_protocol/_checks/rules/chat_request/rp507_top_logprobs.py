"""RP507: top_logprobs needs logprobs."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_request.examples import request
from responses_protocol._checks.wording import OPENAI


def _check(view: View) -> Iterator[Problem]:
    if view.value.get("top_logprobs") is not None and not view.value.get("logprobs"):
        yield Problem(
            "/top_logprobs",
            "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
        )


RP507 = Rule(
    code="RP507",
    name="top-without-logprobs",
    summary="A request with `top_logprobs` has `logprobs: true`.",
    check=_check,
    subject="chat_completions/request",
    wrong=request(top_logprobs=2),
    right=request(top_logprobs=2, logprobs=True),
    why="The number is that of the log probabilities of each token, but none are returned.",
    how_to_fix="Set `logprobs` to true, or remove `top_logprobs`.",
    source="Observed at api.openai.com, 2026-08-30.",
    targets=OPENAI,
)
