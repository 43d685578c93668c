"""Chat chunks to Responses events, without any I/O.

The chunks are added up by ``ChatFold``; what each of them adds to the choice with the index 0 is
delivered at once, and without such a choice, the first one at the end. The envelope of the answer
at the end is what ``convert`` makes of the whole Chat answer; its output lists what was streamed.
The losses are those of the whole answer, and what the fold or the order of the stream has no room
for.
"""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import answer
from responses_protocol.formats.codes import CODES
from responses_protocol.formats.options import Options
from responses_protocol.formats.request_context import RequestContext
from responses_protocol.lens.bodies import translate_answer
from responses_protocol.lens.conversion import chosen_options, convert, known_request
from responses_protocol.lens.losses import Loss
from responses_protocol.streams.chat_fold import ChatFold
from responses_protocol.streams.choice_fold import ChoiceFold
from responses_protocol.streams.choice_writer import ChoiceWriter
from responses_protocol.streams.errors import StreamError, guarded
from responses_protocol.streams.plain_chunks import Take, plain_chunks
from responses_protocol.streams.response_writer import ResponseWriter
from responses_protocol.streams.stream_differences import differences
from responses_protocol.streams.stream_losses import UNFINISHED
from responses_protocol.values import Json, copied

Object = dict[str, Json]
NEW, OPEN, CLOSED = "new", "open", "closed"
# what a Responses answer says of a Chat stream that just stops, by the status that it gets
SILENT_ENDS: dict[str, Object | None] = {
    "failed": {"code": "server_error", "message": "the stream ended without a finish_reason"},
    "incomplete": None,
}


class ChunksToEvents:
    """Translates the chunks of one stream: ``feed`` every one of them, then ``close``.

    ``options``, ``request`` and ``id_seed`` are those of ``convert``.
    """

    def __init__(
        self,
        options: Options | str | None = None,
        *,
        request: Json | RequestContext = None,
        id_seed: str | None = None,
        _silent_end: str = "failed",  # of MLflow's agents, which need no word to end: "incomplete"
    ) -> None:
        self._options = chosen_options(options)
        self._request = known_request(request, "responses", self._options, id_seed)
        self._fold = ChatFold()
        self._writer = ResponseWriter(
            summaries=self._options.reasoning_items == "summary", request=self._request
        )
        self._choice = ChoiceWriter(self._options, self._writer, self._request)
        self._silent_end = _silent_end
        self._is_cut = False  # whether it failed since it ended without saying so
        self._state = NEW
        self._take: Take | None = None
        self._differences: list[str] = []  # of what was streamed and the whole answer, at the end
        self._losses: tuple[int, str, tuple[Loss, ...]] | None = None

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the events don't say of the chunks; pointers are into the folded Chat answer.

        Before ``close``, these are the losses of the severity ``error`` that are known by then.
        """
        if self._losses is None or self._losses[:2] != (self._fold.count, self._state):
            self._losses = (self._fold.count, self._state, tuple(self._find_losses()))
        return self._losses[2]

    def _find_losses(self) -> list[Loss]:
        try:
            whole = convert(
                self._fold.result(),
                "responses",
                source="chat_completions",
                kind="response",
                options=self._options,
                request=self._request,
            )
            found = list(whole.losses)
        except (ConversionError, RecursionError):
            found = []  # the error that was raised tells of it
        at = next((at for at, one in enumerate(self._fold.choices) if one == 0), 0)
        said = [*self._choice.losses(), *(("streamed_otherwise", one) for one in self._differences)]
        named = [*self._fold.losses(), *((code, f"/choices/{at}{place}") for code, place in said)]
        if self._is_cut:
            named.append((UNFINISHED, "/choices"))
        found += [
            Loss(code, CODES[code].severity, pointer, CODES[code].message("Chat", "Responses"))
            for code, pointer in dict.fromkeys(named)
        ]
        if self._state is CLOSED:
            return found
        return [loss for loss in found if loss.severity == "error"]

    def feed(self, chunk: Json) -> list[Object]:
        """Return the events that a chunk gives rise to; raise StreamError where it is none."""
        if self._take is not None:
            said = self._take(chunk)
            if said is not None:
                self._fold.count += 1
                return said
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._take = None
        self._fold.feed(chunk)
        # before the first choice, chunks may not name the answer yet
        events = self._start() if self._state is NEW and self._fold.started else []
        main = self._fold.main
        if main is not None and main.fresh and self._state is OPEN:
            self._choice.deliver(main, events)
            self._take = plain_chunks(chunk, main, self._choice)
        return events

    def close(self) -> list[Object]:
        """Return the last events; a stream without an end is said to have failed."""
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._take = None
        events = [] if self._state is OPEN else self._start()
        self._state = CLOSED
        main = self._fold.main or self._first(events)
        whole = self._whole()
        response = self._translated(whole)
        ended = main is not None and main.finish_reason is not None
        if response["error"] is None and not ended:
            status, error = self._silent_end, copied(SILENT_ENDS[self._silent_end])
            response = {**response, "status": status, "error": error}
            self._is_cut = status == "failed"
        if main is not None:
            self._choice.finish(main, response["status"], events)
        self._writer.finish(response, events)
        self._differences = differences(events[-1]["response"]["output"], response["output"])
        return events

    def _first(self, events: list[Object]) -> ChoiceFold | None:
        """Deliver the first choice, where none has the index 0; return what it adds up to."""
        again = ChatFold()
        others = self._fold.others
        for choice in others:
            if answer.number(choice) == answer.number(others[0]):
                again.feed({"choices": [{**choice, "index": 0}]})
                if again.main is not None:
                    self._choice.deliver(again.main, events)
        return again.main

    def _start(self) -> list[Object]:
        self._state = OPEN
        head = {**self._whole(), "choices": []}
        head.pop("usage", None)
        response = self._translated(head)
        return self._writer.start({**response, "status": "in_progress", "error": None})

    def _whole(self) -> Object:
        """Return the answer so far, but for what is long and not needed at the end."""
        try:
            return self._fold.result(logged=False)
        except RecursionError as error:
            raise guarded(error, self._fold.last) from None

    def _translated(self, whole: Object) -> Object:
        try:
            return translate_answer(
                whole, "chat_completions", "responses", self._options, self._request
            )
        except ConversionError as error:
            raise StreamError(error.reason, self._fold.last) from None
