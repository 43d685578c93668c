"""Translate the stream of an upstream for the client, up to a regular end."""

from __future__ import annotations

import anyio
import httpx

from responses_protocol._gateway.event_stream import Write
from responses_protocol._gateway.losses import report
from responses_protocol._gateway.refusals import Refusal
from responses_protocol._gateway.relay import Relay
from responses_protocol._gateway.sending import send
from responses_protocol._gateway.turn import Turn
from responses_protocol._jsontext import dumps, loads
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

STREAM = "text/event-stream"


async def stream_answer(turn: Turn, write: Write) -> None:
    """Send the request, and relay its answer; raise Refusal if that is an error."""
    turn.gateway.inspection.note(turn.context, "translated request", turn.body)
    answer = await send(turn.gateway, turn.context, dumps(turn.body))
    try:
        if answer.status_code >= 400:
            error = turn.exchange.error(await answer.aread(), answer.status_code)
            raise Refusal(answer.status_code, error)
        await relay(turn, answer, write)
    finally:
        with anyio.CancelScope(shield=True):
            await answer.aclose()


async def relay(turn: Turn, answer: httpx.Response, write: Write) -> None:
    """Translate the stream of an answer, and write it to the client as it comes."""
    stream, is_stored = Relay(turn.exchange), False
    failure: tuple[str, str] | None = None

    async def send_chunk(data: bytes) -> None:
        nonlocal is_stored
        if stream.answer is not None and not is_stored:
            is_stored = True  # before the client can know of it
            await turn.keep(stream.answer)
        if data:
            await write(data)

    with anyio.CancelScope() as scope:
        turn.gateway.streams.add(scope)
        try:
            if STREAM in answer.headers.get("content-type", STREAM):
                async for piece in answer.aiter_bytes():
                    output = stream.feed(piece)
                    if stream.answer is not None:
                        await send_chunk(output)
                    elif output:  # without a call in between, since that is nearly every piece
                        await write(output)
            else:
                await send_chunk(stream.whole(loads(await answer.aread())))
        except httpx.TimeoutException:
            failure = "The upstream has stopped to answer.", "upstream_timeout"
        except (httpx.HTTPError, ConversionError):
            failure = "The upstream has broken off.", "upstream_error"
        finally:
            turn.gateway.streams.discard(scope)
    if scope.cancelled_caught:
        failure = "The gateway is shutting down.", "shutting_down"
    end = stream.end() if failure is None else stream.fail(*failure)
    await send_chunk(end)
    if turn.gateway.inspection.is_on:
        turn.gateway.inspection.note(turn.context, "answer", client_answer(turn, stream, end))
    report(turn.gateway, turn.context, "answer", stream.losses)


def client_answer(turn: Turn, stream: Relay, end: bytes) -> Json:
    """Return the whole answer in the client's dialect, or the end of a stream without one."""
    if stream.answer is None:
        return end.decode()
    if turn.exchange.caller == "responses":
        return stream.answer
    try:
        return turn.exchange.answer(stream.answer).value
    except ConversionError:
        return stream.answer
