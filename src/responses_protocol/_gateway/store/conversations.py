"""Conversations: lists of items that go on for as long as their owner wants."""

from __future__ import annotations

from time import time

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from responses_protocol._gateway.store.database import Database, as_key, read_value, write_value
from responses_protocol._gateway.store.records import Conversation
from responses_protocol._gateway.store.tables import CONVERSATION_ITEMS, CONVERSATIONS
from responses_protocol._values import Json


async def make_conversation(
    database: Database, owner: str, name: str, metadata: Json, items: list[Json]
) -> Conversation:
    """Make a conversation that begins with some items."""
    conversation = Conversation(name, int(time()), metadata)
    row = {
        "id": name,
        "owner": owner,
        "created": conversation.created,
        "metadata": write_value(metadata),
    }
    async with database.begin() as connection:
        await connection.execute(insert(CONVERSATIONS).values(**row))
        await _add(connection, name, items)
    return conversation


async def find_conversation(database: Database, owner: str, name: str) -> Conversation | None:
    """Return the conversation of this id, None if the owner has none."""
    query = select(CONVERSATIONS).where(
        CONVERSATIONS.c.owner == owner, CONVERSATIONS.c.id == as_key(name)
    )
    async with database.begin() as connection:
        row = (await connection.execute(query)).first()
    return None if row is None else Conversation(row.id, row.created, read_value(row.metadata))


async def change_metadata(database: Database, name: str, metadata: Json) -> None:
    """Write the metadata of a conversation anew."""
    statement = update(CONVERSATIONS).where(CONVERSATIONS.c.id == name)
    async with database.begin() as connection:
        await connection.execute(statement.values(metadata=write_value(metadata)))


async def remove_conversation(database: Database, name: str) -> None:
    """Remove a conversation and its items."""
    async with database.begin() as connection:
        await connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.id == name))


async def items_of(database: Database, name: str) -> list[Json]:
    """Return the items of a conversation, in their order."""
    query = (
        select(CONVERSATION_ITEMS.c.item)
        .where(CONVERSATION_ITEMS.c.conversation == name)
        .order_by(CONVERSATION_ITEMS.c.number)
    )
    async with database.begin() as connection:
        return [read_value(row.item) for row in await connection.execute(query)]


async def add_items(database: Database, name: str, items: list[Json]) -> bool:
    """Add items at the end, all of them or none; return whether the conversation is there."""
    try:
        async with database.begin() as connection:
            await _add(connection, name, items)
    except IntegrityError:
        return False
    return True


async def remove_item(database: Database, name: str, item: str) -> bool:
    """Remove an item; return whether there was one."""
    statement = delete(CONVERSATION_ITEMS).where(
        CONVERSATION_ITEMS.c.conversation == name, CONVERSATION_ITEMS.c.id == as_key(item)
    )
    async with database.begin() as connection:
        done = await connection.execute(statement)
    return bool(done.rowcount)


async def _add(connection: AsyncConnection, name: str, items: list[Json]) -> None:
    rows = [
        {"conversation": name, "id": as_key(item["id"]), "item": write_value(item)}
        for item in items
    ]
    if rows:
        await connection.execute(insert(CONVERSATION_ITEMS), rows)
