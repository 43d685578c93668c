"""Chat clients on a Responses server: what the server said comes back to it as it said it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from conversations import ask_streaming, ask_whole, is_of_client, play, response
from served import Serve, Served
from upstreams import Answer, Scripted

from responses_protocol._gateway.settings import Upstream
from responses_protocol.streams import check_chunks, decode_sse

Payload = dict[str, Any]
CHAT: Payload = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}


def make_reasoning(number: int) -> Payload:
    item_id = f"rs_{number}"
    return {"type": "reasoning", "id": item_id, "summary": [], "encrypted_content": f"x{number}"}


def make_message(number: int, text: str, **more: Any) -> Payload:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    head = {"type": "message", "id": f"msg_{number}", "role": "assistant", "status": "completed"}
    return {**head, **more, "content": [part]}


def make_call(number: int) -> Payload:
    return {
        "type": "function_call",
        "id": f"fc_{number}",
        "call_id": f"call_{number}",
        "name": "find",
        "arguments": '{"name": "Ada"}',
        "status": "completed",
    }


def output(number: int) -> Payload:
    return {"type": "function_call_output", "call_id": f"call_{number}", "output": "1815"}


def make_question(text: str) -> Payload:
    return {"type": "message", "role": "user", "content": text}


TALK = [
    make_question("Find Ada."),
    make_reasoning(1),
    make_message(1, "I look.", phase="commentary"),
    make_call(1),
    make_call(2),
    output(1),
    output(2),
    make_reasoning(2),
    make_call(3),
    output(3),
    make_reasoning(3),
    make_message(2, "1815."),
    make_question("Thanks. Again?"),
    make_reasoning(4),
    make_message(3, "1815."),
    make_question("Bye."),
]


@pytest.fixture
def served(serve: Serve, upstream: Scripted) -> Served:
    return serve(Upstream(upstream.url, to="responses"))


def items_of_model(items: list[Payload]) -> list[Payload]:
    return [item for item in items if not is_of_client(item)]


@pytest.mark.parametrize("form", ["whole", "streamed"])
def test_turns_come_back_exactly(served: Served, upstream: Scripted, form: str) -> None:
    ask = ask_whole(served.client) if form == "whole" else ask_streaming(upstream, served.client)
    sent = play(upstream, ask, {"model": "m"}, TALK)
    for request in sent:
        assert request["store"] is False
        assert request["include"] == ["reasoning.encrypted_content"]
        length = len(request["input"])
        assert items_of_model(request["input"]) == items_of_model(TALK[:length])
    assert [item.get("call_id") for item in sent[-1]["input"]] == [
        item.get("call_id") for item in TALK
    ]


def test_another_key_finds_nothing(served: Served, upstream: Scripted) -> None:
    upstream.say(
        Answer(response([make_reasoning(1), make_call(1)], 1)),
        Answer(response([make_message(1, "1815.")], 2)),
    )
    key = {"authorization": "Bearer a"}
    first = served.client.post("/v1/chat/completions", json=CHAT, headers=key).json()
    tool = {"role": "tool", "tool_call_id": "call_1", "content": "1815"}
    messages = [*CHAT["messages"], first["choices"][0]["message"], tool]
    other_headers = {"authorization": "Bearer b"}
    served.client.post(
        "/v1/chat/completions", json={**CHAT, "messages": messages}, headers=other_headers
    )
    assert "reasoning" not in [item["type"] for item in upstream.requests[-1]["input"]]


def test_what_the_client_leaves_alone_is_kept_where_it_edits(
    served: Served, upstream: Scripted
) -> None:
    turn = [make_reasoning(1), make_call(1), make_reasoning(2), make_call(2)]
    upstream.say(Answer(response(turn, 1)), Answer(response([make_message(1, "Done.")], 2)))
    first = served.client.post("/v1/chat/completions", json=CHAT).json()
    message = first["choices"][0]["message"]
    message["content"] = "I said this."
    message["tool_calls"].pop(0)
    tool = {"role": "tool", "tool_call_id": "call_2", "content": "1815"}
    messages = [*CHAT["messages"], message, tool]
    served.client.post("/v1/chat/completions", json={**CHAT, "messages": messages})
    own, rs, call, result = upstream.requests[-1]["input"][1:]
    assert own["content"][0]["text"] == "I said this."
    assert (rs, call) == (make_reasoning(2), make_call(2))
    assert result["call_id"] == "call_2"


def test_equal_words_in_another_conversation_bring_nothing(
    served: Served, upstream: Scripted
) -> None:
    upstream.say(
        Answer(response([make_reasoning(1), make_message(1, "Hi.")], 1)),
        Answer(response([make_message(2, "So.")], 2)),
    )
    served.client.post("/v1/chat/completions", json=CHAT)
    own = [
        {"role": "user", "content": "Hello?"},
        {"role": "assistant", "content": "Hi."},
        {"role": "user", "content": "And?"},
    ]
    served.client.post("/v1/chat/completions", json={**CHAT, "messages": own})
    assert [item["type"] for item in upstream.requests[-1]["input"]] == ["message"] * 3


def test_a_client_may_write_messages_anew(served: Served, upstream: Scripted) -> None:
    turn = [make_reasoning(1), make_message(1, "Hi.")]
    upstream.say(Answer(response(turn, 1)), Answer(response([make_message(2, "So.")], 2)))
    served.client.post("/v1/chat/completions", json=CHAT)
    rewritten = [
        {"role": "system", "content": "It is noon."},
        {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "Hi."}]},
        {"role": "user", "content": "And?"},
    ]
    served.client.post("/v1/chat/completions", json={**CHAT, "messages": rewritten})
    assert upstream.requests[-1]["input"][2:4] == turn


def test_a_model_that_does_not_think_is_asked_without_it(
    served: Served, upstream: Scripted
) -> None:
    message = "Encrypted content is not supported with this model."
    upstream.say(
        Answer({"error": {"message": message, "param": "include"}}, 400),
        *(Answer(response([make_message(1, "Hi.")], index)) for index in range(2)),
    )
    for _ in range(2):
        assert served.client.post("/v1/chat/completions", json=CHAT).is_success
    assert ["include" in request for request in upstream.requests] == [True, False, False]


def test_a_stream_is_chunks_and_an_end(served: Served, upstream: Scripted) -> None:
    upstream.say(Answer(response([make_message(1, "Hi.")], 1)))
    request = {**CHAT, "stream": True, "stream_options": {"include_usage": True}}
    answer = served.client.post("/v1/chat/completions", json=request)
    assert not check_chunks(list(decode_sse([answer.content])))
    assert answer.text.endswith("data: [DONE]\n\n")


def test_an_answer_that_has_failed_is_an_error(served: Served, upstream: Scripted) -> None:
    error = {"code": "server_error", "message": "Out of memory."}
    failed = {**response([], 1), "status": "failed", "error": error}
    created = {"type": "response.created", "response": {**failed, "status": "in_progress"}}
    events = [created, {"type": "response.failed", "response": failed}]
    upstream.say(Answer(failed), Answer(stream=events))
    answer = served.client.post("/v1/chat/completions", json=CHAT)
    assert (answer.status_code, answer.json()["error"]["message"]) == (502, "Out of memory.")
    answer = served.client.post("/v1/chat/completions", json={**CHAT, "stream": True})
    last = list(decode_sse([answer.content]))[-1]
    assert last["error"]["message"] == "Out of memory."
    assert "[DONE]" not in answer.text


CORPUS = os.environ.get("RESPONSES_PROTOCOL_CORPUS")


def recorded_turns() -> list[Any]:
    """Return the conversations in which the model has thought."""
    if CORPUS is None:
        return []
    params = []
    for line in (Path(CORPUS) / "responses.request.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        items = row["payload"].get("input")
        if not isinstance(items, list) or not any(
            item.get("type") == "reasoning" for item in items
        ):
            continue
        params.append(pytest.param([as_answered(item) for item in items], id=row["id"]))
    return params


def as_answered(item: Payload) -> Payload:
    """Return what a client has shortened as servers say it."""
    if item.get("role") != "assistant" or not isinstance(item["content"], str):
        return item
    return make_message(0, item["content"])


@pytest.mark.parametrize("form", ["whole", "streamed"])
@pytest.mark.parametrize("items", recorded_turns())
def test_recorded_turns_come_back_with_their_reasoning(
    served: Served, upstream: Scripted, items: list[Payload], form: str
) -> None:
    ask = ask_whole(served.client) if form == "whole" else ask_streaming(upstream, served.client)
    sent = play(upstream, ask, {"model": "m"}, items)
    assert items_of_model(sent[-1]["input"])[: len(items_of_model(items))] == items_of_model(items)
