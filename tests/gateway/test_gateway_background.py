"""Answers in the background: polled, streamed, resumed, cancelled, and ended with the gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve, Served
from test_gateway_responses import REQUEST, WORDS, chunk, whole
from upstreams import Answer, Scripted, until

from responses_protocol._gateway.settings import Upstream
from responses_protocol.streams import check_events, decode_sse

Payload = dict[str, Any]
JOB = {**REQUEST, "background": True}
SLOW = Answer(stream=[*WORDS, chunk("stop")], hold=0.1)


@pytest.fixture
def served(serve: Serve, upstream: Scripted, tmp_path: Path) -> Served:
    store = f"sqlite+aiosqlite:///{tmp_path / 'gateway.sqlite'}"
    return serve(Upstream(upstream.url), store=store)


def get(served: Served, name: str) -> Payload:
    found: Payload = served.client.get(f"/v1/responses/{name}").json()
    return found


def events_after(served: Served, name: str, number: int | None = None) -> list[Payload]:
    asked = {"stream": "true", **({} if number is None else {"starting_after": str(number)})}
    answer = served.client.get(f"/v1/responses/{name}", params=asked)
    assert answer.status_code == 200, answer.text
    return list(decode_sse([answer.content]))


def test_an_answer_is_made_without_its_client(served: Served, upstream: Scripted) -> None:
    upstream.say(SLOW)
    made = served.client.post("/v1/responses", json=JOB).json()
    assert (made["status"], made["output"], made["background"]) == ("queued", [], True)
    metrics = served.gateway.metrics
    assert not metrics.count("losses", code="responses_parameter", severity="error")
    until(lambda: get(served, made["id"])["status"] == "in_progress")
    until(lambda: get(served, made["id"])["status"] == "completed")
    done = get(served, made["id"])
    assert done["output"][0]["content"][0]["text"] == "Hi."
    assert done["id"] == made["id"]
    listed = served.client.get(f"/v1/responses/{made['id']}/input_items").json()
    assert listed["data"][0]["content"][0]["text"] == "Find Ada."


def test_a_stream_is_resumed(served: Served, upstream: Scripted) -> None:
    upstream.say(SLOW)
    asked = {**JOB, "stream": True}
    with served.client.stream("POST", "/v1/responses", json=asked) as answer:
        first = next(iter(decode_sse(answer.iter_bytes())))  # and then the client goes
    name = first["response"]["id"]
    rest = events_after(served, name, first["sequence_number"])
    assert [one["sequence_number"] for one in rest] == list(range(1, len(rest) + 1))
    assert not check_events([first, *rest])
    assert rest[-1]["response"] == get(served, name)
    assert rest[-1]["response"]["id"] == name
    assert events_after(served, name) == [first, *rest]


def test_the_events_outlive_the_gateway(serve: Serve, served: Served, upstream: Scripted) -> None:
    upstream.say(SLOW)
    made = served.client.post("/v1/responses", json=JOB).json()
    events = events_after(served, made["id"])
    until(lambda: get(served, made["id"])["status"] == "completed")
    other = serve(Upstream(upstream.url), store=served.gateway.settings.store)
    assert events_after(other, made["id"]) == events
    assert events_after(other, made["id"], 3) == events[4:]


def test_an_answer_is_cancelled(served: Served, upstream: Scripted) -> None:
    endless = [*WORDS, *(chunk(content="more") for _ in range(1000))]
    upstream.say(Answer(stream=endless, hold=0.05), whole({"content": "Hi."}))
    made = served.client.post("/v1/responses", json=JOB).json()
    until(lambda: upstream.open == 1)
    path = f"/v1/responses/{made['id']}/cancel"
    assert served.client.post(path).json()["status"] == "cancelled"
    until(lambda: upstream.open == 0)
    assert get(served, made["id"])["status"] == "cancelled"
    assert served.client.post(path).json()["status"] == "cancelled"
    other = served.client.post("/v1/responses", json=REQUEST).json()
    answer = served.client.post(f"/v1/responses/{other['id']}/cancel")
    assert answer.json()["error"]["message"] == "Cannot cancel a synchronous response."


def test_an_error_of_the_upstream_fails_it(served: Served, upstream: Scripted) -> None:
    upstream.say(Answer({"detail": "No such model."}, 404))
    made = served.client.post("/v1/responses", json=JOB).json()
    until(lambda: get(served, made["id"])["status"] == "failed")
    assert get(served, made["id"])["error"]["message"] == "No such model."
    assert not check_events(events_after(served, made["id"]))


def test_what_is_not_done_is_not_gone_on_from(served: Served, upstream: Scripted) -> None:
    upstream.say(SLOW)
    made = served.client.post("/v1/responses", json=JOB).json()
    asked = {**REQUEST, "previous_response_id": made["id"]}
    answer = served.client.post("/v1/responses", json=asked)
    assert "is not completed" in answer.json()["error"]["message"]
    answer = served.client.post("/v1/responses", json={**JOB, "store": False})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "store")
    assert served.client.delete(f"/v1/responses/{made['id']}").json()["deleted"]
    until(lambda: upstream.open == 0)
    assert get(served, made["id"])["error"]["message"].endswith("not found.")


def test_what_its_gateway_has_left_has_failed(
    serve: Serve, served: Served, upstream: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.say(Answer(stream=WORDS, hold=1))
    made = served.client.post("/v1/responses", json=JOB).json()
    other = serve(Upstream(upstream.url), store=served.gateway.settings.store)
    assert get(other, made["id"])["status"] == "queued"
    answer = other.client.post(f"/v1/responses/{made['id']}/cancel")
    assert answer.status_code == 409
    monkeypatch.setattr("responses_protocol._gateway.background.LIFE", -60.0)
    assert get(other, made["id"])["error"]["message"] == "The gateway that made it is gone."
