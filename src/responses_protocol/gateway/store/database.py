"""The database: SQLite or Postgres, by SQLAlchemy. The tables are made when they are first used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Table, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from responses_protocol.gateway.store.tables import METADATA
from responses_protocol.jsontext import dumps, loads
from responses_protocol.values import Json

# What one row takes in place of another, in the words of both databases.
INSERTS = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
# A file is read while it is written, and a process that is killed loses nothing of what it wrote.
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000")
LOCK = 0x5250  # of those who make the tables


class Database:
    """A database by its address; nothing is opened before it is used."""

    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(url)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine.sync_engine, "connect", _set_pragmas)
        self._insert = INSERTS[self._engine.dialect.name]
        self._opening = asyncio.Lock()
        self._is_open = False

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection; what is written with it is kept when the block ends, or not at all."""
        if not self._is_open:
            async with self._opening:
                async with self._engine.begin() as connection:
                    if self._engine.dialect.name == "postgresql":  # others may begin as well
                        await connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
                    await connection.run_sync(METADATA.create_all)
                self._is_open = True
        async with self._engine.begin() as connection:
            yield connection

    async def put(
        self, connection: AsyncConnection, table: Table, rows: Iterable[dict[str, Any]]
    ) -> None:
        """Write rows, in place of those with the same keys."""
        keys = [column.name for column in table.primary_key.columns]
        for row in rows:
            others = {name: value for name, value in row.items() if name not in keys}
            statement = self._insert(table).values(**row)
            await connection.execute(
                statement.on_conflict_do_update(index_elements=keys, set_=others)
            )

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


def _set_pragmas(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for one in PRAGMAS:
        cursor.execute(f"PRAGMA {one}")
    cursor.close()


def written(value: Json) -> str:
    """Return the text that stands for a value in a table."""
    return dumps(value).decode()


def read(text: str) -> Json:
    """Return the value of such a text."""
    return loads(text.encode())
