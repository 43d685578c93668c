"""Chat chunks to Responses events, without any I/O.

The chunks are added up by ``ChatFold``; what each of them adds to the first choice is delivered at
once. The answer at the end is what ``convert`` makes of the whole Chat answer, so nothing is said
there that a stream would not say, and the losses are its losses.
"""

from __future__ import annotations

from typing import Any

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import answer, custom_tools, tool_calls
from responses_protocol.formats.options import Options
from responses_protocol.lens.conversion import Conversion, chosen_options, convert
from responses_protocol.lens.losses import Loss
from responses_protocol.streams.chat_fold import CallFold, ChatFold, ChoiceFold
from responses_protocol.streams.errors import StreamError
from responses_protocol.streams.response_writer import CALLS, Item, ResponseWriter
from responses_protocol.streams.thoughts import splitter
from responses_protocol.values import Json

Object = dict[str, Json]
NEW, OPEN, CLOSED = "new", "open", "closed"


class ChunksToEvents:
    """Translates the chunks of one stream: ``feed`` every one of them, then ``close``.

    ``options`` are those of ``convert``. ``losses`` are those of the whole answer, after ``close``.
    """

    def __init__(self, options: Options | str | None = None) -> None:
        self._options = chosen_options(options)
        self._fold = ChatFold()
        self._writer = ResponseWriter()
        self._split = splitter(self._options.reasoning)
        self._state = NEW
        self._calls: dict[int, Item] = {}  # the items of calls, by their number in the choice
        self._annotations: list[Object] = []  # those that came before any text
        self._logprobs: list[Json] = []
        self._conversion: Conversion | None = None

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the events don't say of the answer; pointers are into the folded Chat answer."""
        return self._conversion.losses if self._conversion else ()

    def feed(self, chunk: Json) -> list[Object]:
        """Return the events that a chunk gives rise to; raise StreamError where it is none."""
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._fold.feed(chunk)
        events = self._start() if self._state is NEW and self._is_ready() else []
        main = self._fold.main
        if main is not None and main.fresh and self._state is OPEN:
            self._deliver(main, events)
        return events

    def close(self) -> list[Object]:
        """Return the last events; a stream without an end is not said to be completed."""
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        events = [] if self._state is OPEN else self._start()
        self._state = CLOSED
        main = self._fold.main
        if main is not None:
            rest: Any = getattr(self._split, "__self__", None)
            for thought, text in rest.rest() if hasattr(rest, "rest") else ():
                self._say(thought, text, events)
            for call in main.calls:
                self._call(call, events, last=True)
            if main.legacy is not None:
                self._legacy(main.legacy, events)
        whole = self._fold.result()
        self._conversion = convert(
            whole, "responses", source="chat_completions", kind="response", options=self._options
        )
        return events + self._writer.finish(self._conversion.value)

    def _is_ready(self) -> bool:
        """Tell whether the answer has begun: before that, chunks may not name it."""
        return self._fold.started or self._fold.error is not None

    def _start(self) -> list[Object]:
        self._state = OPEN
        head = {**self._fold.result(), "choices": []}
        head.pop("usage", None)
        response = convert(
            head, "responses", source="chat_completions", kind="response", options=self._options
        ).value
        return self._writer.start({**response, "status": "in_progress", "error": None})

    def _deliver(self, main: ChoiceFold, events: list[Object]) -> None:
        fresh = main.fresh
        self._logprobs += fresh.get("logprobs", ())
        for thought, text in self._split(fresh):
            self._say(thought, text, events)
        if fresh.get("refusal"):
            self._writer.refusal(fresh["refusal"], events)
        self._annotations += answer.flat_annotations(fresh.get("annotations"))
        if self._annotations and self._has_text():
            for one in self._annotations:
                self._writer.annotation(one, events)
            self._annotations = []
        for call, text in fresh.get("calls", ()):
            self._call(call, events, text)

    def _has_text(self) -> bool:
        return self._writer.message is not None and "output_text" in self._writer.message.parts

    def _say(self, thought: bool, text: str, events: list[Object]) -> None:
        if thought:
            self._writer.thought(text, events)
        else:
            logprobs, self._logprobs = self._logprobs, []
            self._writer.text(text, logprobs, events)

    def _call(
        self, call: CallFold, events: list[Object], text: str = "", last: bool = False
    ) -> None:
        """Deliver what a fragment has added to a call, once it is known what it calls."""
        item = self._calls.get(call.index)
        if item is None and (last or self._is_known(call)):
            entry = call.result()
            item = self._open(entry, events)
            if item is not None:
                self._calls[call.index] = item
                text = _text_of(item, self._translated(entry) or {})
        if item is not None and text:
            self._writer.arguments(item, text, events)

    def _is_known(self, call: CallFold) -> bool:
        """Tell whether neither id nor name can change any more, nor what kind of call it is."""
        return bool(
            call.call_id
            and call.name
            and call.text.tell()
            and not custom_tools.only_in_chat(self._options)
            and self._options.items == "openai"
        )

    def _open(self, entry: Object, events: list[Object]) -> Item | None:
        made = self._translated(entry)
        return None if made is None else self._open_item(made, events)

    def _open_item(self, made: Object, events: list[Object]) -> Item:
        name = CALLS[made["type"]][1]
        members = {key: value for key, value in made.items() if key not in ("type", "id")}
        return self._writer.open(
            made["type"], {**members, name: "", "status": "in_progress"}, events
        )

    def _translated(self, entry: Object) -> Object | None:
        try:
            return tool_calls.to_responses(entry, "", self._options)
        except ConversionError:
            return None  # no call that anybody could run

    def _legacy(self, call: CallFold, events: list[Object]) -> None:
        """Deliver a call of the deprecated form, whose id depends on all of it."""
        function = call.result()["function"]
        try:
            made = tool_calls.legacy_to_responses(function, "", self._options)
        except ConversionError:
            return
        if made is not None:
            item = self._open_item(made, events)
            self._writer.arguments(item, _text_of(item, made), events)


def _text_of(item: Item, made: Object) -> str:
    text: str = made.get(CALLS[item.announced["type"]][1]) or ""
    return text
