"""A ChatAgent answer is converted to Chat, and restored, in two steps by way of Responses."""

from __future__ import annotations

from typing import Any

import pytest

import responses_protocol as rp

ANSWER = {
    "messages": [{"role": "assistant", "content": "Hi.", "id": "1", "attachments": {"a": "b"}}],
    "finish_reason": "stop",
    "custom_outputs": {"a": 1},
}


def test_two_steps_convert_and_restore() -> None:
    first = rp.convert(ANSWER, "responses", source="chat_agent", kind="response")
    second = rp.convert(first.value, "chat_completions", source="responses", kind="response")
    [choice] = second.value["choices"]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("Hi.", "stop")
    response = rp.restore(second.value, second.complement)
    assert rp.restore(response, first.complement) == ANSWER


@pytest.mark.parametrize(
    ("source", "target"), [("chat_agent", "chat_completions"), ("chat_completions", "chat_agent")]
)
def test_one_step_names_the_two(source: Any, target: Any) -> None:
    with pytest.raises(
        rp.ConversionError, match=f"convert it to responses first, and that to {target}"
    ):
        rp.convert(ANSWER, target, source=source, kind="response")
