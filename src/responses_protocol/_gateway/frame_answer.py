"""The answer to one ``response.create`` frame, as events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping

import httpx
from anyio import CancelScope

from responses_protocol._exchanges import exchange
from responses_protocol._formats.error_answers import error_answer
from responses_protocol._gateway.context import Context, context_of
from responses_protocol._gateway.event_stream import Write
from responses_protocol._gateway.input_items import make_stored_items
from responses_protocol._gateway.jobs import OPEN
from responses_protocol._gateway.losses import report
from responses_protocol._gateway.reading import check_flags
from responses_protocol._gateway.recent_answers import RecentAnswers, RecentConversation
from responses_protocol._gateway.refusals import Refusal, client_status, of_conversion, refusal
from responses_protocol._gateway.relay import empty_response
from responses_protocol._gateway.relaying import SHUTDOWN, stream_answer
from responses_protocol._gateway.responses import CONTINUABLE_STATUSES, turn_of
from responses_protocol._gateway.sending import broken_off, send
from responses_protocol._gateway.server import Gateway
from responses_protocol._gateway.state import (
    CONVERSATION,
    PREVIOUS,
    STATE_MEMBERS,
    State,
    previous_id,
    state_of,
)
from responses_protocol._gateway.summaries import read_summaries
from responses_protocol._gateway.turn import Turn
from responses_protocol._jsontext import dumps
from responses_protocol._streams.event_errors import error_in
from responses_protocol._streams.sse import SseDecoder, encode_sse
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

Remember = Callable[[Object, State], None]
FRAME_ONLY = frozenset(("type", "stream_id", "generate"))
NEEDED = frozenset(("id", "status", "output"))  # by the next frame
BROKEN = "upstream_error"


async def answer_frame(
    gateway: Gateway,
    headers: Mapping[str, str],
    frame: Object,
    recent: RecentAnswers,
    write: Write,
) -> None:
    """Write the events of the answer to a frame; raise Refusal if there is none."""
    check_flags(frame, "background", "generate", "store")
    payload = {name: value for name, value in frame.items() if name not in FRAME_ONLY}
    payload["stream"] = True
    if payload.get("background") is True:
        message = "There are no responses in the background over a WebSocket."
        raise refusal(400, message, code="unsupported_parameter", param="background")
    context = context_of(gateway.settings, headers, "responses", payload)
    with gateway.inspection.follow(context, payload):
        try:
            await _answer(gateway, context, frame, payload, recent, write)
        except Refusal:
            recent.forget(payload.get(PREVIOUS))
            raise


async def _answer(
    gateway: Gateway,
    context: Context,
    frame: Object,
    payload: Object,
    recent: RecentAnswers,
    write: Write,
) -> None:
    stream_id = frame.get("stream_id")
    is_forwarded = context.upstream.to == context.caller

    def remember(response: Object, state: State) -> None:
        """Keep an answer that only this connection knows."""
        if response["status"] not in CONTINUABLE_STATUSES:
            recent.forget(payload.get(PREVIOUS))
        elif payload.get("store") is False or frame.get("generate") is False:
            own = make_stored_items(payload.get("input"), response["id"], state.items)
            items = [*state.earlier, *own, *response["output"]]
            if CONVERSATION in stored and frame.get("generate") is not False:
                items = []  # the upstream has added them to its conversation
            recent.keep(stream_id, RecentConversation(response["id"], items, stored))

    previous = previous_id(payload)
    conversation = None if previous is None else recent.find(previous)
    if conversation is not None and conversation.stored and not is_forwarded:
        conversation = None  # another server has its beginning
    stored: Object = {} if conversation is None else conversation.stored
    if is_forwarded and conversation is None:
        state = State()  # the upstream has the state that the request refers to
        stored = {name: payload[name] for name in STATE_MEMBERS if payload.get(name) is not None}
    else:
        state = await state_of(gateway.database, context.owner, payload, conversation, is_forwarded)
    if frame.get("generate") is False:
        await _write_empty(context, payload, state, write, remember)
    elif is_forwarded:
        sent = payload
        if state.is_unstored:
            items = make_stored_items(payload.get("input"), context.id, state.items)
            others = {name: value for name, value in payload.items() if name != PREVIOUS}
            sent = {**others, **stored, "input": [*state.earlier, *items]}
        await _forward(gateway, context, sent, write, lambda answer: remember(answer, state))
    else:
        turn = turn_of(gateway, context, payload, state)

        async def keep(response: Object) -> None:
            await turn.keep(response)
            remember(response, state)

        report(gateway, context, "request", turn.exchange.request.losses)
        with gateway.inspection.stream(context, 200):
            own = Turn(gateway, context, turn.exchange, turn.body, keep)
            await stream_answer(own, write)


async def _write_empty(
    context: Context, payload: Object, state: State, write: Write, remember: Remember
) -> None:
    """Write an answer without output, from which the next request goes on.

    OpenAI's servers read the request into their cache; other servers read it with the next one.
    """
    try:
        new_exchange = exchange(
            payload,
            "chat_completions",
            source="responses",
            resolve=state.resolve,
            id_seed=context.id,
        )
    except ConversionError as error:
        raise of_conversion(error, 400) from None
    response = {**empty_response(new_exchange), "previous_response_id": payload.get(PREVIOUS)}
    remember({**response, "status": "completed"}, state)
    for number, (kind, status) in enumerate(
        (("created", "in_progress"), ("in_progress", "in_progress"), ("completed", "completed"))
    ):
        event = {
            "type": f"response.{kind}",
            "response": {**response, "status": status},
            "sequence_number": number,
        }
        await write(encode_sse(event))


async def _forward(
    gateway: Gateway,
    context: Context,
    payload: Object,
    write: Write,
    remember: Callable[[Object], None],
) -> None:
    """Pass a request on to an upstream of Responses, and its events back."""
    body = context.body(read_summaries(payload))
    gateway.inspection.note(context, "translated request", body)
    answer = await send(gateway, context, dumps(body))
    try:
        if not answer.is_success:
            error = error_answer(await answer.aread(), answer.status_code)
            raise Refusal(client_status(answer.status_code), error)
        with gateway.open_stream() as scope:
            response = await _pass_on(answer, write)
        if scope.cancelled_caught:
            message, code = SHUTDOWN
            raise refusal(503, message, code=code)
        gateway.inspection.note(context, "answer", response)
        gateway.inspection.end(context, answer.status_code)
        remember(response)
    except (httpx.HTTPError, ConversionError) as error:
        raise broken_off(context, error) from None
    finally:
        with CancelScope(shield=True):
            await answer.aclose()


async def _pass_on(answer: httpx.Response, write: Write) -> Object:
    """Write the events of an answer, and return the response that it ends with."""
    decoder, response = SseDecoder(), None
    async for event in _read_events(answer, decoder):
        if not isinstance(event, dict):
            raise refusal(502, "The upstream has sent an event that is none.", code=BROKEN)
        error = error_in(event)
        if error is not None:
            raise Refusal(502, error_answer(error, 502))
        ended = event.get("response")
        response = ended if isinstance(ended, dict) else response
        await write(encode_sse(event))
    if response is None or not response.keys() >= NEEDED or response["status"] in OPEN:
        raise refusal(502, "The upstream has broken off.", code=BROKEN)
    if not isinstance(response["output"], list):
        raise refusal(502, "The upstream has sent no list as output.", code=BROKEN)
    return response


async def _read_events(answer: httpx.Response, decoder: SseDecoder) -> AsyncIterator[Json]:
    async for piece in answer.aiter_bytes():
        for event in decoder.feed(piece):
            yield event
    for event in decoder.close():
        yield event
