"""The cost of the gateway, beside a pass-through of the same stack: processor time by chunk.

An upstream in a process of its own streams the same chunks to every request, one piece of bytes a
chunk; it is a server of both APIs, by the name of the model. The gateway runs in another process,
whose processor time is read from the system: for each API of the upstream, once with a client of
that API, whose bytes pass as they are, and once with a client of the other one, whose stream is
translated. Streams of one chunk show the cost of a request, longer ones that of each chunk. The
first round warms up and does not count.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from responses_protocol.streams import DONE, ChunksToEvents, encode_sse

NEEDS = ("starlette", "uvicorn", "httpx", "sqlalchemy", "aiosqlite")
HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
CHUNKS = 500
ROUNDS, STREAMS = 6, 20
STARTS = 5
ADDED_LIMIT = 15.0  # microseconds a chunk
AT_ONCE = 500
# The names of models, which stand for the APIs of their upstreams.
OF_CHAT, OF_RESPONSES = "chat", "responses"
Call = tuple[str, dict[str, Any]]  # a path, and the body of a request to it


def _chat(model: str) -> Call:
    messages = [{"role": "user", "content": "Hi"}]
    return "/v1/chat/completions", {"model": model, "stream": True, "messages": messages}


def _responses(model: str) -> Call:
    return "/v1/responses", {"model": model, "stream": True, "store": False, "input": "Hi"}


# For each API of a client: a stream that passes as it is, and one that is translated for it.
KINDS = {
    "events": {"passed": (_responses, OF_RESPONSES), "translated": (_responses, OF_CHAT)},
    "chunks": {"passed": (_chat, OF_CHAT), "translated": (_chat, OF_RESPONSES)},
}
SHORT = "-short"  # behind the name of a model: a stream of one chunk


@dataclass(frozen=True)
class Cost:
    """Microseconds of processor time: of a stream of one chunk, and of each chunk more."""

    request: float
    chunk: float


@dataclass(frozen=True)
class Kind:
    """The cost of streams that are passed on, and the cost that translation adds."""

    passed: Cost
    added: Cost


@dataclass(frozen=True)
class Figures:
    """The costs of streams, seconds, and bytes.

    ``to_events`` and ``to_chunks`` are the costs for clients of Responses and of Chat; ``peer`` is
    the time that LiteLLM's bridge to events takes for a chunk, where it is installed.
    """

    to_events: Kind
    to_chunks: Kind
    peer: float | None
    first_answer: float
    at_once: int
    whole: int
    memory: float


def find_missing_packages() -> list[str]:
    """Return the packages that the gateway needs and that are not installed."""
    return [name for name in NEEDS if importlib.util.find_spec(name) is None]


def measure_gateway(rounds: int = ROUNDS) -> Figures:
    """Return all figures of the gateway."""
    call, model = KINDS["events"]["translated"]
    stream = call(model)
    with run_upstream() as upstream:
        first_answer = statistics.median(_measure_start(upstream, stream) for _ in range(STARTS))
        with run_gateway(upstream) as (url, measure):
            to_events, to_chunks = _measure(url, measure, rounds)
            idle = measure()[1]
            complete = asyncio.run(_post(url, *stream, AT_ONCE, at_once=AT_ONCE))
            memory = (measure()[1] - idle) / AT_ONCE
        peer = _measure_peer(upstream)
    return Figures(to_events, to_chunks, peer, first_answer, AT_ONCE, complete, memory)


def _measure_start(upstream: str, stream: Call) -> float:
    """Return the seconds from the start of the command to the end of its first answer."""
    import httpx  # not a part of the start

    port = _find_free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "responses_protocol", "serve", "--upstream", upstream]
    options = ["--port", str(port), "--store", "sqlite+aiosqlite://", "--log-level", "error"]
    with httpx.Client() as client:
        start = time.monotonic()
        process = subprocess.Popen([*command, *options], stderr=subprocess.DEVNULL)
        try:
            _wait_for_port(port)
            answer = client.post(url + stream[0], json=stream[1])
            assert b"response.completed" in answer.content
            return time.monotonic() - start
        finally:
            process.terminate()
            process.wait()


def _measure(url: str, measure: Any, rounds: int) -> Iterator[Kind]:
    """Yield the costs of streams for clients of each API."""
    times: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for number in range(rounds):
        for name, kinds in KINDS.items():
            for kind, (call, model) in kinds.items():
                for length in ("", SHORT):
                    before = measure()[0]
                    asyncio.run(_post(url, *call(model + length), STREAMS))
                    if number:
                        times[name, kind, length].append((measure()[0] - before) * 1e6 / STREAMS)
    for name in KINDS:
        passed, translated = (
            [
                Cost(short, (full - short) / (CHUNKS - 1))
                for full, short in zip(times[name, kind, ""], times[name, kind, SHORT], strict=True)
            ]
            for kind in ("passed", "translated")
        )
        added = [
            Cost(translation.request - passage.request, translation.chunk - passage.chunk)
            for translation, passage in zip(translated, passed, strict=True)
        ]
        yield Kind(_median(passed), _median(added))


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.request for cost in costs),
        statistics.median(cost.chunk for cost in costs),
    )


def format_figures(figures: Figures) -> str:
    """Return the figures as text."""
    rows: list[tuple[str, str]] = []
    for name, kind in (("events", figures.to_events), ("chunks", figures.to_chunks)):
        rows += [
            (f"{name} that are passed on", f"{kind.passed.chunk:.1f} us each"),
            ("what translation adds", f"{kind.added.chunk:.1f} us (at most {ADDED_LIMIT:.0f})"),
            ("what it adds to a request", f"{kind.added.request / 1000:.1f} ms"),
        ]
    if figures.peer is not None:
        rows.append(("LiteLLM's bridge to events", f"{figures.peer:.1f} us each, no server"))
    rows += [
        ("start to first answer", f"{figures.first_answer:.2f} s"),
        ("streams at a time, and whole", f"{figures.at_once}, {figures.whole}"),
        ("memory a stream, at the most", f"{figures.memory / 1000:.0f} kB"),
    ]
    head = f"Gateway: processor time, streams of {CHUNKS} chunks"
    return "\n".join((head, *(f"  {name:32}{value}" for name, value in rows)))


def _measure_peer(upstream: str) -> float | None:
    """Return the microseconds that LiteLLM takes for a chunk, or None without it."""
    if importlib.util.find_spec("litellm") is None:
        return None
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe()
    process = context.Process(target=_read_by_litellm, args=(upstream, sender))
    process.start()
    microseconds: float = receiver.recv()
    process.join()
    return microseconds


def _read_by_litellm(upstream: str, pipe: Connection) -> None:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # nothing is fetched
    litellm: Any = importlib.import_module("litellm")
    litellm.REPEATED_STREAMING_CHUNK_LIMIT = 2 * CHUNKS  # all chunks are equal

    async def read() -> None:
        events = await litellm.aresponses(
            model=f"lm_studio/{OF_CHAT}",
            api_base=upstream,
            api_key="none",
            input="Hi",
            stream=True,
            store=False,
        )
        async for _ in events:
            pass

    async def measure() -> float:
        await read()
        before = time.process_time()
        for _ in range(STREAMS // 4):
            await asyncio.gather(*(read() for _ in range(4)))
        return (time.process_time() - before) * 1e6 / (STREAMS * CHUNKS)

    pipe.send(asyncio.run(measure()))


async def _post(url: str, path: str, body: dict[str, Any], count: int, at_once: int = 4) -> int:
    """Read ``count`` streams, some at a time; return the number of those with an end."""
    import httpx

    limit = asyncio.Semaphore(at_once)
    limits = httpx.Limits(max_connections=at_once)

    async def read(client: httpx.AsyncClient) -> bool:
        async with limit:
            answer = await client.post(url + path, json=body)
            return b"response.completed" in answer.content or answer.content.endswith(DONE)

    async with httpx.AsyncClient(timeout=120, limits=limits) as client:
        return sum(await asyncio.gather(*(read(client) for _ in range(count))))


@contextmanager
def run_upstream() -> Iterator[str]:
    port = _find_free_port()
    process = multiprocessing.get_context("spawn").Process(target=_serve_streams, args=(port,))
    process.start()
    _wait_for_port(port)
    try:
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.join()


@contextmanager
def run_gateway(upstream: str) -> Iterator[tuple[str, Any]]:
    """Run a gateway; yield its address, and a function that measures its time and memory."""
    port = _find_free_port()
    context = multiprocessing.get_context("spawn")
    connection, child_connection = context.Pipe()
    process = context.Process(target=_serve_gateway, args=(upstream, port, child_connection))
    process.start()
    _wait_for_port(port)

    def measure() -> tuple[float, int]:
        connection.send(None)
        usage: tuple[float, int] = connection.recv()
        return usage

    try:
        yield f"http://127.0.0.1:{port}", measure
    finally:
        process.terminate()
        process.join()


def _serve_gateway(upstream: str, port: int, pipe: Connection) -> None:
    import threading

    from responses_protocol import PRESETS
    from responses_protocol._gateway.running import server_of
    from responses_protocol._gateway.settings import Settings, Upstream

    def answer() -> None:
        while True:
            pipe.recv()
            usage = getrusage(RUSAGE_SELF)
            pipe.send((usage.ru_utime + usage.ru_stime, _read_peak_memory()))

    threading.Thread(target=answer, daemon=True).start()
    upstreams = (
        Upstream(upstream, options=PRESETS["vllm"], models=(f"{OF_CHAT}*",)),
        Upstream(upstream, to="responses", models=(f"{OF_RESPONSES}*",)),
    )
    settings = Settings(upstreams)
    server_of(settings, "127.0.0.1", port).run()


def _read_peak_memory() -> int:
    """Return the peak memory of this process in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return 0


