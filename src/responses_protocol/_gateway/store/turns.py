"""The turns of Responses servers, kept for the next request of a Chat client."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from secrets import token_hex
from time import time

from sqlalchemy import select, update

from responses_protocol._gateway.store.database import Database, read_value, write_value
from responses_protocol._gateway.store.records import Turn
from responses_protocol._gateway.store.tables import TURN_KEYS, TURNS

DAY = 86_400.0  # seconds
AT_ONCE = 500  # keys in one question: databases have limits


async def keep_turn(database: Database, owner: str, keys: Iterable[str], turn: Turn) -> None:
    """Keep a turn by its keys; a turn that was kept by one of them before is forgotten by it."""
    number = token_hex(16)
    row = {
        "id": number,
        "owner": owner,
        "created": time(),
        "message": turn.message,
        "items": write_value(turn.items),
    }
    async with database.begin() as connection:
        await database.put(connection, TURNS, [row])
        rows = [{"owner": owner, "key": key, "turn": number} for key in dict.fromkeys(keys)]
        await database.put(connection, TURN_KEYS, rows)


async def find_turns(database: Database, owner: str, keys: Collection[str]) -> dict[str, Turn]:
    """Return the turns of an owner by those of the keys that are known."""
    names = list(dict.fromkeys(keys))
    numbers: dict[str, str] = {}
    turns: dict[str, Turn] = {}
    old: list[str] = []
    async with database.begin() as connection:
        for start in range(0, len(names), AT_ONCE):
            some = names[start : start + AT_ONCE]
            query = select(TURN_KEYS.c.key, TURN_KEYS.c.turn).where(
                TURN_KEYS.c.owner == owner, TURN_KEYS.c.key.in_(some)
            )
            numbers.update((row.key, row.turn) for row in await connection.execute(query))
        known = list(dict.fromkeys(numbers.values()))
        for start in range(0, len(known), AT_ONCE):
            query = select(TURNS).where(TURNS.c.id.in_(known[start : start + AT_ONCE]))
            for row in await connection.execute(query):
                turns[row.id] = Turn(row.message, read_value(row.items))
                if row.created < time() - DAY:
                    old.append(row.id)
        if old:  # a conversation that goes on does not lose its first turns
            touched = update(TURNS).where(TURNS.c.id.in_(old[:AT_ONCE]))
            await connection.execute(touched.values(created=time()))
    return {key: turns[number] for key, number in numbers.items() if number in turns}
