"""The documented agents, written with this package, on real MLflow: before and after logging."""

from __future__ import annotations

import os
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from local_openai import LocalOpenAI
from mlflow_fixtures import openai_server, store

pytest.importorskip("mlflow", reason="MLflow is not installed")
pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

import mlflow
from mlflow.types import responses

__all__ = ["openai_server", "store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs
EXAMPLES = Path(__file__).parents[3] / "examples" / "mlflow"
Object = dict[str, Any]
QUESTION = {"role": "user", "content": "How warm is it here and there?"}
CONTEXT = {"conversation_id": "1", "user_id": "Ada"}
TASK = "agent/v1/responses"


def chunk(delta: Object, **members: Any) -> Object:
    choice = {"index": 0, "delta": delta, "finish_reason": None, **members}
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return {**head, "choices": [choice]}


def piece(number: int) -> Object:
    function = {"name": "get_weather", "arguments": f'{{"latitude": {number}, "longitude": 2}}'}
    return {"index": number - 1, "id": f"call_{number}", "type": "function", "function": function}


CHAT = [
    chunk({"role": "assistant", "content": "", "reasoning_content": "Two places."}),
    chunk({"content": "Let me "}),
    chunk({"content": "look."}),
    chunk({"tool_calls": [piece(1), piece(2)]}),
    chunk({}, finish_reason="tool_calls"),
]
REFUSED = {"role": "assistant", "refusal": "I'd rather not."}
REFUSAL = [chunk(REFUSED), chunk({}, finish_reason="stop")]
USAGE = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}


def answer(*output: Object, **members: Any) -> Object:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "m",
        "status": "completed",
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "output": list(output),
        "usage": USAGE,
        **members,
    }


def call(number: int) -> Object:
    arguments = piece(number)["function"]["arguments"]
    head = {"type": "function_call", "id": f"fc_{number}", "call_id": f"call_{number}"}
    return {**head, "name": "get_weather", "arguments": arguments, "status": "completed"}


def message_of(text: str, *annotations: Object) -> Object:
    part = {"type": "output_text", "text": text, "annotations": list(annotations)}
    head = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed"}
    return {**head, "content": [part]}


THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "abc"}
HOSTED = {
    "type": "code_interpreter_call",
    "id": "ci_1",
    "code": "2 + 2",
    "container_id": "c",
    "status": "completed",
    "outputs": [{"type": "logs", "logs": "4"}],
}
CITED = {
    "type": "container_file_citation",
    "container_id": "c",
    "file_id": "f",
    "filename": "a.txt",
    "start_index": 0,
    "end_index": 1,
}
CUSTOM = {"type": "custom_tool_call", "call_id": "call_1", "name": "sh", "input": "ls"}
RICH = answer(
    THOUGHT, HOSTED, CUSTOM, message_of("4", CITED), tool_choice={"type": "web_search_preview"}
)


def events(response: Object) -> list[Object]:
    item_events = [
        {
            "type": "response.output_item.done",
            "output_index": index,
            "item": item,
        }
        for index, item in enumerate(response["output"])
    ]
    return [
        *item_events,
        {"type": "response.completed", "response": response, "sequence_number": 9},
    ]


def model(name: str) -> Any:
    """Import an example; return the model that it sets."""
    runpy.run_path(str(EXAMPLES / f"{name}.py"))
    return mlflow.models.model.__mlflow_model__


def log_and_load(name: str, tmp_path: Path) -> Any:
    """Log an example as code; return it loaded, once its record is seen to be right."""
    with mlflow.start_run():
        info = mlflow.pyfunc.log_model(
            name="agent",
            python_model=str(EXAMPLES / f"{name}.py"),
            pip_requirements=["responses-protocol"],
        )
    loaded = mlflow.pyfunc.load_model(info.model_uri)
    assert loaded.metadata.metadata["task"] == TASK
    signature = loaded.metadata.signature
    assert signature.inputs == responses.RESPONSES_AGENT_INPUT_SCHEMA
    assert signature.outputs == responses.RESPONSES_AGENT_OUTPUT_SCHEMA
    return loaded


def plain(answered: Any) -> Object:
    """Return an answer as JSON; before logging it is an object."""
    if isinstance(answered, dict):
        return answered
    dump: Object = answered.model_dump(exclude_none=True)
    return dump


def stream_items(agent: Any, request: Object) -> list[Object]:
    """Return the items of a stream, whose texts are those of its deltas."""
    events = [plain(event) for event in agent.predict_stream(request)]
    items = [
        stream_event["item"]
        for stream_event in events
        if stream_event["type"] == "response.output_item.done"
    ]
    deltas: dict[str, str] = {}
    for stream_event in events:
        if stream_event["type"] == "response.output_text.delta":
            deltas[stream_event["item_id"]] = (
                deltas.get(stream_event["item_id"], "") + stream_event["delta"]
            )
    for own, text in deltas.items():
        (item,) = [item for item in items if item.get("id") == own]
        assert "".join(part["text"] for part in item["content"]) == text
    return items


