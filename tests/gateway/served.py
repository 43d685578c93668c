"""Gateways that run on this machine, each with a client of it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from upstreams import run_server, until

from responses_protocol._gateway.running import server_of
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.settings import Settings, Upstream


@dataclass(frozen=True)
class Served:
    """A gateway that runs: its address, a client of it, and its parts."""

    url: str
    client: httpx.Client
    gateway: Gateway


Serve = Callable[..., Served]


@contextmanager
def run_gateway() -> Iterator[Serve]:
    """Give what starts a gateway: in front of upstreams, with these settings."""
    with ExitStack() as stack:

        def start(*upstreams: Upstream, **settings: Any) -> Served:
            server = server_of(Settings(upstreams, **settings), "127.0.0.1", 0)
            url = stack.enter_context(run_server(server))
            client = stack.enter_context(httpx.Client(base_url=url, timeout=30))
            return Served(url, client, server.gateway)

        yield start


def store_in(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'gateway.sqlite'}"


@contextmanager
def run_serve_command(
    upstream: str, *flags: str, **options: Any
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run the command; give its process and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "responses_protocol", "serve", "--upstream", upstream, "--grace", "0.5"]
    options.setdefault("stderr", subprocess.PIPE)
    process = subprocess.Popen([sys.executable, *command, "--port", str(port), *flags], **options)
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(url), 40)
        yield process, url
    finally:
        process.kill()
        process.communicate()


def _answers(url: str) -> bool:
    try:
        return bool(httpx.get(f"{url}/healthz").is_success)
    except httpx.HTTPError:
        return False
