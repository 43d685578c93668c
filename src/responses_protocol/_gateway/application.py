"""``app``: the gateway as a plain ASGI application, to be mounted, tested, or run by any server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from responses_protocol._gateway import (
    chat,
    compaction,
    conversations,
    input_tokens,
    models,
    responses,
    start_page,
    store,
    websocket,
)
from responses_protocol._gateway.expiry import remove_every_hour
from responses_protocol._gateway.forwarding import on_server
from responses_protocol._gateway.guard import Guard
from responses_protocol._gateway.refusals import Refusal, json_response, refusal
from responses_protocol._gateway.server import gateway_of
from responses_protocol._gateway.settings import Settings

CONVERSATIONS = "/v1/conversations"
CONVERSATION = f"{CONVERSATIONS}/{{conversation}}"
CONVERSATION_ITEM = f"{CONVERSATION}/items/{{item}}"
ROUTES: list[BaseRoute] = [
    Route(start_page.PATH, start_page.show, methods=["GET"]),
    Route("/healthz", lambda request: json_response({"status": "ok"})),
    Route("/metrics", lambda request: _metrics(request)),
    Route("/v1/chat/completions", chat.create, methods=["POST"]),
    Route("/v1/responses", responses.create, methods=["POST"]),
    Route("/v1/responses/input_tokens", input_tokens.count, methods=["POST"]),
    Route("/v1/responses/compact", compaction.compact, methods=["POST"]),
    WebSocketRoute("/v1/responses", websocket.connect),
    Route("/v1/responses/{response}", on_server(responses.show), methods=["GET"]),
    Route("/v1/responses/{response}", on_server(responses.remove), methods=["DELETE"]),
    Route("/v1/responses/{response}/input_items", on_server(responses.list_input), methods=["GET"]),
    Route("/v1/responses/{response}/cancel", on_server(responses.cancel), methods=["POST"]),
    Route(CONVERSATIONS, on_server(conversations.create), methods=["POST"]),
    Route(CONVERSATION, on_server(conversations.show), methods=["GET"]),
    Route(CONVERSATION, on_server(conversations.change), methods=["POST"]),
    Route(CONVERSATION, on_server(conversations.remove), methods=["DELETE"]),
    Route(f"{CONVERSATION}/items", on_server(conversations.list_items), methods=["GET"]),
    Route(f"{CONVERSATION}/items", on_server(conversations.add_items), methods=["POST"]),
    Route(CONVERSATION_ITEM, on_server(conversations.show_item), methods=["GET"]),
    Route(CONVERSATION_ITEM, on_server(conversations.remove_item), methods=["DELETE"]),
    Route("/v1/models", models.list_models),
    Route("/v1/models/{model:path}", models.show_model),
]


def app(settings: Settings) -> Starlette:
    """Return a gateway. No upstream is connected before the first request."""
    gateway = gateway_of(settings)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        loading = asyncio.create_task(store.load())
        removal = asyncio.create_task(remove_every_hour(gateway))
        yield
        await loading
        removal.cancel()
        await asyncio.wait((removal,))
        await gateway.close()

    application = Starlette(
        routes=ROUTES,
        middleware=[Middleware(Guard, gateway=gateway)],
        exception_handlers={
            Refusal: _answer_refusal,
            HTTPException: _answer_unknown_path,
        },
        lifespan=life,
    )
    application.state.gateway = gateway
    return application


def _metrics(request: Request) -> Response:
    text = request.app.state.gateway.metrics.text()
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4")


async def _answer_refusal(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, Refusal)
    return json_response(problem.body, problem.status, problem.headers)


async def _answer_unknown_path(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    message = f"Invalid URL ({request.method} {request.url.path})"
    if problem.status_code == 405:
        message = f"Not allowed to {request.method} on {request.url.path}."
    error = refusal(problem.status_code, message, headers=problem.headers)
    return json_response(error.body, error.status, error.headers)
