"""``/v1/responses``: made by a Chat server, and kept here."""

from __future__ import annotations

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import Response

from responses_protocol._gateway import background
from responses_protocol._gateway.answering import respond
from responses_protocol._gateway.context import Context, context_of, owner_of
from responses_protocol._gateway.exchanging import exchange_of
from responses_protocol._gateway.forwarding import forward
from responses_protocol._gateway.input_items import make_stored_items, page
from responses_protocol._gateway.reading import check_flags, json_object
from responses_protocol._gateway.refusals import json_response, refusal
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.state import (
    PREVIOUS,
    State,
    conversation_id,
    no_answer,
    state_of,
)
from responses_protocol._gateway.store import (
    Answer,
    add_items,
    find_answer,
    keep_answer,
    remove_answer,
)
from responses_protocol._gateway.turn import Turn
from responses_protocol._values import Json, Object

LOG = logging.getLogger("responses_protocol.gateway")
CONTINUABLE_STATUSES = frozenset(("completed", "incomplete"))  # a conversation may continue here


async def create(request: Request) -> Response:
    """Answer a client of Responses by a Chat server."""
    gateway: Gateway = request.app.state.gateway
    payload = await json_object(request, gateway.settings.max_body)
    context = context_of(gateway.settings, request.headers, "responses", payload)
    with gateway.inspection.follow(context, payload):
        if context.upstream.to == context.caller:
            return await forward(request, gateway, context, payload)
        return await _answer(request, gateway, context, payload)


async def _answer(
    request: Request, gateway: Gateway, context: Context, payload: Object
) -> Response:
    check_flags(payload, "background", "store", "stream")
    in_background, stream = payload.get("background") is True, payload.get("stream") is True
    if in_background:
        if payload.get("store") is False:
            message = "Responses in the background have to be stored."
            raise refusal(400, message, code="invalid_value", param="store")
        # the upstream has no part in it, so that it is no loss
        payload = {**payload, "background": None, "stream": True}
    state = await state_of(gateway.database, context.owner, payload)
    turn = turn_of(gateway, context, payload, state)
    return await (background.begin(turn, stream) if in_background else respond(request, turn))


def turn_of(gateway: Gateway, context: Context, payload: Object, state: State) -> Turn:
    """Return the turn of a request, which keeps its answer; raise Refusal where it has none."""
    exchange = exchange_of(gateway.settings, context, payload, state.resolve)
    body = context.body(exchange.request.value)

    async def keep(response: Object) -> None:
        own = make_stored_items(payload.get("input"), response["id"], state.items)
        answer = Answer(response, own)
        conversation = conversation_id(payload)
        if payload.get("store") is not False:
            await _store(gateway, context, answer, payload.get(PREVIOUS), state)
        if conversation is not None and response["status"] in CONTINUABLE_STATUSES:
            await _add_to_conversation(gateway, context, conversation, answer)

    return Turn(gateway, context, exchange, body, keep)


async def _add_to_conversation(
    gateway: Gateway, context: Context, name: str, answer: Answer
) -> None:
    """Add the input and the answer to a conversation, unless that was removed meanwhile."""
    if not await add_items(gateway.database, name, answer.items):
        LOG.warning("%s: the conversation of the answer was removed", context.id)


async def _store(
    gateway: Gateway, context: Context, answer: Answer, previous: Json, state: State
) -> None:
    """Store an answer, with the items before it that are not stored yet."""
    if state.is_unstored:
        answer, previous = Answer(answer.response, [*state.earlier, *answer.input]), None
    await keep_answer(gateway.database, context.owner, answer, previous)


async def show(request: Request) -> Response:
    """Return an answer that was kept."""
    gateway: Gateway = request.app.state.gateway
    owner, answer = owner_of(request.headers), await _find(request)
    if request.query_params.get("stream") == "true":
        return await background.resume(request, gateway, owner, answer)
    return json_response(background.current_response(gateway, owner, answer))


async def remove(request: Request) -> Response:
    """Forget an answer."""
    gateway: Gateway = request.app.state.gateway
    name = request.path_params["response"]
    owner, job = owner_of(request.headers), gateway.jobs.get(name)
    if job is not None and job.owner == owner and job.task is not None:
        job.task.cancel()
        await asyncio.wait((job.task,))
    if not await remove_answer(gateway.database, owner, name):
        raise no_answer(name)
    return json_response({"id": name, "object": "response", "deleted": True})


async def list_input(request: Request) -> Response:
    """Return a page of the items that an answer was given."""
    return json_response(page((await _find(request)).input, request.query_params))


async def cancel(request: Request) -> Response:
    """Cancel an answer that is made in the background."""
    gateway: Gateway = request.app.state.gateway
    owner, answer = owner_of(request.headers), await _find(request)
    return json_response(await background.cancel(gateway, owner, answer))


async def _find(request: Request) -> Answer:
    gateway: Gateway = request.app.state.gateway
    name = request.path_params["response"]
    answer = await find_answer(gateway.database, owner_of(request.headers), name)
    if answer is None:
        raise no_answer(name)
    return answer
