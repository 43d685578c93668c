"""Gateways that run on this machine, each with a client of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from upstreams import running

from responses_protocol.gateway.running import server_of
from responses_protocol.gateway.server import Gateway
from responses_protocol.gateway.settings import Settings, Upstream


@dataclass(frozen=True)
class Served:
    """A gateway that runs: its address, a client of it, and its parts."""

    url: str
    client: httpx.Client
    gateway: Gateway


Serve = Callable[..., Served]


@contextmanager
def serving() -> Iterator[Serve]:
    """Give what starts a gateway: in front of upstreams, with these settings."""
    with ExitStack() as stack:

        def start(*upstreams: Upstream, **settings: Any) -> Served:
            server = server_of(Settings(upstreams, **settings), "127.0.0.1", 0)
            url = stack.enter_context(running(server))
            client = stack.enter_context(httpx.Client(base_url=url, timeout=30))
            return Served(url, client, server.gateway)

        yield start
