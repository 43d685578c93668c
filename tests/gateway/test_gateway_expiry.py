"""What is stored has an end, unless something that is newer needs it."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from time import time
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import Serve, Served, store_in
from test_gateway_responses import REQUEST, whole
from upstreams import Scripted, until

from responses_protocol._gateway.settings import Settings, Upstream
from responses_protocol._gateway.store import (
    Database,
    Turn,
    find_turns,
    keep_turn,
    remove_expired,
)

DAY = 86_400


def create(served: Served, upstream: Scripted, **members: Any) -> str:
    upstream.say(whole({"content": "Hi."}))
    answer = served.client.post("/v1/responses", json={**REQUEST, **members})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def age(folder: Path, *ids: str, days: int = 40) -> None:
    """Let answers be as old as that."""
    with sqlite3.connect(folder / "gateway.sqlite") as connection:
        for name in ids:
            touched = time() - days * DAY
            connection.execute("update answers set touched = ? where id = ?", (touched, name))
    connection.close()


def status(served: Served, name: str) -> int:
    return int(served.client.get(f"/v1/responses/{name}").status_code)


def test_answers_expire(serve: Serve, upstream: Scripted, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    served = serve(Upstream(upstream.url), store=store)
    alone, first, young = (create(served, upstream) for _ in range(3))
    second = create(served, upstream, previous_response_id=first)
    age(tmp_path, alone, first)
    age(tmp_path, young, days=29)

    assert status(serve(Upstream(upstream.url), store=store, keep_days=0), alone) == 200
    later = serve(Upstream(upstream.url), store=store)
    until(lambda: status(later, alone) == 404)
    message = f"Response with id '{alone}' not found."
    assert later.client.get(f"/v1/responses/{alone}").json()["error"]["message"] == message
    assert status(later, young) == 200
    # The second answer goes on from the first one, so it keeps that.
    assert status(later, first) == status(later, second) == 200

    age(tmp_path, second)
    last = serve(Upstream(upstream.url), store=store)
    until(lambda: status(last, second) == 404)
    assert status(last, first) == 404
    answer = last.client.post("/v1/responses", json={**REQUEST, "previous_response_id": second})
    assert answer.json()["error"]["code"] == "previous_response_not_found"


def test_turns_expire_unless_their_conversation_goes_on(tmp_path: Path) -> None:
    async def run() -> list[str]:
        database = Database(store_in(tmp_path))
        for name in ("used", "unused"):
            await keep_turn(database, "o", [name], Turn(name, []))
        with sqlite3.connect(tmp_path / "gateway.sqlite") as connection:
            connection.execute("update turns set created = ?", (time() - 40 * DAY,))
        connection.close()
        await find_turns(database, "o", ["used"])
        await remove_expired(database, 30)
        turns = await find_turns(database, "o", ["used", "unused"])
        await database.close()
        return list(turns)

    assert asyncio.run(run()) == ["used"]


def test_days_are_not_negative() -> None:
    with pytest.raises(ValueError, match="keep_days"):
        Settings((Upstream("http://127.0.0.1:9/v1"),), keep_days=-1)
