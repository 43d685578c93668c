"""WebSocket mode: frames in, events out, in streams that each go on from their last answer."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

import httpx
from served import Serve, Served, run_serve_command, store_in
from test_gateway_responses import REQUEST, WORDS, chunk, whole
from upstreams import Answer, Scripted, until
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from responses_protocol import PRESETS
from responses_protocol import validate as check
from responses_protocol._gateway import frame_answer, websocket
from responses_protocol._gateway.settings import Upstream
from responses_protocol.streams import check_events

openai: Any = __import__("openai")

Payload = dict[str, Any]
CREATE = {"type": "response.create", **REQUEST}
DEEP = json.loads("[" * 500 + "]" * 500)
BROKEN = "The upstream has broken off."
ENDS = ("response.completed", "response.failed", "error")


def words(text: str, hold: float = 0.0) -> Answer:
    return Answer(stream=[chunk(role="assistant"), chunk(content=text), chunk("stop")], hold=hold)


@pytest.fixture
def served(serve: Serve, upstream: Scripted) -> Served:
    return serve(Upstream(upstream.url, options=PRESETS["vllm"]))


@contextmanager
def connected(url: str, **arguments: Any) -> Iterator[ClientConnection]:
    address = url.replace("http://", "ws://") + "/v1/responses"
    with connect(address, max_size=None, **arguments) as connection:
        yield connection


def ask(connection: ClientConnection, frame: Payload) -> None:
    assert check(frame, "responses/frame", profile="request") == []
    connection.send(json.dumps(frame))


def read(connection: ClientConnection) -> list[Payload]:
    """Return the events up to the end of an answer."""
    events: list[Payload] = []
    while not events or events[-1]["type"] not in ENDS:
        events.append(json.loads(connection.recv(timeout=20)))
    return events


def answer(connection: ClientConnection, frame: Payload) -> Payload:
    """Return the last event of an answer."""
    ask(connection, frame)
    return read(connection)[-1]


def contents(request: Payload) -> list[Any]:
    return [message.get("content") for message in request["messages"]]


def test_frames_are_answered_by_the_events_of_a_stream(served: Served, upstream: Scripted) -> None:
    upstream.say(words("Hi."), words("So."))
    with connected(served.url) as connection:
        ask(connection, CREATE)
        events = read(connection)
        assert not check_events(events)
        first = events[-1]["response"]
        assert first["output"][0]["content"][0]["text"] == "Hi."
        follow = {**CREATE, "input": "And?", "previous_response_id": first["id"]}
        second = answer(connection, follow)
    assert contents(upstream.requests[-1]) == ["Be brief.", "Find Ada.", "Hi.", "And?"]
    # what is stored is there over HTTP as well
    for response in (first, second["response"]):
        assert served.client.get(f"/v1/responses/{response['id']}").json() == response
    until(lambda: served.gateway.metrics.open == 0)
    assert served.gateway.metrics.count("requests", route=websocket.ROUTE, status="200") == 2
    assert served.gateway.metrics.count("requests", route="/v1/responses", status="101") == 1


def test_a_connection_goes_on_from_an_answer_that_is_not_stored(
    served: Served, upstream: Scripted
) -> None:
    upstream.say(words("Hi."), words("So."), words("Yes."))
    unstored = {**CREATE, "store": False}
    with connected(served.url) as connection, connected(served.url) as second_connection:
        first = answer(connection, unstored)["response"]
        follow = {**unstored, "input": "And?", "previous_response_id": first["id"]}
        second = answer(connection, follow)["response"]
        assert contents(upstream.requests[-1]) == ["Be brief.", "Find Ada.", "Hi.", "And?"]
        error = answer(second_connection, follow)
        assert (error["status"], error["error"]["code"]) == (400, "previous_response_not_found")
        assert answer(connection, follow)["type"] == "error"  # only the last one is known
        # one that is stored has all that it goes on from
        last = {**CREATE, "input": "Then?", "previous_response_id": second["id"]}
        third = answer(connection, last)["response"]
    assert served.client.get(f"/v1/responses/{first['id']}").status_code == 404
    upstream.say(whole({"content": "No."}))
    later = {**REQUEST, "input": "Now?", "previous_response_id": third["id"]}
    assert served.client.post("/v1/responses", json=later).is_success
    assert contents(upstream.requests[-1])[1:] == [
        "Find Ada.",
        "Hi.",
        "And?",
        "So.",
        "Then?",
        "Yes.",
        "Now?",
    ]


def test_a_failed_frame_is_forgotten_with_what_it_goes_on_from(
    served: Served, upstream: Scripted
) -> None:
    upstream.say(words("Hi."), Answer({"error": "No."}, 400))
    unstored = {**CREATE, "store": False}
    with connected(served.url) as connection:
        first = answer(connection, unstored)["response"]
        follow = {**unstored, "previous_response_id": first["id"]}
        assert answer(connection, follow)["status"] == 400
        assert answer(connection, follow)["error"]["code"] == "previous_response_not_found"


def test_streams_answer_at_the_same_time_and_each_in_its_order(
    served: Served, upstream: Scripted
) -> None:
    def respond(request: Payload) -> Answer:
        text = request["messages"][-1]["content"]
        return words(text, hold=0.2 if text == "slow" else 0.0)

    upstream.respond = respond
    with connected(served.url) as connection:
        for text, stream_id in (("slow", "a"), ("then", "a"), ("fast", "b")):
            ask(connection, {**CREATE, "input": text, "stream_id": stream_id})
        ends: list[str] = []
        while len(ends) < 3:
            event = json.loads(connection.recv(timeout=20))
            assert event["stream_id"] in ("a", "b")
            if event["type"] == "response.completed":
                ends.append(event["response"]["output"][0]["content"][0]["text"])
        assert ends == ["fast", "slow", "then"]


def test_a_stream_forks_from_another_one(served: Served, upstream: Scripted) -> None:
    upstream.say(words("Hi."), words("Here."), words("There."))
    unstored = {**CREATE, "store": False}
    with connected(served.url) as connection:
        first = answer(connection, {**unstored, "stream_id": "a"})["response"]
        for stream_id in ("b", "a"):
            frame = {**unstored, "previous_response_id": first["id"], "stream_id": stream_id}
            assert answer(connection, frame)["stream_id"] == stream_id
            assert contents(upstream.requests[-1])[1:3] == ["Find Ada.", "Hi."]


def test_a_frame_that_generates_nothing_is_gone_on_from(served: Served, upstream: Scripted) -> None:
    upstream.say(words("Hi."))
    with connected(served.url) as connection:
        ask(connection, {**CREATE, "generate": False, "store": False})
        events = read(connection)
        assert [event["type"] for event in events] == [
            "response.created",
            "response.in_progress",
            "response.completed",
        ]
        warm = events[-1]["response"]
        assert (warm["status"], warm["output"], upstream.requests) == ("completed", [], [])
        frame = {**CREATE, "store": False, "input": "Now.", "previous_response_id": warm["id"]}
        assert answer(connection, frame)["type"] == "response.completed"
    assert contents(upstream.requests[-1]) == ["Be brief.", "Find Ada.", "Now."]


@pytest.mark.parametrize(
    ("frame", "status", "param"),
    [
        ("{", 400, None),
        ("[]", 400, "type"),
        ('{"model": "m"}', 400, "type"),
        ('{"type": "response.other"}', 400, "type"),
        ('{"type": "response.create", "stream_id": 5}', 400, "stream_id"),
        ('{"type": "response.create", "input": "Hi"}', 400, "model"),
        ('{"type": "response.create", "model": "none", "input": "Hi"}', 404, "model"),
        ('{"type": "response.create", "model": "m", "background": true}', 400, "background"),
        ('{"type": "response.create", "model": []}', 400, "model"),
        ('{"type": "response.create", "model": "m", "store": "no"}', 400, "store"),
        ('{"type": "response.create", "model": "m", "generate": "no"}', 400, "generate"),
        ('{"type": "response.create", "model": "m", "conversation": {}}', 400, "conversation.id"),
        (json.dumps({**CREATE, "input": DEEP}), 400, "input[0]"),
        (json.dumps({**CREATE, "odd": DEEP}), 400, "odd"),
    ],
)
def test_a_wrong_frame_is_an_error_and_not_the_end(
    serve: Serve, upstream: Scripted, frame: str, status: int, param: str | None
) -> None:
    served = serve(Upstream(upstream.url, models=("m",)))
    upstream.say(words("Hi."))
    with connected(served.url) as connection:
        connection.send(frame)
        [error] = read(connection)
        assert error["type"] == "error"
        assert (error["status"], error["error"]["param"]) == (status, param)
        assert answer(connection, CREATE)["type"] == "response.completed"


def test_input_for_an_answer_that_is_made_comes_back(served: Served) -> None:
    steer = {"type": "response.steer", "previous_response_id": "resp_1", "input": "Stop."}
    inject = {"type": "response.inject", "response_id": "resp_1", "input": []}
    with connected(served.url) as connection:
        ask(connection, steer)
        failed = json.loads(connection.recv(timeout=20))
        assert failed["type"] == "response.steer.failed"
        assert failed["error"]["code"] == "steering_not_supported"
        assert failed["steer"] == {"previous_response_id": "resp_1", "input": "Stop."}
        ask(connection, {**inject, "stream_id": "a"})
        failed = json.loads(connection.recv(timeout=20))
        assert (failed["type"], failed["stream_id"]) == ("response.inject.failed", "a")
        assert (failed["response_id"], failed["input"]) == ("resp_1", [])


def test_there_are_only_so_many_streams(served: Served, upstream: Scripted) -> None:
    upstream.respond = lambda _: words("Hi.")
    with connected(served.url) as connection:
        for number in range(websocket.MAX_STREAMS):
            answer(connection, {**CREATE, "stream_id": str(number)})
        error = answer(connection, {**CREATE, "stream_id": "more"})
        assert error["error"]["code"] == "websocket_stream_limit_reached"
        assert answer(connection, {**CREATE, "stream_id": "0"})["type"] == "response.completed"
        assert answer(connection, CREATE)["type"] == "response.completed"


def test_only_so_many_frames_wait(served: Served, upstream: Scripted) -> None:
    upstream.respond = lambda _: words("Hi.", hold=0.2)
    with connected(served.url) as connection:
        for _ in range(websocket.MAX_WAITING + 1):
            ask(connection, CREATE)
        [*_, error] = read(connection)
        assert (error["status"], error["error"]["code"]) == (429, "rate_limit_exceeded")


def test_an_old_connection_ends(
    served: Served, upstream: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "MAX_SECONDS", 0.0)
    with connected(served.url) as connection:
        error = answer(connection, CREATE)
        assert error["error"]["code"] == "websocket_connection_limit_reached"
        with pytest.raises(ConnectionClosed):
            connection.recv(timeout=20)


def test_a_client_that_goes_ends_its_answers(served: Served, upstream: Scripted) -> None:
    upstream.respond = lambda _: Answer(stream=[*WORDS, *WORDS * 1000], hold=0.02)
    for _ in range(20):
        with connected(served.url) as connection:
            for stream_id in ("a", "b"):
                ask(connection, {**CREATE, "stream_id": stream_id})
            connection.recv(timeout=20)
    until(lambda: upstream.open == 0 and served.gateway.metrics.open == 0)
    assert not served.gateway.frames
    assert not served.gateway.streams


def test_a_signal_ends_answers_properly(upstream: Scripted, tmp_path: Path) -> None:
    upstream.respond = lambda _: Answer(stream=[*WORDS, *WORDS[1:] * 1000], hold=0.05)
    store = store_in(tmp_path)
    with (
        run_serve_command(upstream.url, "--store", store) as (process, url),
        connected(url) as connection,
    ):
        ask(connection, CREATE)
        begun = json.loads(connection.recv(timeout=20))
        process.send_signal(signal.SIGTERM)
        events = [begun, *read(connection)]
        assert not check_events(events)
        assert events[-1]["response"]["error"]["message"] == "The gateway is shutting down."
        _, log = process.communicate(timeout=20)
    assert b"Traceback" not in log


def test_keys_are_shown_and_the_mode_can_be_switched_off(serve: Serve, upstream: Scripted) -> None:
    guarded = serve(Upstream(upstream.url), api_key="ours")
    closed = serve(Upstream(upstream.url), websockets=False)
    for url, status in ((guarded.url, 401), (closed.url, 426)):
        with pytest.raises(InvalidStatus) as refused, connected(url):
            pass
        assert refused.value.response.status_code == status
        assert json.loads(refused.value.response.body or b"")["error"]["message"]
    upstream.say(words("Hi."))
    headers = {"authorization": "Bearer ours"}
    with connected(guarded.url, additional_headers=headers) as connection:
        assert answer(connection, CREATE)["type"] == "response.completed"


def test_an_upstream_of_responses_is_asked_over_http(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url, to="responses", model="their-name"))
    item = {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": "Hi.", "annotations": []}],
    }
    done = {"id": "resp_1", "object": "response", "status": "completed", "output": [item]}
    events = [
        {"type": "response.created", "response": {**done, "status": "in_progress", "output": []}},
        {"type": "response.completed", "response": done},
    ]
    unstored = {**CREATE, "store": False}
    upstream.say(Answer(stream=events), Answer(stream=events), Answer(stream=events[:1]))
    with connected(served.url) as connection:
        ask(connection, {**unstored, "stream_id": "a"})
        assert read(connection) == [{**event, "stream_id": "a"} for event in events]
        follow = {**unstored, "input": "And?", "previous_response_id": "resp_1"}
        assert answer(connection, follow)["type"] == "response.completed"
        error = answer(connection, {**unstored, "previous_response_id": "resp_0"})
        while error["type"] != "error":
            error = json.loads(connection.recv(timeout=20))
        assert (error["status"], error["error"]["code"]) == (502, "upstream_error")
    first, second, third = upstream.requests
    assert first == {**REQUEST, "model": "their-name", "store": False, "stream": True}
    assert [entry.get("role") for entry in second["input"]] == ["user", "assistant", "user"]
    assert "previous_response_id" not in second
    assert third["previous_response_id"] == "resp_0"


def test_a_defect_is_the_error_of_its_frame(
    served: Served,
    upstream: Scripted,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The other answers of the connection go on, and the log has no content."""
    secret = "hunter2"
    answer_frame = frame_answer.answer_frame

    async def answer_or_fail(*arguments: Any) -> None:
        if arguments[2]["input"] == secret:
            raise KeyError(secret)
        await answer_frame(*arguments)

    monkeypatch.setattr(websocket, "answer_frame", answer_or_fail)
    upstream.respond = lambda _: words("Hi.", hold=0.2)
    with connected(served.url) as connection:
        ask(connection, {**CREATE, "stream_id": "a"})
        ask(connection, {**CREATE, "stream_id": "b", "input": secret})
        error = read(connection)[-1]
        assert (error["type"], error["stream_id"], error["status"]) == ("error", "b", 500)
        assert error["error"]["code"] == "internal_error"
        last = read(connection)[-1]
        assert (last["type"], last["stream_id"]) == ("response.completed", "a")
    assert "KeyError at" in caplog.text
    assert secret not in caplog.text
    until(lambda: served.gateway.metrics.open == 0)
    assert served.gateway.metrics.count("requests", route=websocket.ROUTE, status="500") == 1


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"data: 5\n\n", "The upstream has sent an event that is none."),
        (b'data: {"error": {"message": "Busy."}}\n\n', "Busy."),
        (b'data: {"type": "error", "code": "busy", "message": "Busy."}\n\n', "Busy."),
        (
            b'data: {"type": "response.completed", "response": {}}\n\n',
            "The upstream has broken off.",
        ),
        (
            b'data: {"type": "response.completed", "response": '
            b'{"id": "resp_1", "status": "completed", "output": null}}\n\n',
            "The upstream has sent no list as output.",
        ),
    ],
)
def test_the_odd_events_of_an_upstream_are_errors(
    serve: Serve, upstream: Scripted, raw: bytes, message: str
) -> None:
    served = serve(Upstream(upstream.url, to="responses"))
    upstream.say(Answer(raw=raw), Answer(raw=raw))
    with connected(served.url) as connection:
        for stream_id in (None, "a"):
            frame = {**CREATE, "store": False}
            ask(connection, frame if stream_id is None else {**frame, "stream_id": stream_id})
            error = read(connection)[-1]
            while error["type"] != "error":
                error = read(connection)[-1]
            assert (error["status"], error["error"]["message"]) == (502, message)


