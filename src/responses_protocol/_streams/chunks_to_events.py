"""Translate Chat chunks to Responses events, without any I/O.

``ChatFold`` adds up the chunks. The translator writes the additions to the choice with the index 0
at once; without such a choice, it writes the first one at the end. ``convert`` makes the final
answer from the whole completion; its output lists the streamed items. The losses are those of the
whole completion, and the content that the fold or the order of the stream has no room for.
"""

from __future__ import annotations

from responses_protocol._formats.chat_completions import answer
from responses_protocol._formats.codes import CODES
from responses_protocol._formats.options import Options
from responses_protocol._formats.request_context import RequestContext
from responses_protocol._lens.bodies import translate_answer
from responses_protocol._lens.conversion import as_options, as_request_context, convert
from responses_protocol._lens.losses import Loss
from responses_protocol._streams.chat_fold import ChatFold
from responses_protocol._streams.choice_fold import ChoiceFold
from responses_protocol._streams.choice_writer import ChoiceWriter
from responses_protocol._streams.errors import StreamError, as_stream_error
from responses_protocol._streams.plain_chunks import make_fast_path
from responses_protocol._streams.plain_text import PlainText
from responses_protocol._streams.response_writer import ResponseWriter
from responses_protocol._streams.stream_differences import find_differences
from responses_protocol._streams.stream_losses import UNFINISHED
from responses_protocol._values import Json, Object, copy_json
from responses_protocol.errors import ConversionError

NEW, OPEN, CLOSED = "new", "open", "closed"
# the error of a Responses answer to a Chat stream without an end, by the status of the answer
SILENT_ENDS: dict[str, Object | None] = {
    "failed": {"code": "server_error", "message": "the stream ended without a finish_reason"},
    "incomplete": None,
}


class ChunksToEvents:
    """A translator of the chunks of one stream: ``feed`` every chunk, then ``close``.

    ``options``, ``request`` and ``id_seed`` are those of ``convert``.
    """

    def __init__(
        self,
        options: Options | str | None = None,
        *,
        request: Json | RequestContext = None,
        id_seed: str | None = None,
        _silent_end: str = "failed",  # "incomplete" for MLflow's agents, whose streams just stop
    ) -> None:
        self._options = as_options(options)
        self._request = as_request_context(request, "responses", self._options, id_seed)
        self._fold = ChatFold()
        self._writer = ResponseWriter(
            summaries=self._options.reasoning_items == "summary", request=self._request
        )
        self._choice = ChoiceWriter(self._options, self._writer, self._request)
        self._silent_end = _silent_end
        self._is_cut = False  # whether it failed for lack of an end
        self._state = NEW
        self._fast_path: PlainText | None = None
        self._differences: list[str] = []  # between the streamed and the whole answer, at the end
        self._losses: tuple[int, str, tuple[Loss, ...]] | None = None

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The differences between the events and the chunks.

        Pointers are into the folded completion. Before ``close``, these are the losses of severity
        ``error`` that are known so far.
        """
        if self._losses is None or self._losses[:2] != (self._fold.count, self._state):
            self._losses = (self._fold.count, self._state, tuple(self._find_losses()))
        return self._losses[2]

    def _find_losses(self) -> list[Loss]:
        try:
            conversion = convert(
                self._fold.result(),
                "responses",
                source="chat_completions",
                kind="response",
                options=self._options,
                request=self._request,
            )
            losses = list(conversion.losses)
        except (ConversionError, RecursionError):
            losses = []  # the raised error reports the problem
        index = next((index for index, number in enumerate(self._fold.choices) if number == 0), 0)
        of_choice = [
            *self._choice.losses(),
            *(("streamed_otherwise", pointer) for pointer in self._differences),
        ]
        of_stream = [
            *self._fold.losses(),
            *((code, f"/choices/{index}{pointer}") for code, pointer in of_choice),
        ]
        if self._is_cut:
            of_stream.append((UNFINISHED, "/choices"))
        losses += [
            Loss(code, CODES[code].severity, pointer, CODES[code].message("Chat", "Responses"))
            for code, pointer in dict.fromkeys(of_stream)
        ]
        if self._state is CLOSED:
            return losses
        return [loss for loss in losses if loss.severity == "error"]

    @property
    def plain_text(self) -> PlainText | None:
        """The text that chunks like the last one add to, None if they contain more than that.

        It holds until something else is fed.
        """
        return self._fast_path

    def feed(self, chunk: Json) -> list[Object]:
        """Return the events that a chunk gives rise to; raise StreamError for another payload."""
        if self._fast_path is not None:
            events = self._fast_path.translate(chunk)
            if events is not None:
                return events
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._fast_path = None
        self._fold.feed(chunk)
        # chunks before the first choice may lack the id of the answer
        events = self._start() if self._state is NEW and self._fold.started else []
        main = self._fold.main
        if main is not None and main.additions and self._state is OPEN:
            self._choice.deliver(main, events)
            self._fast_path = make_fast_path(chunk, self._fold, self._choice)
        return events

    def close(self) -> list[Object]:
        """Return the last events; a stream without an end becomes a failed answer."""
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._fast_path = None
        events = [] if self._state is OPEN else self._start()
        self._state = CLOSED
        main = self._fold.main or self._write_first_choice(events)
        completion = self._completion()
        response = self._translate(completion)
        has_end = main is not None and main.finish_reason is not None
        if response["error"] is None and not has_end:
            status, error = self._silent_end, copy_json(SILENT_ENDS[self._silent_end])
            response = {**response, "status": status, "error": error}
            self._is_cut = status == "failed"
        if main is not None:
            self._choice.finish(main, response["status"], events)
        self._writer.finish(response, events)
        self._differences = find_differences(events[-1]["response"]["output"], response["output"])
        return events

    def _write_first_choice(self, events: list[Object]) -> ChoiceFold | None:
        """Write the first choice, where none has the index 0; return its fold."""
        fold = ChatFold()
        choices = self._fold.others
        for choice in choices:
            if answer.number(choice) == answer.number(choices[0]):
                fold.feed({"choices": [{**choice, "index": 0}]})
                if fold.main is not None:
                    self._choice.deliver(fold.main, events)
        return fold.main

    def _start(self) -> list[Object]:
        self._state = OPEN
        head = {**self._completion(), "choices": []}
        head.pop("usage", None)
        response = self._translate(head)
        return self._writer.start({**response, "status": "in_progress", "error": None})

    def _completion(self) -> Object:
        """Return the completion so far without log probabilities, which may be long."""
        try:
            return self._fold.result(with_logprobs=False)
        except RecursionError as error:
            raise as_stream_error(error, self._fold.last) from None

    def _translate(self, completion: Object) -> Object:
        try:
            return translate_answer(
                completion, "chat_completions", "responses", self._options, self._request
            )
        except ConversionError as error:
            raise StreamError(error.reason, self._fold.last) from None
