"""Answers that no server should send, over sockets: each ends in a regular error."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

import httpx
from served import Serve
from test_gateway_odd_requests import CHAT, DEEP, HALF, SECRET, store_fails
from test_gateway_responses import HEAD, REQUEST, WORDS, chunk, whole
from upstreams import Answer, Scripted, run_raw, sse, until

from responses_protocol._gateway import input_tokens
from responses_protocol._gateway.settings import Upstream
from responses_protocol.streams import DONE, check_events, decode_sse

PAYLOADS = {"/v1/responses": REQUEST, "/v1/chat/completions": CHAT}
CHUNKS = [*WORDS, chunk("stop")]
MESSAGE = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Hi.", "annotations": []}],
}
RESPONSE: dict[str, Any] = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1,
    "status": "completed",
    "model": "m",
    "output": [MESSAGE],
}
EVENTS: list[dict[str, Any]] = [
    {"type": "response.created", "response": {**RESPONSE, "status": "in_progress", "output": []}},
    {"type": "response.output_item.done", "output_index": 0, "item": MESSAGE},
    {"type": "response.completed", "response": RESPONSE},
]
STREAMS: dict[str, list[dict[str, Any]]] = {"chat_completions": CHUNKS, "responses": EVENTS}
WHOLES = {"chat_completions": whole({"content": "Hi."}).payload, "responses": RESPONSE}
SSE = "text/event-stream"
OTHER_PATHS = {"chat_completions": "/v1/responses", "responses": "/v1/chat/completions"}


def message(body: bytes, kind: str = SSE, status: str = "200 OK", head: bytes = b"") -> bytes:
    lines = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n"
    return lines.encode("utf-8") + head + b"connection: close\r\n\r\n" + body


def stream_of(server: str, odd: Any = None) -> bytes:
    """Return a stream, with a member of this value in each chunk or response."""
    payloads = STREAMS[server]
    if odd is not None:
        payloads = [
            {**payload, "response": {**payload["response"], "odd": odd}}
            if "response" in payload
            else {**payload, "odd": odd}
            for payload in payloads
        ]
    return b"".join(sse(payloads))


def whole_of(server: str, **members: Any) -> bytes:
    return json.dumps({**WHOLES[server], **members}).encode()


def ask(serve: Serve, server: Any, raw: bytes, path: str, stream: bool) -> httpx.Response:
    with run_raw(raw) as url:
        client = serve(Upstream(url, to=server), inspect=True, retries=0).client
        answer = client.post(path, json={**PAYLOADS[path], "stream": stream})
        assert client.get("/").status_code == 200
        assert client.get("/healthz").is_success
    return answer


def cases() -> Iterator[Any]:
    """Yield an answer of a server, and what a client of the other API and of its own gets."""
    for server in STREAMS:
        body = whole_of(server)
        error = b'{"error": {"message": "Busy.", "code": 429}}'
        for name, raw, statuses in (
            (
                "an error with the status of a success",
                message(error, "application/json"),
                (502, 200),
            ),
            ("a list with an error", message(b"[%b]" % error, "application/json"), (502, 200)),
            ("a redirect", message(b"", status="307 X", head=b"location: /x\r\n"), (502, 502)),
            ("an unmodified answer", message(b"", status="304 X"), (502, 502)),
            ("an unknown status", message(body, status="999 X"), (502, 502)),
            ("a status beyond HTTP's", message(body, status="600 X"), (502, 502)),
            ("no content", message(b"", status="204 X"), (502, 204)),
            (
                "a header of other characters",
                message(body, head="x-request-id: ✓\r\n".encode()),
                (200, 200),
            ),
            ("a kind of other characters", message(body, "é✓"), (200, 200)),
            (
                "a date too far away",
                message(
                    b"", status="503 X", head=b"retry-after: 1 Jan 99999999999 00:00:00 GMT\r\n"
                ),
                (503, 503),
            ),
            ("an id of half a pair", message(whole_of(server, id=HALF)), (200, 200)),
            ("too many levels", message(whole_of(server, odd=DEEP)), (502, 200)),
            (
                "a body that is not compressed",
                message(body, "application/json", head=b"content-encoding: gzip\r\n"),
                (502, 502),
            ),
            ("no object", message(b"null"), (502, 200)),
            ("a status of no type", message(whole_of(server, status=[])), (200, 200)),
        ):
            yield pytest.param(server, raw, statuses, id=f"{server}: {name}")


@pytest.mark.parametrize(("server", "raw", "statuses"), list(cases()))
def test_whole_answers(serve: Serve, server: str, raw: bytes, statuses: tuple[int, int]) -> None:
    paths = OTHER_PATHS[server], next(path for path in PAYLOADS if path != OTHER_PATHS[server])
    for path, status in zip(paths, statuses, strict=True):
        answer = ask(serve, server, raw, path, False)
        assert answer.status_code == status, answer.text
        assert "internal_error" not in answer.text


@pytest.mark.parametrize("payload", [{}, {"output": [], "status": "in_progress"}])
def test_an_answer_without_choices_is_an_error(serve: Serve, payload: dict[str, Any]) -> None:
    raw = message(json.dumps(payload).encode(), "application/json")
    answer = ask(serve, "responses", raw, "/v1/chat/completions", False)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_error")


def test_an_unreadable_answer_is_the_upstreams(serve: Serve) -> None:
    answer = ask(serve, "chat_completions", message(b"<html>"), "/v1/responses", False)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (502, "upstream_error", None)
    assert error["message"].startswith("The upstream has sent no answer: not JSON")


@pytest.mark.parametrize("server", STREAMS)
@pytest.mark.parametrize("kind", ["Text/Event-Stream", "text/plain", "application/json", "é"])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
def test_a_stream_is_one_whatever_its_kind(
    serve: Serve, server: str, kind: str, ends: bytes
) -> None:
    raw = message(stream_of(server).replace(b"\n", ends), kind)
    answer = ask(serve, server, raw, OTHER_PATHS[server], True)
    last = "response.completed" if server == "chat_completions" else '"finish_reason":"stop"'
    assert last in answer.text


@pytest.mark.parametrize("server", STREAMS)
@pytest.mark.parametrize(
    "odd", [pytest.param(DEEP, id="levels"), pytest.param(HALF, id="half of a pair")]
)
def test_streams_have_an_end(serve: Serve, server: str, odd: Any) -> None:
    answer = ask(serve, server, message(stream_of(server, odd)), OTHER_PATHS[server], True)
    assert answer.status_code == 200
    ended = ("response.completed", "response.failed", "event: error", "[DONE]", '"error":{')
    assert any(end in answer.text for end in ended)
    if odd == DEEP and server == "responses":
        assert '"error":{' in answer.text
        assert "[DONE]" not in answer.text


@pytest.mark.parametrize("server", STREAMS)
def test_a_stream_that_is_passed_on_and_cut_ends_with_an_error(serve: Serve, server: str) -> None:
    path = next(path for path in PAYLOADS if path != OTHER_PATHS[server])
    data = stream_of(server)
    begun = message(data).replace(b"content-length: ", b"content-length: 9")
    last = list(decode_sse([ask(serve, server, begun, path, True).content]))[-1]
    error = last if server == "responses" else last["error"]
    assert (error["code"], error["message"]) == ("upstream_error", "The upstream has broken off.")
    assert (last.get("type") == "error") == (server == "responses")
    with pytest.raises(httpx.RemoteProtocolError):  # nothing can follow a part of an event
        ask(serve, server, begun[:-20], path, True)


@pytest.mark.parametrize("server", STREAMS)
@pytest.mark.parametrize("error", ['{"error": {"message": "Busy."}}', "{", "5"])
def test_a_stream_that_is_cut_behind_an_error_has_one_end(
    serve: Serve, server: str, error: str
) -> None:
    data = b"".join(sse(STREAMS[server][:1])).removesuffix(DONE) + f"data: {error}\n\n".encode()
    begun = message(data).replace(b"content-length: ", b"content-length: 9")
    payloads = list(decode_sse([ask(serve, server, begun, OTHER_PATHS[server], True).content]))
    ends = [one for one in payloads if "error" in one or one.get("type") == "response.failed"]
    assert ends == payloads[-1:]
    if "Busy." in error:
        assert '"Busy."' in json.dumps(ends)


def test_a_compressed_answer_is_read(serve: Serve) -> None:
    body = gzip.compress(whole_of("chat_completions"))
    raw = message(body, head=b"content-encoding: gzip\r\n")
    assert ask(serve, "chat_completions", raw, "/v1/responses", False).status_code == 200


@pytest.mark.parametrize("server", STREAMS)
def test_an_answer_that_can_not_be_stored_is_not_completed(
    serve: Serve, upstream: Scripted, server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The client is not told of an answer that the gateway does not have."""
    served = serve(Upstream(upstream.url, to=server))
    path = OTHER_PATHS[server]
    request = {**PAYLOADS[path], "stream": True}

    store_fails(served)
    upstream.respond = lambda _: Answer(stream=STREAMS[server])
    answer = served.client.post(path, json=request)
    events = list(decode_sse([answer.content]))
    if server == "chat_completions":
        assert not check_events(events)
        assert events[-1]["type"] == "response.failed"
        error = events[-1]["response"]["error"]
    else:
        error = events[-1]["error"]
    assert error["message"] == "The gateway can't use its store."
    assert "response.completed" not in answer.text
    assert SECRET not in caplog.text
    until(lambda: not served.gateway.streams)


