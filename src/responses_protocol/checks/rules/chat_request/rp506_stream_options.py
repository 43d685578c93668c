"""RP506: options of a stream need a stream."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.checks.rules.chat_request.examples import request


def without_stream(view: View) -> Iterator[Problem]:
    """Find options of a stream that is not asked for."""
    if view.value.get("stream_options") is not None and view.value.get("stream") is not True:
        yield Problem(
            "/stream_options",
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        )


RP506 = Rule(
    code="RP506",
    name="options-without-stream",
    summary="`stream_options` come with `stream: true`.",
    severity="error",
    views=("chat_request",),
    check=without_stream,
    wrong=request(stream_options={"include_usage": True}),
    right=request(stream_options={"include_usage": True}, stream=True),
    source="https://github.com/BerriAI/litellm/issues/5803",
)
