"""What migrated agents call, on MLflow's own classes."""

# mypy: allow-untyped-defs, allow-untyped-calls
# (people write agents without annotations)

from __future__ import annotations

from typing import Any

import pytest
from mlflow_fixtures import store

pytest.importorskip("mlflow", reason="MLflow is not installed")
pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where MLflow is there to be imported
import mlflow
from mlflow.pyfunc import ChatAgent, ResponsesAgent
from mlflow.types.agent import ChatContext
from mlflow.types.responses import ResponsesAgentRequest

from responses_protocol import ConversionError, agents
from responses_protocol.integrations.mlflow.migrated import (
    ChatAgentChunk,
    ChatAgentMessage,
    ChatAgentResponse,
    StreamedAnswer,
    as_chat_agent,
    events_of,
    messages_of,
    new_response_of,
    response_of,
)

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

QUESTION = {"role": "user", "content": "2 + 2?"}
SAID = {"role": "assistant", "content": "4", "id": "m"}


def request(*items: Any) -> Any:
    return ResponsesAgentRequest(input=[QUESTION, *items])


def test_the_input_is_messages_and_parallel_calls_are_one() -> None:
    calls = [
        {"type": "function_call", "call_id": f"c{number}", "name": "add", "arguments": "{}"}
        for number in (1, 2)
    ]
    messages = messages_of(request(*calls))
    assert all(isinstance(message, ChatAgentMessage) for message in messages)
    assert [message.role for message in messages] == ["user", "assistant"]
    assert [call.id for call in messages[1].tool_calls] == ["c1", "c2"]


@pytest.mark.parametrize(
    "answer",
    [
        {"messages": [SAID]},
        ChatAgentResponse(messages=[ChatAgentMessage(**SAID)]),
        ChatAgentMessage(**SAID),
    ],
)
def test_whatever_an_agent_answers_is_a_response(answer: Any) -> None:
    assert response_of(answer).output[0].content[0]["text"] == "4"


def test_what_a_response_is_made_of_is_checked_as_mlflow_does() -> None:
    response = response_of(messages=[SAID], custom_outputs={"a": 1}, finish_reason="length")
    assert (response.custom_outputs, response.status) == ({"a": 1}, "incomplete")
    with pytest.raises(ValueError, match="ID"):
        response_of(messages=[{"role": "assistant", "content": "4"}])
    with pytest.raises(ConversionError):
        response_of(None)


def test_deltas_come_as_they_are_fed_and_the_end_once() -> None:
    answer = StreamedAnswer()
    first = list(answer.chunk(delta={**SAID, "content": "2 and "}))
    assert [event.type for event in first] == ["response.output_text.delta"]
    list(answer.chunk(ChatAgentChunk(delta=SAID)))
    list(answer.chunks([{"delta": {**SAID, "id": "n"}}]))
    end = list(answer.close())
    assert end[-1].type == "response.completed"
    texts = [item["content"][0]["text"] for item in end[-1].response["output"]]
    assert texts == ["2 and 4", "4"]
    with pytest.raises(ValueError, match="delta"):
        answer.chunk(usage=None)


def test_a_whole_stream_is_the_same_events() -> None:
    kinds = [event.type for event in events_of([{"delta": SAID}])]
    assert kinds == [
        "response.output_text.delta",
        "response.output_item.done",
        "response.completed",
    ]


STATE = [{"role": "system", "content": "Be kind.", "id": "s"}, {**QUESTION, "id": "q"}, SAID]


def test_the_state_of_a_graph_is_output_as_far_as_it_is_new() -> None:
    response = new_response_of(request(), messages=STATE)
    assert [item.content[0]["text"] for item in response.output] == ["4"]
    later_messages = [SAID, {**QUESTION, "id": "r"}, {**SAID, "id": "n", "content": "5"}]
    state = [{**QUESTION, "id": "q"}, *later_messages]
    items = [*response_of(messages=[SAID]).output, QUESTION]
    response = new_response_of(request(*[dict(item) for item in items]), {"messages": state})
    assert [item.content[0]["text"] for item in response.output] == ["5"]
    assert as_chat_agent(Grown()).predict([ChatAgentMessage(**QUESTION)]).messages[1].id == "q"


