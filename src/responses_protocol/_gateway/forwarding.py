"""Requests for an upstream with the client's own API: they pass unchanged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from urllib.parse import quote

import anyio
import httpx
from starlette.requests import Request
from starlette.responses import Response

from responses_protocol._formats.error_answers import error_answer
from responses_protocol._gateway.context import (
    Context,
    answer_headers,
    make_context,
    read_headers,
)
from responses_protocol._gateway.event_stream import EventStream, Write, run_unless_disconnected
from responses_protocol._gateway.reading import body
from responses_protocol._gateway.refusals import Refusal, client_status, refusal
from responses_protocol._gateway.relay import error_payload
from responses_protocol._gateway.relaying import SHUTDOWN, STREAM, failure_of
from responses_protocol._gateway.sending import broken_off, send
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.summaries import read_summaries
from responses_protocol._jsontext import dumps, loads
from responses_protocol._streams.sse import encode_sse
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

Endpoint = Callable[[Request], Awaitable[Response]]
EVENT_ENDS = (b"\n\n", b"\r\n\r\n", b"\r\r")
LONGEST_END = max(map(len, EVENT_ENDS))
DOTS = frozenset((".", ".."))  # no ids: they would name another path of the upstream


async def forward(
    request: Request,
    gateway: Gateway,
    context: Context,
    payload: dict[str, Json],
    path: str | None = None,
) -> Response:
    """Return the answer of the upstream, byte for byte."""
    if context.caller == "responses":
        payload = read_summaries(payload)
    gateway.inspection.note(context, "translated request", context.body(payload))
    opening = send(gateway, context, dumps(context.body(payload)), path)
    return await _pass_back(request, gateway, context, opening)


def on_server(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint for stored values that passes requests on if the upstream stores them.

    It does so if it is a server of Responses, and the only upstream: ids do not say which of
    several has a value.
    """

    async def serve(request: Request) -> Response:
        gateway: Gateway = request.app.state.gateway
        [upstream, *others] = gateway.settings.upstreams
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        if others or upstream.to != "responses" or not DOTS.isdisjoint(path.split("/")):
            return await endpoint(request)
        raw = await body(request, gateway.settings.max_body)
        context = make_context(gateway.settings, request.headers, "responses", upstream)
        query = f"?{request.url.query}" if request.url.query else ""
        address = quote(path.removeprefix("/v1")) + query
        try:
            opening = send(gateway, context, raw, address, request.method)
            return await _pass_back(request, gateway, context, opening)
        except httpx.InvalidURL:
            raise refusal(414, "The address of the request is too long.") from None

    return serve


async def _pass_back(
    request: Request,
    gateway: Gateway,
    context: Context,
    opening: Coroutine[Any, Any, httpx.Response],
) -> Response:
    """Return the answer that an upstream is about to give, byte for byte."""
    answer = await run_unless_disconnected(request.receive, opening)
    headers = {"x-request-id": context.id, **answer_headers(answer.headers)}

    async def produce(write: Write) -> None:
        with gateway.inspection.stream(context, answer.status_code):
            await _pass_on(gateway, context, answer, write)

    kind = read_headers(answer.headers).get("content-type", "application/json")
    if kind.lower().startswith(STREAM) and answer.status_code == 200:
        return EventStream(produce, headers, answer.aclose)
    try:
        raw = await run_unless_disconnected(request.receive, answer.aread())
    except httpx.HTTPError as error:
        raise broken_off(context, error) from None
    finally:
        with anyio.CancelScope(shield=True):
            await answer.aclose()
    if not answer.is_success and client_status(answer.status_code) != answer.status_code:
        raise Refusal(502, error_answer(raw, answer.status_code), headers)
    gateway.inspection.note(context, "answer", _payload(raw))
    gateway.inspection.end(context, answer.status_code)
    return Response(raw, answer.status_code, {**headers, "content-type": kind})


async def _pass_on(
    gateway: Gateway, context: Context, answer: httpx.Response, write: Write
) -> None:
    """Write a stream as it comes, and an error behind its last event where it breaks off."""
    failure, tail = None, EVENT_ENDS[0]
    with gateway.open_stream() as scope:
        try:
            async for piece in answer.aiter_bytes():
                tail = (tail + piece[-LONGEST_END:])[-LONGEST_END:]
                await write(piece)
        except Exception as error:  # what the client has so far needs an end
            failure = failure_of(error)
    if scope.cancelled_caught:
        failure = SHUTDOWN
    if failure is None:
        return
    message, code = failure
    problem = refusal(502, message, code=code)
    if not tail.endswith(EVENT_ENDS):  # an event has begun: nothing can follow it
        raise problem
    await write(encode_sse(error_payload(context.caller, problem.body)))


def _payload(raw: bytes) -> Json:
    """Return the value of a JSON text, or another text as it is."""
    try:
        return loads(raw)
    except ConversionError:
        return raw.decode(errors="replace")
