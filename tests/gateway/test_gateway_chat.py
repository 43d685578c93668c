"""Chat clients on a Responses server: what the server said comes back to it as it said it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from conversations import is_of_client, play, response, streamed, whole
from served import Serve, Served
from upstreams import Answer, Scripted

from responses_protocol._gateway.settings import Upstream
from responses_protocol.streams import check_chunks, decode_sse

Payload = dict[str, Any]
CHAT: Payload = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}


def thought(number: int) -> Payload:
    item_id = f"rs_{number}"
    return {"type": "reasoning", "id": item_id, "summary": [], "encrypted_content": f"x{number}"}


def said(number: int, text: str, **more: Any) -> Payload:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    head = {"type": "message", "id": f"msg_{number}", "role": "assistant", "status": "completed"}
    return {**head, **more, "content": [part]}


def called(number: int) -> Payload:
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


def asked(text: str) -> Payload:
    return {"type": "message", "role": "user", "content": text}


TALK = [
    asked("Find Ada."),
    thought(1),
    said(1, "I look.", phase="commentary"),
    called(1),
    called(2),
    output(1),
    output(2),
    thought(2),
    called(3),
    output(3),
    thought(3),
    said(2, "1815."),
    asked("Thanks. Again?"),
    thought(4),
    said(3, "1815."),
    asked("Bye."),
]


@pytest.fixture
def served(serve: Serve, upstream: Scripted) -> Served:
    return serve(Upstream(upstream.url, to="responses"))


def of_model(items: list[Payload]) -> list[Payload]:
    return [one for one in items if not is_of_client(one)]


@pytest.mark.parametrize("way", ["whole", "streamed"])
def test_turns_come_back_exactly(served: Served, upstream: Scripted, way: str) -> None:
    ask = whole(served.client) if way == "whole" else streamed(upstream, served.client)
    sent = play(upstream, ask, {"model": "m"}, TALK)
    for request in sent:
        assert request["store"] is False
        assert request["include"] == ["reasoning.encrypted_content"]
        length = len(request["input"])
        assert of_model(request["input"]) == of_model(TALK[:length])
    assert [one.get("call_id") for one in sent[-1]["input"]] == [one.get("call_id") for one in TALK]


def test_another_key_finds_nothing(served: Served, upstream: Scripted) -> None:
    upstream.say(
        Answer(response([thought(1), called(1)], 1)), Answer(response([said(1, "1815.")], 2))
    )
    key = {"authorization": "Bearer a"}
    first = served.client.post("/v1/chat/completions", json=CHAT, headers=key).json()
    tool = {"role": "tool", "tool_call_id": "call_1", "content": "1815"}
    messages = [*CHAT["messages"], first["choices"][0]["message"], tool]
    other = {"authorization": "Bearer b"}
    served.client.post("/v1/chat/completions", json={**CHAT, "messages": messages}, headers=other)
    assert "reasoning" not in [one["type"] for one in upstream.requests[-1]["input"]]


def test_what_the_client_leaves_alone_is_kept_where_it_edits(
    served: Served, upstream: Scripted
) -> None:
    turn = [thought(1), called(1), thought(2), called(2)]
    upstream.say(Answer(response(turn, 1)), Answer(response([said(1, "Done.")], 2)))
    first = served.client.post("/v1/chat/completions", json=CHAT).json()
    message = first["choices"][0]["message"]
    message["content"] = "I said this."
    message["tool_calls"].pop(0)
    tool = {"role": "tool", "tool_call_id": "call_2", "content": "1815"}
    messages = [*CHAT["messages"], message, tool]
    served.client.post("/v1/chat/completions", json={**CHAT, "messages": messages})
    own, rs, call, result = upstream.requests[-1]["input"][1:]
    assert own["content"][0]["text"] == "I said this."
    assert (rs, call) == (thought(2), called(2))
    assert result["call_id"] == "call_2"


def test_equal_words_in_another_conversation_bring_nothing(
    served: Served, upstream: Scripted
) -> None:
    upstream.say(
        Answer(response([thought(1), said(1, "Hi.")], 1)), Answer(response([said(2, "So.")], 2))
    )
    served.client.post("/v1/chat/completions", json=CHAT)
    own = [
        {"role": "user", "content": "Hello?"},
        {"role": "assistant", "content": "Hi."},
        {"role": "user", "content": "And?"},
    ]
    served.client.post("/v1/chat/completions", json={**CHAT, "messages": own})
    assert [one["type"] for one in upstream.requests[-1]["input"]] == ["message"] * 3


def test_a_client_may_write_messages_anew(served: Served, upstream: Scripted) -> None:
    turn = [thought(1), said(1, "Hi.")]
    upstream.say(Answer(response(turn, 1)), Answer(response([said(2, "So.")], 2)))
    served.client.post("/v1/chat/completions", json=CHAT)
    again = [
        {"role": "system", "content": "It is noon."},
        {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "Hi."}]},
        {"role": "user", "content": "And?"},
    ]
    served.client.post("/v1/chat/completions", json={**CHAT, "messages": again})
    assert upstream.requests[-1]["input"][2:4] == turn


def test_a_model_that_does_not_think_is_asked_without_it(
    served: Served, upstream: Scripted
) -> None:
    message = "Encrypted content is not supported with this model."
    upstream.say(
        Answer({"error": {"message": message, "param": "include"}}, 400),
        *(Answer(response([said(1, "Hi.")], at)) for at in range(2)),
    )
    for _ in range(2):
        assert served.client.post("/v1/chat/completions", json=CHAT).is_success
    assert ["include" in one for one in upstream.requests] == [True, False, False]


def test_a_stream_is_chunks_and_an_end(served: Served, upstream: Scripted) -> None:
    upstream.say(Answer(response([said(1, "Hi.")], 1)))
    asked = {**CHAT, "stream": True, "stream_options": {"include_usage": True}}
    answer = served.client.post("/v1/chat/completions", json=asked)
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


def recorded() -> list[Any]:
    """Return the conversations in which the model has thought."""
    if CORPUS is None:
        return []
    found = []
    for line in (Path(CORPUS) / "responses.request.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        items = row["payload"].get("input")
        if not isinstance(items, list) or not any(one.get("type") == "reasoning" for one in items):
            continue
        found.append(pytest.param([as_answered(one) for one in items], id=row["id"]))
    return found


def as_answered(item: Payload) -> Payload:
    """Return what a client has shortened as servers say it."""
    if item.get("role") != "assistant" or not isinstance(item["content"], str):
        return item
    return said(0, item["content"])


@pytest.mark.parametrize("way", ["whole", "streamed"])
@pytest.mark.parametrize("items", recorded())
def test_recorded_turns_come_back_with_their_reasoning(
    served: Served, upstream: Scripted, items: list[Payload], way: str
) -> None:
    ask = whole(served.client) if way == "whole" else streamed(upstream, served.client)
    sent = play(upstream, ask, {"model": "m"}, items)
    assert of_model(sent[-1]["input"])[: len(of_model(items))] == of_model(items)
