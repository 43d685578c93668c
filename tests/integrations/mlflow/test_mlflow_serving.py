"""An adapted agent behind MLflow's own server, asked by the openai client."""

# mypy: allow-untyped-defs, allow-untyped-calls
# (people write agents without annotations)

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from mlflow_fixtures import store

pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where MLflow is there to be imported
from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import ChatAgentChunk, ChatAgentMessage, ChatAgentResponse
from served_agents import client_of

from responses_protocol.integrations.mlflow import ChatAgentAdapter

__all__ = ["store"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # those of other packages are theirs
]

CALLS = [
    {"id": f"call_{at}", "type": "function", "function": {"name": "add", "arguments": "{}"}}
    for at in (1, 2)
]


class Old(ChatAgent):
    """Calls two tools at once, awaits their results, and says how many it was told before."""

    def predict(self, messages, context=None, custom_inputs=None):
        results = asyncio.run(self.results())
        known = sum(message.role == "tool" for message in messages)
        return ChatAgentResponse(
            messages=[
                ChatAgentMessage(role="assistant", content="", id="m", tool_calls=CALLS),
                *results,
                ChatAgentMessage(role="assistant", content=f"{known} results so far", id="n"),
            ],
            custom_outputs=custom_inputs,
        )

    def predict_stream(self, messages, context=None, custom_inputs=None):
        *before, last = self.predict(messages, context, custom_inputs).messages
        for message in before:
            yield ChatAgentChunk(delta=message)
        for word in last.content.split():
            yield ChatAgentChunk(delta=ChatAgentMessage(role="assistant", content=word, id="n"))

    async def results(self):
        await asyncio.sleep(0)
        return [
            ChatAgentMessage(role="tool", content="4", id=own, name="add", tool_call_id=own)
            for own in ("call_1", "call_2")
        ]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Serve an adapted agent; yield a client of it."""
    agent = ChatAgentAdapter(Old)
    with client_of(monkeypatch, agent.predict, agent.predict_stream) as client:
        yield client


def test_an_adapted_agent_is_served(served: Any) -> None:
    question = {"role": "user", "content": "2 + 2?"}
    extra = {"custom_inputs": {"a": 1}, "context": {"user_id": "u"}}
    answer = served.responses.create(model="agent", input=[question], extra_body=extra)
    assert [item.type for item in answer.output] == [
        *["function_call"] * 2,
        *["function_call_output"] * 2,
        "message",
    ]
    assert answer.custom_outputs == {"a": 1}
    items = [item.to_dict() for item in answer.output]
    events = list(
        served.responses.create(model="agent", input=[question, *items, question], stream=True)
    )
    assert events[-1].type == "response.completed"
    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert deltas == ["2", "results", "so", "far"]
    done = [event.item for event in events if event.type == "response.output_item.done"]
    assert done[-1].content[0].text == "".join(deltas)
