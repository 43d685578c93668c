"""Requests that no client should send: each gets an error of the API, and none a defect's."""

from __future__ import annotations

import json
import logging
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve, Served
from test_gateway_background import JOB, events_after, get
from test_gateway_responses import REQUEST, WORDS, chunk, whole
from upstreams import Answer, Scripted, until
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from responses_protocol._gateway import answering, responses
from responses_protocol._gateway.settings import Upstream

CHAT = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
SECRET = "hunter2"
HALF = "\ud800"  # of a surrogate pair
DEEP = json.loads("[" * 500 + "]" * 500)
PATHS = ("/v1/responses", "/v1/responses/compact", "/v1/responses/input_tokens")
BAD_MESSAGE = [{"role": "user", "content": "x", "id": HALF}]


@pytest.fixture
def served(serve: Serve, upstream: Scripted) -> Served:
    upstream.target = "vllm"
    upstream.respond = lambda _: whole({"content": "Hi."})
    return serve(Upstream(upstream.url), inspect=True)


def post(served: Served, path: str, payload: Any, **headers: bytes) -> Any:
    content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    raw = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
    return served.client.post(path, content=content, headers=raw)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "member",
    [
        {"metadata": DEEP},
        {"odd": DEEP},
        {"input": DEEP},
        {"input": [{"role": "user", "content": DEEP}]},
        {"input": BAD_MESSAGE},
        {"input": [{"role": "user", "content": "x", "id": "msg_" + "x" * 1000}]},
        {"input": [{"role": "user", "content": "x", "id": "\x00"}]},
        {"metadata": {HALF: HALF}},
        {HALF: 1},
        {"conversation": {}},
        {"conversation": {"id": None}},
        {"model": []},
        {"model": 5},
    ],
)
def test_no_request_is_a_defect(served: Served, path: str, member: dict[str, Any]) -> None:
    answer = post(served, path, {**REQUEST, **member})
    assert answer.status_code in (200, 400), answer.text
    assert served.client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("path", "payload", "param"),
    [
        ("/v1/responses", {**REQUEST, "model": ["m"]}, "model"),
        ("/v1/responses", {**REQUEST, "store": "false"}, "store"),
        ("/v1/responses", {**REQUEST, "stream": 1}, "stream"),
        ("/v1/responses", {**REQUEST, "background": "yes"}, "background"),
        ("/v1/responses", {**REQUEST, "conversation": {"id": 5}}, "conversation.id"),
        ("/v1/responses", {**REQUEST, "conversation": {}}, "conversation.id"),
        ("/v1/conversations", {"items": ""}, "items"),
        ("/v1/conversations", {"items": [{"type": ["message"]}]}, "items[0].type"),
        ("/v1/conversations", {"metadata": 0}, "metadata"),
    ],
)
def test_wrong_types_are_named(served: Served, path: str, payload: Any, param: str) -> None:
    answer = post(served, path, payload)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


@pytest.mark.parametrize("member", [{"model": {}}, {"store": "x"}, {"stream": "x"}])
def test_wrong_types_of_chat_are_named(
    serve: Serve, upstream: Scripted, member: dict[str, Any]
) -> None:
    served = serve(Upstream(upstream.url, to="responses"))
    answer = post(served, "/v1/chat/completions", {**CHAT, **member})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, next(iter(member)))


@pytest.mark.parametrize("value", ["Bearer é".encode(), b"Bearer \xff", b"a\tb"])
def test_headers_are_bytes(served: Served, upstream: Scripted, value: bytes) -> None:
    assert post(served, "/v1/responses", REQUEST, authorization=value).is_success
    assert upstream.headers[-1]["authorization"].encode("latin-1") == value
    assert served.client.get("/v1/models", headers=[(b"authorization", value)]).is_success
    assert post(served, "/v1/responses", REQUEST, openai_beta=value).is_success


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://evil.example", 403),
        ("http://127.0.0.1.evil.example", 403),
        ("http://[::1", 403),
        ("null", 403),
        ("http://localhost:3000", 200),
        ("http://127.0.0.1:8321", 200),
        ("http://[::1]:8321", 200),
        ("app://codex", 200),
    ],
)
def test_pages_of_other_hosts_need_the_key(
    serve: Serve, upstream: Scripted, origin: str, status: int
) -> None:
    """A text of a page needs no leave of the server, and a WebSocket neither."""
    upstream.respond = lambda _: whole({"content": "Hi."})
    served = serve(Upstream(upstream.url))
    headers = {"origin": origin, "content-type": "text/plain"}
    answer = served.client.post("/v1/responses", content=json.dumps(REQUEST), headers=headers)
    assert answer.status_code == status
    assert len(upstream.requests) == (status == 200)
    address = served.url.replace("http://", "ws://") + "/v1/responses"
    expected: AbstractContextManager[Any] = nullcontext()
    if status == 403:
        expected = pytest.raises(InvalidStatus, match="403")
    with expected, connect(address, origin=Origin(origin)):
        pass
    guarded = serve(Upstream(upstream.url), api_key="ours")
    assert guarded.client.get("/v1/models", headers=headers).status_code == 401
    headers["authorization"] = "Bearer ours"
    assert guarded.client.get("/v1/models", headers=headers).status_code == 200


