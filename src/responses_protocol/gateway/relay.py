"""A stream on its way from an upstream to a client: bytes to bytes, without any I/O."""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.exchanges import Exchange
from responses_protocol.lens.losses import Loss
from responses_protocol.streams.chunks_to_events import ChunksToEvents
from responses_protocol.streams.errors import AnswerError, StreamError
from responses_protocol.streams.events_to_chunks import EventsToChunks
from responses_protocol.streams.sse import DONE, SseDecoder, encode_sse
from responses_protocol.streams.text_template import TextTemplate
from responses_protocol.values import Json, Object

WHOLE = {"responses": "response.completed"}  # the event that a whole answer stands for


def empty_response(exchange: Exchange) -> Object:
    """Return the answer of Responses that an exchange has before its upstream says anything."""
    [*_, event] = SseDecoder().feed(Relay(exchange).end())
    response: Object = {**event["response"], "error": None}
    return response


class Relay:
    """Translates the bytes of one stream: ``feed`` all of them, then ``end``.

    A stream that is none, or that fails, ends as the client's API has it: with the event
    ``response.failed``, or with an error in place of a chunk. ``answer`` is the whole answer, in
    the form of Responses, as soon as it is known; what it is known by is not in the bytes before.
    """

    def __init__(self, exchange: Exchange) -> None:
        self.answer: Object | None = None
        self.failed = False
        self._exchange = exchange
        self._translator = exchange.stream()
        self._decoder = SseDecoder()
        self._template = (
            TextTemplate(self._decoder, self._translator)
            if isinstance(self._translator, (ChunksToEvents, EventsToChunks))
            else None
        )
        self._ended = False

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the client is not told of the stream."""
        return self._translator.losses

    def feed(self, piece: bytes) -> bytes:
        """Return what a piece of the stream is to the client."""
        template = self._template
        if template is not None and template.translate is not None:
            data = template.translate(piece)
            if data is not None:
                return data
        if self._ended:
            return b""
        made: list[Object] = []
        try:
            for payload in self._decoder.feed(piece):
                made += self._translator.feed(payload)
        except (AnswerError, StreamError) as error:
            self._break(error, made)
        if template is not None:
            template.update(piece)
        return self._said(made)

    def whole(self, payload: Json) -> bytes:
        """Return what an answer is to the client that came whole where a stream was asked for."""
        kind = WHOLE.get(self._exchange.server)
        event = payload if kind is None else {"type": kind, "response": payload}
        return self._run(lambda made: self._read([event], made))

    def fail(self, message: str, code: str) -> bytes:
        """Return the end of a stream of which no more will come."""
        error = {"error": {"message": message, "type": "server_error", "code": code}}
        return self._run(lambda made: self._read([error], made)) + self.end()

    def end(self) -> bytes:
        """Return the end of the stream."""
        if self._ended:
            return b""
        made = self._run(self._finish)
        if self._exchange.caller == "chat_completions" and not self.failed:
            made += DONE
        return made

    def _read(self, payloads: list[Json], made: list[Object]) -> None:
        feed = self._translator.feed
        for payload in payloads:
            made += feed(payload)

    def _finish(self, made: list[Object]) -> None:
        self._read(self._decoder.close(), made)
        self._ended = True
        made += self._translator.close()

    def _run(self, step: Callable[[list[Object]], None]) -> bytes:
        self._template = None  # nothing that follows is a usual chunk
        if self._ended:
            return b""
        made: list[Object] = []
        try:
            step(made)
        except (AnswerError, StreamError) as error:
            self._break(error, made)
        return self._said(made)

    def _said(self, made: list[Object]) -> bytes:
        if not made:
            return b""
        if self.answer is None:
            self._note(made)
        if len(made) == 1:  # as is usual
            return encode_sse(made[0])
        return b"".join(map(encode_sse, made))

    def _break(self, problem: AnswerError | StreamError, made: list[Object]) -> None:
        """End with an error."""
        payload: Json = {"message": f"the upstream sent no stream: {problem.reason}"}
        if isinstance(problem, AnswerError):
            payload = problem.payload
        self._ended = self.failed = True
        error = self._exchange.error(payload)
        translator = self._translator
        if isinstance(translator, ChunksToEvents):
            # a stream of events has a word for it, and lists what was said before
            made += [*translator.feed(error), *translator.close()]
        else:
            made.append(error)

    def _note(self, made: list[Object]) -> None:
        translator = self._translator
        if isinstance(translator, ChunksToEvents):
            self.answer = made[-1].get("response") if self._ended else None
        elif isinstance(translator, EventsToChunks):
            self.answer = translator.answer
