"""RP310: stream options need a stream."""

from __future__ import annotations

from responses_protocol._checks.rule import Rule
from responses_protocol._checks.rules.both import check_stream_options
from responses_protocol._checks.wording import OPENAI


def _request(stream: bool) -> dict[str, object]:
    options = {"include_obfuscation": False}
    return {"model": "gpt-5-mini", "input": "Hi!", "stream": stream, "stream_options": options}


RP310 = Rule(
    code="RP310",
    name="stream-options-without-stream",
    summary="A request with stream_options has `stream: true`.",
    severity="warning",
    check=check_stream_options,
    subject="responses/request",
    wrong=_request(False),
    right=_request(True),
    why="The options describe a stream, but the request is not for one.",
    how_to_fix="Set `stream` to true, or remove `stream_options`.",
    source="https://github.com/BerriAI/litellm/issues/5803: seen in Chat Completions",
    targets=OPENAI,
)
