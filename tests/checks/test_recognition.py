"""The subjects that are detected for payloads and records, recorded and mixed ones included."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from responses_protocol._checks.detection import UnknownPayload, detect_subject, find_payloads
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._formats.detection import detect_source
from responses_protocol._testing.json_values import json_values

CORPUS = os.environ.get("RESPONSES_PROTOCOL_CORPUS")
RECORDED = {
    "chat.request": {"chat_completions/request"},
    "chat.response": {"chat_completions/response"},
    "chat.stream": {"chat_completions/chunks"},
    "errors": {"responses/error"},
    "responses.request": {"responses/request"},
    "responses.response": {"responses/response", "responses/compaction"},
    "responses.stream": {"responses/events"},
}

USER = {"role": "user", "content": "Hello"}
ITEM = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}
CALLING = {"role": "assistant", "tool_calls": []}
ANSWER = {"role": "tool", "tool_call_id": "c", "content": "3"}
CALL = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
TOOL = {"type": "function", "name": "f", "parameters": {}}
CHAT_TOOL = {"type": "function", "function": {"name": "f"}}
NESTED_TOOL = {"type": "web_search", "web_search": {"enable": True}}
CHUNK = {"object": "chat.completion.chunk", "choices": [{"delta": {}}]}
EVENT = {"type": "response.created", "response": {}}
CHAT_REQUEST = {"model": "m", "messages": [USER]}
CHAT_RESPONSE = {"object": "chat.completion", "choices": [{"index": 0, "message": USER}]}
REQUEST = {"model": "m", "input": [USER]}
CHAT_SOURCE = ("chat_completions", "request")


@pytest.mark.skipif(not CORPUS, reason="RESPONSES_PROTOCOL_CORPUS is not set")
@pytest.mark.parametrize("name", RECORDED)
def test_recorded(name: str) -> None:
    with Path(str(CORPUS), f"{name}.jsonl").open(encoding="utf-8") as lines:
        payloads = [json.loads(line)["payload"] for line in lines]
    detected = {
        subject.name if (subject := detect_subject(element)) else None for element in payloads
    }
    assert detected <= RECORDED[name]
    names = [[element.subject.name for element in find_payloads(payload)] for payload in payloads]
    assert all(len(element) == 1 for element in names)
    assert {name for (name,) in names} == detected


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        ([USER, CALLING, ANSWER], "chat_completions/history"),
        ([USER], "chat_completions/history"),
        ([ITEM], "responses/history"),
        ([USER, CALL], "responses/history"),
        ([CALL, CALLING, CALL], "responses/history"),
        ([CALLING, ANSWER, CALL], "chat_completions/history"),
        ([CALLING, ANSWER, 7, "x", None], "chat_completions/history"),
        ([USER, {**USER, "attachments": {}}, CALLING], "chat_agent/history"),
        ([CALLING, ANSWER] * 2 + [{**USER, "attachments": {}}], "chat_agent/history"),
        ([TOOL], "responses/tools"),
        ([TOOL, CHAT_TOOL, TOOL], "responses/tools"),
        ([CHAT_TOOL, TOOL, CHAT_TOOL], "chat_completions/tools"),
        ([{"name": "f", "parameters": {}}], "responses/tools"),
        ([EVENT, {"type": "response.completed"}], "responses/events"),
        ([EVENT, {"type": "error", "message": "no"}], "responses/events"),
        ([CHUNK, {"error": {"message": "no"}}], "chat_completions/chunks"),
        ([{"choices": [], "object": ""}, CHUNK], "chat_completions/chunks"),
        ([{"delta": {"role": "assistant", "content": "a"}}], "chat_agent/chunks"),
        (CHAT_REQUEST, "chat_completions/request"),
        (REQUEST, "responses/request"),
        ({"model": "m", "input": "Hello"}, "responses/request"),
        ({"model": "m", "previous_response_id": "resp_1"}, "responses/request"),
        ({"messages": [CALL], "model": "m"}, "chat_completions/request"),
        ({"input": [ANSWER], "model": "m"}, "responses/request"),
        (
            {"messages": [USER], "model": "m", "instructions": "x", "max_output_tokens": 16},
            "responses/request",
        ),
        (
            {"input": [USER], "model": "m", "max_tokens": 16, "response_format": {}},
            "chat_completions/request",
        ),
        ({"messages": [USER], "context": {}}, "chat_agent/request"),
        ({"messages": [USER], "custom_inputs": {}, "model": "m"}, "chat_completions/request"),
        ({"messages": [USER], "custom_outputs": {}}, "chat_agent/response"),
        ({"input": [USER], "custom_inputs": {}}, "responses_agent/request"),
        (
            {"output": [CALL], "custom_outputs": {}, "object": "response"},
            "responses_agent/response",
        ),
        ({"choices": [{"message": {}}]}, "chat_completions/response"),
        ({"object": "chat.completion", "choices": []}, "chat_completions/response"),
        ({"object": "response", "output": []}, "responses/response"),
        ({"error": {"message": "no"}}, "responses/error"),
        (CHUNK, "chat_completions/chunk"),
        (EVENT, "responses/event"),
        (CALL, "responses/item"),
        (CALLING, "chat_completions/message"),
        (TOOL, "responses/tool"),
        (CHAT_TOOL, "chat_completions/tool"),
        ({"model": "m", "messages": [USER], "usage": {}}, "chat_completions/request"),
        ({"messages": [USER], "usage": {"include": True}}, "chat_completions/request"),
        ({"messages": [USER], "usage": None}, "chat_agent/response"),
        ([NESTED_TOOL], "chat_completions/tools"),
        ([{"type": "openrouter:web_search"}, TOOL, NESTED_TOOL], "chat_completions/tools"),
        ([{"type": "mcp", "mcp": {"server_label": "s"}}], "chat_completions/tools"),
        ([{"type": "mcp", "server_label": "s"}], "responses/tools"),
        ([CALLING, ANSWER, CALL, CALL, CALL, CALL], "responses/history"),
        ({"input": "Hello"}, "responses/request"),
        ({"input": "Hello", "output": "Bonjour", "instruction": "Translate."}, None),
        ({"prompt": "Hello", "completion": "World"}, None),
        ({"prompt": {"id": "pmpt_1"}}, "responses/request"),
        ({"message": "no", "code": 429}, "responses/error"),
        ({"message": "no", "statusCode": 429, "requestId": "r"}, "responses/error"),
        ({"detail": "no", "error_type": "x", "extra": 1}, "responses/error"),
        ({"message": "no", "author": "me"}, None),
        ({"choices": [{"index": 0, "filtered": {}}], "object": ""}, "chat_completions/chunk"),
        ({"choices": [{"text": "x"}], "object": "text_completion"}, "chat_completions/response"),
        ({"error": "no", "level": 7}, None),
        ([], None),
        ({}, None),
        ([[USER]], None),
        ({"type": "object", "properties": {}}, None),
        ("Hello", None),
        (7, None),
    ],
)
def test_payloads(payload: Any, name: str | None) -> None:
    subject = detect_subject(payload)
    assert (subject.name if subject else None) == name


CHOICE = {"type": "function", "function": {"name": "f"}}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("Hello", ("responses", "history")),
        ([USER], (None, "history")),
        ([], (None, None)),
        ([CHUNK], ("chat_completions", None)),
        (CHUNK, ("chat_completions", "response")),
        (CHOICE, ("chat_completions", "tool_choice")),
        ({"type": "function", "name": "f"}, ("responses", "tool_choice")),
        ({}, (None, "tool_choice")),
        ({"error": {"message": "no"}}, (None, "response")),
        ({"model": "m", "messages": [USER], "usage": {"include": True}}, CHAT_SOURCE),
        ({"messages": [USER], "usage": {"include": True}}, CHAT_SOURCE),
    ],
)
def test_the_kind_to_convert(payload: Any, expected: tuple[str | None, str | None]) -> None:
    assert detect_source(payload) == expected


@given(json_values())
def test_convert_and_validate_detect_the_same(value: Any) -> None:
    subject, (dialect, kind) = detect_subject(value), detect_source(value)
    if subject is not None and kind == subject.kind:
        assert dialect in (None, subject.dialect.removesuffix("_agent"), subject.dialect)


BATCH = {"custom_id": "a", "method": "POST"}
OUTPUT = {"id": "b", "custom_id": "a", "error": None}


@pytest.mark.parametrize(
    ("record", "payloads"),
    [
        (CHAT_REQUEST, ["chat_completions/request "]),
        ({"messages": [USER], "rating": 5}, ["chat_completions/history /messages"]),
        ({"input": [USER], "rating": 5}, ["responses/history /input"]),
        ({"input": [USER, ANSWER, CALLING]}, ["chat_completions/history /input"]),
        ({"output": [CALL], "rating": 5}, ["responses/history /output"]),
        ({"items": [CALL]}, ["responses/history /items"]),
        ({"messages": [USER], "usage": {}, "cost": 1}, ["chat_completions/history /messages"]),
        ({"messages": [USER], "usage": {}}, ["chat_agent/response "]),
        ({"messages": [USER], "reasoning": "x"}, ["chat_completions/history /messages"]),
        ({"messages": [USER], "temperature": None}, ["chat_completions/history /messages"]),
        ({"messages": [USER], "temperature": 1}, ["chat_completions/request "]),
        ({"input": [USER], "text": "x"}, ["responses/history /input"]),
        ({"input": [USER], "text": {}}, ["responses/request "]),
        ({"items": [{"price": 5}], "x": 1}, None),
        (
            {"messages": [USER], "tools": [CHAT_TOOL], "parallel_tool_calls": False},
            ["chat_completions/history /messages", "chat_completions/tools /tools"],
        ),
        (
            {
                "input": {"messages": [USER], "tools": [CHAT_TOOL]},
                "preferred_output": [CALLING],
                "non_preferred_output": [USER],
            },
            [
                "chat_completions/history /input/messages",
                "chat_completions/tools /input/tools",
                "chat_completions/history /preferred_output",
                "chat_completions/history /non_preferred_output",
            ],
        ),
        ({**BATCH, "url": "/v1/responses", "body": REQUEST}, ["responses/request /body"]),
        (
            {**BATCH, "url": "/v1/chat/completions", "body": REQUEST},
            ["chat_completions/request /body"],
        ),
        ({**BATCH, "body": CHAT_REQUEST}, ["chat_completions/request /body"]),
        ({**BATCH, "url": "/v1/embeddings", "body": {"input": "x"}}, None),
        ({**BATCH, "body": {"x": 1}}, None),
        (
            {**OUTPUT, "response": {"status_code": 200, "body": {"choices": [{"message": {}}]}}},
            ["chat_completions/response /response/body"],
        ),
        (
            {**OUTPUT, "response": {"status_code": 400, "body": {"error": {"message": "no"}}}},
            ["responses/error /response/body"],
        ),
        ({**OUTPUT, "response": None, "error": {"code": "batch_expired"}}, []),
        (
            {
                "request": {"method": "POST", "body": CHAT_REQUEST},
                "response": {"status": 200, "body": json.dumps(CHAT_RESPONSE)},
            },
            ["chat_completions/request /request/body", "chat_completions/response /response/body"],
        ),
        ({"request": json.dumps(REQUEST), "response": "{"}, ["responses/request /request"]),
        (
            [CHAT_REQUEST, {**BATCH, "body": REQUEST}],
            ["chat_completions/request /0", "responses/request /1/body"],
        ),
        ([[USER], [ITEM]], ["chat_completions/history /0", "responses/history /1"]),
        ([CHAT_REQUEST, {"x": 1}], None),
        ([[[USER]]], None),
        ([7], None),
        ({"body": REQUEST}, None),
    ],
)
def test_records(record: Any, payloads: list[str] | None) -> None:
    if payloads is None:
        with pytest.raises(UnknownPayload):
            find_payloads(record)
        return
    assert [
        f"{found_payload.subject.name} {found_payload.pointer}"
        for found_payload in find_payloads(record)
    ] == payloads


@pytest.mark.parametrize(
    ("record", "subject", "pointer"),
    [
        ([USER], "responses/history", ""),
        ({"input": [USER]}, "chat_completions/history", "/input"),
        ({"tools": [TOOL], "input": [USER]}, "responses/tools", "/tools"),
        ({**BATCH, "body": {"input": [USER]}}, "responses/history", "/body/input"),
        ({"messages": [USER], "output": [USER]}, "responses/history", ""),
        ({"x": 1}, "responses/request", ""),
        ("x", "chat_completions/history", ""),
    ],
)
def test_a_given_subject_is_not_detected(record: Any, subject: str, pointer: str) -> None:
    (found_payload,) = find_payloads(record, SUBJECTS[subject])
    assert (found_payload.subject.name, found_payload.pointer) == (subject, pointer)


@pytest.mark.parametrize(
    ("record", "pointer", "hint"),
    [
        ("Hello", "", "a plain string"),
        ('{"model": "m"}', "", "it was encoded twice"),
        (7, "", "a plain value"),
        ([], "", "an empty list"),
        ({}, "", "an empty object"),
        ({"payload": CHAT_REQUEST}, "", "name its place with --at /payload"),
        ({**BATCH, "body": {"contents": []}}, "/body", "Gemini"),
        ({**BATCH, "url": "/v1/embeddings", "body": {}}, "/url", ""),
        ([REQUEST, {"stop_reason": "x"}], "/1", "Anthropic"),
        ({"jsonrpc": "2.0"}, "", "JSON-RPC"),
        ({"type": "object", "properties": {}}, "", "a JSON Schema"),
        ({"text": "x"}, "", "--as"),
    ],
)
def test_unknown_payloads_get_a_suggestion(record: Any, pointer: str, hint: str) -> None:
    with pytest.raises(UnknownPayload) as error_info:
        find_payloads(record)
    assert error_info.value.pointer == pointer
    assert hint in error_info.value.hint


@given(json_values())
def test_any_value_is_recognised_or_not(value: Any) -> None:
    with suppress(UnknownPayload):
        assert all(found_payload.subject.name in SUBJECTS for found_payload in find_payloads(value))


@pytest.mark.parametrize("is_reversed", [False, True])
def test_where_as_many_elements_are_of_one_dialect_as_of_the_other_the_member_decides(
    is_reversed: bool,
) -> None:
    item = {"type": "function_call_output", "call_id": "call_a", "output": "3"}
    message = {"role": "tool", "tool_call_id": "call_a", "content": "3"}
    values = [message, item] if is_reversed else [item, message]
    names = {
        member: [
            found_payload.subject.name
            for found_payload in find_payloads({"key": 1, member: values})
        ]
        for member in ("messages", "input")
    }
    assert names == {
        "messages": ["chat_completions/history"],
        "input": ["responses/history"],
    }
