"""The removal of expired answers and turns, at the start and every hour."""

from __future__ import annotations

import asyncio
import logging

from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.store import load, remove_expired

LOG = logging.getLogger("responses_protocol.gateway")
PAUSE = 3600.0  # seconds between two removals


async def remove_every_hour(gateway: Gateway) -> None:
    """Remove expired answers and turns every hour, until the task is cancelled.

    A database that fails is tried again an hour later: requests report the failure.
    """
    days = gateway.settings.keep_days
    await load()
    from sqlalchemy.exc import SQLAlchemyError

    while days:
        try:
            await remove_expired(gateway.database, days)
        except (OSError, SQLAlchemyError) as problem:
            LOG.warning("expired data was not removed: %s", type(problem).__name__)
        await asyncio.sleep(PAUSE)