def test_the_stream_of_a_defect_has_an_end(
    serve: Serve,
    upstream: Scripted,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: Any) -> Any:
        raise KeyError(SECRET)

    served = serve(Upstream(upstream.url))
    upstream.respond = lambda _: Answer(stream=[*CHUNKS, {**HEAD, "choices": []}])
    monkeypatch.setattr("responses_protocol._gateway.relay.Relay.end", fail)
    answer = served.client.post("/v1/responses", json={**REQUEST, "stream": True})
    events = list(decode_sse([answer.content]))
    assert not check_events(events)
    assert events[-1]["response"]["error"]["message"] == "The gateway has failed."
    assert "KeyError at" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_count_that_fails_is_no_lack_of_it(serve: Serve, status: int) -> None:
    raw = message(b'{"error": {"message": "No."}}', "application/json", f"{status} X")
    with run_raw(raw) as url:
        answer = serve(Upstream(url)).client.post("/v1/responses/input_tokens", json=REQUEST)
    if status == 404:
        assert answer.json()["error"]["code"] == "unsupported_operation"
    else:
        assert (answer.status_code, answer.json()["error"]["message"]) == (status, "No.")


def test_a_count_of_no_server_is_no_lack_of_it(serve: Serve) -> None:
    client = serve(Upstream("http://127.0.0.1:9/v1")).client
    answer = client.post("/v1/responses/input_tokens", json=REQUEST)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_unreachable")


def test_a_count_that_does_not_come_is_no_lack_of_it(
    serve: Serve, upstream: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count(_: Any) -> Any:
        time.sleep(0.5)
        return {"count": 1}

    monkeypatch.setattr(input_tokens, "WAIT", 0.1)
    upstream.tokenize = count
    answer = serve(Upstream(upstream.url)).client.post("/v1/responses/input_tokens", json=REQUEST)
    assert (answer.status_code, answer.json()["error"]["code"]) == (504, "upstream_timeout")


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_key_that_is_refused_lists_no_models(serve: Serve, status: int) -> None:
    raw = message(b'{"error": {"message": "No."}}', "application/json", f"{status} X")
    with run_raw(raw) as url:
        answer = serve(Upstream(url)).client.get("/v1/models")
        named = serve(Upstream(url, models=("m",))).client.get("/v1/models")
    assert named.json()["data"][0]["id"] == "m"
    if status in (401, 403):
        assert (answer.status_code, answer.json()["error"]["message"]) == (status, "No.")
    else:
        assert answer.json()["data"] == []
