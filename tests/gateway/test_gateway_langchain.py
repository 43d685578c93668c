"""LangChain's ChatOpenAI on the gateway, with either API, whole and as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve, Served
from test_gateway_clients import FUNCTION, Person, chat_server, scripted_turns
from upstreams import Scripted

from responses_protocol import PRESETS
from responses_protocol._gateway.settings import Upstream

langchain_openai: Any = import_module("langchain_openai")
messages: Any = import_module("langchain_core.messages")

TOOL = {"type": "function", "function": FUNCTION}


def model_of(served: Served, responses: bool) -> Any:
    return langchain_openai.ChatOpenAI(
        model="m",
        base_url=f"{served.url}/v1",
        api_key="key",
        max_retries=0,
        use_responses_api=responses,
    )


def answer(model: Any, history: list[Any], stream: bool) -> Any:
    """Return the message of the model, which may be the sum of its chunks."""
    if not stream:
        return model.invoke(history)
    chunks: Iterator[Any] = model.stream(history)
    message = next(chunks)
    for chunk in chunks:
        message += chunk
    return message


def run_tools(model: Any, stream: bool) -> str:
    """Run the tools that the model calls, and return its last message."""
    model = model.bind_tools([TOOL])
    history: list[Any] = [messages.HumanMessage("Find Ada.")]
    message = answer(model, history, stream)
    while message.tool_calls:
        history.append(message)
        for call in message.tool_calls:
            assert (call["name"], call["args"]) == ("find", {"name": "Ada"})
            history.append(messages.ToolMessage("1815", tool_call_id=call["id"]))
        message = answer(model, history, stream)
    return str(message.text)


@pytest.mark.parametrize("stream", [False, True])
def test_responses_by_langchain(serve: Serve, upstream: Scripted, stream: bool) -> None:
    upstream.respond = chat_server
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]))
    assert run_tools(model_of(served, True), stream) == "Born in 1815."
    assert upstream.problems == []


@pytest.mark.parametrize("stream", [False, True])
def test_chat_by_langchain(serve: Serve, upstream: Scripted, stream: bool) -> None:
    upstream.respond = scripted_turns
    served = serve(Upstream(upstream.url, to="responses"))
    assert run_tools(model_of(served, False), stream) == "Born in 1815."
    assert upstream.problems == []


def test_langchain_reads_json(serve: Serve, upstream: Scripted) -> None:
    upstream.respond = chat_server
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]))
    model = model_of(served, True).with_structured_output(Person)
    assert model.invoke("Who, in JSON?") == Person(name="Ada", born=1815)


def test_langchain_goes_on_from_a_stored_answer(serve: Serve, upstream: Scripted) -> None:
    upstream.respond = chat_server
    served = serve(Upstream(upstream.url, options=PRESETS["vllm"]))
    model = model_of(served, True)
    first = model.invoke("Hello!")
    model.invoke("And?", previous_response_id=first.response_metadata["id"])
    contents = [message["content"] for message in upstream.requests[-1]["messages"]]
    assert contents == ["Hello!", "Hi.", "And?"]
