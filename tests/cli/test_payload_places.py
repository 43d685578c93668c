"""The places of payloads in records: one table for ``validate`` and for ``convert``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from responses_protocol._checks.detection import find_payloads
from responses_protocol._cli.payload_places import places
from responses_protocol._values import join_pointer

MESSAGES = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi."}]
ITEMS = [{"type": "message", "role": "user", "content": "Hello"}]
CHAT_REQUEST = {"model": "m", "messages": MESSAGES}
CHAT_ANSWER = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "model": "m",
    "choices": [{"index": 0, "message": MESSAGES[1], "finish_reason": "stop"}],
}
REQUEST = {"model": "m", "input": ITEMS}
ANSWER = {"id": "resp_1", "object": "response", "model": "m", "status": "completed", "output": []}
TOOLS = [{"type": "function", "name": "look", "parameters": {}}]


def _span(inputs: Any, outputs: Any, span_type: str = "CHAIN") -> Any:
    attributes = {
        "mlflow.spanType": json.dumps(span_type),
        "mlflow.spanInputs": json.dumps(inputs),
        "mlflow.spanOutputs": json.dumps(outputs),
    }
    return {"name": "predict", "attributes": attributes}


# A name, a record, and the pointers of its payloads with their kinds.
TABLE: list[tuple[str, Any, dict[str, str]]] = [
    ("a list of messages", MESSAGES, {"": "history"}),
    ("a list of items", ITEMS, {"": "history"}),
    ("a request", CHAT_REQUEST, {"": "request"}),
    ("an answer", CHAT_ANSWER, {"": "response"}),
    ("a line for fine-tuning", {"messages": MESSAGES}, {"/messages": "history"}),
    ("a history as input", {"input": ITEMS}, {"/input": "history"}),
    ("a history as output", {"output": ITEMS}, {"/output": "history"}),
    ("a history as items", {"items": ITEMS, "session": "s"}, {"/items": "history"}),
    (
        "a line of a batch",
        {"custom_id": "1", "url": "/v1/chat/completions", "body": CHAT_REQUEST},
        {"/body": "request"},
    ),
    (
        "a line of a batch's output",
        {"custom_id": "1", "response": {"status_code": 200, "body": ANSWER}, "error": None},
        {"/response/body": "response"},
    ),
    ("a line of a batch that expired", {"custom_id": "1", "response": None, "error": {}}, {}),
    (
        "a line of litellm's log",
        {"call_type": "acompletion", "request": CHAT_REQUEST, "response": CHAT_ANSWER},
        {"/request": "request", "/response": "response"},
    ),
    (
        "a trace of MLflow, with JSON text",
        {"trace_id": "1", "request": json.dumps(REQUEST), "response": json.dumps(ANSWER)},
        {"/request": "request", "/response": "response"},
    ),
    (
        "a request and an answer of HTTP",
        {"request": {"method": "POST", "body": REQUEST}, "response": {"body": ANSWER}},
        {"/request/body": "request", "/response/body": "response"},
    ),
    (
        "an answer whose body is JSON text",
        {"request": CHAT_REQUEST, "response": {"body": json.dumps(CHAT_ANSWER)}},
        {"/request": "request", "/response/body": "response"},
    ),
    (
        "messages beside their answer",
        {"messages": MESSAGES, "response": CHAT_ANSWER},
        {"/messages": "history", "/response": "response"},
    ),
    (
        "a trace of MLflow 2",
        {
            "info": {"request_id": "1", "status": "OK"},
            "data": {
                "spans": [],
                "request": json.dumps(REQUEST),
                "response": json.dumps(ANSWER),
            },
        },
        {"/data/request": "request", "/data/response": "response"},
    ),
    (
        "a trace of MLflow 3",
        {
            "info": {"trace_id": "tr-1", "request_preview": "Hello"},
            "data": {
                "spans": [
                    _span(REQUEST, ANSWER),
                    _span({"city": "Oslo"}, "4 degrees"),
                    _span({**REQUEST, "temperature": 0.5}, None),
                    _span({"input": "SELECT 1"}, [[1]]),
                    _span({"messages": MESSAGES}, {"messages": [], "next": "end"}),
                    _span(REQUEST, ANSWER, "TOOL"),
                ]
            },
        },
        {
            "/data/spans/0/attributes/mlflow.spanInputs": "request",
            "/data/spans/0/attributes/mlflow.spanOutputs": "response",
            "/data/spans/2/attributes/mlflow.spanInputs": "request",
        },
    ),
    (
        "a line of litellm's log, with the request of the client",
        {
            "call_type": "aresponses",
            "messages": MESSAGES,
            "response": ANSWER,
            "proxy_server_request": {"url": "http://proxy/", "method": "POST", "body": REQUEST},
        },
        {
            "/messages": "history",
            "/response": "response",
            "/proxy_server_request/body": "request",
        },
    ),
    (
        "a line of litellm's log, without the request of the client",
        {"messages": MESSAGES, "response": CHAT_ANSWER, "proxy_server_request": "{}"},
        {"/messages": "history", "/response": "response"},
    ),
    ("a call that failed", {"request": REQUEST, "response": None}, {"/request": "request"}),
]


@pytest.mark.parametrize(
    ("record", "expected"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_validate_finds_the_payloads_of_the_table(record: Any, expected: dict[str, str]) -> None:
    kinds = {payload.pointer: payload.subject.kind for payload in find_payloads(record)}
    assert kinds == expected


@pytest.mark.parametrize(
    ("record", "expected"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_convert_finds_the_payloads_of_the_table(record: Any, expected: dict[str, str]) -> None:
    kinds = {
        join_pointer(place.path): place.kind
        for place in places(record, "chat_completions", None, None, ())
    }
    assert kinds == expected


@pytest.mark.parametrize("place", ["/tools", "/tool_choice"])
def test_tools_beside_no_history_are_converted_by_their_kind(place: str) -> None:
    record = {"tools": TOOLS, "tool_choice": "auto"}
    kind: Any = place[1:]
    (found_place,) = places(record, "chat_completions", kind, None, ())
    assert join_pointer(found_place.path) == place


def test_a_page_is_one_payload_for_validate_and_a_history_for_convert() -> None:
    page = {"object": "list", "data": ITEMS}
    assert [(payload.pointer, payload.subject.kind) for payload in find_payloads(page)] == [
        ("", "list")
    ]
    (place,) = places(page, "chat_completions", None, None, ())
    assert (place.path, place.kind) == (("data",), "history")
