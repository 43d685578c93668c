"""Chat callers that declare their tools in the deprecated form, in front of a Responses server."""

from __future__ import annotations

from typing import Any

import pytest

import responses_protocol as rp
from responses_protocol.streams import check_chunks, fold_chunks, fold_events

Payload = dict[str, Any]
REQUEST: Payload = {
    "model": "m",
    "messages": [{"role": "user", "content": "Go."}],
    "functions": [
        {"name": name, "parameters": {"type": "object", "properties": {}}} for name in "fg"
    ],
}
EXCHANGE = rp.exchange(REQUEST, "responses")
TEXT: Payload = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Hi.", "annotations": []}],
}


def make_call(name: str, number: int, kind: str = "function_call") -> Payload:
    body = {"input": "ls"} if kind == "custom_tool_call" else {"arguments": f'{{"q": {number}}}'}
    ids = {"id": f"fc_{number}", "call_id": f"call_{number}"}
    return {"type": kind, **ids, "name": name, **body, "status": "completed"}


def make_answer(*output: Payload) -> Payload:
    members = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "error": None}
    return {**members, "status": "completed", "output": list(output)}


def make_events(*output: Payload) -> list[Payload]:
    head = {**make_answer(), "status": "in_progress", "tools": EXCHANGE.request.value["tools"]}
    stream: list[Payload] = [{"type": "response.created", "response": head}]
    for index, item in enumerate(output):
        place = {"output_index": index, "item_id": item["id"]}
        arguments = {"arguments": ""} if "arguments" in item else {}
        added = {"type": "response.output_item.added", "output_index": index}
        stream.append({**added, "item": {**item, **arguments, "status": "in_progress"}})
        for character in item.get("arguments", ""):
            stream.append(
                {"type": "response.function_call_arguments.delta", **place, "delta": character}
            )
        stream.append({"type": "response.output_item.done", "output_index": index, "item": item})
    return [*stream, {"type": "response.completed", "response": make_answer(*output)}]


ANSWERS = [
    ("a call", [make_call("f", 1)], "f", set()),
    ("a text and a call", [TEXT, make_call("g", 1)], "g", set()),
    ("two calls", [make_call("f", 1), make_call("g", 2)], "f", {"/output/1"}),
    ("one function twice", [make_call("f", 1), make_call("f", 2)], "f", {"/output/1"}),
    (
        "a custom call before",
        [make_call("h", 1, "custom_tool_call"), make_call("f", 2)],
        "f",
        {"/output/0"},
    ),
    ("a custom call", [make_call("h", 1, "custom_tool_call")], None, {"/output/0"}),
    ("a text", [TEXT], None, set()),
]


@pytest.mark.parametrize(("title", "output", "name", "lost_pointers"), ANSWERS)
def test_an_answer_has_its_call_in_the_deprecated_form(
    title: str, output: list[Payload], name: str | None, lost_pointers: set[str]
) -> None:
    conversion = EXCHANGE.answer(make_answer(*output))
    [choice] = conversion.value["choices"]
    assert "tool_calls" not in choice["message"]
    assert choice["message"].get("function_call", {}).get("name") == name
    finish_reason = "function_call" if name else "length" if lost_pointers else "stop"
    assert choice["finish_reason"] == finish_reason
    losses = {(loss.code, loss.pointer) for loss in conversion.losses if loss.severity != "info"}
    assert {place for code, place in losses if code == "tool_call"} == lost_pointers
    assert {code for code, _ in losses} <= {"finish_reason", "tool_call"}
    assert rp.restore(conversion.value, conversion.complement) == make_answer(*output)


@pytest.mark.parametrize(("title", "output", "name", "lost_pointers"), ANSWERS)
def test_a_stream_has_its_call_in_the_deprecated_form(
    title: str, output: list[Payload], name: str | None, lost_pointers: set[str]
) -> None:
    translator = EXCHANGE.stream()
    stream = make_events(*output)
    chunks = [chunk for event in stream for chunk in translator.feed(event)]
    chunks += translator.close()
    assert check_chunks(chunks) == ()
    conversion = EXCHANGE.answer(fold_events(stream))
    assert fold_chunks(chunks) == conversion.value
    assert translator.losses == conversion.losses
    deltas = [choice["delta"] for chunk in chunks for choice in chunk["choices"]]
    function_calls = [delta["function_call"] for delta in deltas if "function_call" in delta]
    assert [
        function_call["name"] for function_call in function_calls if "name" in function_call
    ] == ([name] if name else [])
    assert len(function_calls) == (1 + len('{"q": 1}') if name else 0)


def test_the_next_turn_answers_the_call() -> None:
    message = EXCHANGE.answer(make_answer(make_call("f", 1))).value["choices"][0]["message"]
    output = {"role": "function", "name": "f", "content": "ok"}
    messages = [*REQUEST["messages"], message, output]
    request = rp.exchange({**REQUEST, "messages": messages}, "responses").request.value
    _, function_call, function_output = request["input"]
    assert (function_call["name"], function_call["call_id"]) == ("f", function_output["call_id"])
    assert [finding for finding in rp.validate(request) if finding.severity == "error"] == []
