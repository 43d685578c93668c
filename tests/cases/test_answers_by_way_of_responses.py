"""A whole ChatAgent answer goes to Chat, and back, in two steps."""

from __future__ import annotations

from typing import Any

import pytest

import responses_protocol as rp

ANSWER = {
    "messages": [{"role": "assistant", "content": "Hi.", "id": "1", "attachments": {"a": "b"}}],
    "finish_reason": "stop",
    "custom_outputs": {"a": 1},
}


def test_there_and_back() -> None:
    first = rp.convert(ANSWER, "responses", source="chat_agent", kind="response")
    second = rp.convert(first.value, "chat_completions", source="responses", kind="response")
    [choice] = second.value["choices"]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("Hi.", "stop")
    between = rp.restore(second.value, second.complement)
    assert rp.restore(between, first.complement) == ANSWER


@pytest.mark.parametrize(
    ("source", "to"), [("chat_agent", "chat_completions"), ("chat_completions", "chat_agent")]
)
def test_one_step_says_how(source: Any, to: Any) -> None:
    with pytest.raises(
        rp.ConversionError, match=f"convert it to responses first, and that to {to}"
    ):
        rp.convert(ANSWER, to, source=source, kind="response")