def test_a_last_event_needs_no_blank_line(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url, to="responses"))
    done = {"id": "resp_1", "object": "response", "status": "completed", "output": []}
    event = json.dumps({"type": "response.completed", "response": done})
    upstream.say(Answer(raw=f"data: {event}".encode()))
    with connected(served.url) as connection:
        assert answer(connection, CREATE)["type"] == "response.completed"


@pytest.mark.parametrize("reference", [{"previous_response_id": "resp_0"}, {"conversation": "c"}])
@pytest.mark.parametrize("generate", [False, True])
def test_a_conversation_of_the_upstream_is_continued(
    serve: Serve, upstream: Scripted, reference: Payload, generate: bool
) -> None:
    """What follows an answer that is not stored also follows what the upstream has stored.

    A conversation has the items of the answer already: twice, they would stay in it twice.
    """
    served = serve(Upstream(upstream.url, to="responses"))
    done = {"id": "resp_1", "object": "response", "status": "completed", "output": []}
    upstream.respond = lambda _: Answer(stream=[{"type": "response.completed", "response": done}])
    first = {**CREATE, **reference, "store": False}
    with connected(served.url) as connection:
        frame = first if generate else {**first, "generate": False}
        name = answer(connection, frame)["response"]["id"]
        answer(connection, {**CREATE, "input": "Now.", "previous_response_id": name})
    sent = upstream.requests[-1]
    assert {name: sent.get(name) for name in reference} == reference
    texts = [item["content"][0]["text"] for item in sent["input"]]
    is_added = generate and "conversation" in reference
    assert texts == ["Now."] if is_added else ["Find Ada.", "Now."]
    assert len(upstream.requests) == 1 + generate


