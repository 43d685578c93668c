"""What the gateway costs, beside a pass-through of the same stack: processor time by chunk.

An upstream in a process of its own streams the same chunks to every request, one piece of bytes a
chunk. The gateway runs in another one, whose processor time is read from the system: once for
clients of Chat, whose bytes pass as they are, and once for clients of Responses, whose stream is
translated. The first round warms up and does not count.
"""

from __future__ import annotations

import asyncio
import importlib.util
import multiprocessing
import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from responses_protocol.streams import DONE, encode_sse

NEEDS = ("starlette", "uvicorn", "httpx", "sqlalchemy", "aiosqlite")
HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
CHUNKS = 500
ROUNDS, STREAMS = 6, 20
AT_ONCE = 500
CHAT = (
    "/v1/chat/completions",
    {"model": "m", "stream": True, "messages": [{"role": "user", "content": "Hi"}]},
)
RESPONSES = ("/v1/responses", {"model": "m", "stream": True, "store": False, "input": "Hi"})


@dataclass(frozen=True)
class Figures:
    """Microseconds of processor time a chunk, seconds, and bytes."""

    passed: float
    translated: float
    added: float
    first_answer: float
    at_once: int
    whole: int
    memory: float


def missing() -> list[str]:
    """Return what is not installed of what the gateway needs."""
    return [name for name in NEEDS if importlib.util.find_spec(name) is None]


def gateway(rounds: int = ROUNDS) -> Figures:
    """Measure."""
    with _upstream() as upstream:
        started = time.monotonic()
        with _served(upstream) as (url, ask):
            asyncio.run(_post(url, *RESPONSES, 1))
            first_answer = time.monotonic() - started
            costs: dict[str, list[float]] = {"passed": [], "translated": []}
            for number in range(rounds):
                for name, path in (("passed", CHAT), ("translated", RESPONSES)):
                    before = ask()[0]
                    asyncio.run(_post(url, *path, STREAMS))
                    if number:
                        spent = (ask()[0] - before) * 1e6
                        costs[name].append(spent / (STREAMS * CHUNKS))
            idle = ask()[1]
            whole = asyncio.run(_post(url, *RESPONSES, AT_ONCE, together=AT_ONCE))
            memory = (ask()[1] - idle) / AT_ONCE
    passed, translated = (statistics.median(costs[name]) for name in ("passed", "translated"))
    added = statistics.median(
        more - less for more, less in zip(costs["translated"], costs["passed"], strict=True)
    )
    return Figures(passed, translated, added, first_answer, AT_ONCE, whole, memory)


def shown(figures: Figures) -> str:
    """Return the figures as text."""
    rows = [
        ("a chunk that is passed on", f"{figures.passed:.1f} us"),
        ("a chunk that is translated", f"{figures.translated:.1f} us"),
        ("what that adds", f"{figures.added:.1f} us"),
        ("start to first answer", f"{figures.first_answer:.2f} s"),
        ("streams at a time, and whole", f"{figures.at_once}, {figures.whole}"),
        ("memory a stream, at the most", f"{figures.memory / 1000:.0f} kB"),
    ]
    head = f"Gateway: processor time, streams of {CHUNKS} chunks"
    return "\n".join((head, *(f"  {name:32}{value}" for name, value in rows)))


async def _post(url: str, path: str, body: dict[str, Any], count: int, together: int = 4) -> int:
    """Read ``count`` streams, some at a time; return how many had an end."""
    import httpx

    limit = asyncio.Semaphore(together)
    limits = httpx.Limits(max_connections=together)

    async def one(client: httpx.AsyncClient) -> bool:
        async with limit:
            answer = await client.post(url + path, json=body)
            return b"response.completed" in answer.content or answer.content.endswith(DONE)

    async with httpx.AsyncClient(timeout=120, limits=limits) as client:
        return sum(await asyncio.gather(*(one(client) for _ in range(count))))


@contextmanager
def _upstream() -> Iterator[str]:
    port = _free_port()
    process = multiprocessing.get_context("spawn").Process(target=_stream, args=(port,))
    process.start()
    _wait(port)
    try:
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.join()


@contextmanager
def _served(upstream: str) -> Iterator[tuple[str, Any]]:
    """Run a gateway; give its address, and what tells its processor time and its memory."""
    port = _free_port()
    context = multiprocessing.get_context("spawn")
    own, other = context.Pipe()
    process = context.Process(target=_serve, args=(upstream, port, other))
    process.start()
    _wait(port)

    def ask() -> tuple[float, int]:
        own.send(None)
        found: tuple[float, int] = own.recv()
        return found

    try:
        yield f"http://127.0.0.1:{port}", ask
    finally:
        process.terminate()
        process.join()


def _serve(upstream: str, port: int, pipe: Connection) -> None:
    import threading

    from responses_protocol import PRESETS
    from responses_protocol.gateway.running import server_of
    from responses_protocol.gateway.settings import Settings, Upstream

    def tell() -> None:
        while True:
            pipe.recv()
            used = getrusage(RUSAGE_SELF)
            pipe.send((used.ru_utime + used.ru_stime, _highest()))

    threading.Thread(target=tell, daemon=True).start()
    settings = Settings((Upstream(upstream, options=PRESETS["vllm"]),))
    server_of(settings, "127.0.0.1", port).run()


def _highest() -> int:
    """Return the most memory that the process had at a time."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return 0


def _stream(port: int) -> None:
    """Serve chunks by nothing but a socket, so that the upstream is fast enough."""
    words = {"index": 0, "delta": {"content": "some words "}, "finish_reason": None}
    end = {"index": 0, "delta": {}, "finish_reason": "stop"}
    piece = encode_sse({**HEAD, "choices": [words]})
    last = encode_sse({**HEAD, "choices": [end]}) + DONE
    head = (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    framed = b"%x\r\n%b\r\n" % (len(piece), piece)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            found = await reader.readuntil(b"\r\n\r\n")
            length = int(found.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            writer.write(head)
            for _ in range(CHUNKS):
                writer.write(framed)
                await writer.drain()
                await asyncio.sleep(0)  # so that chunks come one by one, as from a model
            writer.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(last), last))
            await writer.drain()

    async def serve() -> None:
        server = await asyncio.start_server(_until_gone(answer), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(serve())


def _until_gone(answer: Any) -> Any:
    async def quiet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    return quiet


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(port: int) -> None:
    """Wait for a server."""
    for _ in range(3000):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise TimeoutError(port)
