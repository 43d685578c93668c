"""RP509: reasoning models take max_completion_tokens."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_request.examples import request
from responses_protocol._checks.rules.chat_request.models import reasons
from responses_protocol._checks.wording import OPENAI


def _check(view: View) -> Iterator[Problem]:
    if view.value.get("max_tokens") is not None and reasons(view.value.get("model")):
        yield Problem(
            "/max_tokens",
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
            "'max_completion_tokens' instead.",
        )


RP509 = Rule(
    code="RP509",
    name="max-tokens",
    summary="A request to a model that reasons has `max_completion_tokens`, and not `max_tokens`.",
    severity="info",
    check=_check,
    subject="chat_completions/request",
    wrong=request(model="o3-mini", max_tokens=100),
    right=request(model="o3-mini", max_completion_tokens=100),
    why=(
        "Models that reason count hidden tokens as well, so the endpoint renamed the parameter "
        "for them."
    ),
    how_to_fix="Rename `max_tokens` to `max_completion_tokens`, and leave room for reasoning.",
    source="Observed at api.openai.com, 2026-08-30. Whether it holds depends on the model.",
    targets=OPENAI,
)
