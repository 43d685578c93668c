"""The converted parts of a record: a request and its answer, histories, parts that are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_commands import read, run, succeed

USER = {"role": "user", "content": "Is the bridge open?"}
TOOL = {"type": "function", "function": {"name": "bridge", "parameters": {"type": "object"}}}
REQUEST = {"model": "m", "messages": [USER], "tools": [TOOL], "seed": 4}
ANSWER = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "It is.", "refusal": None},
            "finish_reason": "stop",
        }
    ],
}
# JSON text in an unusual layout, which is restored.
TEXTS = json.dumps(REQUEST, indent=1), json.dumps(ANSWER, indent=1)


def convert_and_restore(folder: Path, record: Any, *flags: str) -> tuple[Any, str]:
    """Convert and restore a record; return the converted record, and the report."""
    files = [folder / name for name in ("in.jsonl", "out.jsonl", "undo.jsonl", "back.jsonl")]
    source, output, complement, restored = files
    source.write_text(json.dumps(record) + "\n")
    summary = succeed(
        "convert", source, "--to", "responses", "-o", output, "--complement", complement, *flags
    ).stderr
    succeed("restore", output, "--complement", complement, "-o", restored)
    assert read(restored) == [record]
    return read(output)[0], summary


@pytest.mark.parametrize(
    "record",
    [
        {"id": 7, "request": REQUEST, "response": ANSWER, "latency": 3},
        {"request": TEXTS[0], "response": TEXTS[1]},
        {"request": {"method": "POST", "body": REQUEST}, "response": {"body": ANSWER}},
    ],
    ids=["objects", "text", "bodies"],
)
def test_a_request_and_its_answer_are_both_converted(tmp_path: Path, record: Any) -> None:
    converted, summary = convert_and_restore(tmp_path, record)
    assert converted.keys() == record.keys()
    request, response = converted["request"], converted["response"]
    if isinstance(request, str):
        request, response = json.loads(request), json.loads(response)
    request, response = request.get("body", request), response.get("body", response)
    assert request["input"] == [{"type": "message", **USER}]
    assert response["object"] == "response"
    assert [tool["name"] for tool in response["tools"]] == ["bridge"]  # it repeats its request
    assert "request 1" in summary
    assert "response 1" in summary


def _span(request: Any, response: Any, span_type: str | None = "AGENT") -> Any:
    attributes = {"mlflow.spanInputs": request, "mlflow.spanOutputs": response}
    texts = {name: json.dumps(value) for name, value in attributes.items()}
    types = {} if span_type is None else {"mlflow.spanType": json.dumps(span_type)}
    return {"name": "predict", "attributes": {**types, **texts}}


def test_each_call_of_a_trace_is_converted_with_its_own_request(tmp_path: Path) -> None:
    spans = [
        _span(REQUEST, ANSWER),
        _span({"city": "Oslo"}, {"degrees": 4}),
        _span({"model": "m", "messages": [USER]}, ANSWER),
        _span("Hello", ANSWER),
    ]
    converted, summary = convert_and_restore(
        tmp_path, {"info": {"trace_id": "tr-1"}, "data": {"spans": spans}}
    )
    attributes = [span["attributes"] for span in converted["data"]["spans"]]
    answers = [json.loads(attributes[index]["mlflow.spanOutputs"]) for index in (0, 2, 3)]
    assert [[tool["name"] for tool in answer["tools"]] for answer in answers] == [
        ["bridge"],
        [],
        [],
    ]
    assert json.loads(attributes[2]["mlflow.spanInputs"])["input"] == [{"type": "message", **USER}]
    assert attributes[1] == spans[1]["attributes"]
    assert "request 2" in summary
    assert "response 3" in summary


def test_a_call_of_a_trace_is_not_converted_by_half() -> None:
    record = {"info": {}, "data": {"spans": [_span({"request": REQUEST}, ANSWER)]}}
    result = run("convert", "-", "--to", "responses", stdin=json.dumps(record).encode())
    assert result.exit_code == 1
    assert "at /data/spans/0/attributes: no call is certain to be whole" in result.stderr


USER_ITEM = {"type": "message", **USER}
STATE = {"messages": [{"type": "human", "content": "Is the bridge open?"}], "steps": 2}
NO_CALLS = [
    *(
        _span({"input": "SELECT 1"}, "one row", span_type)
        for span_type in ("TOOL", "RETRIEVER", "EMBEDDING", "RERANKER", "PARSER", "MEMORY")
    ),
    _span({"input": "SELECT 1"}, {"rows": [[1]]}, "TOOL"),
    {"attributes": {"mlflow.spanType": "TOOL", "mlflow.spanInputs": json.dumps(REQUEST)}},
]
PARTS = [
    _span({"input": "x"}, {"rows": []}, "CHAIN"),
    _span({"messages": [USER]}, STATE, "AGENT"),
    _span({"messages": [USER]}, None, "UNKNOWN"),
    _span({"messages": [USER]}, "done", None),
    _span(REQUEST, STATE, "LLM"),
    _span(STATE, ANSWER, "CHAIN"),
    _span(json.dumps(REQUEST), ANSWER, "CHAIN"),
    _span({"request": REQUEST}, ANSWER),
    _span(REQUEST, [{"object": "chat.completion.chunk", "id": "1", "choices": []}]),
]


@pytest.mark.parametrize("span_type", ["CHAT_MODEL", "LLM", "AGENT", "CHAIN", "UNKNOWN", None])
@pytest.mark.parametrize("spans", [NO_CALLS, PARTS], ids=["no calls", "parts of calls"])
def test_only_whole_calls_of_a_trace_are_converted(
    tmp_path: Path, spans: list[Any], span_type: str | None
) -> None:
    record = {"info": {}, "data": {"spans": [_span(REQUEST, ANSWER, span_type), *spans]}}
    converted, summary = convert_and_restore(tmp_path, record)
    call, *others = converted["data"]["spans"]
    assert json.loads(call["attributes"]["mlflow.spanInputs"])["input"] == [USER_ITEM]
    assert json.loads(call["attributes"]["mlflow.spanOutputs"])["object"] == "response"
    assert others == spans
    assert ("notice: unchanged_call" in summary) == (spans is PARTS)
    if spans is PARTS:
        (line,) = (line for line in summary.splitlines() if "unchanged_call" in line)
        assert line.split()[3:5] == ["9", "first:"]
        assert "/data/spans/1/attributes" in line


def test_the_call_of_a_trace_itself_may_not_be_whole(tmp_path: Path) -> None:
    data = {
        "request": json.dumps({"messages": [USER]}),
        "response": json.dumps(STATE),
        "spans": [_span(REQUEST, ANSWER)],
    }
    converted, _ = convert_and_restore(tmp_path, [{"info": {}, "data": data}])
    assert converted[0]["data"]["request"] == data["request"]
    assert converted[0]["data"]["response"] == data["response"]
    assert converted[0]["data"]["spans"] != data["spans"]


WRAPPED = [
    ({"proxy_server_request": json.dumps({"url": "/", "body": REQUEST})}, "/proxy_server_request"),
    ({"request": json.dumps({"body": json.dumps(REQUEST)})}, "/request"),
    ({"request": json.dumps(json.dumps(REQUEST))}, "/request"),
]
TWICE = {"request": json.dumps(json.dumps(REQUEST)), "response": json.dumps(ANSWER)}


@pytest.mark.parametrize(
    ("record", "place"),
    [
        *(({**members, "response": ANSWER}, place) for members, place in WRAPPED),
        *(({**members, "messages": [USER]}, place) for members, place in WRAPPED),
        ({"info": {}, "data": TWICE}, "/data/request"),
    ],
)
def test_a_payload_in_more_layers_of_text_is_refused(record: Any, place: str) -> None:
    line = json.dumps(record).encode()
    result = run("convert", "-", "--to", "responses", stdin=line)
    assert result.exit_code == 1
    assert f"at {place}: `{place.split('/')[-1]}` holds a payload inside of" in result.stderr
    result = run("validate", "-", stdin=line)
    assert result.exit_code == 1
    assert f"`{place.split('/')[-1]}` holds a payload inside of" in result.stdout


def test_a_request_in_more_layers_that_needs_no_conversion_stays(tmp_path: Path) -> None:
    original = json.dumps({"body": {"model": "m", "input": "Is it?"}})
    record = {"messages": [USER], "response": ANSWER, "proxy_server_request": original}
    converted, _ = convert_and_restore(tmp_path, record)
    assert converted["proxy_server_request"] == original


@pytest.mark.parametrize("as_text", [False, True])
def test_the_request_of_a_client_is_converted_too(tmp_path: Path, as_text: bool) -> None:
    original = json.dumps(REQUEST) if as_text else {"method": "POST", "body": REQUEST}
    record = {"messages": [USER], "response": ANSWER, "proxy_server_request": original}
    converted, summary = convert_and_restore(tmp_path, record)
    request = converted["proxy_server_request"]
    request = json.loads(request) if as_text else request["body"]
    assert request["input"] == [{"type": "message", **USER}]
    assert converted["response"]["tools"] == []  # the request of the call is not in the line
    assert "request 1" in summary


@pytest.mark.parametrize("flags", [(), ("--from", "chat_completions")])
def test_the_request_of_a_client_may_be_in_the_api_of_the_target(
    tmp_path: Path, flags: tuple[str, ...]
) -> None:
    original = {"model": "m", "input": "Is it?", "instructions": "Be brief."}
    record = {"messages": [USER], "response": ANSWER, "proxy_server_request": original}
    converted, _ = convert_and_restore(tmp_path, record, *flags)
    assert converted["proxy_server_request"] == original


def test_an_answer_beside_its_messages_is_converted_too(tmp_path: Path) -> None:
    record = {"model": "m", "messages": [USER], "response": ANSWER, "cost": 0.1}
    converted, _ = convert_and_restore(tmp_path, record)
    assert list(converted) == ["model", "input", "response", "cost"]
    assert converted["input"] == [{"type": "message", **USER}]
    assert converted["response"]["object"] == "response"


def test_a_call_that_failed_has_a_request_alone(tmp_path: Path) -> None:
    converted, _ = convert_and_restore(tmp_path, {"request": REQUEST, "response": None})
    assert converted["request"]["input"]
    assert converted["response"] is None


def test_several_places_may_be_named(tmp_path: Path) -> None:
    record = {"before": [USER], "after": {"messages": [USER, USER]}, "other": [USER]}
    converted, _ = convert_and_restore(tmp_path, record, "--at", "/before", "--at", "/after")
    assert converted == {
        "before": [{"type": "message", **USER}],
        "after": {"input": [{"type": "message", **USER}] * 2},
        "other": [USER],
    }


def test_json_text_may_be_named(tmp_path: Path) -> None:
    record = {"request": TEXTS[0], "response": TEXTS[1]}
    converted, _ = convert_and_restore(tmp_path, record, "--at", "/response")
    assert converted["request"] == TEXTS[0]
    assert json.loads(converted["response"])["object"] == "response"


AGENT_ANSWER = {"messages": [{"role": "assistant", "content": "It is.", "id": "m"}]}
AGENT_REQUESTS = [
    {"messages": [USER]},
    {"messages": [USER], "context": {"user_id": "u"}, "custom_inputs": {"a": 1}},
]


@pytest.mark.parametrize("request_", AGENT_REQUESTS)
@pytest.mark.parametrize("members", [{}, {"finish_reason": None, "usage": None}])
@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("flags", [(), ("--from", "chat_agent")])
def test_a_line_of_a_chat_agent_is_converted_whole(
    tmp_path: Path, request_: Any, members: Any, as_text: bool, flags: tuple[str, ...]
) -> None:
    parts = {"request": request_, "response": {**AGENT_ANSWER, **members}}
    record = {name: json.dumps(part) if as_text else part for name, part in parts.items()}
    converted, _ = convert_and_restore(tmp_path, {"id": 7, **record}, *flags)
    values = {name: json.loads(converted[name]) if as_text else converted[name] for name in parts}
    assert values["request"]["input"][0]["role"] == "user"
    assert values["response"]["output"][0]["content"][0]["text"] == "It is."


def test_the_answer_of_a_chat_agent_may_be_named(tmp_path: Path) -> None:
    record = {"data": {"request": AGENT_REQUESTS[0], "response": json.dumps(AGENT_ANSWER)}}
    converted, _ = convert_and_restore(
        tmp_path, record, "--at", "/data/request", "--at", "/data/response"
    )
    assert json.loads(converted["data"]["response"])["output"][0]["role"] == "assistant"


def test_two_requests_of_a_record_are_converted(tmp_path: Path) -> None:
    record = {"first": REQUEST, "second": REQUEST}
    converted, _ = convert_and_restore(tmp_path, record, "--at", "/first", "--at", "/second")
    assert converted["first"] == converted["second"]


@pytest.mark.parametrize("response", [{"foo": 1}, [1], json.dumps({"foo": 1}), "[1]"])
def test_a_line_is_not_converted_by_half(response: Any) -> None:
    record = {"request": REQUEST, "response": response}
    result = run("convert", "-", "--to", "responses", stdin=json.dumps(record).encode())
    assert result.exit_code == 1
    assert "at /response: `response` contains no payload" in result.stderr


CHUNK = {
    "id": "chatcmpl-1",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "delta": {"content": "It is."}, "finish_reason": "stop"}],
}


@pytest.mark.parametrize(
    "response", [[CHUNK], json.dumps([CHUNK]), f"data: {json.dumps(CHUNK)}\n\ndata: [DONE]\n\n"]
)
def test_a_streamed_answer_is_not_left_in_silence(response: Any) -> None:
    record = {"request": REQUEST, "response": response}
    result = run("convert", "-", "--to", "responses", stdin=json.dumps(record).encode())
    assert result.exit_code == 1
    assert "at /response: `response` holds a streamed answer" in result.stderr


def test_a_request_may_be_named_for_the_answers_of_logs(tmp_path: Path) -> None:
    (tmp_path / "request.json").write_text(
        '{"model": "m", "input": "x", "instructions": "Be brief."}'
    )
    record = {"request": REQUEST, "response": ANSWER}
    flags = ("--request", str(tmp_path / "request.json"))
    converted, _ = convert_and_restore(tmp_path, record, *flags)
    assert converted["response"]["instructions"] == "Be brief."


def test_an_expired_batch_line_passes(tmp_path: Path) -> None:
    error = {"code": "batch_expired", "message": "This request could not be executed in time."}
    record = {"id": "batch_req_1", "custom_id": "a", "response": None, "error": error}
    converted, summary = convert_and_restore(tmp_path, record)
    assert converted == record
    assert "1 record, 0 items" in summary


@pytest.mark.parametrize(
    ("record", "flags", "reason"),
    [
        ({"messages": [USER], "choices": []}, (), "holds both `messages` and `choices`"),
        ({"request": REQUEST, "response": {"x": 1}}, (), "at /response: `response` contains no"),
        ({"messages": None}, (), "at /messages: `messages` is null"),
        ({"messages": {"a": 1}}, (), "`messages` is an object, not a list"),
        ({"messages": [{"content": "x"}]}, ("--from", "chat_completions"), "role is missing"),
        ({"messages": [None]}, (), "a message must be an object, not null"),
        ({"messages": [USER, {**USER, "role": 1}]}, (), "role must be a string, not a number"),
        (
            {"messages": [{"role": "assistant", "tool_calls": [None]}]},
            (),
            "a tool call must be an object, not null",
        ),
        (
            {"tools": [{"type": "function", "function": {}}]},
            ("--kind", "tools"),
            "name must be a string, and is missing",
        ),
        ({"id": 1, "payload": {"messages": [USER]}}, (), "with --at, such as --at /payload"),
        ({"id": 1, "turns/all": [USER]}, (), "with --at, such as --at /turns~1all"),
        ([{"id": 1}, {"id": 2}], (), "this is an array of records: name the place of their"),
        ([{"content": "x"}], ("--from", "chat_completions"), "role is missing"),
        (5, (), "this is a number, neither a list nor an object"),
        ({}, (), "holds no `messages`, `input`, `output`, `items`: name its place"),
        ({"a": {"input": [USER]}}, ("--at", "/a", "--at", "/a/input"), "--at names this, and /a"),
    ],
)
def test_reasons_name_the_thing(record: Any, flags: tuple[str, ...], reason: str) -> None:
    source = json.dumps(record).encode()
    result = run("convert", "-", "--to", "responses", *flags, stdin=source)
    assert result.exit_code == 1
    assert reason in result.stderr


def test_a_duplicate_member_is_named() -> None:
    result = run("convert", "-", "--to", "responses", stdin=b'{"input": [], "x": 1, "x": 2}')
    assert "two members of one name in an object: `x`" in result.stderr


def test_the_kind_of_a_record_with_choices_may_be_given(tmp_path: Path) -> None:
    record = {"messages": [USER], "choices": []}
    converted, _ = convert_and_restore(tmp_path, record, "--kind", "history")
    assert converted == {"input": [{"type": "message", **USER}], "choices": []}


@pytest.mark.parametrize(
    "complement",
    [
        {"version": 2},
        {"version": 2, "payloads": {}},
        {"version": 2, "payloads": [1]},
        {"version": 2, "payloads": [{"at": "/a", "complement": {}, "text": 1}]},
        {"version": 3, "payloads": []},
    ],
)
def test_a_value_that_is_not_a_complement_is_refused(tmp_path: Path, complement: Any) -> None:
    (tmp_path / "undo").write_text(json.dumps(complement))
    result = run("restore", "-", "--complement", tmp_path / "undo", stdin=b'{"a": []}')
    assert result.exit_code == 1
    assert "complement" in result.stderr
