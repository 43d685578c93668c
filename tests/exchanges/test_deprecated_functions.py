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


def call(name: str, number: int, kind: str = "function_call") -> Payload:
    body = {"input": "ls"} if kind == "custom_tool_call" else {"arguments": f'{{"q": {number}}}'}
    ids = {"id": f"fc_{number}", "call_id": f"call_{number}"}
    return {"type": kind, **ids, "name": name, **body, "status": "completed"}


def answer(*output: Payload) -> Payload:
    known = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "error": None}
    return {**known, "status": "completed", "output": list(output)}


def events(*output: Payload) -> list[Payload]:
    head = {**answer(), "status": "in_progress", "tools": EXCHANGE.request.value["tools"]}
    made: list[Payload] = [{"type": "response.created", "response": head}]
    for index, item in enumerate(output):
        place = {"output_index": index, "item_id": item["id"]}
        begun = {"arguments": ""} if "arguments" in item else {}
        added = {"type": "response.output_item.added", "output_index": index}
        made.append({**added, "item": {**item, **begun, "status": "in_progress"}})
        for one in item.get("arguments", ""):
            made.append({"type": "response.function_call_arguments.delta", **place, "delta": one})
        made.append({"type": "response.output_item.done", "output_index": index, "item": item})
    return [*made, {"type": "response.completed", "response": answer(*output)}]


ANSWERS = [
    ("a call", [call("f", 1)], "f", set()),
    ("a text and a call", [TEXT, call("g", 1)], "g", set()),
    ("two calls", [call("f", 1), call("g", 2)], "f", {"/output/1"}),
    ("one function twice", [call("f", 1), call("f", 2)], "f", {"/output/1"}),
    ("a custom call before", [call("h", 1, "custom_tool_call"), call("f", 2)], "f", {"/output/0"}),
    ("a custom call", [call("h", 1, "custom_tool_call")], None, {"/output/0"}),
    ("a text", [TEXT], None, set()),
]


@pytest.mark.parametrize(("title", "output", "name", "lost"), ANSWERS)
def test_an_answer_has_its_call_in_the_deprecated_form(
    title: str, output: list[Payload], name: str | None, lost: set[str]
) -> None:
    conversion = EXCHANGE.answer(answer(*output))
    [choice] = conversion.value["choices"]
    assert "tool_calls" not in choice["message"]
    assert choice["message"].get("function_call", {}).get("name") == name
    ended = "function_call" if name else "length" if lost else "stop"
    assert choice["finish_reason"] == ended
    grave = {(loss.code, loss.pointer) for loss in conversion.losses if loss.severity != "info"}
    assert {place for code, place in grave if code == "tool_call"} == lost
    assert {code for code, _ in grave} <= {"finish_reason", "tool_call"}
    assert rp.restore(conversion.value, conversion.complement) == answer(*output)


@pytest.mark.parametrize(("title", "output", "name", "lost"), ANSWERS)
def test_so_has_its_stream(
    title: str, output: list[Payload], name: str | None, lost: set[str]
) -> None:
    translator = EXCHANGE.stream()
    stream = events(*output)
    chunks = [chunk for event in stream for chunk in translator.feed(event)]
    chunks += translator.close()
    assert check_chunks(chunks) == ()
    conversion = EXCHANGE.answer(fold_events(stream))
    assert fold_chunks(chunks) == conversion.value
    assert translator.losses == conversion.losses
    deltas = [choice["delta"] for chunk in chunks for choice in chunk["choices"]]
    said = [delta["function_call"] for delta in deltas if "function_call" in delta]
    assert [one["name"] for one in said if "name" in one] == ([name] if name else [])
    assert len(said) == (1 + len('{"q": 1}') if name else 0)


def test_the_next_turn_answers_the_call() -> None:
    message = EXCHANGE.answer(answer(call("f", 1))).value["choices"][0]["message"]
    output = {"role": "function", "name": "f", "content": "ok"}
    messages = [*REQUEST["messages"], message, output]
    request = rp.exchange({**REQUEST, "messages": messages}, "responses").request.value
    _, called, given = request["input"]
    assert (called["name"], called["call_id"]) == ("f", given["call_id"])
    assert [finding for finding in rp.validate(request) if finding.severity == "error"] == []
