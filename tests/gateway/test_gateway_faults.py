"""What goes wrong between a gateway, its upstream and its clients, and how each of it ends."""

from __future__ import annotations

import http.client
import json
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

import httpx
from served import Serve, run_serve_command, store_in
from test_gateway_responses import REQUEST, WORDS, chunk, whole
from upstreams import Answer, Scripted, sse, until

from responses_protocol._gateway.settings import Upstream
from responses_protocol.streams import check_events, decode_sse

STREAM = {**REQUEST, "stream": True}


def leave(url: str) -> None:
    """Begin a stream, read the first of it, and close the connection."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    connection.request("POST", "/v1/responses", json.dumps(STREAM))
    assert connection.getresponse().read(10)
    connection.close()


def test_clients_that_go_leave_no_request_open(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url))
    endless = [*WORDS, *(chunk(content="more") for _ in range(10_000))]
    upstream.respond = lambda _: Answer(stream=endless, hold=0.02)
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: leave(served.url), range(200)))
    assert upstream.served == 200
    until(lambda: upstream.open == 0)
    until(lambda: served.gateway.metrics.open == 0)
    assert not served.gateway.streams


def test_a_client_that_does_not_wait_ends_the_request(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url))
    upstream.respond = lambda _: Answer(stream=WORDS, delay=0.5, hold=0.5)
    with pytest.raises(httpx.ReadTimeout):
        served.client.post("/v1/responses", json=REQUEST, timeout=0.2)
    until(lambda: served.gateway.metrics.open == 0)
    assert served.gateway.metrics.count("requests", route="/v1/responses", status="499") == 1


def test_a_stream_that_is_cut_anywhere_has_an_end(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url))
    data = b"".join(sse([*WORDS, chunk("stop")]))
    ends = set()
    for end in range(0, len(data), 7):
        upstream.say(Answer(raw=data[:end]))
        answer = served.client.post("/v1/responses", json=STREAM)
        events = list(decode_sse([answer.content]))
        assert not check_events(events)
        has_last_chunk = b'"finish_reason":"stop"}]}' in data[:end]  # the whole of the last chunk
        ends.add(events[-1]["type"])
        assert events[-1]["type"] == ("response.completed" if has_last_chunk else "response.failed")
    assert len(ends) == 2


def test_silence_ends_a_stream(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url), idle_timeout=0.2, first_byte_timeout=5)
    upstream.say(Answer(stream=WORDS, hold=0.6))
    answer = served.client.post("/v1/responses", json=STREAM)
    events = list(decode_sse([answer.content]))
    assert events[-1]["type"] == "response.failed"
    assert events[-1]["response"]["error"]["message"] == "The upstream has stopped to answer."
    until(lambda: upstream.open == 0)


def test_an_upstream_that_does_not_begin_is_left(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url), first_byte_timeout=0.2)
    upstream.respond = lambda _: Answer(stream=WORDS, delay=0.5)
    answer = served.client.post("/v1/responses", json=STREAM)
    assert (answer.status_code, answer.json()["error"]["code"]) == (504, "upstream_timeout")


def test_an_upstream_that_is_not_there_is_named(serve: Serve) -> None:
    served = serve(Upstream("http://127.0.0.1:9/v1", name="far"), retries=0)
    answer = served.client.post("/v1/responses", json=REQUEST)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_unreachable")
    assert "far" in answer.json()["error"]["message"]


def test_another_try_waits_as_long_as_it_is_reported(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url))
    wait = {"retry-after": "0.3"}
    past = {"retry-after": formatdate(0, usegmt=True)}
    upstream.say(Answer({}, 429, wait), Answer({}, 503, past), whole({"content": "Hi."}))
    started = time.monotonic()
    assert served.client.post("/v1/responses", json=REQUEST).is_success
    assert time.monotonic() - started >= 0.3
    assert len(upstream.requests) == 3


def test_there_is_an_end_to_tries(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url), retries=1)
    soon, late = {"retry-after": "0"}, {"retry-after": "3600"}
    upstream.say(*(Answer({"error": "Busy."}, 500, soon) for _ in range(2)))
    answer = served.client.post("/v1/responses", json=REQUEST)
    assert (answer.status_code, len(upstream.requests)) == (500, 2)
    upstream.say(Answer({"error": "Busy."}, 429, late))
    answer = served.client.post("/v1/responses", json=REQUEST)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
    assert answer.json()["error"]["type"] == "rate_limit_error"


@pytest.mark.parametrize("raw", [b"<html>", b"[1]", b'"x"', b"data: [\n\n", b"data: 5\n\n"])
@pytest.mark.parametrize("kind", ["text/event-stream", "application/json", "text/html"])
@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_is_none_is_an_error(
    serve: Serve, upstream: Scripted, raw: bytes, kind: str, stream: bool
) -> None:
    served = serve(Upstream(upstream.url))
    upstream.say(Answer(raw=raw, headers={"content-type": kind}))
    answer = served.client.post("/v1/responses", json={**REQUEST, "stream": stream})
    if stream:
        assert list(decode_sse([answer.content]))[-1]["type"] == "response.failed"
    else:
        assert answer.status_code == 502
        assert answer.json()["error"]["message"]


def test_there_are_only_so_many_at_a_time(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url), max_requests=1)
    upstream.say(Answer(stream=[*WORDS, chunk("stop")], hold=0.3))
    first = threading.Thread(
        target=served.client.post, args=("/v1/responses",), kwargs={"json": STREAM}
    )
    first.start()
    until(lambda: upstream.open == 1)
    answer = httpx.post(f"{served.url}/v1/responses", json=REQUEST)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert httpx.get(f"{served.url}/healthz").is_success
    first.join()


def test_a_slow_reader_holds_up_the_upstream(serve: Serve, upstream: Scripted) -> None:
    served = serve(Upstream(upstream.url))
    sent = 0

    def pieces() -> Any:
        nonlocal sent
        for _ in range(4000):
            sent += 1
            yield chunk(content="x" * 5000)

    upstream.say(Answer(stream=pieces()))
    with served.client.stream("POST", "/v1/responses", json=STREAM) as answer:
        reading = answer.iter_bytes()
        next(reading)
        time.sleep(1)
        before = sent
        time.sleep(1)
        assert sent == before < 4000


def test_a_signal_ends_streams_properly(upstream: Scripted, tmp_path: Path) -> None:
    upstream.respond = lambda _: Answer(stream=[*WORDS, *WORDS[1:] * 1000], hold=0.05)
    with run_serve_command(upstream.url, "--store", store_in(tmp_path)) as (process, url):
        with httpx.stream("POST", f"{url}/v1/responses", json=STREAM, timeout=30) as answer:
            reading = answer.iter_bytes()
            begun = next(reading)
            process.send_signal(signal.SIGTERM)
            events = list(decode_sse([begun, *reading]))
        assert not check_events(events)
        assert events[-1]["response"]["error"]["message"] == "The gateway is shutting down."
        _, log = process.communicate(timeout=20)
    assert process.returncode == 128 + signal.SIGTERM
    assert b"Traceback" not in log


def test_reported_answers_outlive_the_gateway(
    serve: Serve, upstream: Scripted, tmp_path: Path
) -> None:
    upstream.respond = lambda _: Answer(stream=[*WORDS, chunk("stop")], hold=0.01)
    response_ids: list[str] = []
    with run_serve_command(upstream.url, "--store", store_in(tmp_path)) as (process, url):

        def ask(_: int) -> None:
            try:
                for _ in range(1000):
                    with httpx.stream(
                        "POST", f"{url}/v1/responses", json=STREAM, timeout=60
                    ) as answer:
                        for event in decode_sse(answer.iter_bytes()):
                            if event["type"] == "response.completed":
                                response_ids.append(event["response"]["id"])
            except httpx.HTTPError:
                return

        with ThreadPoolExecutor(8) as pool:
            asking = pool.map(ask, range(8))
            until(lambda: len(response_ids) > 40, 60)
            process.kill()
            list(asking)
    second_gateway = serve(Upstream(upstream.url), store=store_in(tmp_path))
    assert all(
        second_gateway.client.get(f"/v1/responses/{response_id}").is_success
        for response_id in response_ids
    )
