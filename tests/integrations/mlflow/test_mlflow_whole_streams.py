"""Whole streams of MLflow's agents: what the openai client's ``responses.stream()`` follows."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from local_openai import LocalOpenAI
from mlflow_fixtures import openai_server, store

pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")

# only where MLflow is there to be imported
import mlflow
from served_agents import client_of

from responses_protocol.agents import whole_events
from responses_protocol.integrations.mlflow import output_to_responses_items_stream
from responses_protocol.streams import check_events

__all__ = ["openai_server", "store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

Object = dict[str, Any]
EXAMPLES = Path(__file__).parents[3] / "examples" / "mlflow"
QUESTION = {"role": "user", "content": "How warm is it here and there?"}


def piece(number: int) -> Object:
    arguments = f'{{"latitude": {number}, "longitude": 2}}'
    function = {"name": "get_weather", "arguments": arguments}
    return {"index": number - 1, "id": f"call_{number}", "type": "function", "function": function}


def chunks(*deltas: Object) -> list[Object]:
    """Return a Chat stream."""
    head: Object = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
    }
    choices: list[Object] = [
        {"index": 0, "delta": delta, "finish_reason": None} for delta in deltas
    ]
    choices.append({"index": 0, "delta": {}, "finish_reason": "stop"})
    return [{**head, "choices": [choice]} for choice in choices]


def call(number: int) -> Object:
    head = {"type": "function_call", "id": f"fc_{number}", "call_id": f"call_{number}"}
    return {**head, "status": "completed", **piece(number)["function"]}


def message_of(text: str) -> Object:
    part = {"type": "output_text", "text": text, "annotations": []}
    head = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed"}
    return {**head, "content": [part]}


CUSTOM = {
    "type": "custom_tool_call",
    "id": "ctc_1",
    "call_id": "call_sh",
    "name": "sh",
    "input": "ls",
}
INTERPRETER = {
    "type": "code_interpreter_call",
    "id": "ci_1",
    "status": "completed",
    "container_id": "cntr_1",
    "code": "6 * 7",
    "outputs": [{"type": "logs", "logs": "42"}],
}
SEARCH = {
    "type": "web_search_call",
    "id": "ws_1",
    "status": "completed",
    "action": {"type": "search", "query": "weather"},
}
TOOLS = {
    "type": "mcp_list_tools",
    "id": "mcpl_1",
    "server_label": "s",
    "tools": [{"name": "t", "input_schema": {"type": "object"}}],
}


def events(*items: Object) -> list[Object]:
    """Return a Responses stream, as OpenAI makes it."""
    usage = {
        "input_tokens": 3,
        "output_tokens": 2,
        "total_tokens": 5,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }
    done = [{"type": "response.output_item.done", "item": item} for item in items]
    return list(whole_events([*done, {"type": "response.completed", "response": {"usage": usage}}]))


def answer(*items: Object) -> Object:
    response: Object = events(*items)[-1]["response"]
    return response


# what the model behind each documented agent says, and the types of the items of the answer
AGENTS: dict[str, tuple[list[Any], list[str]]] = {
    "chat_llm": (
        [
            chunks(
                {"role": "assistant", "content": "", "reasoning_content": "Two places."},
                {"content": "Let me "},
                {"content": "look."},
                {"tool_calls": [piece(1), piece(2)]},
            )
        ],
        ["reasoning", "message", "function_call", "function_call"],
    ),
    "langgraph_agent": (
        [],
        [
            "message",
            *["function_call"] * 2,
            *["function_call_output"] * 2,
            "reasoning",
            "message",
        ],
    ),
    "responses_llm": (
        [events(SEARCH, INTERPRETER, CUSTOM, TOOLS, message_of("4"))],
        [
            "web_search_call",
            *["function_call", "function_call_output"],
            "function_call",
            *["function_call", "function_call_output"],
            "message",
        ],
    ),
    "simple_agent": ([], [*["function_call"] * 2, *["function_call_output"] * 2, "message"]),
    "tool_calling": (
        [answer(call(1), call(2)), answer(message_of("21 and 21."))],
        [*["function_call"] * 2, *["function_call_output"] * 2, "message"],
    ),
    "wrapped_chat_agent": (
        [],
        [*["function_call"] * 2, *["function_call_output"] * 2, "message"],
    ),
}


def test_every_documented_agent_is_here() -> None:
    assert set(AGENTS) == {path.stem for path in EXAMPLES.glob("*.py")}


@pytest.mark.parametrize("name", AGENTS)
def test_a_client_follows_a_documented_agent(
    name: str, openai_server: LocalOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, kinds = AGENTS[name]
    runpy.run_path(str(EXAMPLES / f"{name}.py"))
    agent = mlflow.models.model.__mlflow_model__

    def stream(request: Any) -> Iterator[Object]:
        return whole_events(agent.predict_stream(request), request.model_dump())

    openai_server.answers[:] = answers
    with client_of(monkeypatch, agent.predict, stream) as client:
        manager = client.responses.stream(model="agent", input=[QUESTION], temperature=0.5)
        with manager as followed:
            events_read = [event.to_dict() for event in followed]
            final = followed.get_final_response()
    assert [item.type for item in final.output] == kinds
    assert final.status == "completed"
    assert final.temperature == 0.5
    types = [event["type"] for event in events_read]
    assert types[:2] == ["response.created", "response.in_progress"]
    assert types.count("response.completed") == 1
    assert [event["sequence_number"] for event in events_read] == list(range(len(events_read)))
    texts = [event for event in events_read if event["type"] == "response.output_text.delta"]
    spoken = [part.text for item in final.output if item.type == "message" for part in item.content]
    assert "".join(text["delta"] for text in texts) == "".join(spoken)


def test_items_are_announced_as_what_they_are_when_done() -> None:
    events_made = [
        event.model_dump(exclude_none=True)
        for event in output_to_responses_items_stream(
            events(SEARCH, INTERPRETER, CUSTOM, TOOLS, message_of("4"))
        )
    ]
    begun = {
        event["item"]["id"]: event["item"]
        for event in events_made
        if event["type"] == "response.output_item.added"
    }
    done = {
        event["item"]["id"]: event["item"]
        for event in events_made
        if event["type"] == "response.output_item.done" and "id" in event["item"]
    }
    assert set(begun) <= set(done)
    for own, item in begun.items():
        assert {name: item.get(name) for name in ("type", "name", "call_id")} == {
            name: done[own].get(name) for name in ("type", "name", "call_id")
        }
    assert not [event for event in events_made if "custom_tool_call" in event["type"]]
    assert not [event for event in events_made if "code_interpreter" in event["type"]]


def test_announced_events_begin_a_whole_stream() -> None:
    stream = output_to_responses_items_stream(events(SEARCH, INTERPRETER, CUSTOM, message_of("4")))
    problems = check_events(list(whole_events(stream)))
    assert {problem.code for problem in problems} <= {"id_prefix"}  # a custom call keeps its id
