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
    response: Payload = answer.json()
    return response


def test_an_answer_is_there_until_it_is_removed(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}))
    response = post(served)
    path = f"/v1/responses/{response['id']}"
    assert served.client.get(path).json() == response
    deletion = {"id": response["id"], "object": "response", "deleted": True}
    assert served.client.delete(path).json() == deletion
    for answer in (
        served.client.get(path),
        served.client.delete(path),
        served.client.get(f"{path}/input_items"),
        served.client.post(f"{path}/cancel"),
    ):
        assert answer.status_code == 404
        assert (
            answer.json()["error"]["message"] == f"Response with id '{response['id']}' not found."
        )


def test_a_streamed_answer_is_kept_before_its_end_is_reported(
    served: Served, upstream: Scripted
) -> None:
    upstream.say(Answer(stream=[*WORDS, chunk("stop")]))
    with served.client.stream("POST", "/v1/responses", json={**REQUEST, "stream": True}) as answer:
        events = list(decode_sse(answer.iter_bytes()))
    response = events[-1]["response"]
    assert served.client.get(f"/v1/responses/{response['id']}").json() == response


def test_an_answer_with_store_false_is_not_kept(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}))
    response = post(served, store=False)
    assert served.client.get(f"/v1/responses/{response['id']}").status_code == 404


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
    contents = [
        (message["role"], message["content"]) for message in upstream.requests[-1]["messages"]
    ]
    assert contents == [
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
    contents = [message["content"] for message in upstream.requests[-1]["messages"]]
    assert contents == ["Be brief.", "Hi.", "And?"]
    unknown = {"type": "item_reference", "id": "msg_none"}
    answer = served.client.post("/v1/responses", json={**REQUEST, "input": [unknown]})
    assert answer.json()["error"]["message"] == "Item with id 'msg_none' not found."


def test_input_items_come_in_pages(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}))
    texts = ["one", "two", "three"]
    response = post(served, input=[{"role": "user", "content": text} for text in texts])
    path = f"/v1/responses/{response['id']}/input_items"
    items_page = served.client.get(path).json()
    assert [item["content"][0]["text"] for item in items_page["data"]] == texts[::-1]
    assert (items_page["object"], items_page["has_more"]) == ("list", False)
    params = {"order": "asc", "limit": 2}
    first = served.client.get(path, params=params).json()
    assert first["has_more"]
    rest = served.client.get(path, params={**params, "after": first["last_id"]}).json()
    assert [item["content"][0]["text"] for item in rest["data"]] == ["three"]
    for wrong in ({"limit": 0}, {"limit": "x"}, {"order": "up"}, {"after": "none"}):
        assert served.client.get(path, params=wrong).status_code in (400, 404)


def test_an_answer_of_another_key_is_unknown(served: Served, upstream: Scripted) -> None:
    upstream.say(whole({"content": "Hi."}))
    response = post(served)
    other_headers = {"authorization": "Bearer other"}
    answer = served.client.get(f"/v1/responses/{response['id']}", headers=other_headers)
    assert answer.status_code == 404
    answer = served.client.post(
        "/v1/responses",
        json={**REQUEST, "previous_response_id": response["id"]},
        headers=other_headers,
    )
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        {
            "message": f"Previous response with id '{response['id']}' not found.",
            "type": "invalid_request_error",
            "param": "previous_response_id",
            "code": "previous_response_not_found",
        },
    )


def test_a_file_outlives_its_gateway(serve: Serve, upstream: Scripted, tmp_path: Path) -> None:
    store = f"sqlite+aiosqlite:///{tmp_path / 'gateway.sqlite'}"
    upstream.say(whole({"content": "Hi."}))
    response = post(serve(Upstream(upstream.url), store=store))
    second_gateway = serve(Upstream(upstream.url), store=store)
    assert second_gateway.client.get(f"/v1/responses/{response['id']}").json() == response
