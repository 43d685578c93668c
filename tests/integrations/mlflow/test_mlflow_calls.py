"""What migrated callers use: the answers of a ResponsesAgent as they were read before."""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-subclassing-any

from __future__ import annotations

from typing import Any

import pytest
from mlflow_fixtures import store

pytest.importorskip("mlflow", reason="MLflow is not installed")
pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where MLflow is there to be imported
from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import (
    ChatAgentChunk,
    ChatAgentMessage,
    ChatAgentResponse,
)

from responses_protocol import ConversionError
from responses_protocol.integrations.mlflow import ChatAgentAdapter
from responses_protocol.integrations.mlflow.calls import (
    answer_chunks,
    chat_answer,
    chat_input,
)

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

CALLS = [
    {"id": f"c{n}", "type": "function", "function": {"name": n, "arguments": "{}"}} for n in "ab"
]
MESSAGES: list[dict[str, Any]] = [
    {"role": "user", "content": "Hi"},
    {"role": "assistant", "content": "", "tool_calls": CALLS, "id": "m1"},
    {"role": "tool", "content": "1", "tool_call_id": "ca", "name": "a", "id": "m2"},
    {"role": "tool", "content": "2", "tool_call_id": "cb", "name": "b", "id": "m3"},
    {"role": "assistant", "content": "Hello", "id": "m4"},
]


class Echo(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        messages_of_answer = [ChatAgentMessage(**message) for message in MESSAGES[1:]]
        usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
        return ChatAgentResponse(
            messages=messages_of_answer, custom_outputs={"n": len(messages)}, usage=usage
        )

    def predict_stream(self, messages, context=None, custom_inputs=None):
        for text in ("Hel", "lo"):
            yield ChatAgentChunk(delta=ChatAgentMessage(role="assistant", content=text, id="m"))


def view_of(messages: list[Any]) -> list[tuple[Any, ...]]:
    """What a caller reads of messages; ids are new."""
    return [
        (
            message.role,
            message.content,
            [call.function.name for call in message.tool_calls or []],
            message.tool_call_id,
            message.name,
        )
        for message in messages
    ]


def test_messages_of_any_kind_are_input() -> None:
    objects = [ChatAgentMessage(**message) for message in MESSAGES]
    for messages in (MESSAGES, objects, iter(MESSAGES)):
        items = chat_input(messages)
        assert [item["type"] for item in items] == [
            "message",
            "function_call",
            "function_call",
            "function_call_output",
            "function_call_output",
            "message",
        ]
        answer = ChatAgentAdapter(Echo).predict({"input": items})
        assert answer.custom_outputs == {"n": len(MESSAGES)}
    with pytest.raises(ConversionError):
        chat_input([{"role": 1}])


def test_an_answer_is_read_as_that_of_the_chat_agent() -> None:
    request = {"input": chat_input(MESSAGES[:1])}
    before = Echo().predict([ChatAgentMessage(**MESSAGES[0])])
    answer = ChatAgentAdapter(Echo).predict(request)
    after = chat_answer(answer)
    assert isinstance(after, ChatAgentResponse)
    assert view_of(after.messages) == view_of(before.messages)
    assert after.custom_outputs == before.custom_outputs
    assert after.usage.total_tokens == before.usage.total_tokens
    loaded = chat_answer(answer.model_dump(exclude_none=True))
    assert isinstance(loaded, dict)
    assert loaded["messages"][-1]["content"] == "Hello"


def test_a_stream_is_read_as_that_of_the_chat_agent() -> None:
    events = list(ChatAgentAdapter(Echo).predict_stream({"input": chat_input(MESSAGES[:1])}))
    chunks = list(answer_chunks(events))
    assert all(isinstance(chunk, ChatAgentChunk) for chunk in chunks)
    assert [chunk.delta.content for chunk in chunks if chunk.delta.content] == ["Hel", "lo"]
    assert len({chunk.delta.id for chunk in chunks}) == 1
    plain = list(answer_chunks(event.model_dump(exclude_none=True) for event in events))
    assert [chunk["delta"]["content"] for chunk in plain if chunk["delta"]["content"]] == [
        "Hel",
        "lo",
    ]
