"""Stored answers, conversations and turns, in SQLite or Postgres.

SQLAlchemy takes longer to import than all else, so the functions that need it are loaded late: by
their first call, in a thread, while the gateway does other work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from responses_protocol._gateway.store.database import Database
from responses_protocol._gateway.store.records import Answer, Conversation, Turn

if TYPE_CHECKING:
    from responses_protocol._gateway.store.answers import (
        find_answer,
        find_chain,
        find_events,
        find_items,
        keep_answer,
        keep_events,
        remove_answer,
        touch_answer,
    )
    from responses_protocol._gateway.store.conversations import (
        add_items,
        change_metadata,
        find_conversation,
        items_of,
        make_conversation,
        remove_conversation,
        remove_item,
    )
    from responses_protocol._gateway.store.expiry import remove_expired
    from responses_protocol._gateway.store.turns import find_turns, keep_turn

__all__ = [
    "Answer",
    "Conversation",
    "Database",
    "Turn",
    "add_items",
    "change_metadata",
    "find_answer",
    "find_chain",
    "find_conversation",
    "find_events",
    "find_items",
    "find_turns",
    "items_of",
    "keep_answer",
    "keep_events",
    "keep_turn",
    "load",
    "make_conversation",
    "remove_answer",
    "remove_conversation",
    "remove_expired",
    "remove_item",
    "touch_answer",
]
MODULES = ("answers", "conversations", "expiry", "turns")
_LOADED: list[ModuleType] = []


async def load() -> list[ModuleType]:
    """Load the modules that need SQLAlchemy, in a thread."""
    if not _LOADED:
        _LOADED[:] = await asyncio.to_thread(_import_modules)
    return _LOADED


def _import_modules() -> list[ModuleType]:
    return [import_module(f"{__name__}.{name}") for name in MODULES]


def __getattr__(name: str) -> Callable[..., Awaitable[Any]]:
    """Return a function that loads the one of this name when it is called."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    async def call(*arguments: Any) -> Any:
        for module in await load():
            if hasattr(module, name):
                return await getattr(module, name)(*arguments)
        raise AttributeError(name)

    return call
