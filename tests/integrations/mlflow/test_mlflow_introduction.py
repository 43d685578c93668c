"""What MLflow's introduction to the ResponsesAgent tells people to do, done with this package."""

# mypy: allow-untyped-defs, allow-untyped-calls
# (people write agents without annotations)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mlflow_fixtures import store

pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where MLflow is there to be imported
import mlflow
from mlflow.exceptions import MlflowException
from mlflow.models import Model
from mlflow.pyfunc import ResponsesAgent
from mlflow.types import responses
from mlflow.types.responses import ResponsesAgentResponse, ResponsesAgentStreamEvent

from responses_protocol import agents
from responses_protocol.integrations.mlflow import output_to_responses_items_stream

__all__ = ["store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

Object = dict[str, Any]
QUESTION = {"role": "user", "content": "what is 4*3 in python"}
REQUEST = {"input": [QUESTION], "context": {"conversation_id": "123", "user_id": "456"}}
SEQUENCE: list[Object] = [
    agents.create_reasoning_item("rs_1", "Python can tell."),
    agents.create_function_call_item("fc_1", "call_1", "python_exec", '{"code":"print(4 * 3)"}'),
    agents.create_function_call_output_item("call_1", "12\n"),
    agents.create_text_output_item("4 * 3 is 12.", "msg_1"),
]


class Simple(ResponsesAgent):
    """Creating agent output: a sequence of calls, with custom outputs."""

    def predict(self, request):
        return ResponsesAgentResponse(output=SEQUENCE, custom_outputs={"key1": "custom-value1"})


class TextStream(ResponsesAgent):
    """Basic text streaming, from pieces, whose whole item is made of them."""

    def predict(self, request):
        events = self.predict_stream(request)
        done = [event.item for event in events if event.type == "response.output_item.done"]
        return ResponsesAgentResponse(output=done)

    def predict_stream(self, request):
        pieces = ("Hello", "world", "!")
        yield from output_to_responses_items_stream(
            {"delta": {"role": "assistant", "content": piece, "id": "msg_1"}} for piece in pieces
        )


class ToolStream(TextStream):
    """Tool calling with streaming: an event for each item."""

    def predict_stream(self, request):
        yield from output_to_responses_items_stream(SEQUENCE)


def plain(answered: Any) -> Object:
    if isinstance(answered, dict):
        return answered
    dump: Object = answered.model_dump(exclude_none=True)
    return dump


def log_and_load(agent: Any, **members: Any) -> Any:
    with mlflow.start_run():
        info = mlflow.pyfunc.log_model(
            name="agent", python_model=agent, pip_requirements=["responses-protocol"], **members
        )
    return mlflow.pyfunc.load_model(info.model_uri)


def both(agent: Any) -> list[Any]:
    return [agent, log_and_load(agent)]


def test_a_sequence_with_custom_outputs() -> None:
    for agent in both(Simple()):
        answered = plain(agent.predict(REQUEST))
        assert answered["output"] == SEQUENCE
        assert answered["custom_outputs"] == {"key1": "custom-value1"}


def test_a_text_in_pieces_adds_up() -> None:
    for agent in both(TextStream()):
        *deltas, done = [plain(event) for event in agent.predict_stream(REQUEST)]
        assert [delta["delta"] for delta in deltas] == ["Hello", "world", "!"]
        assert {delta["item_id"] for delta in deltas} == {done["item"]["id"]} == {"msg_1"}
        assert done["item"]["content"][0]["text"] == "Helloworld!"


def test_calls_and_results_are_events_of_their_own() -> None:
    for agent in both(ToolStream()):
        events = [plain(event) for event in agent.predict_stream(REQUEST)]
        assert [event["item"] for event in events] == SEQUENCE
        assert plain(agent.predict(REQUEST))["output"] == SEQUENCE


def test_events_of_ones_own_are_passed_on() -> None:
    own = [agents.create_text_delta("4", "m"), {"type": "response.in_progress"}]
    events = [plain(event) for event in output_to_responses_items_stream(own)]
    assert events == own


def test_an_annotation_in_a_stream() -> None:
    cited = {"type": "url_citation", "url": "https://example.org", "title": "A"}
    event = agents.create_annotation_added("m", cited, 0)
    (streamed_event,) = output_to_responses_items_stream([event])
    assert plain(streamed_event) == event
    ResponsesAgentStreamEvent(**event)


def test_records_of_a_logged_agent() -> None:
    model = log_and_load(Simple(), metadata={"team": "a"})
    record = model.metadata
    assert record.metadata == {"team": "a", "task": "agent/v1/responses"}
    assert record.signature.inputs == responses.RESPONSES_AGENT_INPUT_SCHEMA
    assert record.signature.outputs == responses.RESPONSES_AGENT_OUTPUT_SCHEMA
    example = record.load_input_example()
    assert example == responses.RESPONSES_AGENT_INPUT_EXAMPLE


def test_an_input_example_of_ones_own_is_run_and_kept() -> None:
    model = log_and_load(Simple(), input_example=REQUEST)
    assert model.metadata.load_input_example() == REQUEST
    with pytest.raises(MlflowException):
        log_and_load(Simple(), input_example={"messages": [QUESTION]})


def test_the_agent_behind_a_loaded_model() -> None:
    assert isinstance(log_and_load(Simple())._model_impl.get_raw_model(), Simple)


def test_the_trace_of_a_stream_has_its_items() -> None:
    list(ToolStream().predict_stream(responses.ResponsesAgentRequest(input=[QUESTION])))
    mlflow.flush_trace_async_logging()
    trace = mlflow.get_trace(mlflow.get_last_active_trace_id())
    assert trace is not None
    assert trace.data.spans[0].outputs["output"] == SEQUENCE


def test_an_agent_logged_as_code(tmp_path: Path) -> None:
    code = tmp_path / "agent.py"
    code.write_text(
        "from mlflow.models import set_model\n"
        "from mlflow.pyfunc import ResponsesAgent\n"
        "from mlflow.types.responses import ResponsesAgentResponse\n"
        "from responses_protocol.agents import create_text_output_item\n"
        "class Agent(ResponsesAgent):\n"
        "    def predict(self, request):\n"
        "        item = create_text_output_item('Hello', 'm')\n"
        "        return ResponsesAgentResponse(output=[item])\n"
        "set_model(Agent())\n",
        encoding="utf-8",
    )
    model = log_and_load(str(code))
    assert model.predict(REQUEST)["output"][0]["content"][0]["text"] == "Hello"
    assert isinstance(model.metadata, Model)
