"""``POST /v1/responses``."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from responses_protocol.gateway.answering import Turn, respond
from responses_protocol.gateway.context import context_of
from responses_protocol.gateway.exchanging import exchange_of
from responses_protocol.gateway.forwarding import forward
from responses_protocol.gateway.reading import json_object
from responses_protocol.gateway.server import Gateway
from responses_protocol.values import Json


async def create(request: Request) -> Response:
    """Answer a client of Responses by a Chat server."""
    gateway: Gateway = request.app.state.gateway
    payload = await json_object(request, gateway.settings.max_body)
    context = context_of(gateway.settings, request.headers, "responses", payload)
    if context.upstream.to == context.caller:
        return await forward(request, gateway, context, payload)
    exchange = exchange_of(gateway.settings, context, payload)
    body = context.body(exchange.request.value)

    async def keep(answer: dict[str, Json]) -> None:
        pass

    return await respond(request, Turn(gateway, context, exchange, body, keep))
