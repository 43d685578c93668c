"""The gateway under uvicorn, which ends open streams properly when it stops."""

from __future__ import annotations

import asyncio
from socket import socket
from types import FrameType

import uvicorn

from responses_protocol._gateway.application import app
from responses_protocol._gateway.server import LAST_EVENTS_SECONDS, Gateway
from responses_protocol._gateway.settings import Settings

RESERVED_FILES = 100  # besides the sockets of requests: the database, logs, modules


class Server(uvicorn.Server):
    """A server that lets requests go on for a while when a signal comes, and then ends them."""

    def __init__(self, config: uvicorn.Config, gateway: Gateway) -> None:
        super().__init__(config)
        self.gateway = gateway

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take no more requests, and end the streams that are still open behind the grace."""
        super().handle_exit(sig, frame)
        loop = asyncio.get_running_loop()
        loop.call_soon_threadsafe(
            lambda: loop.call_later(self.gateway.settings.grace, self.gateway.end_streams)
        )

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Stop; finish the open frames first, since uvicorn closes WebSockets at once."""
        for server in self.servers:
            server.close()
        await self.gateway.finish_frames()
        await super().shutdown(sockets)


def server_of(settings: Settings, host: str, port: int) -> Server:
    """Return the server; its ``serve`` runs until a signal stops it."""
    application = app(settings)
    config = uvicorn.Config(
        application,
        host,
        port,
        log_level="info",
        access_log=False,  # a path may hold an id
        server_header=False,
        ws_max_size=settings.max_body,
        ws_per_message_deflate=False,  # it costs more than it saves
        timeout_graceful_shutdown=int(settings.grace + LAST_EVENTS_SECONDS) + 1,
    )
    return Server(config, application.state.gateway)


def run(settings: Settings, host: str, port: int) -> None:
    """Serve until a signal comes."""
    _allow_sockets(2 * settings.max_requests + RESERVED_FILES)
    server_of(settings, host, port).run()


def _allow_sockets(count: int) -> None:
    """Raise the limit of open files to ``count``, as far as the system lets it be raised.

    A request needs two sockets, and many systems begin with a limit of 1,024 files or less.
    """
    try:
        import resource
    except ModuleNotFoundError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < highest:
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest, hard))
