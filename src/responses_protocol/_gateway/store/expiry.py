"""The removal of old answers and turns."""

from __future__ import annotations

from time import time

from sqlalchemy import delete, select

from responses_protocol._gateway.store.database import Database
from responses_protocol._gateway.store.tables import ANSWERS, TURNS
from responses_protocol._gateway.store.turns import DAY


async def remove_expired(database: Database, days: float) -> None:
    """Remove the answers, and the turns without a new request, that are so many days old.

    An answer stays as long as a later one that follows it: without the earlier one, the later
    one would represent less than its client believes. Conversations have no end.
    """
    limit = time() - days * DAY
    recent = select(ANSWERS.c.id, ANSWERS.c.previous).where(ANSWERS.c.touched >= limit)
    chains = recent.cte("kept", recursive=True)
    before = select(ANSWERS.c.id, ANSWERS.c.previous).where(ANSWERS.c.id == chains.c.previous)
    chains = chains.union(before)
    answers = delete(ANSWERS).where(
        ANSWERS.c.touched < limit, ANSWERS.c.id.not_in(select(chains.c.id))
    )
    turns = delete(TURNS).where(TURNS.c.created < limit)
    async with database.begin() as connection:
        await connection.execute(answers)
        await connection.execute(turns)