def kinds(items: list[Object]) -> list[str]:
    return [item["type"] for item in items]


BOTH = pytest.mark.parametrize("make", [model, log_and_load], ids=["before", "after"])
Made = Callable[..., Any]


def agent_of(make: Made, name: str, tmp_path: Path) -> Any:
    return make(name) if make is model else make(name, tmp_path)


def second_turn(items: list[Object]) -> list[Object]:
    """Return the input of the next turn, with the outputs that an agent without tools lacks."""
    calls = [item["call_id"] for item in items if item["type"] == "function_call"]
    answered = {item["call_id"] for item in items if item["type"] == "function_call_output"}
    outputs = [
        {"type": "function_call_output", "call_id": call, "output": "21"}
        for call in calls
        if call not in answered
    ]
    return [QUESTION, *items, *outputs, {"role": "user", "content": "Thanks."}]


@BOTH
def test_a_chat_model(make: Made, openai_server: LocalOpenAI, tmp_path: Path) -> None:
    openai_server.answers = [REFUSAL]  # logging asks for one
    agent = agent_of(make, "chat_llm", tmp_path)
    openai_server.answers = [CHAT, CHAT, CHAT, REFUSAL]
    request = {"input": [QUESTION], "context": CONTEXT, "custom_inputs": {"a": 1}}
    answered = plain(agent.predict(request))
    assert kinds(answered["output"]) == ["reasoning", "message", "function_call", "function_call"]
    assert answered["custom_outputs"] == {"a": 1}
    assert kinds(stream_items(agent, request)) == kinds(answered["output"])
    plain(agent.predict({"input": second_turn(answered["output"])}))
    messages = openai_server.requests[-1]["messages"]
    assert [message["role"] for message in messages] == [
        "user",
        "assistant",
        "tool",
        "tool",
        "user",
    ]
    assert messages[1]["content"] == "Let me look."
    assert len(messages[1]["tool_calls"]) == 2
    (refused,) = plain(agent.predict(request))["output"]
    assert refused["content"] == [{"type": "refusal", "refusal": "I'd rather not."}]


@BOTH
def test_a_refusal_and_an_image_in_the_history(
    make: Made, openai_server: LocalOpenAI, tmp_path: Path
) -> None:
    openai_server.answers = [REFUSAL]
    agent = agent_of(make, "chat_llm", tmp_path)
    openai_server.answers = [REFUSAL]
    image = {"type": "input_image", "image_url": "data:image/png;base64,AA==", "detail": "low"}
    refusal = {"type": "refusal", "refusal": "No."}
    history = [
        {"role": "user", "content": [{"type": "input_text", "text": "This?"}, image]},
        {"type": "message", "id": "m", "role": "assistant", "content": [refusal]},
        QUESTION,
    ]
    agent.predict({"input": history})
    first, second, _ = openai_server.requests[-1]["messages"]
    assert [part["type"] for part in first["content"]] == ["text", "image_url"]
    assert second["refusal"] == "No."


@BOTH
def test_a_responses_model(make: Made, openai_server: LocalOpenAI, tmp_path: Path) -> None:
    openai_server.answers = [answer(message_of("Hello!"))]
    agent = agent_of(make, "responses_llm", tmp_path)
    openai_server.answers = [RICH, events(RICH), answer(message_of("4"))]
    request = {"input": [QUESTION]}
    answered = plain(agent.predict(request))
    assert kinds(answered["output"]) == [
        "reasoning",
        "function_call",
        "function_call_output",
        "function_call",
        "message",
    ]
    assert answered["usage"]["total_tokens"] == 5
    assert stream_items(agent, request) == answered["output"]
    output = {"type": "function_call_output", "call_id": "call_1", "output": "a b"}
    agent.predict({"input": [QUESTION, *answered["output"][:-1], output, QUESTION]})
    sent = openai_server.requests[-1]["input"]
    assert sent[1:4] == [THOUGHT, HOSTED, CUSTOM]
    assert sent[4] == {**output, "type": "custom_tool_call_output"}


@pytest.mark.parametrize("name", ["chat_llm", "responses_llm", "tool_calling"])
def test_the_key_is_left_alone(name: str, openai_server: LocalOpenAI) -> None:
    before = dict(os.environ)
    model(name)
    assert os.environ == before


def test_what_callers_choose_reaches_a_responses_model(openai_server: LocalOpenAI) -> None:
    agent = model("responses_llm")
    tool = {"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": True}
    openai_server.answers = [answer(message_of("4"), instructions=[QUESTION], service_tier="flex")]
    agent.predict({"input": [QUESTION], "temperature": 0.5, "tools": [tool]})
    (sent,) = openai_server.requests
    assert (sent["temperature"], sent["tools"]) == (0.5, [tool])
    assert "top_p" not in sent


