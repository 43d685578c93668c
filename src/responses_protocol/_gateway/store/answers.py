"""Answers of the Responses API, with the items that they were given."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from time import time

from sqlalchemy import delete, literal, select, update
from sqlalchemy.exc import IntegrityError

from responses_protocol._gateway.store.database import Database, as_key, read_value, write_value
from responses_protocol._gateway.store.records import Answer
from responses_protocol._gateway.store.tables import ANSWERS, EVENTS, ITEMS
from responses_protocol._values import Json

AT_ONCE = 500  # ids in one question: databases have limits


async def keep_answer(database: Database, owner: str, answer: Answer, previous: str | None) -> None:
    """Keep an answer, which another one may follow."""
    name = answer.response["id"]
    row = {
        "id": as_key(name),
        "owner": owner,
        "touched": time(),
        "previous": None if previous is None else as_key(previous),
        "response": write_value(answer.response),
        "input": write_value(answer.input),
    }
    ids = {as_key(item["id"]) for item in answer.items if isinstance(item.get("id"), str)}
    async with database.begin() as connection:
        await database.put(connection, ANSWERS, [row])
        items = [{"owner": owner, "id": item, "answer": as_key(name)} for item in sorted(ids)]
        await database.put(connection, ITEMS, items)


async def find_answer(database: Database, owner: str, name: str) -> Answer | None:
    """Return the answer of this id, None if the owner has none."""
    query = select(ANSWERS).where(ANSWERS.c.owner == owner, ANSWERS.c.id == as_key(name))
    async with database.begin() as connection:
        row = (await connection.execute(query)).first()
    return (
        None
        if row is None
        else Answer(read_value(row.response), read_value(row.input), row.touched)
    )


async def find_chain(database: Database, owner: str, name: str) -> list[Answer]:
    """Return an answer and those that it follows, the first one first; none where it is unknown.

    An answer that was removed ends the chain: nothing before it is known any more.
    """
    chosen = ANSWERS.c.id, ANSWERS.c.previous, ANSWERS.c.response, ANSWERS.c.input
    is_own = ANSWERS.c.owner == owner
    chain = (
        select(*chosen, literal(0).label("depth"))
        .where(is_own, ANSWERS.c.id == as_key(name))
        .cte("chain", recursive=True)
    )
    before = select(*chosen, (chain.c.depth + 1).label("depth")).where(
        is_own, ANSWERS.c.id == chain.c.previous
    )
    answers = chain.union_all(before)
    query = select(answers.c.response, answers.c.input).order_by(answers.c.depth.desc())
    async with database.begin() as connection:
        rows = (await connection.execute(query)).all()
    return [Answer(read_value(row.response), read_value(row.input)) for row in rows]


async def remove_answer(database: Database, owner: str, name: str) -> bool:
    """Remove an answer; return whether there was one."""
    statement = delete(ANSWERS).where(ANSWERS.c.owner == owner, ANSWERS.c.id == as_key(name))
    async with database.begin() as connection:
        done = await connection.execute(statement)
    return bool(done.rowcount)


async def touch_answer(database: Database, name: str) -> None:
    """Note that somebody works on an answer."""
    statement = update(ANSWERS).where(ANSWERS.c.id == as_key(name)).values(touched=time())
    async with database.begin() as connection:
        await connection.execute(statement)


async def keep_events(database: Database, name: str, events: list[Json]) -> None:
    """Keep the events of an answer, where it is still there."""
    row = {"answer": as_key(name), "events": write_value(events)}
    with suppress(IntegrityError):
        async with database.begin() as connection:
            await database.put(connection, EVENTS, [row])


async def find_events(database: Database, name: str) -> list[Json] | None:
    """Return the events of an answer, None if there are none."""
    query = select(EVENTS.c.events).where(EVENTS.c.answer == as_key(name))
    async with database.begin() as connection:
        row = (await connection.execute(query)).first()
    return None if row is None else list(read_value(row.events))


async def find_items(database: Database, owner: str, ids: Iterable[str]) -> dict[str, Json]:
    """Return the items of these ids that an owner has, wherever they stand."""
    names = list(dict.fromkeys(ids))
    items: dict[str, Json] = {}
    async with database.begin() as connection:
        for start in range(0, len(names), AT_ONCE):
            some = [as_key(name) for name in names[start : start + AT_ONCE]]
            query = (
                select(ANSWERS.c.response, ANSWERS.c.input)
                .join(ITEMS, ITEMS.c.answer == ANSWERS.c.id)
                .where(ITEMS.c.owner == owner, ITEMS.c.id.in_(some))
                .distinct()
            )
            for row in await connection.execute(query):
                for item in Answer(read_value(row.response), read_value(row.input)).items:
                    items[item.get("id")] = item
    return {name: items[name] for name in names if name in items}
