"""Whole Chat bodies and chunks: the oddities that are taken, and what is refused."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from responses_protocol import schemas
from responses_protocol.models.chat_completions import chunk, errors, request, response

MODELS: dict[str, TypeAdapter[Any]] = {
    "Request": TypeAdapter(request.Request),
    "Response": TypeAdapter(response.Response),
    "Chunk": TypeAdapter(chunk.Chunk),
    "ErrorBody": TypeAdapter(errors.ErrorBody),
}


validator = partial(schemas.validator, "chat_completions")


def choice(**members: Any) -> dict[str, Any]:
    return {"choices": [members]}


def delta(**members: Any) -> dict[str, Any]:
    return choice(index=0, delta=members)


def make_request(**members: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": "hi"}], **members}


ACCEPTED = [
    ("Request", {"messages": []}),
    ("Request", make_request(model=None, tools=None, stop=None, temperature=None)),
    ("Request", make_request(reasoning_effort=True, logprobs=1, temperature=-1, tool_choice="any")),
    (
        "Request",
        make_request(metadata={"a": 1, "b": None, "c": {"d": []}}, logit_bias={"50256": -0.5}),
    ),
    ("Request", make_request(response_format={"type": "json_schema", "schema": {}})),
    (
        "Request",
        make_request(response_format={"type": "grammar", "grammar": "g"}, extra_body={"a": 1}),
    ),
    ("Request", make_request(web_search_options={"user_location": {"country": "NL"}})),
    ("Request", make_request(functions=[{"name": "f"}], function_call={"name": "f"})),
    ("Request", make_request(audio={"format": "opus", "voice": {"id": "v"}}, modalities=["image"])),
    (
        "Request",
        make_request(prediction={"type": "content", "content": [{"type": "text", "text": "t"}]}),
    ),
    ("Response", {"choices": []}),
    ("Response", {"choices": None, "id": None, "object": None, "error": {"code": 502}}),
    ("Response", {"created": 1.5, "usage": None, **choice(finish_reason="", message=None)}),
    ("Response", {"object": "", "id": "", **choice(finish_reason="content_filter")}),
    ("Response", choice(message={}, logprobs={"tokens": ["a"], "token_logprobs": [-1.0]})),
    ("Response", choice(message={"role": None, "content": [{"type": "thinking"}]})),
    ("Response", choice(message={"role": "assistant", "reasoning_details": [{"n": 1}]})),
    ("Response", {"moderation": {"input": {"type": "later"}, "output": None}, "choices": []}),
    ("Response", {"usage": {"cost": 0.1, "prompt_tokens_details": None}, "choices": []}),
    ("Chunk", {"choices": [], "object": "", "prompt_filter_results": []}),
    ("Chunk", {"choices": [], "usage": {"total_tokens": 3}}),
    ("Chunk", choice(index=3, delta=None, content_filter_results={})),
    ("Chunk", choice(delta={"role": "", "content": None}, finish_reason=None, usage={"a": 1})),
    ("Chunk", delta(content=[{"type": "thinking", "thinking": [{"type": "text", "text": "t"}]}])),
    ("Chunk", delta(tool_calls=[{"function": {"arguments": None}}])),
    ("Chunk", delta(tool_calls=[{"index": 1, "id": None, "type": None, "function": None}])),
    ("Chunk", delta(tool_calls=[{"type": "custom", "custom": {"input": "a"}}], refusal="no")),
    ("Chunk", delta(tool_calls=[{"id": "", "function": {"name": None}}] * 2, function_call=None)),
    ("Chunk", {"object": "chat.completion.chunk", "usage": {"total_tokens": 3}}),
    ("Chunk", {"object": None, "choices": None, "error": None, "id": None}),
    ("Chunk", {"error": {"message": "m", "code": 502, "metadata": {}}}),
    ("Chunk", {"error": "overloaded"}),
    ("Chunk", {"error": {"code": "server_error"}, **choice(index=0, finish_reason="error")}),
    ("ErrorBody", {"error": {"message": "m", "type": None, "param": None, "code": None}}),
    ("ErrorBody", {"error": {"code": 400, "message": "m", "status": "INVALID_ARGUMENT"}}),
    ("ErrorBody", {"error": "model not found", "message": "m"}),
    ("ErrorBody", {"error": ["a", "b"]}),
    ("ErrorBody", {"message": "m", "type": "t", "param": None, "code": None}),
    ("ErrorBody", {"object": "error", "message": {"detail": []}, "code": 422}),
    ("ErrorBody", {"detail": [{"loc": ["body"], "msg": "m"}]}),
    ("ErrorBody", {"detail": "Not Found"}),
    ("ErrorBody", [{"error": {"code": 400, "message": "m"}}]),
]


@pytest.mark.parametrize(("definition", "payload"), ACCEPTED)
def test_accepts_what_servers_and_clients_send(definition: str, payload: Any) -> None:
    assert [error.message for error in validator(definition).iter_errors(payload)] == []
    adapter = MODELS[definition]
    read = adapter.validate_python(payload)
    assert adapter.dump_python(read, exclude_unset=True, by_alias=True) == payload


REFUSED = [
    ("Request", {}),
    ("Request", {"messages": None}),
    ("Request", {"messages": ["hi"]}),
    ("Request", {"input": "hi", "model": "m"}),
    ("Request", make_request(temperature="1")),
    ("Request", make_request(tools={"type": "function", "function": {"name": "f"}})),
    ("Request", make_request(tools=[{"type": "function", "name": "f", "parameters": {}}])),
    ("Request", make_request(stream="true")),
    ("Request", make_request(response_format={"json_schema": {}})),
    ("Response", {}),
    ("Response", {"error": {"message": "m"}}),
    ("Response", {"object": "response", "output": []}),
    ("Response", {"choices": {}}),
    ("Response", choice(index="0")),
    ("Response", choice(message={"role": "assistant", "content": 4})),
    ("Response", choice(message="text")),
    ("Response", {"choices": [], "usage": 12}),
    ("Response", {"choices": [], "error": 12}),
    ("Chunk", {}),
    ("Chunk", {"type": "response.created", "response": {}}),
    ("Chunk", {"choices": None}),
    ("Chunk", choice(delta="text")),
    ("Chunk", delta(tool_calls={"index": 0})),
    ("Chunk", delta(tool_calls=[{"index": "0"}])),
    ("Chunk", delta(tool_calls=[{"function": {"arguments": {}}}])),
    ("Chunk", {"error": 502}),
    ("ErrorBody", {}),
    ("ErrorBody", {"error": None}),
    ("ErrorBody", {"choices": []}),
    ("ErrorBody", [{"message": "m"}]),
    ("ErrorBody", "gateway timeout"),
]


@pytest.mark.parametrize(("definition", "payload"), REFUSED)
def test_refuses_what_has_no_reading(definition: str, payload: Any) -> None:
    assert not validator(definition).is_valid(payload)
    with pytest.raises(ValidationError):
        MODELS[definition].validate_python(payload)


@pytest.mark.parametrize(
    ("definition", "model", "payload"),
    [
        ("CompletionChunk", chunk.CompletionChunk, {"choices": [], "error": None}),
        ("SilentChunk", chunk.SilentChunk, {"object": "chat.completion.chunk", "choices": None}),
        ("ErrorChunk", chunk.ErrorChunk, {"object": "", "choices": [], "error": {}}),
    ],
)
def test_a_chunk_has_one_reading(definition: str, model: type, payload: Any) -> None:
    kinds = ("CompletionChunk", "SilentChunk", "ErrorChunk")
    assert [kind for kind in kinds if validator(kind).is_valid(payload)] == [definition]
    assert type(MODELS["Chunk"].validate_python(payload)) is model