@BOTH
def test_parallel_calls_of_a_responses_model(
    make: Made, openai_server: LocalOpenAI, tmp_path: Path
) -> None:
    openai_server.answers = [answer(message_of("Hello!"))]
    agent = agent_of(make, "responses_llm", tmp_path)
    response = answer(THOUGHT, call(1), call(2))
    openai_server.answers = [
        response,
        answer(message_of("21 and 21.")),
        events(answer(message_of("21."))),
    ]
    answered = plain(agent.predict({"input": [QUESTION]}))["output"]
    assert answered == response["output"]
    second_request = {"input": second_turn(answered)}
    assert plain(agent.predict(second_request))["output"][0]["content"][0]["text"] == "21 and 21."
    assert kinds(openai_server.requests[-1]["input"][1:6]) == kinds(second_turn(answered)[1:6])
    assert kinds(stream_items(agent, second_request)) == ["message"]


@BOTH
def test_a_refusal_of_a_responses_model(
    make: Made, openai_server: LocalOpenAI, tmp_path: Path
) -> None:
    openai_server.answers = [answer(message_of("Hello!"))]
    agent = agent_of(make, "responses_llm", tmp_path)
    refusal = {**message_of(""), "content": [{"type": "refusal", "refusal": "No."}]}
    openai_server.answers = [answer(refusal, usage=None), answer(message_of("Fine."))]
    answered = plain(agent.predict({"input": [QUESTION]}))
    assert answered["output"] == [refusal]
    agent.predict({"input": [QUESTION, *answered["output"], QUESTION]})
    assert openai_server.requests[-1]["input"][1]["content"] == refusal["content"]


@BOTH
def test_a_history_that_ends_with_the_agent(
    make: Made, openai_server: LocalOpenAI, tmp_path: Path
) -> None:
    openai_server.answers = [answer(message_of("Hello!"))]
    agent = agent_of(make, "tool_calling", tmp_path)
    openai_server.answers = [answer(message_of("21 degrees."))]
    greeting = {
        "type": "message",
        "id": "m",
        "role": "assistant",
        "content": message_of("Hi")["content"],
    }
    answered = plain(agent.predict({"input": [QUESTION, greeting]}))["output"]
    assert answered[0]["content"][0]["text"] == "21 degrees."
    assert not any(None in item.values() for item in openai_server.requests[-1]["input"])


@BOTH
def test_a_simple_agent(make: Made, tmp_path: Path) -> None:
    agent = agent_of(make, "simple_agent", tmp_path)
    answered = plain(agent.predict({"input": [QUESTION]}))
    assert kinds(answered["output"]) == [
        "function_call",
        "function_call",
        "function_call_output",
        "function_call_output",
        "message",
    ]
    assert answered["custom_outputs"] == {"sensors": 2}
    second_request = {"input": second_turn(answered["output"])}
    assert stream_items(agent, second_request) == answered["output"]


@BOTH
def test_tool_calling(make: Made, openai_server: LocalOpenAI, tmp_path: Path) -> None:
    openai_server.answers = [answer(message_of("Hello!"))]
    agent = agent_of(make, "tool_calling", tmp_path)
    turn = [answer(THOUGHT, call(1), call(2)), answer(message_of("21 and 21."))]
    openai_server.answers = [*turn, *turn, answer(message_of("You are welcome."))]
    answered = plain(agent.predict({"input": [QUESTION]}))["output"]
    assert kinds(answered) == [
        "reasoning",
        "function_call",
        "function_call",
        "function_call_output",
        "function_call_output",
        "message",
    ]
    assert kinds(stream_items(agent, {"input": [QUESTION]})) == kinds(answered)
    second_answer = plain(agent.predict({"input": [QUESTION, *answered, QUESTION]}))["output"]
    assert second_answer[-1]["content"][0]["text"] == "You are welcome."
    assert len(openai_server.requests[-1]["input"]) == 9


@BOTH
def test_a_graph_answers_and_goes_on(make: Made, tmp_path: Path) -> None:
    pytest.importorskip("langgraph", reason="LangGraph is not installed")
    agent = agent_of(make, "langgraph_agent", tmp_path)
    answered = plain(agent.predict({"input": [QUESTION]}))["output"]
    assert kinds(answered) == [
        "message",
        "function_call",
        "function_call",
        "function_call_output",
        "function_call_output",
        "reasoning",
        "message",
    ]
    assert answered[-1]["content"][0]["text"] == "21 and 17 degrees."
    assert kinds(stream_items(agent, {"input": second_turn(answered)})) == kinds(answered)


@BOTH
def test_a_wrapped_chat_agent(make: Made, tmp_path: Path) -> None:
    agent = agent_of(make, "wrapped_chat_agent", tmp_path)
    request = {"input": [QUESTION], "context": CONTEXT, "custom_inputs": {"a": 1}}
    answered = plain(agent.predict(request))
    assert kinds(answered["output"]) == [
        "function_call",
        "function_call",
        "function_call_output",
        "function_call_output",
        "message",
    ]
    assert answered["output"][-1]["content"][0]["text"] == "21 and 17 degrees, Ada."
    assert answered["custom_outputs"] == {"asked": {"a": 1}}
    assert answered["status"] == "completed"
    second_request = {"input": second_turn(answered["output"])}
    assert kinds(stream_items(agent, second_request)) == kinds(answered["output"])