def test_a_scheme_has_no_case(serve: Serve, upstream: Scripted) -> None:
    client = serve(Upstream(upstream.url), api_key="ours").client
    for value, status in (("bearer ours", 200), ("BEARER  ours", 200), ("ours", 401)):
        assert client.get("/v1/models", headers={"authorization": value}).status_code == status


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000, "x", "--1", "²", "1.0"])
def test_numbers_of_addresses(served: Served, number: str) -> None:
    response = post(served, "/v1/responses", REQUEST).json()
    path = f"/v1/responses/{response['id']}"
    for params in ({"stream": "true", "starting_after": number}, {"limit": number}):
        suffix = "" if "stream" in params else "/input_items"
        answer = served.client.get(path + suffix, params=params)
        assert answer.status_code == 400
        assert "expected an integer" in answer.json()["error"]["message"]


def test_a_stream_is_resumed_from_its_begin(served: Served, upstream: Scripted) -> None:
    upstream.respond = lambda _: Answer(stream=[*WORDS, chunk("stop")])
    response = post(served, "/v1/responses", JOB).json()
    until(lambda: get(served, response["id"])["status"] == "completed")
    events = events_after(served, response["id"])
    for number in (-1, -3, -99_999):
        assert events_after(served, response["id"], number) == events


def test_the_metadata_of_a_conversation_are_not_removed_by_an_empty_request(
    served: Served,
) -> None:
    talk = post(served, "/v1/conversations", {"metadata": {"a": "b"}}).json()
    path = f"/v1/conversations/{talk['id']}"
    answer = post(served, path, {})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "metadata")
    assert served.client.get(path).json() == talk


@pytest.mark.parametrize("name", [HALF, "\x00", "x" * 1000, "é"])
def test_items_are_found_by_any_id(served: Served, upstream: Scripted, name: str) -> None:
    item = {"role": "user", "content": "One.", "id": name}
    talk = post(served, "/v1/conversations", {"items": [item]}).json()["id"]
    [listed] = served.client.get(f"/v1/conversations/{talk}/items").json()["data"]
    assert listed["id"] == name
    assert post(served, "/v1/responses", {**REQUEST, "input": [item]}).is_success
    if name != HALF:  # a reference to it is refused by name
        reference = {"type": "item_reference", "id": name}
        assert post(served, "/v1/responses", {**REQUEST, "input": [reference]}).is_success
        assert upstream.requests[-1]["messages"][-1]["content"] == "One."


@pytest.mark.parametrize("stream", [False, True])
def test_a_conversation_may_be_removed_meanwhile(
    served: Served, upstream: Scripted, caplog: pytest.LogCaptureFixture, stream: bool
) -> None:
    talk = post(served, "/v1/conversations", {}).json()["id"]

    def respond(_: Any) -> Answer:
        assert served.client.delete(f"/v1/conversations/{talk}").is_success
        return Answer(stream=[*WORDS, chunk("stop")]) if stream else whole({"content": "Hi."})

    upstream.respond = respond
    answer = post(served, "/v1/responses", {**REQUEST, "conversation": talk, "stream": stream})
    assert answer.status_code == 200
    assert "response.completed" in answer.text or answer.json()["status"] == "completed"
    assert "the conversation of the answer was removed" in caplog.text


def test_names_of_members_make_no_lines_of_the_log(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "responses_protocol.gateway")
    forged = "x\n2026-01-01 INFO forged\x1b[31m" + HALF + "y" * 10_000
    post(served, "/v1/responses", {**REQUEST, forged: 1})
    messages = [record.getMessage() for record in caplog.records]
    assert any("\\n2026-01-01 INFO forged\\x1b[31m\\ud800" in message for message in messages)
    assert all(message.isprintable() and len(message) < 500 for message in messages)


@pytest.mark.parametrize("stream", [False, True])
def test_a_defect_is_logged_without_content(
    served: Served,
    upstream: Scripted,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    stream: bool,
) -> None:
    def fail(*_: Any) -> Any:
        raise KeyError(SECRET)

    monkeypatch.setattr(
        answering if stream else responses, "EventStream" if stream else "respond", fail
    )
    answer = post(served, "/v1/responses", {**REQUEST, "stream": stream})
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal_error")
    assert "KeyError at" in caplog.text
    assert SECRET not in caplog.text
    assert served.client.get("/v1/responses/none").status_code == 404  # by the same connection


class FailingEngine:
    """The engine of a database that fails, with values in the messages of its errors."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def begin(self) -> Any:
        raise OSError(SECRET)

    async def dispose(self) -> None:
        await self._engine.dispose()


def store_fails(served: Served) -> None:
    """Let the database fail from now on."""
    database: Any = served.gateway.database
    until(lambda: database._engine is not None)
    database._engine = FailingEngine(database._engine)


def test_a_store_that_fails_is_named(
    served: Served, upstream: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    store_fails(served)
    answer = post(served, "/v1/responses", REQUEST)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "store_unavailable")
    assert post(served, "/v1/responses", {**REQUEST, "store": False}).is_success
    assert "The store has failed: OSError" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "store",
    [
        "postgresql+asyncpg://user:hunter2@127.0.0.1:9/x",
        "postgresql+asyncpg://user:hunter2@127.0.0.1:9/x?bogus=1",
        "sqlite+aiosqlite:////",
        "sqlite+aiosqlite:///\0",
    ],
)
def test_a_store_that_can_not_be_opened_is_named(
    serve: Serve, upstream: Scripted, caplog: pytest.LogCaptureFixture, store: str
) -> None:
    upstream.respond = lambda _: whole({"content": "Hi."})
    served = serve(Upstream(upstream.url), store=store)
    for _ in range(2):
        answer = post(served, "/v1/responses", REQUEST)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "store_unavailable")
    assert "The store has failed" in caplog.text
    assert "expired data was not removed" in caplog.text
    assert SECRET not in caplog.text
