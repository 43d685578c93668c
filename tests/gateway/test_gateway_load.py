"""Many streams at a time: all of them come whole, and each takes little memory."""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the gateway is installed for these tests only")

from served import run_serve_command
from test_gateway_responses import WORDS, chunk
from upstreams import sse

STREAMS = 500
MOST_MEMORY = 100_000  # bytes of one stream
FEW_FILES = 128  # the soft limit of the gateway's process, which the gateway has to raise
BODY = json.dumps({"model": "m", "input": "Hi", "stream": True, "store": False}).encode()
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"


@dataclass
class Upstream:
    """A server that begins many streams, and goes on with them once it may."""

    url: str = ""
    may_end: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        first, *rest = sse([*WORDS, *WORDS[1:] * 3, chunk("stop")])
        writer.write(HEAD + first)
        await self.may_end.wait()
        for piece in rest:
            writer.write(piece)
            await writer.drain()
        writer.close()


async def read(url: str, begun: asyncio.Semaphore) -> bytes:
    """Return the bytes of one stream; release ``begun`` after the first event."""
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    length = str(len(BODY)).encode()
    writer.write(b"POST /v1/responses HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n")
    writer.write(b"content-length: " + length + b"\r\n\r\n" + BODY)
    data = await reader.readuntil(b"response.created")
    begun.release()
    data += await reader.read(-1)
    writer.close()
    return data


def memory(process: int) -> int:
    """Return the memory of a process in bytes."""
    pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize()


async def load(upstream: Upstream, process: int, url: str, count: int) -> tuple[int, int]:
    """Read streams that are all open at one time; return how many were whole, and the memory."""
    begun = asyncio.Semaphore(0)
    upstream.may_end.clear()
    reading = [asyncio.create_task(read(url, begun)) for _ in range(count)]
    for _ in reading:
        await begun.acquire()
    used = memory(process)
    upstream.may_end.set()
    streams = await asyncio.gather(*reading)
    return sum(b"event: response.completed" in data for data in streams), used


def test_many_streams_at_a_time() -> None:
    def limit_files() -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_FILES, hard))

    async def measure() -> None:
        upstream = Upstream()
        server = await asyncio.start_server(upstream.answer, "127.0.0.1", 0, backlog=STREAMS)
        port = server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}/v1"
        run = run_serve_command(url, preexec_fn=limit_files, stderr=subprocess.DEVNULL)
        async with server:
            process, gateway = await asyncio.to_thread(run.__enter__)
            try:
                await load(upstream, process.pid, gateway, 20)  # what is made once is not counted
                idle = memory(process.pid)
                whole_count, used = await load(upstream, process.pid, gateway, STREAMS)
            finally:
                await asyncio.to_thread(run.__exit__, None, None, None)
        assert whole_count == STREAMS
        # less than a kilobyte would be a measurement of nothing
        assert 1_000 < (used - idle) / STREAMS < MOST_MEMORY

    asyncio.run(measure())
