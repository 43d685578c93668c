"""What the openai SDK makes of answers, chunks and errors that are not as it declares them."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

from openai.types import chat

from responses_protocol import schemas


@pytest.mark.parametrize(
    ("title", "sdk_type", "received"),
    [
        ("Response", chat.ChatCompletion, {"error": {"message": "m", "code": 502}}),
        ("Response", chat.ChatCompletion, {"choices": [{"finish_reason": "content_filter"}]}),
        ("Chunk", chat.ChatCompletionChunk, {"error": {"message": "m", "code": 502}}),
        ("Chunk", chat.ChatCompletionChunk, {"usage": {"total_tokens": 3}}),
        ("Chunk", chat.ChatCompletionChunk, {"choices": [{"delta": {"tool_calls": [{}]}}]}),
        ("Chunk", chat.ChatCompletionChunk, {}),
    ],
)
def test_what_the_sdk_makes_of_odd_bodies_is_taken(
    title: str, sdk_type: Any, received: dict[str, Any]
) -> None:
    dumped = sdk_type.construct(**received).model_dump(warnings=False)
    assert None in dumped.values(), "members that were not received"
    check = schemas.validator("chat_completions", title)
    assert [error.message for error in check.iter_errors(dumped)] == []
