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
    made = client.post("/v1/conversations", json={"metadata": {"topic": "tides"}}).json()
    assert made["object"] == "conversation"
    assert made["metadata"] == {"topic": "tides"}
    path = f"/v1/conversations/{made['id']}"
    assert client.get(path).json() == made
    changed = client.post(path, json={"metadata": {"topic": "moons"}}).json()
    assert client.get(path).json() == changed == {**made, "metadata": {"topic": "moons"}}
    other = {"authorization": "Bearer other"}
    assert client.get(path, headers=other).status_code == 404
    gone = client.delete(path).json()
    assert gone == {"id": made["id"], "object": "conversation.deleted", "deleted": True}
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == f"Conversation with id '{made['id']}' not found."


def test_its_items_are_listed_added_and_removed(served: Served) -> None:
    client = served.client
    first = {"type": "message", "role": "user", "content": "One."}
    made = client.post("/v1/conversations", json={"items": [first]}).json()
    path = f"/v1/conversations/{made['id']}/items"
    added = client.post(path, json={"items": [{"role": "user", "content": "Two."}]}).json()
    assert [one["content"][0]["text"] for one in added["data"]] == ["Two."]
    listed = client.get(path).json()["data"]
    assert [one["content"][0]["text"] for one in listed] == ["Two.", "One."]
    item = listed[0]["id"]
    assert client.get(f"{path}/{item}").json() == listed[0]
    assert client.delete(f"{path}/{item}").json() == made
    assert client.get(f"{path}/{item}").status_code == 404
    assert client.delete(f"{path}/{item}").status_code == 404
    for wrong in (None, "x", [1], [first] * 21):
        assert client.post(path, json={"items": wrong}).status_code == 400
    assert len(client.get(path).json()["data"]) == 1


def test_answers_go_on_from_a_conversation_and_into_it(served: Served, upstream: Scripted) -> None:
    client = served.client
    item = {"role": "user", "content": "One."}
    talk = client.post("/v1/conversations", json={"items": [item]}).json()["id"]
    upstream.say(whole({"content": "Two."}), whole({"content": "Four."}))
    for text, name in (("Two?", talk), ("Three.", {"id": talk})):
        payload = {**REQUEST, "input": text, "conversation": name, "store": False}
        answer = client.post("/v1/responses", json=payload).json()
        assert answer["conversation"] == {"id": talk}
    said = [one["content"] for one in upstream.requests[-1]["messages"]]
    assert said == ["Be brief.", "One.", "Two?", "Two.", "Three."]
    listed = client.get(f"/v1/conversations/{talk}/items", params={"order": "asc"}).json()
    texts = [one["content"][0]["text"] for one in listed["data"]]
    assert texts == ["One.", "Two?", "Two.", "Three.", "Four."]


def test_an_answer_that_was_cut_is_no_part_of_it(served: Served, upstream: Scripted) -> None:
    talk = served.client.post("/v1/conversations", json={}).json()["id"]
    upstream.say(Answer(stream=[]))
    payload = {**REQUEST, "conversation": talk, "stream": True}
    assert "response.failed" in served.client.post("/v1/responses", json=payload).text
    assert served.client.get(f"/v1/conversations/{talk}/items").json()["data"] == []


def test_a_request_goes_on_from_one_thing(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}))
    made = served.client.post("/v1/responses", json=REQUEST).json()["id"]
    for name in ("conv_none", {"id": "conv_none"}):
        answer = served.client.post("/v1/responses", json={**REQUEST, "conversation": name})
        assert answer.status_code == 404
    both = {**REQUEST, "conversation": "conv_none", "previous_response_id": made}
    answer = served.client.post("/v1/responses", json=both)
    assert answer.json()["error"]["code"] == "mutually_exclusive_parameters"


def test_counting_is_refused_by_name_where_the_upstream_can_not_count(served: Served) -> None:
    answer = served.client.post("/v1/responses/input_tokens", json=REQUEST)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unsupported_operation")