def test_the_items_of_an_upstream_are_its_own(serve: Serve, upstream: Scripted) -> None:
    """References that the gateway does not know are the upstream's; another server has none."""
    served = serve(
        Upstream(upstream.url, to="responses", models=("m",)),
        Upstream(upstream.url, models=("chat",)),
    )
    done = {"id": "resp_1", "object": "response", "status": "completed", "output": []}
    upstream.respond = lambda _: Answer(stream=[{"type": "response.completed", "response": done}])
    reference = {"type": "item_reference", "id": "msg_of_the_upstream"}
    first = {**CREATE, "previous_response_id": "resp_0", "store": False}
    second = {**CREATE, "previous_response_id": "resp_1", "store": False}
    with connected(served.url) as connection:
        answer(connection, first)
        answer(connection, {**second, "input": [reference]})
        assert upstream.requests[-1]["input"][-1] == reference
        error = answer(connection, {**second, "model": "chat"})
        assert error["error"]["code"] == "previous_response_not_found"
    assert len(upstream.requests) == 2


def test_a_signal_ends_streams_that_are_passed_on(upstream: Scripted, tmp_path: Path) -> None:
    event = {"type": "response.in_progress", "response": {"status": "in_progress"}}
    upstream.respond = lambda _: Answer(stream=[event] * 1000, hold=0.05)
    flags = ("--store", store_in(tmp_path), "--to", "responses")
    with (
        run_serve_command(upstream.url, *flags) as (process, url),
        connected(url) as connection,
        httpx.stream("POST", f"{url}/v1/responses", json={**REQUEST, "stream": True}) as stream,
    ):
        ask(connection, CREATE)
        assert json.loads(connection.recv(timeout=20)) == event
        reading = stream.iter_bytes()
        next(reading)
        process.send_signal(signal.SIGTERM)
        error = read(connection)[-1]
        assert (error["status"], error["error"]["code"]) == (503, "shutting_down")
        assert b'"code":"shutting_down"' in b"".join(reading)
        _, log = process.communicate(timeout=20)
    assert b"Traceback" not in log


def test_the_sdk_connects(served: Served, upstream: Scripted) -> None:
    upstream.say(words("Hi."), words("So."))
    base = f"{served.url}/v1"
    with (
        openai.OpenAI(base_url=base, api_key="key") as client,
        client.responses.connect() as connection,
    ):
        texts, previous = [], None
        for text in ("Hello!", "And?"):
            connection.response.create(
                model="m", input=text, store=False, previous_response_id=previous
            )
            for event in connection:
                if event.type == "response.completed":
                    texts.append(event.response.output[0].content[0].text)
                    previous = event.response.id
                    break
        assert texts == ["Hi.", "So."]
    assert contents(upstream.requests[-1]) == ["Hello!", "Hi.", "And?"]
