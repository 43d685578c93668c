"""From an exchange to the response that the client gets, whole or as a stream."""

from __future__ import annotations

import anyio
import httpx
from starlette.requests import Request
from starlette.responses import Response

from responses_protocol._formats.error_bodies import is_error, is_listed_error
from responses_protocol._formats.registry import ApiDialect
from responses_protocol._gateway.context import answer_headers
from responses_protocol._gateway.event_stream import EventStream, Write, run_unless_disconnected
from responses_protocol._gateway.losses import HEADER, report, summary
from responses_protocol._gateway.refusals import (
    Refusal,
    client_status,
    json_response,
    of_conversion,
    refusal,
)
from responses_protocol._gateway.relaying import relay
from responses_protocol._gateway.sending import broken_off, send
from responses_protocol._gateway.turn import Turn
from responses_protocol._jsontext import dumps, loads
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

FAILED = ("failed", "cancelled")


async def respond(request: Request, turn: Turn) -> Response:
    """Return the response to a request; the upstream is left where the client goes.

    Raises Refusal where there is no answer.
    """
    losses = turn.exchange.request.losses
    report(turn.gateway, turn.context, "request", losses)
    turn.gateway.inspection.note(turn.context, "translated request", turn.body)
    opening = send(turn.gateway, turn.context, dumps(turn.body))
    answer = await run_unless_disconnected(request.receive, opening)
    try:
        if not answer.is_success:
            raw = await run_unless_disconnected(request.receive, answer.aread())
            body = turn.exchange.error(raw, answer.status_code)
            raise Refusal(client_status(answer.status_code), body, headers_of(turn, answer))
        if turn.body.get("stream"):
            return _answer_stream(turn, answer)
        return await _answer_whole(request, turn, answer)
    except (httpx.HTTPError, ConversionError, Refusal) as error:
        await answer.aclose()
        raise _refusal_of(turn, error) from None
    except BaseException:
        with anyio.CancelScope(shield=True):
            await answer.aclose()
        raise


async def _answer_whole(request: Request, turn: Turn, answer: httpx.Response) -> Response:
    payload = loads(await run_unless_disconnected(request.receive, answer.aread()))
    exchange, settings = turn.exchange, turn.gateway.settings
    if _has_failed(exchange.server, payload):
        raise Refusal(502, exchange.error(payload))
    done = exchange.answer(payload, fail_on=settings.fail_on, tolerate=settings.tolerate)
    if exchange.caller == "chat_completions" and not done.value["choices"]:
        raise refusal(502, "The upstream has sent an answer without output.", code="upstream_error")
    report(turn.gateway, turn.context, "answer", done.losses)
    turn.gateway.inspection.note(turn.context, "answer", done.value)
    await turn.keep(done.value if exchange.caller == "responses" else payload)
    turn.gateway.inspection.end(turn.context, 200)
    counts = summary((*exchange.request.losses, *done.losses))
    return json_response(done.value, 200, {**headers_of(turn, answer), HEADER: counts})


def _answer_stream(turn: Turn, answer: httpx.Response) -> Response:
    counts = summary(turn.exchange.request.losses)  # those of the answer are not known yet

    async def produce(write: Write) -> None:
        with turn.gateway.inspection.stream(turn.context, 200):
            await relay(turn, answer, write)

    return EventStream(produce, {**headers_of(turn, answer), HEADER: counts}, answer.aclose)


def headers_of(turn: Turn, answer: httpx.Response) -> dict[str, str]:
    """Return the headers of a response: those of the upstream, and the id of the request."""
    return {"x-request-id": turn.context.id, **answer_headers(answer.headers)}


def _has_failed(server: ApiDialect, payload: Json) -> bool:
    """Return whether an answer is an error, although its status of HTTP is that of a success."""
    if not isinstance(payload, dict):
        return is_listed_error(payload)
    return is_error(payload) or (server == "responses" and payload.get("status") in FAILED)


def _refusal_of(turn: Turn, error: Exception) -> Refusal:
    """Return the error that the client gets in place of an answer."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, ConversionError):
        return of_conversion(error, 502)
    return broken_off(turn.context, error)
