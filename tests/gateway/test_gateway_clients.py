"""Other people's clients on the gateway: each does what it does on its own server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from conversations import response
from pydantic import BaseModel
from served import Serve, Served
from test_gateway_chat import make_call, make_message, make_reasoning
from test_gateway_responses import chunk
from upstreams import Answer, Scripted

from responses_protocol import PRESETS
from responses_protocol._gateway.settings import Upstream

agents: Any = __import__("agents")
openai: Any = __import__("openai")

Payload = dict[str, Any]
PARAMETERS = {
    "type": "object",
    "properties": {"name": {"type": "string"}},
    "required": ["name"],
    "additionalProperties": False,
}
FUNCTION = {"name": "find", "parameters": PARAMETERS, "strict": True}
ARGUMENTS = '{"name": "Ada"}'


class Person(BaseModel):
    name: str
    born: int


def chat_server(request: Payload) -> Answer:
    """Call a tool, then say what it gave; in JSON where that is asked for."""
    if "response_format" in request:
        message: Payload = {"content": '{"name": "Ada", "born": 1815}'}
    elif request["messages"][-1]["role"] == "tool":
        message = {"content": f"Born in {request['messages'][-1]['content']}."}
    elif request.get("tools"):
        body = {"name": request["tools"][0]["function"]["name"], "arguments": ARGUMENTS}
        call = {"id": "call_1", "type": "function", "function": body}
        message = {"content": None, "reasoning": "Look.", "tool_calls": [call]}
    else:
        message = {"content": "Hi."}
    reason = "tool_calls" if message.get("tool_calls") else "stop"
    head = {"id": "chatcmpl-0", "created": 1, "model": "m"}
    if not request.get("stream"):
        choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": reason}
        return Answer({**head, "object": "chat.completion", "choices": [choice]})
    pieces = [{name: value} for name, value in message.items() if value is not None]
    for piece in pieces:
        for index, call in enumerate(piece.get("tool_calls", ())):
            piece["tool_calls"][index] = {"index": index, **call}
    return Answer(
        stream=[chunk(role="assistant"), *(chunk(**piece) for piece in pieces), chunk(reason)]
    )


@pytest.fixture
def on_chat(serve: Serve, upstream: Scripted) -> Served:
    upstream.respond = chat_server
    return serve(Upstream(upstream.url, options=PRESETS["vllm"]))


@pytest.fixture
def on_responses(serve: Serve, upstream: Scripted) -> Served:
    return serve(Upstream(upstream.url, to="responses"))


@contextmanager
def client_of(served: Served) -> Iterator[Any]:
    with openai.OpenAI(base_url=f"{served.url}/v1", api_key="key", max_retries=0) as client:
        yield client


def test_the_sdk_creates_streams_and_retrieves(on_chat: Served) -> None:
    with client_of(on_chat) as client:
        response = client.responses.create(model="m", input="Hello!")
        assert response.output_text == "Hi."
        assert client.responses.retrieve(response.id) == response
        [item] = client.responses.input_items.list(response.id).data
        assert item.content[0].text == "Hello!"
        with client.responses.stream(
            model="m", input="And?", previous_response_id=response.id
        ) as stream:
            texts = [chunk.delta for chunk in stream if chunk.type == "response.output_text.delta"]
            assert texts == ["Hi."]
            assert stream.get_final_response().output_text == "Hi."
        client.responses.delete(response.id)
        with pytest.raises(openai.NotFoundError):
            client.responses.retrieve(response.id)
        with pytest.raises(openai.BadRequestError, match="Previous response with id"):
            client.responses.create(model="m", input="And?", previous_response_id=response.id)


def test_the_sdk_parses(on_chat: Served) -> None:
    with client_of(on_chat) as client:
        response = client.responses.parse(model="m", input="Who, in JSON?", text_format=Person)
        assert response.output_parsed == Person(name="Ada", born=1815)


def test_the_sdk_runs_tools_in_a_loop(on_chat: Served, upstream: Scripted) -> None:
    with client_of(on_chat) as client:
        tools = [{"type": "function", **FUNCTION}]
        items: list[Any] = [{"role": "user", "content": "Find Ada."}]
        response = client.responses.create(model="m", input=items, tools=tools)
        items += response.output
        [call] = [item for item in response.output if item.type == "function_call"]
        assert (call.name, json.loads(call.arguments)) == ("find", {"name": "Ada"})
        items.append({"type": "function_call_output", "call_id": call.call_id, "output": "1815"})
        response = client.responses.create(model="m", input=items, tools=tools)
        assert response.output_text == "Born in 1815."
        assert upstream.requests[-1]["messages"][-2]["reasoning"] == "Look."


def test_the_sdk_keeps_conversations(on_chat: Served) -> None:
    with client_of(on_chat) as client:
        talk = client.conversations.create(metadata={"topic": "tides"})
        client.responses.create(model="m", input="Hello!", conversation=talk.id)
        items = client.conversations.items.list(talk.id, order="asc")
        assert [item.role for item in items] == ["user", "assistant"]
        assert client.conversations.delete(talk.id).deleted


def test_the_sdk_speaks_chat(on_responses: Served, upstream: Scripted) -> None:
    with client_of(on_responses) as client:
        tools = [{"type": "function", "function": FUNCTION}]
        upstream.say(
            Answer(response([make_reasoning(1), make_call(1)], 1)),
            Answer(response([make_message(1, "1815.")], 2)),
        )
        messages: list[Any] = [{"role": "user", "content": "Find Ada."}]
        completion = client.chat.completions.create(model="m", messages=messages, tools=tools)
        message = completion.choices[0].message
        messages += [message, {"role": "tool", "tool_call_id": "call_1", "content": "1815"}]
        completion = client.chat.completions.create(model="m", messages=messages, tools=tools)
        assert completion.choices[0].message.content == "1815."
        assert upstream.requests[-1]["input"][1:3] == [make_reasoning(1), make_call(1)]
        assert [model.id for model in client.models.list()] == ["m"]


@pytest.mark.parametrize("stream", [False, True])
def test_an_agent_of_responses_runs_its_tools(
    on_chat: Served, upstream: Scripted, stream: bool
) -> None:
    model = agents.OpenAIResponsesModel
    assert asyncio.run(run_agent(on_chat, model, stream)) == "Born in 1815."
    assert upstream.problems == []


def scripted_turns(request: Payload) -> Answer:
    """Think and call, then answer; the reasoning has to be there again."""
    if request["input"][-1]["type"] == "function_call_output":
        assert request["input"][-3] == make_reasoning(1)
        output = [make_reasoning(2), make_message(1, "Born in 1815.")]
    else:
        output = [make_reasoning(1), make_call(1)]
    final_response = response(output, 1)
    if not request.get("stream"):
        return Answer(final_response)
    done = [
        {"type": "response.output_item.done", "output_index": index, "item": item}
        for index, item in enumerate(output)
    ]
    created = {"type": "response.created", "response": {**final_response, "output": []}}
    return Answer(
        stream=[created, *done, {"type": "response.completed", "response": final_response}]
    )


@pytest.mark.parametrize("stream", [False, True])
def test_an_agent_of_chat_keeps_the_thoughts_of_a_responses_server(
    on_responses: Served, upstream: Scripted, stream: bool
) -> None:
    upstream.respond = scripted_turns
    model = agents.OpenAIChatCompletionsModel
    assert asyncio.run(run_agent(on_responses, model, stream)) == "Born in 1815."
    assert upstream.problems == []


async def run_agent(served: Served, model: Any, stream: bool) -> str:
    """Run an agent with a tool, and return what it says at the end."""
    agents.set_tracing_disabled(True)
    base = f"{served.url}/v1"
    async with openai.AsyncOpenAI(base_url=base, api_key="key", max_retries=0) as client:
        return await _run(model("m", client), stream)


async def _run(model: Any, stream: bool) -> str:
    tool = agents.FunctionTool(
        name="find",
        description="Finds the year of a birth.",
        params_json_schema=PARAMETERS,
        on_invoke_tool=_find,
    )
    agent = agents.Agent(name="a", model=model, tools=[tool])
    if not stream:
        return str((await agents.Runner.run(agent, "Find Ada.")).final_output)
    result = agents.Runner.run_streamed(agent, "Find Ada.")
    async for _ in result.stream_events():
        pass
    return str(result.final_output)


async def _find(_: Any, arguments: str) -> str:
    assert json.loads(arguments) == {"name": "Ada"}
    return "1815"
