"""The envelopes of MLflow's ResponsesAgent, in the sparse forms that it makes and takes."""

from __future__ import annotations

from typing import Any

import pytest
from inner_errors import flatten_errors
from pydantic import TypeAdapter, ValidationError
from strict_json import text

from responses_protocol import schemas
from responses_protocol.models.responses_agent.events import ResponsesAgentStreamEvent
from responses_protocol.models.responses_agent.request import ResponsesAgentRequest
from responses_protocol.models.responses_agent.response import ResponsesAgentResponse

MODELS: dict[str, Any] = {
    "ResponsesAgentRequest": ResponsesAgentRequest,
    "ResponsesAgentResponse": ResponsesAgentResponse,
    "ResponsesAgentStreamEvent": ResponsesAgentStreamEvent,
}
ADAPTERS: dict[str, TypeAdapter[Any]] = {
    title: TypeAdapter(model) for title, model in MODELS.items()
}


SAID = {"type": "output_text", "text": "4", "annotations": []}
MESSAGE = {"id": "m", "content": [SAID], "role": "assistant", "type": "message"}
CALL = {"type": "function_call", "id": "i", "call_id": "c", "name": "add", "arguments": "{}"}
RESULT = {"type": "function_call_output", "call_id": "c", "output": "4"}
THOUGHT = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "sum"}], "id": "r"}

ACCEPTED = [
    ("ResponsesAgentRequest", {"input": [{"role": "user", "content": "Hello!"}]}),
    ("ResponsesAgentRequest", {"input": [MESSAGE, CALL, RESULT, THOUGHT]}),
    ("ResponsesAgentRequest", {"input": [], "context": {"conversation_id": "1", "user_id": None}}),
    ("ResponsesAgentRequest", {"input": [], "context": None, "custom_inputs": {"a": [1, None]}}),
    ("ResponsesAgentRequest", {"input": [], "text": "plain", "tool_choice": "auto", "tools": None}),
    ("ResponsesAgentRequest", {"input": [], "model": "kept, though MLflow drops it"}),
    ("ResponsesAgentResponse", {"output": [MESSAGE]}),
    ("ResponsesAgentResponse", {"output": [RESULT], "object": "response", "id": None}),
    ("ResponsesAgentResponse", {"output": [], "custom_outputs": {"trace": {"id": 1}}}),
    (
        "ResponsesAgentStreamEvent",
        {"type": "response.output_text.delta", "item_id": "m", "delta": ""},
    ),
    ("ResponsesAgentStreamEvent", {"type": "response.output_item.done", "item": CALL}),
    (
        "ResponsesAgentStreamEvent",
        {"type": "response.output_item.done", "item": MESSAGE, "custom_outputs": {"a": 1}},
    ),
    (
        "ResponsesAgentStreamEvent",
        {
            "type": "response.output_text.annotation.added",
            "item_id": "m",
            "annotation_index": 0,
            "annotation": {"type": "url_citation", "url": "u", "title": "t"},
        },
    ),
    (
        "ResponsesAgentStreamEvent",
        {"type": "response.completed", "response": {"output": [MESSAGE], "usage": None}},
    ),
    ("ResponsesAgentStreamEvent", {"type": "error", "message": "no", "custom_outputs": None}),
    ("ResponsesAgentStreamEvent", {"type": "response.created", "response": {}}),
    ("ResponsesAgentStreamEvent", {"type": "banana", "custom_outputs": {}}),
]


@pytest.mark.parametrize(("title", "payload"), ACCEPTED)
def test_accepts_what_agents_take_and_give(title: str, payload: Any) -> None:
    assert [
        error.message for error in schemas.validator("responses_agent", title).iter_errors(payload)
    ] == []
    model = ADAPTERS[title].validate_python(payload)
    dump = ADAPTERS[title].dump_python(model, exclude_unset=True, by_alias=True, warnings="error")
    assert text(dump) == text(payload)


REFUSED = [
    ("ResponsesAgentRequest", {"input": "Hello!"}, "$.input"),
    ("ResponsesAgentRequest", {"messages": []}, "$"),
    ("ResponsesAgentRequest", {"input": [{"role": "user"}]}, "$.input[0]"),
    ("ResponsesAgentRequest", {"input": [], "custom_inputs": []}, "$.custom_inputs"),
    ("ResponsesAgentRequest", {"input": [], "context": {"user_id": 1}}, "$.context.user_id"),
    ("ResponsesAgentResponse", {}, "$"),
    ("ResponsesAgentResponse", {"output": None}, "$.output"),
    ("ResponsesAgentResponse", {"output": [{"role": "assistant"}]}, "$.output[0]"),
    ("ResponsesAgentStreamEvent", {"custom_outputs": {}}, "$"),
    ("ResponsesAgentStreamEvent", {"type": "response.output_text.delta"}, "$"),
    ("ResponsesAgentStreamEvent", {"type": "response.output_item.done"}, "$"),
    ("ResponsesAgentStreamEvent", {"type": "response.completed", "response": {}}, "$.response"),
    ("ResponsesAgentStreamEvent", {"type": "x", "custom_outputs": 1}, "$.custom_outputs"),
]


@pytest.mark.parametrize(("title", "payload", "place"), REFUSED)
def test_refuses_what_has_no_reading(title: str, payload: Any, place: str) -> None:
    check = schemas.validator("responses_agent", title)
    assert not check.is_valid(payload)
    assert place in {error.json_path for error in flatten_errors(check.iter_errors(payload))}
    with pytest.raises(ValidationError):
        ADAPTERS[title].validate_python(payload)


@pytest.mark.parametrize(("title", "payload"), ACCEPTED)
def test_dumps_of_mlflow_are_accepted(title: str, payload: Any) -> None:
    mlflow = pytest.importorskip("mlflow.types.responses", reason="mlflow is not installed")
    built = getattr(mlflow, title)(**payload)
    for options in ({}, {"exclude_none": True}, {"exclude_unset": True}):
        dump = built.model_dump(**options, warnings=False)
        assert [
            error.message for error in schemas.validator("responses_agent", title).iter_errors(dump)
        ] == []
        ADAPTERS[title].validate_python(dump)
