"""The database by itself: many who write at a time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from responses_protocol._gateway.settings import MEMORY
from responses_protocol._gateway.store import Database, Turn, find_turns, keep_turn

COUNT = 40


@pytest.mark.parametrize("is_file", [False, True])
def test_those_who_write_at_a_time_do_not_end_each_other(is_file: bool, tmp_path: Path) -> None:
    url = f"{MEMORY}/{tmp_path / 'store.db'}" if is_file else MEMORY

    async def write() -> int:
        database = Database(url)
        turns = [
            keep_turn(database, "o", [f"key{number}"], Turn("m", [{"number": number}]))
            for number in range(COUNT)
        ]
        await asyncio.gather(*turns)
        turns_by_key = await find_turns(
            database, "o", [f"key{key_number}" for key_number in range(COUNT)]
        )
        await database.close()
        return len(turns_by_key)

    assert asyncio.run(write()) == COUNT
