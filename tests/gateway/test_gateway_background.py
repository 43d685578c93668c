"""Answers in the background: polled, streamed, resumed, cancelled, and ended with the gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve, Served
from test_gateway_responses import REQUEST, WORDS, chunk, whole
from upstreams import Answer, Scripted, until

from responses_protocol._gateway.refusals import refusal
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
    response: Payload = served.client.get(f"/v1/responses/{name}").json()
    return response


def events_after(served: Served, name: str, number: int | None = None) -> list[Payload]:
    params = {"stream": "true", **({} if number is None else {"starting_after": str(number)})}
    answer = served.client.get(f"/v1/responses/{name}", params=params)
    assert answer.status_code == 200, answer.text
    return list(decode_sse([answer.content]))


def test_an_answer_is_made_without_its_client(served: Served, upstream: Scripted) -> None:
    upstream.say(SLOW)
    response = served.client.post("/v1/responses", json=JOB).json()
    assert (response["status"], response["output"], response["background"]) == ("queued", [], True)
    metrics = served.gateway.metrics
    assert not metrics.count("losses", code="responses_parameter", severity="error")
    until(lambda: get(served, response["id"])["status"] == "in_progress")
    until(lambda: get(served, response["id"])["status"] == "completed")
    done = get(served, response["id"])
    assert done["output"][0]["content"][0]["text"] == "Hi."
    assert done["id"] == response["id"]
    input_items = served.client.get(f"/v1/responses/{response['id']}/input_items").json()
    assert input_items["data"][0]["content"][0]["text"] == "Find Ada."


def test_a_stream_is_resumed(served: Served, upstream: Scripted) -> None:
    upstream.say(SLOW)
    streamed_job = {**JOB, "stream": True}
    with served.client.stream("POST", "/v1/responses", json=streamed_job) as answer:
        first = next(iter(decode_sse(answer.iter_bytes())))  # and then the client goes
    name = first["response"]["id"]
    rest = events_after(served, name, first["sequence_number"])
    assert [item["sequence_number"] for item in rest] == list(range(1, len(rest) + 1))
    assert not check_events([first, *rest])
    assert rest[-1]["response"] == get(served, name)
    assert rest[-1]["response"]["id"] == name
    assert events_after(served, name) == [first, *rest]


def test_the_events_outlive_the_gateway(serve: Serve, served: Served, upstream: Scripted) -> None:
    upstream.say(SLOW)
    response = served.client.post("/v1/responses", json=JOB).json()
    events = events_after(served, response["id"])
    until(lambda: get(served, response["id"])["status"] == "completed")
    second_gateway = serve(Upstream(upstream.url), store=served.gateway.settings.store)
    assert events_after(second_gateway, response["id"]) == events
    assert events_after(second_gateway, response["id"], 3) == events[4:]


def test_an_answer_is_cancelled(served: Served, upstream: Scripted) -> None:
    endless = [*WORDS, *(chunk(content="more") for _ in range(1000))]
    upstream.say(Answer(stream=endless, hold=0.05), whole({"content": "Hi."}))
    response = served.client.post("/v1/responses", json=JOB).json()
    until(lambda: upstream.open == 1)
    path = f"/v1/responses/{response['id']}/cancel"
    assert served.client.post(path).json()["status"] == "cancelled"
    until(lambda: upstream.open == 0)
    assert get(served, response["id"])["status"] == "cancelled"
    assert served.client.post(path).json()["status"] == "cancelled"
    finished = served.client.post("/v1/responses", json=REQUEST).json()
    answer = served.client.post(f"/v1/responses/{finished['id']}/cancel")
    assert answer.json()["error"]["message"] == "Cannot cancel a synchronous response."


def test_an_error_of_the_upstream_fails_it(served: Served, upstream: Scripted) -> None:
    upstream.say(Answer({"detail": "No such model."}, 404))
    response = served.client.post("/v1/responses", json=JOB).json()
    until(lambda: get(served, response["id"])["status"] == "failed")
    assert get(served, response["id"])["error"]["message"] == "No such model."
    assert not check_events(events_after(served, response["id"]))


def test_a_defect_fails_it(
    served: Served, upstream: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The translator, which would make ``response.failed``, has the defect."""

    def fail(*_: Any) -> Any:
        raise KeyError

    monkeypatch.setattr("responses_protocol._streams.chunks_to_events.ChunksToEvents.feed", fail)
    upstream.say(SLOW)
    name = served.client.post("/v1/responses", json=JOB).json()["id"]
    until(lambda: get(served, name)["status"] == "failed")
    assert get(served, name)["error"]["message"] == "The gateway has failed."
    [event] = events_after(served, name)
    assert (event["type"], event["code"]) == ("error", "internal_error")


def test_an_unfinished_answer_can_not_be_continued(served: Served, upstream: Scripted) -> None:
    upstream.say(SLOW)
    response = served.client.post("/v1/responses", json=JOB).json()
    next_request = {**REQUEST, "previous_response_id": response["id"]}
    answer = served.client.post("/v1/responses", json=next_request)
    assert "is not completed" in answer.json()["error"]["message"]
    answer = served.client.post("/v1/responses", json={**JOB, "store": False})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "store")
    assert served.client.delete(f"/v1/responses/{response['id']}").json()["deleted"]
    until(lambda: upstream.open == 0)
    assert get(served, response["id"])["error"]["message"].endswith("not found.")


def test_an_answer_without_its_gateway_has_failed(
    serve: Serve, served: Served, upstream: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.say(Answer(stream=WORDS, hold=1))
    response = served.client.post("/v1/responses", json=JOB).json()
    second_gateway = serve(Upstream(upstream.url), store=served.gateway.settings.store)
    assert get(second_gateway, response["id"])["status"] == "queued"
    answer = second_gateway.client.post(f"/v1/responses/{response['id']}/cancel")
    assert answer.status_code == 409
    monkeypatch.setattr("responses_protocol._gateway.background.LIFE", -60.0)
    [last] = events_after(second_gateway, response["id"], 3)
    assert (last["type"], last["sequence_number"]) == ("response.failed", 4)
    assert (
        get(second_gateway, response["id"])["error"]["message"]
        == "The gateway that made it is gone."
    )


def test_a_cancelled_answer_has_no_last_event(
    serve: Serve, served: Served, upstream: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def keep_nothing(*_: Any) -> None:
        raise refusal(503, "The gateway can't use its store.")

    monkeypatch.setattr("responses_protocol._gateway.background.keep_events", keep_nothing)
    upstream.say(Answer(stream=WORDS, hold=1))
    name = served.client.post("/v1/responses", json=JOB).json()["id"]
    assert served.client.post(f"/v1/responses/{name}/cancel").json()["status"] == "cancelled"
    second_gateway = serve(Upstream(upstream.url), store=served.gateway.settings.store)
    assert events_after(second_gateway, name) == []


def test_another_gateway_waits_for_the_events_of_a_long_answer(
    serve: Serve, served: Served, upstream: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("responses_protocol._gateway.jobs.BEAT", 0.1)
    monkeypatch.setattr("responses_protocol._gateway.background.LIFE", 0.5)
    upstream.say(Answer(stream=[*WORDS, chunk("stop")], hold=0.4))
    response = served.client.post("/v1/responses", json=JOB).json()
    second_gateway = serve(Upstream(upstream.url), store=served.gateway.settings.store)
    events = events_after(second_gateway, response["id"])
    assert events == events_after(served, response["id"])
    assert events[-1]["type"] == "response.completed"
