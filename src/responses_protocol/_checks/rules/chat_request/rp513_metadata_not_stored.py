"""RP513: metadata needs a stored answer."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_request.examples import request


def _check(view: View) -> Iterator[Problem]:
    if view.value.get("metadata") and view.value.get("store") is not True:
        yield Problem(
            "/metadata", "The 'metadata' parameter is only allowed when 'store' is enabled."
        )


RP513 = Rule(
    code="RP513",
    name="metadata-not-stored",
    summary="A request with `metadata` has `store: true`.",
    check=_check,
    subject="chat_completions/request",
    wrong=request(metadata={"topic": "sums"}),
    right=request(metadata={"topic": "sums"}, store=True),
    why=(
        "The endpoint keeps metadata with the stored answer, and Chat Completions stores none by "
        "default."
    ),
    how_to_fix="Set `store` to true, or remove `metadata`.",
    source=(
        "https://github.com/QwenLM/qwen-code/issues/243, https://github.com/spiceai/spiceai/pull/5231"
    ),
    targets=frozenset({"openai"}),
)
