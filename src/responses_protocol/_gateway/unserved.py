"""Named refusals of operations without a translation, so that clients fall back at once."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from responses_protocol._gateway.context import context_of
from responses_protocol._gateway.forwarding import forward
from responses_protocol._gateway.reading import json_object
from responses_protocol._gateway.refusals import json_response, refusal
from responses_protocol._gateway.server import Gateway

COMPACT = "/responses/compact"


async def compact(request: Request) -> Response:
    """Pass a request on to an upstream of Responses; a Chat server can't compact.

    A server encrypts the compacted conversation for itself, and answers from it as from the whole
    one. A summary would lose content, and a reference to all items would not be shorter. The status
    is that of a server without this path: clients then write a summary themselves.
    """
    gateway: Gateway = request.app.state.gateway
    payload = await json_object(request, gateway.settings.max_body)
    if not payload.get("model"):
        raise refusal(400, "Missing required parameter: 'model'.", param="model")
    context = context_of(gateway.settings, request.headers, "responses", payload)
    if context.upstream.to == "responses":
        return await forward(request, gateway, context, payload, COMPACT)
    message = "The upstream is a Chat server, which can't compact a conversation."
    raise refusal(404, message, code="unsupported_operation")


async def upgrade(websocket: WebSocket) -> None:
    """Refuse WebSockets by 426, at which the Codex CLI takes server-sent events at once."""
    error = refusal(426, "The gateway serves Responses over HTTP.", code="upgrade_required")
    headers = {"upgrade": "HTTP/1.1"}
    await websocket.send_denial_response(json_response(error.body, error.status, headers))
