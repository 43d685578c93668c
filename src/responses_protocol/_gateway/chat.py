"""``POST /v1/chat/completions``."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from responses_protocol._gateway import chat_turns
from responses_protocol._gateway.answering import respond
from responses_protocol._gateway.context import Context, context_of
from responses_protocol._gateway.exchanging import exchange_of
from responses_protocol._gateway.forwarding import forward
from responses_protocol._gateway.reading import check_flags, json_object
from responses_protocol._gateway.refusals import Refusal
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.turn import Turn
from responses_protocol._values import Json


async def create(request: Request) -> Response:
    """Answer a Chat client by a server of Responses."""
    gateway: Gateway = request.app.state.gateway
    payload = await json_object(request, gateway.settings.max_body)
    context = context_of(gateway.settings, request.headers, "chat_completions", payload)
    with gateway.inspection.follow(context, payload):
        if context.upstream.to == context.caller:
            return await forward(request, gateway, context, payload)
        return await _answer(request, gateway, context, payload)


async def _answer(
    request: Request, gateway: Gateway, context: Context, payload: dict[str, Json]
) -> Response:
    check_flags(payload, "store", "stream")
    exchange = exchange_of(gateway.settings, context, payload)
    body = await chat_turns.restore_turns(gateway.database, context, payload, exchange)
    body = context.body(body)

    async def keep(answer: dict[str, Json]) -> None:
        await chat_turns.keep(gateway.database, context, payload, exchange, answer)

    model = context.upstream.name, body.get("model")
    encrypted = model not in gateway.plain_models
    request_body = chat_turns.add_reasoning(body, encrypted)
    try:
        return await respond(request, Turn(gateway, context, exchange, request_body, keep))
    except Refusal as problem:
        if not encrypted or not _is_about_include(problem):
            raise
    gateway.plain_models.add(model)  # it does not think, or can't show it
    plain = chat_turns.add_reasoning(body, False)
    return await respond(request, Turn(gateway, context, exchange, plain, keep))


def _is_about_include(problem: Refusal) -> bool:
    """Return whether a model refuses to encrypt reasoning, as OpenAI's older ones do."""
    return problem.status == 400 and str(problem.body["error"]["param"]).startswith("include")
