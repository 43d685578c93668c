"""Two gateways on one Postgres: what one of them stores is there for the other."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from conversations import ask_whole, play
from served import Serve, Served
from test_gateway_background import JOB, events_after, get
from test_gateway_chat import TALK, items_of_model
from test_gateway_responses import REQUEST, WORDS, chunk
from test_gateway_responses import whole as said
from upstreams import Answer, Scripted, until

from responses_protocol._gateway.settings import Upstream
from responses_protocol._gateway.store import Database, remove_expired

# newer interpreters have no wheel of it
pytestmark = pytest.mark.skipif(find_spec("pgserver") is None, reason="there is no Postgres")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with warnings.catch_warnings():  # it looks for a folder that it does not need here
        warnings.simplefilter("ignore")
        pgserver: Any = import_module("pgserver")
    folder = tmp_path_factory.mktemp("postgres")
    server = pgserver.get_server(folder)
    yield f"postgresql+asyncpg://postgres@/postgres?host={folder}"
    server.cleanup()


@pytest.fixture
def two(serve: Serve, upstream: Scripted, store: str) -> tuple[Served, Served]:
    return serve(Upstream(upstream.url), store=store), serve(Upstream(upstream.url), store=store)


def test_both_may_begin_at_once(two: tuple[Served, Served]) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(
            lambda number: two[number % 2].client.get("/v1/responses/none"), range(16)
        )
        assert {answer.status_code for answer in answers} == {404}


def test_answers_are_for_both(two: tuple[Served, Served], upstream: Scripted) -> None:
    first, second = (served.client for served in two)
    upstream.say(said({"content": "Hi. \x00"}), said({"content": "So."}))
    response = first.post("/v1/responses", json=REQUEST).json()
    assert second.get(f"/v1/responses/{response['id']}").json() == response
    next_request = {**REQUEST, "input": "And?", "previous_response_id": response["id"]}
    assert second.post("/v1/responses", json=next_request).is_success
    assert [message["content"] for message in upstream.requests[-1]["messages"][1:3]] == [
        "Find Ada.",
        "Hi. \x00",
    ]
    assert first.delete(f"/v1/responses/{response['id']}").is_success
    assert second.get(f"/v1/responses/{response['id']}").status_code == 404


@pytest.mark.parametrize("name", ["\x00", "x" * 1000, "\ud800"])
def test_ids_may_have_any_form(two: tuple[Served, Served], upstream: Scripted, name: str) -> None:
    first, second = (served.client for served in two)
    item = {"role": "user", "content": "Hi", "id": name}
    body = json.dumps({"items": [item]}).encode()  # as no client writes it
    talk = first.post("/v1/conversations", content=body).json()["id"]
    [listed] = second.get(f"/v1/conversations/{talk}/items").json()["data"]
    assert listed["id"] == name
    upstream.say(said({"content": "Hi."}))
    body = json.dumps({**REQUEST, "input": [item]}).encode()
    assert first.post("/v1/responses", content=body).is_success
    assert second.get("/v1/responses/%00").status_code == 404


def test_conversations_are_for_both(two: tuple[Served, Served], upstream: Scripted) -> None:
    first, second = (served.client for served in two)
    talk = first.post("/v1/conversations", json={"metadata": {"a": "b"}}).json()
    upstream.say(said({"content": "Hi."}))
    answer = second.post("/v1/responses", json={**REQUEST, "conversation": talk["id"]})
    assert answer.is_success
    items = first.get(f"/v1/conversations/{talk['id']}/items").json()["data"]
    assert [item["role"] for item in items] == ["assistant", "user"]
    assert second.delete(f"/v1/conversations/{talk['id']}").is_success


def test_jobs_are_for_both(two: tuple[Served, Served], upstream: Scripted) -> None:
    first, second = two
    upstream.say(Answer(stream=[*WORDS, chunk("stop")], hold=0.1))
    response = first.client.post("/v1/responses", json=JOB).json()
    events = events_after(second, response["id"])
    assert events == events_after(first, response["id"])
    until(lambda: get(second, response["id"])["status"] == "completed")


def test_turns_are_for_both(serve: Serve, upstream: Scripted, store: str) -> None:
    clients = [serve(Upstream(upstream.url, to="responses"), store=store).client for _ in range(2)]

    def ask(request: dict[str, Any]) -> dict[str, Any]:
        clients.reverse()
        return ask_whole(clients[0])(request)

    sent = play(upstream, ask, {"model": "m"}, TALK)
    assert items_of_model(sent[-1]["input"]) == items_of_model(TALK)


def test_answers_expire_there_too(
    two: tuple[Served, Served], upstream: Scripted, store: str
) -> None:
    upstream.say(said({"content": "Hi."}))
    first, second = (served.client for served in two)
    path = f"/v1/responses/{first.post('/v1/responses', json=REQUEST).json()['id']}"

    async def remove() -> None:
        database = Database(store)
        await remove_expired(database, 1)
        assert second.get(path).is_success
        await remove_expired(database, 0)
        await database.close()

    asyncio.run(remove())
    assert second.get(path).status_code == 404
