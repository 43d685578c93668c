"""The parts of a gateway that all of its requests share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

import anyio
import httpx

from responses_protocol._gateway.inspection import Inspection
from responses_protocol._gateway.jobs import Job
from responses_protocol._gateway.metrics import Metrics
from responses_protocol._gateway.settings import Settings
from responses_protocol._gateway.store import Database

LAST_EVENTS_SECONDS = 5.0  # seconds, for the ends of streams to be sent
POLL_SECONDS = 0.02  # seconds between two looks at open frames


@dataclass(frozen=True, eq=False)
class Gateway:
    """The settings, the connections to the upstreams, and the figures of one gateway.

    ``streams`` has the scopes of the streams that are open, which end when their scopes do.
    ``jobs`` are the answers in the background, by their ids. ``plain_models`` are those, with
    their upstreams, that refuse to encrypt their reasoning. ``inspection`` holds the last
    exchanges, if the settings switch that on. ``frames`` are those of WebSockets that are
    being answered; ``closing`` is set once no more are taken.
    """

    settings: Settings
    client: httpx.AsyncClient
    database: Database
    inspection: Inspection
    metrics: Metrics = field(default_factory=Metrics)
    streams: set[anyio.CancelScope] = field(default_factory=set)
    jobs: dict[str, Job] = field(default_factory=dict)
    plain_models: set[tuple[str, object]] = field(default_factory=set)
    frames: set[object] = field(default_factory=set)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def close(self) -> None:
        """End the answers in the background, and close all connections."""
        self.end_streams()
        tasks = [job.task for job in self.jobs.values() if job.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_EVENTS_SECONDS)
        await self.client.aclose()
        await self.database.close()

    async def finish_frames(self) -> None:
        """Take no more frames, and wait for the answers to those that were taken."""
        self.closing.set()
        end = monotonic() + self.settings.grace + LAST_EVENTS_SECONDS
        while self.frames and monotonic() < end:
            await asyncio.sleep(POLL_SECONDS)

    @contextmanager
    def open_stream(self) -> Iterator[anyio.CancelScope]:
        """Yield the scope of a stream, which ``end_streams`` cancels."""
        with anyio.CancelScope() as scope:
            self.streams.add(scope)
            try:
                yield scope
            finally:
                self.streams.discard(scope)

    def end_streams(self) -> None:
        """End the open streams, each with an error for its client."""
        for scope in tuple(self.streams):
            scope.cancel()


def gateway_of(settings: Settings) -> Gateway:
    """Return the parts; nothing is connected before it is used."""
    # the pool has no limit of its own: that on requests is the limit
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
    timeout = httpx.Timeout(
        settings.first_byte_timeout, connect=settings.connect_timeout, pool=None
    )
    client = httpx.AsyncClient(limits=limits, timeout=timeout, trust_env=False)
    keys = [settings.api_key, *(upstream.key for upstream in settings.upstreams)]
    inspection = Inspection(settings.inspect, [key for key in keys if key])
    return Gateway(settings, client, Database(settings.store), inspection)
