"""A stream on its way from an upstream to a client: bytes to bytes, without any I/O."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from responses_protocol._exchanges import Exchange
from responses_protocol._formats.finish_reasons import translate_error
from responses_protocol._formats.registry import ApiDialect
from responses_protocol._lens.losses import Loss
from responses_protocol._streams.chunks_to_events import ChunksToEvents
from responses_protocol._streams.errors import AnswerError, StreamError
from responses_protocol._streams.events_to_chunks import EventsToChunks
from responses_protocol._streams.sse import DONE, SseDecoder, encode_sse
from responses_protocol._streams.text_template import TextTemplate
from responses_protocol._values import Json, Object

WHOLE = {"responses": "response.completed"}  # the event that a whole answer represents


def error_payload(caller: ApiDialect, error: Object) -> Object:
    """Return the body of an error as a stream of the caller's API has it."""
    if caller != "responses":
        return error
    members = {name: error["error"][name] for name in ("code", "message", "param")}
    return {"type": "error", **members}


def empty_response(exchange: Exchange) -> Object:
    """Return the empty Responses answer of an exchange, before the upstream answers."""
    [*_, event] = SseDecoder().feed(Relay(exchange).end())
    response: Object = {**event["response"], "error": None}
    return response


class Relay:
    """Translates the bytes of one stream: ``feed`` all of them, then ``end``.

    A stream that is none, or that fails, ends as the client's API has it: with the event
    ``response.failed``, or with an error in place of a chunk. ``answer`` is the whole answer, in
    the form of Responses, set before the bytes that end it are returned.
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
        self._last_payloads: list[Object] = []  # those that end the stream

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The losses of the stream."""
        return self._translator.losses

    def feed(self, piece: bytes) -> bytes:
        """Return the translation of a piece of the stream."""
        template = self._template
        if template is not None and template.translate is not None:
            data = template.translate(piece)
            if data is not None:
                return data
        if self._ended:
            return b""
        payloads: list[Object] = []
        try:
            for payload in self._decoder.feed(piece):
                payloads += self._translator.feed(payload)
        except (AnswerError, StreamError) as error:
            self._fail_with(error, payloads)
        if template is not None:
            template.update(piece)
        return self._encode(payloads)

    def whole(self, payload: Json) -> bytes:
        """Return the stream for an answer that came whole."""
        kind = WHOLE.get(self._exchange.server)
        event = payload if kind is None else {"type": kind, "response": payload}
        return self._run(lambda payloads: self._read([event], payloads))

    def fail(self, message: str, code: str) -> bytes:
        """Return the end of a stream of which no more will come, in place of any other end."""
        if self._ended:
            return self._replace_end(message, code)
        error = {"message": message, "type": "server_error", "code": code}
        return self._run(
            lambda payloads: self._fail_with(AnswerError(message, {"error": error}), payloads)
        )

    def end(self) -> bytes:
        """Return the end of the stream."""
        if self._ended:
            return b""
        data = self._run(self._finish)
        if self._exchange.caller == "chat_completions" and not self.failed:
            data += DONE
        return data

    def _read(self, source_payloads: list[Json], payloads: list[Object]) -> None:
        feed = self._translator.feed
        for payload in source_payloads:
            payloads += feed(payload)

    def _finish(self, payloads: list[Object]) -> None:
        self._read(self._decoder.close(), payloads)
        self._ended = True
        payloads += self._translator.close()

    def _run(self, step: Callable[[list[Object]], None]) -> bytes:
        self._template = None  # nothing that follows is a usual chunk
        if self._ended:
            return b""
        payloads: list[Object] = []
        try:
            step(payloads)
        except (AnswerError, StreamError) as error:
            self._fail_with(error, payloads)
        return self._encode(payloads)

    def _encode(self, payloads: list[Object]) -> bytes:
        if not payloads:
            return b""
        if self.answer is None:
            self._record_answer(payloads)
        if self._ended:
            self._last_payloads = payloads
        if len(payloads) == 1:  # as is usual
            return encode_sse(payloads[0])
        return b"".join(map(encode_sse, payloads))

    def _fail_with(self, problem: AnswerError | StreamError, payloads: list[Object]) -> None:
        """End with an error."""
        answer_error: Json = {"message": f"the upstream sent no stream: {problem.reason}"}
        if isinstance(problem, AnswerError):
            answer_error = problem.payload
        self._ended = self.failed = True
        error = self._exchange.error(answer_error)
        translator = self._translator
        if not isinstance(translator, ChunksToEvents):
            payloads.append(error)
            return
        last: list[Object] = []
        with suppress(Exception):  # a translator that has failed may do so again
            # a stream of events has an event for errors, which contains the content so far
            last = [*translator.feed(error), *translator.close()]
        payloads += last or [error_payload("responses", error)]

    def _replace_end(self, message: str, code: str) -> bytes:
        """Return the end with an error in place of the answer, which could not be stored."""
        error = self._exchange.error({"message": message, "type": "server_error", "code": code})
        response = self._last_payloads[-1].get("response") if self._last_payloads else None
        if self._exchange.caller != "responses" or response is None:
            return encode_sse(error_payload(self._exchange.caller, error))
        failure = translate_error({"code": code, "message": message})
        self.answer = {**response, "status": "failed", "error": failure}
        [*before, end] = self._last_payloads
        last = {**end, "type": "response.failed", "response": self.answer}
        return b"".join(map(encode_sse, [*before, last]))

    def _record_answer(self, payloads: list[Object]) -> None:
        translator = self._translator
        if isinstance(translator, ChunksToEvents):
            self.answer = payloads[-1].get("response") if self._ended else None
        elif isinstance(translator, EventsToChunks):
            self.answer = translator.answer
