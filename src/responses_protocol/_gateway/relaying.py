"""Translate the stream of an upstream for the client, up to a regular end."""

from __future__ import annotations

import anyio
import httpx

from responses_protocol._gateway.event_stream import Write
from responses_protocol._gateway.losses import report
from responses_protocol._gateway.refusals import GONE, Refusal, as_refusal, client_status
from responses_protocol._gateway.relay import Relay
from responses_protocol._gateway.sending import send
from responses_protocol._gateway.turn import Turn
from responses_protocol._jsontext import dumps, loads
from responses_protocol._streams.sse import is_sse
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

STREAM = "text/event-stream"
SEEN_BYTES = 100  # of an answer of another type, which may be a stream nevertheless
Failure = tuple[str, str]  # a message and a code
SHUTDOWN = "The gateway is shutting down.", "shutting_down"


async def stream_answer(turn: Turn, write: Write) -> None:
    """Send the request, and relay its answer; raise Refusal if that is an error."""
    turn.gateway.inspection.note(turn.context, "translated request", turn.body)
    answer = await send(turn.gateway, turn.context, dumps(turn.body))
    try:
        if not answer.is_success:
            error = turn.exchange.error(await answer.aread(), answer.status_code)
            raise Refusal(client_status(answer.status_code), error)
        await relay(turn, answer, write)
    finally:
        with anyio.CancelScope(shield=True):
            await answer.aclose()


async def relay(turn: Turn, answer: httpx.Response, write: Write) -> None:
    """Translate the stream of an answer, and write it to the client as it comes."""
    stream, is_stored, end = Relay(turn.exchange), False, b""
    failure: Failure | None = None

    async def send_chunk(data: bytes) -> None:
        nonlocal is_stored, end
        if stream.answer is not None and not is_stored:
            is_stored = True  # before the client can know of it
            await turn.keep(stream.answer)
        if stream.failed:
            end = data
        if data:
            await write(data)

    with turn.gateway.open_stream() as scope:
        try:
            if STREAM in answer.headers.get("content-type", STREAM).lower():
                async for piece in answer.aiter_bytes():
                    output = stream.feed(piece)
                    if stream.answer is not None or stream.failed:
                        await send_chunk(output)
                        if end:
                            break
                    elif output:  # without a call in between, since that is nearly every piece
                        await write(output)
            else:
                raw = await answer.aread()
                is_stream = is_sse(raw[:SEEN_BYTES])
                await send_chunk(stream.feed(raw) if is_stream else stream.whole(loads(raw)))
        except Exception as error:  # what the client has so far needs an end
            failure = failure_of(error)
    if scope.cancelled_caught:
        failure = SHUTDOWN
    if not end:
        end = await _end(stream, failure, send_chunk, write)
    if turn.gateway.inspection.is_on:
        turn.gateway.inspection.note(turn.context, "answer", client_answer(turn, stream, end))
    report(turn.gateway, turn.context, "answer", stream.losses)


async def _end(stream: Relay, failure: Failure | None, send_chunk: Write, write: Write) -> bytes:
    """Write the end of a stream that has none so far, and return it."""
    try:
        end = stream.end() if failure is None else stream.fail(*failure)
        await send_chunk(end)
    except Exception as error:  # such as a store that fails
        end = stream.fail(*failure_of(error))
        await write(end)
    return end


def failure_of(error: Exception) -> Failure:
    """Return the message and the code of the error that ends a stream.

    Raises the error where the client is gone, since nobody reads an end.
    """
    if isinstance(error, httpx.TimeoutException):
        return "The upstream has stopped to answer.", "upstream_timeout"
    if isinstance(error, (httpx.HTTPError, ConversionError)):
        return "The upstream has broken off.", "upstream_error"
    if isinstance(error, OSError) or (isinstance(error, Refusal) and error.status == GONE):
        raise error
    body = as_refusal(error).body["error"]
    return body["message"], body["code"]


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
