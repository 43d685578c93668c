"""Items and events from their few words: as MLflow's helpers make them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from responses_protocol import agents, schemas

CITATION = {"type": "url_citation", "url": "https://example.org", "title": "An example"}
ITEMS: list[tuple[str, dict[str, Any]]] = [
    ("create_text_output_item", {"text": "4", "id": "m"}),
    ("create_text_output_item", {"text": "4", "id": "m", "annotations": [CITATION]}),
    ("create_reasoning_item", {"id": "r", "reasoning_text": "2 + 2"}),
    (
        "create_function_call_item",
        {"id": "f", "call_id": "c", "name": "add", "arguments": '{"a": 2}'},
    ),
    ("create_function_call_output_item", {"call_id": "c", "output": "4"}),
    (
        "create_mcp_approval_request_item",
        {"id": "q", "arguments": "{}", "name": "delete", "server_label": "files"},
    ),
    (
        "create_mcp_approval_response_item",
        {"id": "a", "approval_request_id": "q", "approve": False, "reason": "too risky"},
    ),
    ("create_mcp_approval_response_item", {"id": "a", "approval_request_id": "q", "approve": True}),
]
EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("create_text_delta", {"delta": "4", "item_id": "m"}),
    ("create_annotation_added", {"item_id": "m", "annotation": CITATION}),
    ("create_annotation_added", {"item_id": "m", "annotation": CITATION, "annotation_index": 3}),
]


def create_item(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    create: Callable[..., dict[str, Any]] = getattr(agents, name)
    return create(**arguments)


@pytest.mark.parametrize(("name", "arguments"), [*ITEMS, *EVENTS])
def test_they_are_those_of_mlflow(name: str, arguments: dict[str, Any]) -> None:
    responses = pytest.importorskip("mlflow.types.responses", reason="MLflow is not installed")
    theirs = getattr(responses, name)
    assert create_item(name, arguments) == theirs(**arguments)
    ours = inspect.signature(getattr(agents, name)).parameters.values()
    expected = inspect.signature(theirs).parameters.values()
    assert [(parameter.name, parameter.default) for parameter in ours] == [
        (parameter.name, parameter.default) for parameter in expected
    ]


def test_no_helper_of_mlflow_is_missing() -> None:
    responses = pytest.importorskip("mlflow.types.responses", reason="MLflow is not installed")
    theirs = {name for name in dir(responses) if name.startswith("create_")}
    assert theirs <= set(agents.__all__)


@pytest.mark.parametrize(("name", "arguments"), ITEMS)
def test_items_fit_the_answer(name: str, arguments: dict[str, Any]) -> None:
    answer = {"output": [create_item(name, arguments)]}
    model = agents.ResponsesAgentResponse.model_validate(answer)
    assert model.model_dump(exclude_unset=True, by_alias=True) == answer
    reference = {"$ref": schemas.ref("responses_agent", "ResponsesAgentResponse")}
    Draft202012Validator(reference, registry=schemas.registry()).validate(answer)


@pytest.mark.parametrize(("name", "arguments"), EVENTS)
def test_events_fit_the_stream(name: str, arguments: dict[str, Any]) -> None:
    event = create_item(name, arguments)
    model: Any = TypeAdapter[Any](agents.ResponsesAgentStreamEvent).validate_python(event)
    assert model.type == event["type"]
    reference = {"$ref": schemas.ref("responses_agent", "ResponsesAgentStreamEvent")}
    Draft202012Validator(reference, registry=schemas.registry()).validate(event)


def test_a_call_and_its_output_are_a_history() -> None:
    import responses_protocol as rp

    items = [create_item(*ITEMS[3]), create_item(*ITEMS[4]), create_item(*ITEMS[0])]
    messages = rp.convert(items, "chat_agent", source="responses", kind="history").value
    assert [message["role"] for message in messages] == ["assistant", "tool", "assistant"]
    assert messages[1]["name"] == "add"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'create_banana'"):
        _ = agents.create_banana
