"""What a Responses answer repeats of its request, against what OpenAI's own answers repeat."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openai.types.responses import Response
from recordings import CORPUS, needs_corpus
from test_declared_tools import make_answer

import responses_protocol as rp
from responses_protocol.schemas.fast_validator import accepts

Payload = dict[str, Any]
MINIMAL: Payload = {"model": "m", "input": "Go."}
# as the reference of the API has them
DEFAULTS: Payload = {
    "background": False,
    "completed_at": None,
    "frequency_penalty": 0.0,
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "metadata": {},
    "moderation": None,
    "parallel_tool_calls": True,
    "presence_penalty": 0.0,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "prompt_cache_retention": None,
    "reasoning": {"effort": None, "summary": None},
    "safety_identifier": None,
    "service_tier": "auto",
    "store": True,
    "temperature": 1.0,
    "text": {"format": {"type": "text"}, "verbosity": "medium"},
    "tool_choice": "auto",
    "tools": [],
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
    "user": None,
}
# what an answer says by itself, or of the server and the account that it comes from
OWN_MEMBERS = {
    "billing",
    "completed_at",
    "content_filters",
    "created_at",
    "error",
    "id",
    "incomplete_details",
    "model",
    "moderation",
    "object",
    "output",
    "service_tier",
    "status",
    "tool_usage",
    "usage",
}


def convert_answer(request: Payload) -> Payload:
    value: Payload = rp.exchange(request, "chat_completions").answer(make_answer([])).value
    return value


def test_absent_members_of_a_request_have_defaults() -> None:
    value = convert_answer(MINIMAL)
    assert {name: value[name] for name in DEFAULTS} == DEFAULTS
    assert (
        convert_answer({**MINIMAL, **dict.fromkeys(DEFAULTS)})["reasoning"] == DEFAULTS["reasoning"]
    )
    assert Response.model_validate(value, strict=True)
    assert accepts(value, "responses", "Response")


@pytest.mark.parametrize(
    ("members", "repeated"),
    [
        ({"instructions": "Be kind."}, {"instructions": "Be kind."}),
        ({"temperature": 0}, {"temperature": 0}),
        ({"store": False, "background": True}, {"store": False, "background": True}),
        ({"conversation": "conv_1"}, {"conversation": {"id": "conv_1"}}),
        ({"conversation": {"id": "conv_1"}}, {"conversation": {"id": "conv_1"}}),
        ({"prompt": {"id": "pmpt_1"}}, {"prompt": {"id": "pmpt_1"}}),
        ({"reasoning": {"effort": "low"}}, {"reasoning": {"effort": "low", "summary": None}}),
        (
            {"text": {"verbosity": "low"}},
            {"text": {"format": {"type": "text"}, "verbosity": "low"}},
        ),
        (
            {"text": {"format": {"type": "json_schema", "name": "n", "schema": {}}}},
            {
                "text": {
                    "format": {
                        "type": "json_schema",
                        "name": "n",
                        "schema": {},
                        "description": None,
                        "strict": False,
                    },
                    "verbosity": "medium",
                }
            },
        ),
        (
            {"tools": [{"name": "f"}, {"type": "custom", "name": "c"}]},
            {
                "tools": [
                    {
                        "type": "function",
                        "name": "f",
                        "description": None,
                        "parameters": None,
                        "strict": True,
                    },
                    {"type": "custom", "name": "c"},
                ]
            },
        ),
        ({"tool_choice": {"type": "function", "name": "f"}}, {}),
        ({"temperature": "hot", "metadata": [], "user": 5}, {"temperature": 1.0}),
    ],
)
def test_members_of_a_request_are_repeated(members: Payload, repeated: Payload) -> None:
    value = convert_answer({**MINIMAL, **members})
    expected = repeated or members
    assert {name: value[name] for name in expected} == expected


def test_without_a_request_its_members_are_absent() -> None:
    value = rp.convert(make_answer([]), "responses").value
    assert not set(DEFAULTS) - {"completed_at"} <= set(value)
    assert value["temperature"] is None


def read_recorded() -> list[Any]:
    if not CORPUS:
        return []

    def read(kind: str) -> list[Payload]:
        lines = Path(CORPUS or "", f"responses.{kind}.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in lines.splitlines()]

    requests = {record["id"]: record["payload"] for record in read("request")}
    pairs = [
        (requests.get(record.get("pair")), record["payload"], record) for record in read("response")
    ]
    return [
        pytest.param(request, answer, id=record["id"])
        for request, answer, record in pairs
        if request is not None and record["provider_model"].startswith("openai/")
    ]


# what OpenAI chooses by the model, or writes in another way than it is said
CHOSEN_BY_OPENAI = {
    "prompt_cache_retention",
    "reasoning",
    "text",
    "tools",
    "top_p",
    "prompt_cache_key",
}


@needs_corpus
@pytest.mark.parametrize(("request_", "answer"), read_recorded())
def test_members_that_openai_repeats_are_repeated(request_: Payload, answer: Payload) -> None:
    value = convert_answer(request_)
    assert answer.keys() - OWN_MEMBERS <= value.keys() | {"conversation"}
    for name in answer.keys() - OWN_MEMBERS - CHOSEN_BY_OPENAI:
        assert value[name] == answer[name], name
    assert (
        [tool["type"] for tool in value["tools"]] == [tool["type"] for tool in request_["tools"]]
        if ("tools" in request_)
        else value["tools"] == []
    )


def test_members_that_a_server_of_responses_repeats_are_no_loss() -> None:
    messages = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Go."}]
    tool = {"type": "function", "function": {"name": "f"}}
    request = {"model": "m", "messages": messages, "tools": [tool], "temperature": 0.5}
    options = rp.Options(leading_system="instructions")
    exchange = rp.exchange(request, "responses", options=options)
    repeated = convert_answer(exchange.request.value)
    assert repeated["instructions"] == "Be kind."
    answer = {**repeated, "usage": None}
    for conversion in (
        exchange.answer(answer),
        rp.convert(answer, "chat_completions", request=request, options=options),
    ):
        assert {loss.code for loss in conversion.losses} <= {"item_id", "empty_member"}
        assert rp.restore(conversion.value, conversion.complement) == answer
    [loss] = exchange.answer({**answer, "temperature": 0.7}).losses[-1:]
    assert (loss.code, loss.pointer) == ("echo", "/temperature")
