"""Golden agents on real MLflow, before (behind the adapter) and after: the same, ids aside."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")
pytest.importorskip("mlflow", reason="MLflow is not installed")
pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")
sys.path.append(str(Path(__file__).parent.parent / "integrations" / "mlflow"))

# only where MLflow is there to be imported
from local_openai import LocalOpenAI
from migrating import agent_names, read_after, read_before
from mlflow_fixtures import openai_server, store
from running import agent, finished_items, run_predict, run_predict_stream

from responses_protocol.integrations.mlflow import ChatAgentAdapter

__all__ = ["openai_server", "store"]
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs

Object = dict[str, Any]
NEEDS = {
    "langgraph_tools": ("langgraph", "openai"),
    "openai_tools": ("openai",),
    "token_stream": ("openai",),
}
SILENT = {"families", "plain"}  # agents that do not stream themselves
QUESTION = {"role": "user", "content": "How warm is it in Ulm and in Rome?"}
CALLS = [
    {"type": "function_call", "call_id": f"c{at}", "name": "get_temperature", "arguments": "{}"}
    for at in (1, 2)
]
RESULTS = [
    {"type": "function_call_output", "call_id": f"c{at}", "output": f"{at} degrees"}
    for at in (1, 2)
]
SAID = {
    "type": "message",
    "role": "assistant",
    "id": "msg_1",
    "content": [{"type": "output_text", "text": "1 and 2 degrees."}],
}
REQUESTS: dict[str, Object] = {
    "one question": {"input": [QUESTION]},
    "parallel calls before": {"input": [QUESTION, *CALLS, *RESULTS, SAID, QUESTION]},
    "context and inputs": {
        "input": [QUESTION],
        "context": {"conversation_id": "c", "user_id": "Ann"},
        "custom_inputs": {"who": "you", "workers": ["stock"]},
    },
}


def call(number: int, name: str, arguments: str) -> Object:
    function = {"name": name, "arguments": arguments}
    return {"id": f"call_{number}", "type": "function", "function": function}


def completion(**message: Any) -> Object:
    reason = "tool_calls" if "tool_calls" in message else "stop"
    full_message = {"role": "assistant", "content": None, **message}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "finish_reason": reason, "message": full_message}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
    }


def chunks(*texts: str) -> list[Object]:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return [
        {**head, "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}}]}
        for text in texts
    ]


CITIES = [
    call(1, "get_temperature", '{"city": "Ulm"}'),
    call(2, "get_temperature", '{"city": "Rome"}'),
]
SUMS = [call(1, "add", '{"a": 1, "b": 2}'), call(2, "add", '{"a": 3, "b": 4}')]
TEXT = completion(content="That is it.")
# what the model answers to predict, and to predict_stream
ANSWERS: dict[str, tuple[list[Any], list[Any]]] = {
    "langgraph_tools": ([completion(tool_calls=CITIES), TEXT],) * 2,
    "openai_tools": ([completion(content="Let me see.", tool_calls=SUMS), TEXT],) * 2,
    "token_stream": ([TEXT], [chunks("It ", "is ", "warm", "stop", "never read")]),
}


def predict_with_answers(
    agent: Any, server: LocalOpenAI, answers: list[Any], request: Object
) -> Any:
    server.answers = list(answers)
    result = run_predict(agent, request)
    assert not server.answers
    return result


def stream_with_answers(
    agent: Any, server: LocalOpenAI, answers: list[Any], request: Object
) -> Any:
    server.answers = list(answers)
    return run_predict_stream(agent, request)


@pytest.mark.parametrize("question", REQUESTS)
@pytest.mark.parametrize("name", agent_names())
def test_a_migrated_agent_answers_as_before(
    name: str, question: str, openai_server: LocalOpenAI
) -> None:
    for needed in NEEDS.get(name, ()):
        pytest.importorskip(needed, reason=f"{needed} is not installed")
    request = REQUESTS[question]
    answers, stream = ANSWERS.get(name, ([], []))
    old, new = ChatAgentAdapter(agent(read_before(name))), agent(read_after(name))
    expected = predict_with_answers(old, openai_server, answers, request)
    assert predict_with_answers(new, openai_server, answers, request) == expected
    assert expected["output"], "nothing was said"
    expected_events = stream_with_answers(old, openai_server, stream, request)
    new_events = stream_with_answers(new, openai_server, stream, request)
    assert finished_items(new_events) == finished_items(expected_events)
    if name not in SILENT:
        assert new_events == expected_events


@pytest.mark.parametrize("name", ["openai_tools", "supervisor", "langgraph_tools"])
def test_parallel_calls_stay_parallel(name: str, openai_server: LocalOpenAI) -> None:
    for needed in NEEDS.get(name, ()):
        pytest.importorskip(needed, reason=f"{needed} is not installed")
    answers, _ = ANSWERS.get(name, ([], []))
    result = predict_with_answers(
        agent(read_after(name)), openai_server, answers, REQUESTS["one question"]
    )
    kinds = [item["type"] for item in result["output"]]
    text = ["message"] if kinds[0] == "message" else []
    pair = ["function_call", "function_call", "function_call_output", "function_call_output"]
    assert kinds[: len(text) + 4] == [*text, *pair]