@pytest.mark.parametrize(
    "messages", [[SAID], [*STATE[:1], SAID], [{**STATE[1], "content": "?"}, SAID]]
)
def test_an_answer_that_does_not_begin_with_the_input_is_output_as_it_is(messages: Any) -> None:
    assert (
        new_response_of(request(), messages=messages).output
        == response_of(messages=messages).output
    )


class Grown(ResponsesAgent):
    def predict(self, request):
        return new_response_of(request, messages=STATE)


class Old(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[ChatAgentMessage(**SAID)])


class Migrated(ResponsesAgent):
    def predict(self, request):
        return response_of(self._chat_answer(messages_of(request)))

    def _chat_answer(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[ChatAgentMessage(**SAID, name="mine")])


class New(ResponsesAgent):
    def predict(self, request):
        return response_of({"output": [agents.create_text_output_item("4", "msg_1")]})


@pytest.mark.parametrize(("agent", "name"), [(Old(), None), (Migrated(), "mine"), (New(), None)])
def test_every_agent_can_be_called_with_messages(agent: Any, name: str | None) -> None:
    answer = as_chat_agent(agent).predict([ChatAgentMessage(**QUESTION)])
    assert (answer.messages[0].content, answer.messages[0].name) == ("4", name)


def test_a_migrated_agent_that_kept_one_method_streams_all_the_same() -> None:
    chunks = list(as_chat_agent(Migrated()).predict_stream([ChatAgentMessage(**QUESTION)]))
    assert "".join(chunk.delta.content for chunk in chunks if chunk.delta.content) == "4"


def test_a_value_that_is_not_an_agent_is_unchanged() -> None:
    model = object()
    assert as_chat_agent(model) is model


class Streamed(ResponsesAgent):
    def predict(self, request):
        return response_of(messages=[{**SAID, "name": "mine"}])

    def predict_stream(self, request):
        answer = StreamedAnswer()
        for text in ("2", "", "3"):
            yield from answer.chunk(delta={**SAID, "content": text, "name": "mine"})
        yield from answer.close()


class Silent(ResponsesAgent):
    def predict(self, request):
        return response_of(messages=[SAID])

    def predict_stream(self, request):
        yield from events_of([self.predict(request)])


def test_a_migrated_agent_gives_callers_of_old_what_its_code_gives() -> None:
    agent = as_chat_agent(Streamed())
    request = {"messages": [QUESTION]}
    assert isinstance(agent, ChatAgent)
    assert agent.predict(request).messages[0].name == "mine"
    chunks = list(agent.predict_stream(request))
    assert [chunk.delta.content for chunk in chunks] == ["2", "", "3"]
    assert {type(chunk) for chunk in chunks} == {ChatAgentChunk}


def test_an_agent_that_did_not_stream_still_does_not() -> None:
    with pytest.raises(NotImplementedError):
        list(as_chat_agent(Silent()).predict_stream([ChatAgentMessage(**QUESTION)]))


def test_messages_are_mlflows_own_and_can_be_dumped_as_before() -> None:
    (message,) = messages_of(request())
    assert type(message) is ChatAgentMessage
    for model in (message, ChatAgentMessage(**SAID), ChatContext(user_id="Ann")):
        assert model.model_dump_compat(exclude_none=True) == model.model_dump(exclude_none=True)


def test_a_loaded_agent_is_called_as_a_chat_agent(tmp_path: Any) -> None:
    mlflow.pyfunc.save_model(tmp_path / "m", python_model=Streamed(), pip_requirements=["mlflow"])
    loaded = as_chat_agent(mlflow.pyfunc.load_model(str(tmp_path / "m")))
    assert loaded.predict({"messages": [QUESTION]})["messages"][0]["content"] == "4"
    chunks = list(loaded.predict_stream({"messages": [QUESTION]}))
    assert [chunk["delta"]["content"] for chunk in chunks] == ["2", "3"]
