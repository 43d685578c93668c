"""Answers that are kept: found by their id, followed by others, removed, and nobody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve, Served
from test_gateway_responses import REQUEST, WORDS, chunk, whole
from upstreams import Answer, Scripted

from responses_protocol._gateway.settings import Upstream
from responses_protocol.streams import decode_sse

Payload = dict[str, Any]
CALL = {"id": "call_1", "type": "function", "function": {"name": "crm__find", "arguments": "{}"}}


@pytest.fixture
def served(serve: Serve, upstream: Scripted) -> Served:
    return serve(Upstream(upstream.url))


def post(served: Served, **more: Any) -> Payload:
    answer = served.client.post("/v1/responses", json={**REQUEST, **more})
    assert answer.status_code == 200, answer.text
    found: Payload = answer.json()
    return found


def test_an_answer_is_there_until_it_is_removed(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}))
    made = post(served)
    path = f"/v1/responses/{made['id']}"
    assert served.client.get(path).json() == made
    gone = {"id": made["id"], "object": "response", "deleted": True}
    assert served.client.delete(path).json() == gone
    for answer in (
        served.client.get(path),
        served.client.delete(path),
        served.client.get(f"{path}/input_items"),
        served.client.post(f"{path}/cancel"),
    ):
        assert answer.status_code == 404
        assert answer.json()["error"]["message"] == f"Response with id '{made['id']}' not found."


def test_a_streamed_answer_is_kept_before_its_end_is_reported(
    served: Served, upstream: Scripted
) -> None:
    upstream.say(Answer(stream=[*WORDS, chunk("stop")]))
    with served.client.stream("POST", "/v1/responses", json={**REQUEST, "stream": True}) as answer:
        events = list(decode_sse(answer.iter_bytes()))
    made = events[-1]["response"]
    assert served.client.get(f"/v1/responses/{made['id']}").json() == made


def test_what_is_not_to_be_kept_is_not(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}))
    made = post(served, store=False)
    assert served.client.get(f"/v1/responses/{made['id']}").status_code == 404


def test_answers_follow_each_other(served: Served, upstream: Scripted) -> None:
    upstream.say(
        whole({"content": None, "tool_calls": [CALL]}, "tool_calls"),
        whole({"content": "1815."}),
        whole({"content": "Bye."}),
    )
    first = post(served)
    output = {"type": "function_call_output", "call_id": "call_1", "output": "1815"}
    second = post(served, input=[output], previous_response_id=first["id"], instructions=None)
    assert second["previous_response_id"] == first["id"]
    post(served, input="Thanks.", previous_response_id=second["id"])
    said = [(one["role"], one["content"]) for one in upstream.requests[-1]["messages"]]
    assert said == [
        ("system", "Be brief."),
        ("user", "Find Ada."),
        ("assistant", None),
        ("tool", "1815"),
        ("assistant", "1815."),
        ("user", "Thanks."),
    ]
    assert upstream.requests[-2]["messages"][0]["role"] == "user"  # instructions don't go on
    assert "previous_response_id" not in upstream.requests[-1]


def test_a_reference_stands_for_its_item(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}), whole({"content": "So."}))
    [item] = post(served)["output"]
    reference = {"type": "item_reference", "id": item["id"]}
    post(served, input=[reference, {"role": "user", "content": "And?"}])
    said = [one["content"] for one in upstream.requests[-1]["messages"]]
    assert said == ["Be brief.", "Hi.", "And?"]
    unknown = {"type": "item_reference", "id": "msg_none"}
    answer = served.client.post("/v1/responses", json={**REQUEST, "input": [unknown]})
    assert answer.json()["error"]["message"] == "Item with id 'msg_none' not found."


def test_input_items_come_in_pages(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}))
    texts = ["one", "two", "three"]
    made = post(served, input=[{"role": "user", "content": one} for one in texts])
    path = f"/v1/responses/{made['id']}/input_items"
    listed = served.client.get(path).json()
    assert [one["content"][0]["text"] for one in listed["data"]] == texts[::-1]
    assert (listed["object"], listed["has_more"]) == ("list", False)
    asked = {"order": "asc", "limit": 2}
    first = served.client.get(path, params=asked).json()
    assert first["has_more"]
    rest = served.client.get(path, params={**asked, "after": first["last_id"]}).json()
    assert [one["content"][0]["text"] for one in rest["data"]] == ["three"]
    for wrong in ({"limit": 0}, {"limit": "x"}, {"order": "up"}, {"after": "none"}):
        assert served.client.get(path, params=wrong).status_code in (400, 404)


def test_what_is_of_another_key_is_not_there(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}))
    made = post(served)
    other = {"authorization": "Bearer other"}
    answer = served.client.get(f"/v1/responses/{made['id']}", headers=other)
    assert answer.status_code == 404
    answer = served.client.post(
        "/v1/responses", json={**REQUEST, "previous_response_id": made["id"]}, headers=other
    )
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        {
            "message": f"Previous response with id '{made['id']}' not found.",
            "type": "invalid_request_error",
            "param": "previous_response_id",
            "code": "previous_response_not_found",
        },
    )


def test_a_file_outlives_its_gateway(serve: Serve, upstream: Scripted, tmp_path: Path) -> None:
    store = f"sqlite+aiosqlite:///{tmp_path / 'gateway.sqlite'}"
    upstream.say(whole({"content": "Hi."}))
    made = post(serve(Upstream(upstream.url), store=store))
    other = serve(Upstream(upstream.url), store=store)
    assert other.client.get(f"/v1/responses/{made['id']}").json() == made
