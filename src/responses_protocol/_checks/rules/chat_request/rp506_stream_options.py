"""RP506: stream options need a stream."""

from __future__ import annotations

from responses_protocol._checks.rule import Rule
from responses_protocol._checks.rules.both import check_stream_options
from responses_protocol._checks.rules.chat_request.examples import request
from responses_protocol._checks.wording import OPENAI

RP506 = Rule(
    code="RP506",
    name="options-without-stream",
    summary="A request with `stream_options` has `stream: true`.",
    check=check_stream_options,
    subject="chat_completions/request",
    wrong=request(stream_options={"include_usage": True}),
    right=request(stream_options={"include_usage": True}, stream=True),
    why="The options describe a stream, but the request is not for one.",
    how_to_fix="Set `stream` to true, or remove `stream_options`.",
    source="https://github.com/BerriAI/litellm/issues/5803",
    observed_targets=OPENAI | {"vllm"},
)
