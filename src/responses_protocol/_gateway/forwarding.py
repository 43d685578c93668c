"""Requests for an upstream with the client's own API: they pass unchanged."""

from __future__ import annotations

import anyio
import httpx
from starlette.requests import Request
from starlette.responses import Response

from responses_protocol._gateway.context import Context, answer_headers
from responses_protocol._gateway.event_stream import EventStream, Write, run_unless_disconnected
from responses_protocol._gateway.refusals import refusal
from responses_protocol._gateway.sending import send
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.summaries import read_summaries
from responses_protocol._jsontext import dumps, loads
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError


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
    answer = await run_unless_disconnected(request.receive, opening)
    headers = {"x-request-id": context.id, **answer_headers(answer.headers)}

    async def produce(write: Write) -> None:
        with gateway.inspection.stream(context, answer.status_code):
            async for piece in answer.aiter_bytes():
                await write(piece)

    kind = answer.headers.get("content-type", "application/json")
    if kind.startswith("text/event-stream") and answer.status_code == 200:
        return EventStream(produce, headers, answer.aclose)
    try:
        raw = await run_unless_disconnected(request.receive, answer.aread())
    except httpx.HTTPError as error:
        message = f"The upstream {context.upstream.name} has broken off ({type(error).__name__})."
        raise refusal(502, message, code="upstream_error") from None
    finally:
        with anyio.CancelScope(shield=True):
            await answer.aclose()
    gateway.inspection.note(context, "answer", _payload(raw))
    gateway.inspection.end(context, answer.status_code)
    return Response(raw, answer.status_code, {**headers, "content-type": kind})


def _payload(raw: bytes) -> Json:
    """Return the value of a JSON text, or another text as it is."""
    try:
        return loads(raw)
    except ConversionError:
        return raw.decode(errors="replace")
