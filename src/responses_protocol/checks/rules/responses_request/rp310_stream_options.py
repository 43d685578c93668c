"""RP310: how to stream is said where there is a stream."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.checks.rules.wording import OPENAI

TOLD = "The 'stream_options' parameter is only allowed when 'stream' is enabled."


def unstreamed(view: View) -> Iterator[Problem]:
    """Find options of a stream without a stream."""
    if view.value.get("stream_options") is not None and view.value.get("stream") is not True:
        yield Problem("/stream_options", TOLD)


def _request(stream: bool) -> dict[str, object]:
    options = {"include_obfuscation": False}
    return {"model": "gpt-5-mini", "input": "Hi!", "stream": stream, "stream_options": options}


RP310 = Rule(
    code="RP310",
    name="stream-options-without-stream",
    summary="stream_options are given where stream is true.",
    severity="warning",
    views=("responses_request",),
    check=unstreamed,
    wrong=Example("responses/request", _request(False)),
    right=Example("responses/request", _request(True)),
    source="https://github.com/BerriAI/litellm/issues/5803: seen in Chat Completions",
    targets=OPENAI,
)
