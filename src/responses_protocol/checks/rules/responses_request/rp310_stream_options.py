"""RP310: how to stream is said where there is a stream."""

from __future__ import annotations

from responses_protocol.checks.rule import Example, Rule
from responses_protocol.checks.rules.both import options_without_stream
from responses_protocol.checks.wording import OPENAI


def _request(stream: bool) -> dict[str, object]:
    options = {"include_obfuscation": False}
    return {"model": "gpt-5-mini", "input": "Hi!", "stream": stream, "stream_options": options}


RP310 = Rule(
    code="RP310",
    name="stream-options-without-stream",
    summary="stream_options are given where stream is true.",
    severity="warning",
    views=("responses_request",),
    check=options_without_stream,
    wrong=Example("responses/request", _request(False)),
    right=Example("responses/request", _request(True)),
    source="https://github.com/BerriAI/litellm/issues/5803: seen in Chat Completions",
    targets=OPENAI,
)
