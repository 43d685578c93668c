"""Answers in the background: begun, read while they are made, resumed, cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from time import time

from starlette.requests import Request
from starlette.responses import Response

from responses_protocol._gateway.event_stream import EventStream, Write
from responses_protocol._gateway.input_items import number_of
from responses_protocol._gateway.jobs import LIFE, OPEN, Job, beating
from responses_protocol._gateway.losses import HEADER, report, summary
from responses_protocol._gateway.refusals import Refusal, as_refusal, json_response, refusal
from responses_protocol._gateway.relay import Relay, empty_response
from responses_protocol._gateway.relaying import stream_answer
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.store import (
    Answer,
    find_answer,
    find_events,
    keep_events,
    touch_answer,
)
from responses_protocol._gateway.turn import Turn
from responses_protocol._streams.sse import SseDecoder, encode_sse
from responses_protocol._values import Object

EVENTS_LIFETIME = 600.0  # seconds for which the events of an answer that has ended are at hand
POLL_SECONDS = 0.5  # seconds between two looks at an answer that another gateway makes


async def begin(turn: Turn, stream: bool) -> Response:
    """Start an answer; return its present state, or its events as they come."""
    gateway, context = turn.gateway, turn.context
    name = f"resp_{context.id.removeprefix('req_')}"
    head = {"id": name, "background": True, "status": "queued"}
    job = Job(context.owner, {**empty_response(turn.exchange), **head})
    await turn.keep(job.response)
    gateway.jobs[name] = job
    job.task = asyncio.create_task(_make(job, turn))
    losses = turn.exchange.request.losses
    headers = {"x-request-id": context.id, HEADER: summary(losses)}
    report(gateway, context, "request", losses)
    if stream:
        return follow(job.follow(-1), headers)
    return json_response(job.response, 200, headers)


async def _make(job: Job, turn: Turn) -> None:
    gateway, name = turn.gateway, job.response["id"]
    try:
        await beating(_run(job, turn), lambda: touch_answer(gateway.database, name))
    except asyncio.CancelledError:
        job.end("cancelled")
    gateway.inspection.note(turn.context, "answer", job.response)
    gateway.inspection.end(turn.context, 200)
    try:
        with suppress(Refusal):  # the store has failed, which is logged
            await turn.keep(job.response)
            await keep_events(gateway.database, name, job.events)
    finally:
        asyncio.get_running_loop().call_later(EVENTS_LIFETIME, gateway.jobs.pop, name, None)


async def _run(job: Job, turn: Turn) -> None:
    decoder = SseDecoder()

    async def write(data: bytes) -> None:
        for event in decoder.feed(data):
            job.add(event)

    own = Turn(turn.gateway, turn.context, turn.exchange, turn.body, _keep_nothing)
    try:
        await stream_answer(own, write)
    except Exception as problem:  # whatever it is, the answer must end
        error = as_refusal(problem).body["error"]
        await write(Relay(turn.exchange).fail(error["message"], error["code"] or "server_error"))


async def _keep_nothing(_: Object) -> None:
    """Keep nothing: the answer is kept under its own id."""


async def cancel(gateway: Gateway, owner: str, answer: Answer) -> Object:
    """Cancel an answer and return its new state; an answer that has ended stays unchanged."""
    name = answer.response["id"]
    if not answer.response.get("background"):
        raise refusal(400, "Cannot cancel a synchronous response.")
    job = gateway.jobs.get(name)
    if job is None or job.owner != owner:
        if answer.response["status"] in OPEN:
            raise refusal(409, "Another gateway makes this response.", code="conflict")
        return answer.response
    if job.is_open and job.task is not None:
        job.task.cancel()
        await asyncio.wait((job.task,))
    return job.response


def current_response(gateway: Gateway, owner: str, answer: Answer) -> Object:
    """Return the present state of an answer, also where its gateway is gone."""
    job = gateway.jobs.get(answer.response["id"])
    if job is not None and job.owner == owner:
        return job.response
    if answer.response["status"] in OPEN and answer.touched < time() - LIFE:
        error = {"code": "server_error", "message": "The gateway that made it is gone."}
        return {**answer.response, "status": "failed", "error": error}
    return answer.response


async def resume(request: Request, gateway: Gateway, owner: str, answer: Answer) -> Response:
    """Return the events of an answer in the background, behind one that is named, if it is."""
    after = number_of(request.query_params.get("starting_after", "-1"))
    if after is None:
        raise refusal(400, "Invalid 'starting_after': expected an integer.", param="starting_after")
    if not answer.response.get("background"):
        raise refusal(400, "Only a response that was made in the background can be streamed.")
    job = gateway.jobs.get(answer.response["id"])
    after = max(after, -1)  # that of the first event is 0
    if job is not None and job.owner == owner:
        return follow(job.follow(after), {})
    return follow(_stored_events(gateway, owner, answer.response["id"], after), {})


async def _stored_events(
    gateway: Gateway, owner: str, name: str, after: int
) -> AsyncIterator[Object]:
    """Yield the events that another gateway keeps when it has made all of them.

    If that gateway is gone, there is only the last one. The API has none for ``cancelled``.
    """
    events = await find_events(gateway.database, name)
    while events is None:
        answer = await find_answer(gateway.database, owner, name)
        if answer is None:
            return  # it was removed meanwhile
        response = current_response(gateway, owner, answer)
        await asyncio.sleep(POLL_SECONDS)
        events = await find_events(gateway.database, name)
        if events is None and response["status"] not in OPEN:
            if response["status"] != "cancelled":
                kind, number = f"response.{response['status']}", after + 1
                yield {"type": kind, "sequence_number": number, "response": response}
            return
    for event in events[after + 1 :]:
        yield event


def follow(events: AsyncIterator[Object], headers: dict[str, str]) -> Response:
    """Return events as a stream; a client that goes ends the stream, and not the answer."""

    async def produce(write: Write) -> None:
        async for event in events:
            await write(encode_sse(event))

    return EventStream(produce, headers)
