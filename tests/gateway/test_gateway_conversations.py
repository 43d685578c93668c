"""Conversations, and what is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve, Served
from test_gateway_responses import REQUEST, whole
from upstreams import Answer, Scripted

from responses_protocol._gateway.settings import Upstream

Payload = dict[str, Any]


@pytest.fixture
def served(serve: Serve, upstream: Scripted) -> Served:
    return serve(Upstream(upstream.url))


def test_a_conversation_is_made_changed_and_removed(served: Served) -> None:
    client = served.client
    conversation = client.post("/v1/conversations", json={"metadata": {"topic": "tides"}}).json()
    assert conversation["object"] == "conversation"
    assert conversation["metadata"] == {"topic": "tides"}
    path = f"/v1/conversations/{conversation['id']}"
    assert client.get(path).json() == conversation
    changed = client.post(path, json={"metadata": {"topic": "moons"}}).json()
    assert client.get(path).json() == changed == {**conversation, "metadata": {"topic": "moons"}}
    assert client.post(path, json={"metadata": None}).json()["metadata"] == {}
    other_headers = {"authorization": "Bearer other"}
    assert client.get(path, headers=other_headers).status_code == 404
    deletion = client.delete(path).json()
    assert deletion == {"id": conversation["id"], "object": "conversation.deleted", "deleted": True}
    answer = client.get(path)
    assert answer.status_code == 404
    assert (
        answer.json()["error"]["message"]
        == f"Conversation with id '{conversation['id']}' not found."
    )


def test_its_items_are_listed_added_and_removed(served: Served) -> None:
    client = served.client
    first = {"type": "message", "role": "user", "content": "One."}
    conversation = client.post("/v1/conversations", json={"items": [first]}).json()
    path = f"/v1/conversations/{conversation['id']}/items"
    added = client.post(path, json={"items": [{"role": "user", "content": "Two."}]}).json()
    assert [item["content"][0]["text"] for item in added["data"]] == ["Two."]
    items = client.get(path).json()["data"]
    assert [item["content"][0]["text"] for item in items] == ["Two.", "One."]
    item = items[0]["id"]
    assert client.get(f"{path}/{item}").json() == items[0]
    assert client.delete(f"{path}/{item}").json() == conversation
    assert client.get(f"{path}/{item}").status_code == 404
    assert client.delete(f"{path}/{item}").status_code == 404
    for wrong in (None, "x", [1], [first] * 21):
        assert client.post(path, json={"items": wrong}).status_code == 400
    assert len(client.get(path).json()["data"]) == 1


@pytest.mark.parametrize(
    ("item", "status", "param"),
    [
        ({"foo": 1}, 400, "items[0].id"),
        ({"type": "message", "content": "Hi"}, 400, "items[0].role"),
        ({"type": 5, "role": "user", "content": "Hi"}, 400, "items[0].type"),
        ({"role": "user", "content": 5}, 400, "items[0].content"),
        ({"type": "item_reference", "id": "msg_none"}, 404, "items"),
    ],
)
def test_an_item_that_no_request_could_use_is_refused(
    served: Served, item: Payload, status: int, param: str
) -> None:
    talk = served.client.post("/v1/conversations", json={}).json()["id"]
    for path in ("/v1/conversations", f"/v1/conversations/{talk}/items"):
        answer = served.client.post(path, json={"items": [item]})
        assert (answer.status_code, answer.json()["error"]["param"]) == (status, param)


@pytest.mark.parametrize("kind", ["function_call", "custom_tool_call"])
def test_an_output_that_has_lost_its_call_is_refused(
    served: Served, upstream: Scripted, kind: str
) -> None:
    """Nothing is left out of a conversation without an error."""
    call = {"type": kind, "call_id": "call_1", "name": "f", "arguments": "{}", "input": "x"}
    output = {"type": f"{kind}_output", "call_id": "call_1", "output": "4"}
    talk = served.client.post("/v1/conversations", json={"items": [call, output]}).json()["id"]
    request = {**REQUEST, "conversation": talk}
    upstream.say(whole({"content": "Four."}))
    assert served.client.post("/v1/responses", json=request).is_success
    path = f"/v1/conversations/{talk}/items"
    items = served.client.get(path, params={"order": "asc"}).json()["data"]
    assert served.client.delete(f"{path}/{items[0]['id']}").is_success
    answer = served.client.post("/v1/responses", json=request)
    error = answer.json()["error"]
    assert (answer.status_code, error["param"]) == (400, "conversation")
    assert error["message"] == "No tool call found for function call output with call_id call_1."
    assert len(upstream.requests) == 1


def test_a_second_output_of_a_call_is_refused(served: Served, upstream: Scripted) -> None:
    call = {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "call_1", "output": "4"}
    talk = served.client.post("/v1/conversations", json={"items": [call, output] * 2}).json()["id"]
    request = {**REQUEST, "conversation": talk}
    upstream.say(whole({"content": "Four."}))
    assert served.client.post("/v1/responses", json={**request, "store": False}).is_success
    items = {"items": [{**output, "output": "5"}]}
    assert served.client.post(f"/v1/conversations/{talk}/items", json=items).is_success
    answer = served.client.post("/v1/responses", json=request)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "conversation")


def test_an_answer_that_has_lost_its_earlier_call_is_refused(
    served: Served, upstream: Scripted
) -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    upstream.say(whole({"content": None, "tool_calls": [call]}, "tool_calls"))
    upstream.say(whole({"content": "Four."}))
    first = served.client.post("/v1/responses", json=REQUEST).json()["id"]
    output = {"type": "function_call_output", "call_id": "call_1", "output": "4"}
    follow = {**REQUEST, "input": [output], "previous_response_id": first}
    second = served.client.post("/v1/responses", json=follow).json()["id"]
    assert served.client.delete(f"/v1/responses/{first}").is_success
    answer = served.client.post("/v1/responses", json={**REQUEST, "previous_response_id": second})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "previous_response_id")


def test_answers_go_on_from_a_conversation_and_into_it(served: Served, upstream: Scripted) -> None:
    client = served.client
    item = {"role": "user", "content": "One."}
    talk = client.post("/v1/conversations", json={"items": [item]}).json()["id"]
    upstream.say(whole({"content": "Two."}), whole({"content": "Four."}))
    for text, name in (("Two?", talk), ("Three.", {"id": talk})):
        payload = {**REQUEST, "input": text, "conversation": name, "store": False}
        answer = client.post("/v1/responses", json=payload).json()
        assert answer["conversation"] == {"id": talk}
    contents = [message["content"] for message in upstream.requests[-1]["messages"]]
    assert contents == ["Be brief.", "One.", "Two?", "Two.", "Three."]
    items_page = client.get(f"/v1/conversations/{talk}/items", params={"order": "asc"}).json()
    texts = [item["content"][0]["text"] for item in items_page["data"]]
    assert texts == ["One.", "Two?", "Two.", "Three.", "Four."]


def test_an_answer_that_was_cut_is_no_part_of_it(served: Served, upstream: Scripted) -> None:
    talk = served.client.post("/v1/conversations", json={}).json()["id"]
    upstream.say(Answer(stream=[]))
    payload = {**REQUEST, "conversation": talk, "stream": True}
    assert "response.failed" in served.client.post("/v1/responses", json=payload).text
    assert served.client.get(f"/v1/conversations/{talk}/items").json()["data"] == []


def test_a_request_goes_on_from_one_thing(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}))
    response_id = served.client.post("/v1/responses", json=REQUEST).json()["id"]
    for name in ("conv_none", {"id": "conv_none"}):
        answer = served.client.post("/v1/responses", json={**REQUEST, "conversation": name})
        assert answer.status_code == 404
    request_with_both = {
        **REQUEST,
        "conversation": "conv_none",
        "previous_response_id": response_id,
    }
    answer = served.client.post("/v1/responses", json=request_with_both)
    assert answer.json()["error"]["code"] == "mutually_exclusive_parameters"


def test_counting_is_refused_by_name_where_the_upstream_can_not_count(served: Served) -> None:
    answer = served.client.post("/v1/responses/input_tokens", json=REQUEST)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unsupported_operation")
