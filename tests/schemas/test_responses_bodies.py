"""Requests, answers, errors and events: what the schemas and the models accept and refuse."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

import pytest
from inner_errors import flatten_errors
from pydantic import TypeAdapter, ValidationError
from strict_json import text

from responses_protocol import schemas
from responses_protocol.models.responses.compaction import CompactedResponse
from responses_protocol.models.responses.errors import ErrorBody
from responses_protocol.models.responses.events import Event
from responses_protocol.models.responses.request import Request
from responses_protocol.models.responses.response import Response

MODELS: dict[str, Any] = {
    "Request": Request,
    "Response": Response,
    "CompactedResponse": CompactedResponse,
    "Event": Event,
    "ErrorBody": ErrorBody,
}


validator = partial(schemas.validator, "responses")


@cache
def adapter(title: str) -> TypeAdapter[Any]:
    return TypeAdapter(MODELS[title])


MESSAGE = {"type": "message", "id": "m", "role": "assistant", "content": []}

ACCEPTED = [
    ("Request", {"model": "m", "input": "hi"}),
    ("Request", {"model": "m", "input": [], "tools": None, "metadata": None, "user": None}),
    (
        "Request",
        {
            "prompt": {
                "id": "pmpt_1",
                "variables": {"a": "x", "b": {"type": "input_text", "text": "y"}},
            }
        },
    ),
    (
        "Request",
        {
            "prompt": {
                "id": "p",
                "version": None,
                "variables": {"a": {"type": "input_sound", "x": 1}},
            }
        },
    ),
    ("Request", {"model": "m", "conversation": "conv_1"}),
    ("Request", {"model": "m", "conversation": {"id": "conv_1"}}),
    ("Request", {"input": "hi", "text": {"format": {"type": "regex", "pattern": "a"}}}),
    ("Request", {"input": "hi", "text": {"format": {"type": "json_schema", "name": None}}}),
    ("Request", {"input": "hi", "reasoning": {"effort": "extreme", "max_tokens": 5}}),
    (
        "Request",
        {"input": "hi", "metadata": {"count": 3}, "stream_options": {"include_usage": True}},
    ),
    ("Request", {"input": "hi", "context_management": [{"type": "clear_tool_uses", "keep": 3}]}),
    ("Request", {"input": "hi", "temperature": -1, "max_output_tokens": 2**70, "n": 2}),
    ("Request", {"input": [{"role": "user", "content": "hi"}], "tool_choice": "any"}),
    ("Response", {"id": "resp_1", "object": "response", "output": [MESSAGE]}),
    ("Response", {"output": []}),
    ("Response", {"id": "resp_1", "object": None, "output": None, "usage": None, "tools": None}),
    ("Response", {"id": "resp_1", "status": "failed", "error": {"code": 502, "message": None}}),
    ("Response", {"id": "r", "created_at": 1.5, "service_tier": "on_demand", "status": "paused"}),
    ("Response", {"id": "r", "instructions": [{"role": "system", "content": "be kind"}]}),
    (
        "Response",
        {"id": "r", "usage": {"input_tokens": 1, "cost": 0.1, "input_tokens_details": None}},
    ),
    ("Response", {"id": "r", "usage": {"prompt_tokens": 1, "completion_tokens": 2}}),
    ("Response", {"id": "r", "content_filters": [{"blocked": False}], "billing": {"payer": "x"}}),
    ("Response", {"id": "r", "moderation": {"input": {"type": "later"}, "output": None}}),
    ("Response", {"id": "r", "prompt_cache_diagnostics": {"type": "later"}}),
    ("Response", {"id": "r", "incomplete_details": {"reason": "length"}}),
    ("CompactedResponse", {"object": "response.compaction", "output": [MESSAGE], "usage": None}),
    ("ErrorBody", {"error": {"message": "no", "type": "t", "param": None, "code": None}}),
    (
        "ErrorBody",
        {"error": {"message": "no", "code": 429, "metadata": {"raw": "x"}}, "user_id": "u"},
    ),
    ("ErrorBody", {"error": "model not found"}),
    ("ErrorBody", {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}}),
    ("ErrorBody", {"code": "BadRequest", "message": "no", "param": None, "type": None}),
    ("ErrorBody", {"object": "error", "message": {"detail": []}, "code": 400}),
    ("ErrorBody", {"statusCode": 401, "error": "Unauthorized", "message": "no"}),
    ("ErrorBody", {"detail": [{"loc": ["body"], "msg": "field required"}]}),
    ("ErrorBody", {"detail": "Not Found"}),
    ("ErrorBody", [{"error": {"code": 400, "message": "no", "status": "INVALID_ARGUMENT"}}]),
    ("Event", {"type": "response.created", "response": {"id": "resp_1"}}),
    ("Event", {"type": "response.completed", "response": {"id": "r", "output": None}}),
    ("Event", {"type": "response.failed", "response": {"status": "failed", "error": None}}),
    ("Event", {"type": "response.output_text.delta", "item_id": "m", "delta": "x"}),
    (
        "Event",
        {
            "type": "response.output_text.delta",
            "delta": "",
            "logprobs": None,
            "sequence_number": None,
        },
    ),
    (
        "Event",
        {
            "type": "response.output_text.delta",
            "delta": "x",
            "logprobs": [{"token": "x", "logprob": 0, "top_logprobs": [{"token": None}]}],
        },
    ),
    ("Event", {"type": "response.output_text.done", "text": None}),
    ("Event", {"type": "response.output_text.annotation.added", "annotation": {"type": "later"}}),
    (
        "Event",
        {"type": "response.output_item.added", "item": {"type": "message", "role": "assistant"}},
    ),
    (
        "Event",
        {"type": "response.output_item.added", "item": {"type": "function_call", "name": "f"}},
    ),
    ("Event", {"type": "response.output_item.done", "item": {"type": "later", "x": 1}}),
    (
        "Event",
        {"type": "response.content_part.added", "part": {"type": "reasoning_text", "text": ""}},
    ),
    (
        "Event",
        {
            "type": "response.reasoning_summary_part.done",
            "part": {"type": "summary_text", "text": ""},
        },
    ),
    ("Event", {"type": "response.reasoning.delta", "delta": "x"}),
    ("Event", {"type": "response.reasoning.delta", "delta": {"text": "x"}}),
    ("Event", {"type": "response.reasoning.done", "text": "x"}),
    ("Event", {"type": "response.shell_call_output_content.delta", "delta": {"stdout": "x"}}),
    ("Event", {"type": "error", "code": "server_error", "message": "no", "param": None}),
    ("Event", {"type": "error", "error": {"type": "x", "message": "no"}, "status": 400}),
    ("Event", {"type": "error", "error": "no"}),
    ("Event", {"type": None, "error": {"message": "no"}}),
    ("Event", {"error": {"message": "no", "code": 500}}),
    ("Event", {"type": "keepalive"}),
    ("Event", {"type": "response.thought.delta", "delta": 3}),
]


@pytest.mark.parametrize(("title", "payload"), ACCEPTED)
def test_accepts_what_servers_and_clients_send(title: str, payload: Any) -> None:
    assert [error.message for error in validator(title).iter_errors(payload)] == []
    model = adapter(title).validate_python(payload)
    dump = adapter(title).dump_python(model, exclude_unset=True, by_alias=True, warnings="error")
    assert text(dump) == text(payload)


REFUSED = [
    ("Request", [], "$"),
    ("Request", {"model": 3}, "$.model"),
    ("Request", {"model": "m", "messages": [{"role": "user", "content": "hi"}]}, "$.messages"),
    ("Request", {"input": {"role": "user", "content": "hi"}}, "$.input"),
    ("Request", {"input": ["hi"]}, "$.input[0]"),
    ("Request", {"input": "hi", "stream": "true"}, "$.stream"),
    ("Request", {"input": "hi", "temperature": "0.5"}, "$.temperature"),
    ("Request", {"input": "hi", "reasoning": "high"}, "$.reasoning"),
    ("Request", {"input": "hi", "text": {"format": "json"}}, "$.text.format"),
    ("Request", {"input": "hi", "text": {"format": {"schema": {}}}}, "$.text.format"),
    (
        "Request",
        {"input": "hi", "tools": [{"type": "function", "function": {"name": "f"}}]},
        "$.tools[0]",
    ),
    ("Request", {"input": "hi", "metadata": []}, "$.metadata"),
    ("Request", {"prompt": {"version": "1"}}, "$.prompt"),
    ("Request", {"prompt": {"id": "p", "variables": {"a": 3}}}, "$.prompt.variables.a"),
    ("Request", {"conversation": {}}, "$.conversation"),
    ("Response", {"object": "chat.completion"}, "$.object"),
    ("Response", {"choices": []}, "$.choices"),
    ("Response", {"output": {}}, "$.output"),
    ("Response", {"output": [{"id": "m"}]}, "$.output[0]"),
    ("Response", {"output": "hi"}, "$.output"),
    ("Response", {"error": "no"}, "$.error"),
    ("Response", {"usage": {"input_tokens": "3"}}, "$.usage.input_tokens"),
    ("Response", {"created_at": "2026-01-01"}, "$.created_at"),
    ("CompactedResponse", {"object": "response", "output": []}, "$.object"),
    ("CompactedResponse", {"object": "response.compaction"}, "$"),
    ("ErrorBody", {}, "$"),
    ("ErrorBody", {"error": None}, "$.error"),
    ("ErrorBody", {"error": 3}, "$.error"),
    ("ErrorBody", {"message": None}, "$.message"),
    ("ErrorBody", [], "$"),
    ("ErrorBody", "no", "$"),
    ("Event", {}, "$"),
    ("Event", {"type": 3}, "$.type"),
    ("Event", {"type": "response.created"}, "$"),
    ("Event", {"type": "response.created", "response": None}, "$.response"),
    ("Event", {"type": "response.created", "response": {"output": 3}}, "$.response.output"),
    ("Event", {"type": "response.output_text.delta"}, "$"),
    ("Event", {"type": "response.output_text.delta", "delta": {"text": "x"}}, "$.delta"),
    (
        "Event",
        {"type": "response.output_text.delta", "delta": "x", "output_index": "0"},
        "$.output_index",
    ),
    ("Event", {"type": "response.output_item.done"}, "$"),
    ("Event", {"type": "response.output_item.done", "item": {"id": "m"}}, "$.item"),
    (
        "Event",
        {"type": "response.output_item.added", "item": {"type": "message", "content": 3}},
        "$.item.content",
    ),
    ("Event", {"type": "response.content_part.added", "part": {"text": ""}}, "$.part"),
    ("Event", {"delta": "x"}, "$"),
    ("Event", {"error": None}, "$.error"),
]


@pytest.mark.parametrize(("title", "payload", "place"), REFUSED)
def test_refuses_what_has_no_reading(title: str, payload: Any, place: str) -> None:
    check = validator(title)
    assert not check.is_valid(payload)
    assert place in {error.json_path for error in flatten_errors(check.iter_errors(payload))}
    with pytest.raises(ValidationError):
        adapter(title).validate_python(payload)
