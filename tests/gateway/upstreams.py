"""Servers of one API each on this machine, that answer what they are told to, and refuse a lot.

A request that ``validate`` finds wrong is answered with 400, so that a gateway can't get away with
one that a real server would refuse.
"""

from __future__ import annotations

import asyncio
import json
import socketserver
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

import responses_protocol as rp
from responses_protocol import Target
from responses_protocol.streams import DONE

Payload = dict[str, Any]
SUBJECTS = {
    "/v1/chat/completions": "chat_completions/request",
    "/v1/responses": "responses/request",
}


@dataclass
class Answer:
    """What the server says: a payload, or the payloads of a stream, or anything else as bytes.

    ``hold`` are seconds before each piece; ``cut`` says that the stream just stops there.
    """

    payload: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stream: list[Payload] | None = None
    raw: bytes | None = None
    hold: float = 0.0
    delay: float = 0.0


@dataclass
class Scripted:
    """A server: what it will answer, what it was asked, and how many streams it has open.

    It is as strict as the ``target`` is.
    """

    url: str = ""
    target: Target = "openai"
    answers: list[Answer] = field(default_factory=list)
    requests: list[Payload] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    respond: Callable[[Payload], Answer] | None = None
    tokenize: Callable[[Payload], Payload] | None = None
    compact: Callable[[Payload], Payload] | None = None
    open: int = 0
    served: int = 0

    def say(self, *answers: Answer) -> None:
        """Answer these next."""
        self.answers += answers


def sse(payloads: list[Payload]) -> Iterator[bytes]:
    for payload in payloads:
        yield rp.streams.encode_sse(payload)
    if payloads and "choices" in payloads[-1]:
        yield DONE


def application(server: Scripted) -> Starlette:
    async def answer(request: Request) -> Response:
        body = json.loads(await request.body())
        server.requests.append(body)
        server.headers.append(dict(request.headers))
        findings = rp.validate(
            body, SUBJECTS[request.url.path], profile="request", target=server.target
        )
        wrong = [finding for finding in findings if finding.severity == "error"]
        if wrong:
            server.problems += [
                f"{finding.code} {finding.pointer} {finding.message}" for finding in wrong
            ]
            return JSONResponse({"error": {"message": wrong[0].message}}, 400)
        scripted_answer = server.respond(body) if server.respond else server.answers.pop(0)
        await asyncio.sleep(scripted_answer.delay)
        server.served += 1
        if scripted_answer.stream is None and scripted_answer.raw is None:
            return JSONResponse(
                scripted_answer.payload, scripted_answer.status, scripted_answer.headers
            )

        async def pieces() -> AsyncIterator[bytes]:
            server.open += 1
            try:
                for piece in (
                    [scripted_answer.raw]
                    if scripted_answer.raw is not None
                    else sse(scripted_answer.stream or [])
                ):
                    if scripted_answer.hold:
                        await asyncio.sleep(scripted_answer.hold)
                    yield piece
            finally:
                server.open -= 1

        kind = scripted_answer.headers.pop("content-type", "text/event-stream")
        return StreamingResponse(pieces(), scripted_answer.status, scripted_answer.headers, kind)

    async def models(_: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": "m", "object": "model"}]})

    async def tokenize(request: Request) -> Response:
        if server.tokenize is None:
            return JSONResponse({"detail": "Not Found"}, 404)
        return JSONResponse(server.tokenize(json.loads(await request.body())))

    async def compact(request: Request) -> Response:
        if server.compact is None:
            return JSONResponse({"detail": "Not Found"}, 404)
        return JSONResponse(server.compact(json.loads(await request.body())))

    async def stored(request: Request) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        server.headers.append(dict(request.headers))
        server.requests.append(
            {
                "method": request.method,
                "path": request.url.path + query,
                "body": (await request.body()).decode(),
            }
        )
        return JSONResponse({"id": "stored"}, 404 if "none" in request.url.path else 200)

    routes = [Route(path, answer, methods=["POST"]) for path in SUBJECTS]
    further_routes = [Route("/v1/models", models), Route("/tokenize", tokenize, methods=["POST"])]
    further_routes.append(Route("/v1/responses/compact", compact, methods=["POST"]))
    for name in ("responses", "conversations"):
        path = f"/v1/{name}{{rest:path}}"
        further_routes.append(Route(path, stored, methods=["GET", "POST", "DELETE"]))
    return Starlette(routes=[*routes, *further_routes])


@contextmanager
def run_server(server: uvicorn.Server) -> Iterator[str]:
    """Run a server in a thread; give its address."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


@contextmanager
def run_scripted() -> Iterator[Scripted]:
    server = Scripted()
    config = uvicorn.Config(application(server), port=0, log_config=None, lifespan="off")
    with run_server(uvicorn.Server(config)) as url:
        server.url = f"{url}/v1"
        yield server


@contextmanager
def run_raw(answer: bytes) -> Iterator[str]:
    """Run a server that answers each request with these bytes; give its address."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = 0
            while (line := self.rfile.readline()).strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            self.rfile.read(length)
            self.wfile.write(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()


def until(holds: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait for something to hold; fail where it does not."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)
