"""From an exchange to the response that the client gets, whole or as a stream."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio
import httpx
from starlette.requests import Request
from starlette.responses import Response

from responses_protocol.errors import ConversionError
from responses_protocol.exchanges import Exchange
from responses_protocol.gateway.context import Context, said_headers
from responses_protocol.gateway.event_stream import EventStream, Write, unless_gone
from responses_protocol.gateway.losses import HEADER, summary, tell
from responses_protocol.gateway.refusals import Refusal, json_response, of_conversion, refusal
from responses_protocol.gateway.relay import Relay
from responses_protocol.gateway.sending import send
from responses_protocol.gateway.server import Gateway
from responses_protocol.jsontext import dumps, loads
from responses_protocol.values import Json

Object = dict[str, Json]
STREAM = "text/event-stream"
FAILED = frozenset(("failed", "cancelled"))


@dataclass(frozen=True)
class Turn:
    """One request and its answer.

    ``body`` is what the upstream gets. ``keep`` is called with the whole answer, in the form of
    Responses, before the client has all of it.
    """

    gateway: Gateway
    context: Context
    exchange: Exchange
    body: Object
    keep: Callable[[Object], Awaitable[None]]


async def respond(request: Request, turn: Turn) -> Response:
    """Return the response to a request; the upstream is left where the client goes.

    Raises Refusal where there is no answer.
    """
    losses = turn.exchange.request.losses
    tell(turn.context, turn.gateway.metrics, "the request", losses)
    opening = send(turn.gateway, turn.context, dumps(turn.body))
    answer = await unless_gone(request.receive, opening)
    try:
        if answer.status_code >= 400:
            raw = await unless_gone(request.receive, answer.aread())
            body = turn.exchange.error(raw, answer.status_code)
            raise Refusal(answer.status_code, body, headers_of(turn, answer))
        if turn.body.get("stream"):
            return _stream(turn, answer)
        return await _whole(request, turn, answer)
    except (httpx.HTTPError, ConversionError, Refusal) as error:
        await answer.aclose()
        raise _refused(turn, error) from None
    except BaseException:
        with anyio.CancelScope(shield=True):
            await answer.aclose()
        raise


async def _whole(request: Request, turn: Turn, answer: httpx.Response) -> Response:
    payload = loads(await unless_gone(request.receive, answer.aread()))
    exchange, settings = turn.exchange, turn.gateway.settings
    if exchange.server == "responses" and _has_failed(payload):
        raise Refusal(502, exchange.error(payload, 502))
    done = exchange.answer(payload, fail_on=settings.fail_on, tolerate=settings.tolerate)
    tell(turn.context, turn.gateway.metrics, "the answer", done.losses)
    await turn.keep(done.value if exchange.caller == "responses" else payload)
    told = summary((*exchange.request.losses, *done.losses))
    return json_response(done.value, 200, {**headers_of(turn, answer), HEADER: told})


def _stream(turn: Turn, answer: httpx.Response) -> Response:
    told = summary(turn.exchange.request.losses)  # those of the answer are not known yet

    async def produce(write: Write) -> None:
        try:
            await _relay(turn, answer, write)
        finally:
            with anyio.CancelScope(shield=True):
                await answer.aclose()

    return EventStream(produce, {**headers_of(turn, answer), HEADER: told})


async def _relay(turn: Turn, answer: httpx.Response, write: Write) -> None:
    relay, kept = Relay(turn.exchange), False
    problem: tuple[str, str] | None = None

    async def say(made: bytes) -> None:
        nonlocal kept
        if relay.answer is not None and not kept:
            kept = True  # before the client can know of it
            await turn.keep(relay.answer)
        if made:
            await write(made)

    with anyio.CancelScope() as scope:
        turn.gateway.streams.add(scope)
        try:
            if STREAM in answer.headers.get("content-type", STREAM):
                async for piece in answer.aiter_bytes():
                    await say(relay.feed(piece))
            else:
                await say(relay.whole(loads(await answer.aread())))
        except httpx.TimeoutException:
            problem = "The upstream has stopped to answer.", "upstream_timeout"
        except (httpx.HTTPError, ConversionError):
            problem = "The upstream has broken off.", "upstream_error"
        finally:
            turn.gateway.streams.discard(scope)
    if scope.cancelled_caught:
        problem = "The gateway is shutting down.", "shutting_down"
    await say(relay.end() if problem is None else relay.fail(*problem))
    tell(turn.context, turn.gateway.metrics, "the answer", relay.losses)


def headers_of(turn: Turn, answer: httpx.Response) -> dict[str, str]:
    """Return the headers of a response: what the upstream says, and the id of the request."""
    return {"x-request-id": turn.context.id, **said_headers(answer.headers)}


def _has_failed(payload: Json) -> bool:
    return isinstance(payload, dict) and payload.get("status") in FAILED


def _refused(turn: Turn, error: Exception) -> Refusal:
    """Return what the client gets in place of an answer that is none."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, ConversionError):
        return of_conversion(error, 502)
    name, kind = turn.context.upstream.name, type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        return refusal(504, f"The upstream {name} has stopped to answer.", code="upstream_timeout")
    return refusal(502, f"The upstream {name} has broken off ({kind}).", code="upstream_error")