def _make_streams() -> dict[bytes, tuple[bytes, bytes, bytes]]:
    """Return the streams by path: the beginning, the chunk that is repeated, and the end."""
    words = {"index": 0, "delta": {"content": "some words "}, "finish_reason": None}
    end = {"index": 0, "delta": {}, "finish_reason": "stop"}
    chunk, last = ({**HEAD, "choices": [choice]} for choice in (words, end))
    translator = ChunksToEvents()
    begin = b"".join(map(encode_sse, translator.feed(chunk)))
    [delta] = translator.feed(chunk)
    for _ in range(CHUNKS - 1):
        translator.feed(chunk)
    close = b"".join(map(encode_sse, [*translator.feed(last), *translator.close()]))
    return {
        b"/v1/chat/completions": (b"", encode_sse(chunk), encode_sse(last) + DONE),
        b"/v1/responses": (begin, encode_sse(delta), close),
    }


def _serve_streams(port: int) -> None:
    """Serve chunks on a plain socket, so that the upstream is fast enough."""
    streams = {
        path: [b"%x\r\n%b\r\n" % (len(data), data) if data else b"" for data in pieces]
        for path, pieces in _make_streams().items()
    }
    head = (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    )

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            request = await reader.readuntil(b"\r\n\r\n")
            length = int(request.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            body = await reader.readexactly(length)
            begin, piece, end = streams[request.split()[1]]
            writer.write(head + begin)
            for _ in range(1 if SHORT.encode() in body else CHUNKS):
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)  # so that chunks come one by one, as from a model
            writer.write(end + b"0\r\n\r\n")
            await writer.drain()

    async def serve() -> None:
        server = await asyncio.start_server(_ignore_disconnects(answer), "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(serve())


def _ignore_disconnects(answer: Any) -> Any:
    async def quiet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    return quiet


def _find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for_port(port: int) -> None:
    """Wait for a server."""
    for _ in range(3000):
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise TimeoutError(port)
