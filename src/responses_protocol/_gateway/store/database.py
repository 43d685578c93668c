"""The database: SQLite or Postgres, by SQLAlchemy. The tables are made when they are first used."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, nullcontext
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from responses_protocol._gateway.refusals import Refusal, refusal
from responses_protocol._jsontext import dumps, loads
from responses_protocol._values import Json

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

DRIVERS = {"postgresql": "asyncpg", "sqlite": "aiosqlite"}
# A file can be read while it is written, and a killed process loses no finished transaction.
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000")
# asyncpg waits for a minute, and other requests meanwhile
CONNECT_ARGUMENTS = {"postgresql": {"timeout": 10.0}, "sqlite": {}}
# of drivers, which SQLAlchemy does not replace while it connects
DRIVER_ERRORS = ("Error", "InterfaceError", "PostgresError")
LOCK = 0x5250  # of those who make the tables
ADDRESS = re.compile(  # as SQLAlchemy reads it
    r"[\w+]+://(?:[^:/]*(?::[^@]*)?@)?(?:\[[^/?]+\]|[^/:?]+)?(?::(?P<port>[^/?]*))?(?:[/?]|$)"
)
LOG = logging.getLogger("responses_protocol.gateway")
LONGEST_KEY = 100  # characters of an id that stands in a table as it is


def dialect_of(url: str) -> str:
    """Return the kind of database that an address names; raise as ``Database`` does."""
    dialect, _, driver = url.partition(":")[0].partition("+")
    if DRIVERS.get(dialect) != driver:
        known = " or ".join(f"{name}+{driver}://" for name, driver in DRIVERS.items())
        raise ValueError(f"the address of the store must begin with {known}")
    if find_spec(driver) is None:
        raise ModuleNotFoundError(f"No module named '{driver}'", name=driver)
    match = ADDRESS.match(url)
    if match is None or not (match["port"] or "0").isdecimal():
        raise ValueError("the address of the store needs :// and a port that is a number, if any")
    return dialect


class Database:
    """A database by its address; nothing is opened before it is used.

    Raises ValueError for the address of another database, and ModuleNotFoundError where its driver
    is not installed.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._dialect = dialect_of(url)
        self._opening_lock = asyncio.Lock()
        self._engine: AsyncEngine | None = None
        self._single_connection: asyncio.Lock | None = None  # where there is one connection for all

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Yield the connection of one transaction.

        Raises Refusal where the database fails, and IntegrityError for a row whose parent was
        removed.
        """
        from sqlalchemy.exc import IntegrityError

        engine = self._engine or await self._find_engine()
        try:
            async with self._single_connection or nullcontext(), engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except _errors_of(self._dialect) as error:
            raise _failure(error) from None

    async def put(
        self, connection: AsyncConnection, table: Table, rows: Iterable[dict[str, Any]]
    ) -> None:
        """Write rows, in place of those with the same keys."""
        insert = import_module(f"sqlalchemy.dialects.{self._dialect}").insert(table)
        keys = [column.name for column in table.primary_key.columns]
        values = {one.name: insert.excluded[one.name] for one in table.columns}
        statement = insert.on_conflict_do_update(
            index_elements=keys,
            set_={name: value for name, value in values.items() if name not in keys},
        )
        parameters = list(rows)
        if parameters:
            await connection.execute(statement, parameters)

    async def close(self) -> None:
        """Close all connections."""
        if self._engine is not None:
            await self._engine.dispose()

    async def _find_engine(self) -> AsyncEngine:
        """Return the engine, opened by the first request that needs it."""
        async with self._opening_lock:
            try:
                return self._engine or await self._open()
            except Exception as error:  # options of the address may be wrong in many ways
                raise _failure(error) from None

    async def _open(self) -> AsyncEngine:
        """Connect, and make the tables that are not there yet."""
        from sqlalchemy import event, func, select
        from sqlalchemy.ext.asyncio import create_async_engine
        from sqlalchemy.pool import StaticPool

        from responses_protocol._gateway.store.tables import METADATA

        # the messages of errors would have values of the rows
        arguments = CONNECT_ARGUMENTS[self._dialect]
        engine = create_async_engine(self._url, hide_parameters=True, connect_args=arguments)
        if self._dialect == "sqlite":
            event.listen(engine.sync_engine, "connect", _set_pragmas)
        try:
            async with engine.begin() as connection:
                if self._dialect == "postgresql":  # others may begin as well
                    await connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
                await connection.run_sync(METADATA.create_all)
        except BaseException:
            await engine.dispose()
            raise
        if isinstance(engine.sync_engine.pool, StaticPool):
            # A database in memory. Two transactions at a time would end each other.
            self._single_connection = asyncio.Lock()
        self._engine = engine
        return engine


def _failure(error: Exception) -> Refusal:
    """Log that the database has failed, and return the error for the client."""
    LOG.error("The store has failed: %s", type(error).__name__)
    return refusal(503, "The gateway can't use its store.", code="store_unavailable")


@cache
def _errors_of(dialect: str) -> tuple[type[Exception], ...]:
    """Return the errors of a database that fails."""
    from sqlalchemy.exc import SQLAlchemyError

    driver = import_module(DRIVERS[dialect])
    errors = [getattr(driver, name) for name in DRIVER_ERRORS if hasattr(driver, name)]
    return OSError, asyncio.TimeoutError, SQLAlchemyError, *errors


def as_key(name: str) -> str:
    """Return the text that represents an id in a table.

    Clients and servers choose ids, and databases limit their length and their characters.
    """
    if len(name) <= LONGEST_KEY and name.isascii() and name.isprintable():
        return name
    return f"sha256-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _set_pragmas(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def write_value(value: Json) -> str:
    """Return the text that represents a value in a table."""
    return dumps(value).decode()


def read_value(text: str) -> Json:
    """Return the value of such a text."""
    return loads(text.encode())
