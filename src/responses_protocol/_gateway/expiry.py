"""The removal of expired answers and turns, at the start and every hour."""

from __future__ import annotations

import asyncio
import logging

from responses_protocol._gateway.refusals import Refusal
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
    while days:
        try:
            await remove_expired(gateway.database, days)
        except Refusal:
            LOG.warning("expired data was not removed")
        await asyncio.sleep(PAUSE)
