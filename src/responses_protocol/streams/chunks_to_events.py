"""Chat chunks to Responses events, without any I/O.

The chunks are added up by ``ChatFold``; what each of them adds to the choice with the index 0 is
delivered at once, and without such a choice, the first one at the end. The answer at the end is
what ``convert`` makes of the whole Chat answer, so nothing is said there that a stream would not
say, and the losses are its losses.
"""

from __future__ import annotations

from io import StringIO

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import (
    answer,
    custom_tools,
    hosted_calls,
    reasoning,
    tool_calls,
)
from responses_protocol.formats.codes import CODES
from responses_protocol.formats.options import Options
from responses_protocol.formats.thoughts import SEPARATOR
from responses_protocol.lens.conversion import Conversion, chosen_options, convert
from responses_protocol.lens.losses import Loss
from responses_protocol.lens.wholes import translate_answer
from responses_protocol.streams.call_fold import CallFold
from responses_protocol.streams.chat_fold import ChatFold, ChoiceFold
from responses_protocol.streams.errors import StreamError, guarded
from responses_protocol.streams.plain_text import ChatText
from responses_protocol.streams.response_writer import CALLS, TEXT, Item, ResponseWriter
from responses_protocol.streams.thoughts import Splitter
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
        self._split = Splitter(self._options.reasoning)
        self._state = NEW
        self._calls: list[Item | None] = []  # the items of calls, None for one that has none
        self._wrapped: dict[int, bool] = {}  # whether a call may stand for a custom one
        self._thought = StringIO()  # all that was said of it
        self._annotations: list[Object] = []  # those that came before any text
        self._logprobs: list[Json] = []
        self._plain: ChatText | None = None
        self._ended: Object | None = None
        self._contradicted = False  # whether another place had other reasoning than was said

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the events don't say of the answer; pointers are into the folded Chat answer."""
        if self._ended is None:
            return ()
        found = self._converted(self._ended).losses
        return (*found, CONTRADICTED) if self._contradicted else found

    def feed(self, chunk: Json) -> list[Object]:
        """Return the events that a chunk gives rise to; raise StreamError where it is none."""
        if self._plain is not None:
            said = self._plain.take(chunk)
            if said is not None:
                self._fold.count += 1
                return said
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._fold.feed(chunk)
        # before the first choice, chunks may not name the answer yet
        events = self._start() if self._state is NEW and self._fold.started else []
        main = self._fold.main
        if main is not None and main.fresh and self._state is OPEN:
            self._deliver(main, events)
        self._plain = self._plain_text(main)
        return events

    def _plain_text(self, main: ChoiceFold | None) -> ChatText | None:
        """Return where plain text goes, if there is text and nothing that waits."""
        message = self._writer.message
        part = None if message is None else message.parts.get(TEXT)
        if main is None or message is None or part is None or main.parts is not None:
            return None
        if self._logprobs or self._annotations or self._options.reasoning == "think_tags":
            return None
        known = self._plain
        if known is not None and known.count == len(self._fold.head):
            return known
        return ChatText(main, message, part, self._fold.head, self._writer)

    def close(self) -> list[Object]:
        """Return the last events; a stream without an end is not said to be completed."""
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._plain = None
        events = [] if self._state is OPEN else self._start()
        self._state = CLOSED
        main = self._fold.main or self._first(events)
        if main is not None:
            self._deliver_rest(main, events)
        self._ended = self._whole()
        response = self._translated(self._ended)
        self._contradicted = _thoughts(response["output"]) != self._thought.getvalue()
        return events + self._writer.finish(response)

    def _first(self, events: list[Object]) -> ChoiceFold | None:
        """Deliver the first choice, where none has the index 0; return what it adds up to."""
        again = ChatFold()
        others = self._fold.others
        for choice in others:
            if answer.number(choice) == answer.number(others[0]):
                again.feed({"choices": [{**choice, "index": 0}]})
                if again.main is not None:
                    self._deliver(again.main, events)
        return again.main

    def _start(self) -> list[Object]:
        self._state = OPEN
        head = {**self._whole(), "choices": []}
        head.pop("usage", None)
        response = self._translated(head)
        return self._writer.start({**response, "status": "in_progress", "error": None})

    def _whole(self) -> Object:
        try:
            return self._fold.result()
        except RecursionError as error:
            raise guarded(error, self._fold.count) from None

    def _translated(self, whole: Object) -> Object:
        try:
            return translate_answer(whole, "chat_completions", "responses", self._options)
        except ConversionError as error:
            raise StreamError(error.reason, self._fold.count) from None

    def _converted(self, whole: Object) -> Conversion:
        try:
            return convert(
                whole,
                "responses",
                source="chat_completions",
                kind="response",
                options=self._options,
            )
        except ConversionError as error:
            raise StreamError(error.reason, self._fold.count) from None

    def _deliver(self, main: ChoiceFold, events: list[Object]) -> None:
        fresh = main.fresh
        self._logprobs += answer.flat_logprobs(fresh.get("logprobs"))
        if reasoning.DETAILS in fresh and self._sealed(main):
            self._writer.think(events)
        for thought, text in self._split.split(fresh):
            self._say(thought, text, events)
        for text in fresh.get("refusal", ()):
            if text:
                self._writer.refusal(text, events)
        self._annotations += answer.flat_annotations(fresh.get("annotations"))
        self._cite(events)
        if "calls" in fresh:
            self._call(main, fresh["calls"], events)

    def _deliver_rest(self, main: ChoiceFold, events: list[Object]) -> None:
        """Deliver what waited for the end of the stream."""
        for thought, text in self._split.rest():
            self._say(thought, text, events)
        if self._split.cut:
            self._writer.cut_thought()
        self._writer.seal(self._sealed(main), events)
        self._cite(events)
        self._writer.late_logprobs(self._logprobs)
        self._open_calls(main, events, last=True)
        for call, item in zip(main.calls, self._calls, strict=True):
            if item is not None and not item.text.tell():  # an option may write empty arguments
                self._argue(item, _text_of(item, self._call_item(call.result()) or {}), events)
        if main.legacy is not None:
            self._legacy(main.legacy, events)

    def _sealed(self, main: ChoiceFold) -> list[str]:
        """Return the encrypted contents that have come so far."""
        details = main.reasoning.get(reasoning.DETAILS)
        if self._options.reasoning not in reasoning.READS_SEALED or not isinstance(details, list):
            return []
        return [data for data in map(reasoning.sealed_data, details) if data]

    def _cite(self, events: list[Object]) -> None:
        if self._annotations and self._has_text():
            for one in self._annotations:
                self._writer.annotation(one, events)
            self._annotations = []

    def _has_text(self) -> bool:
        return self._writer.message is not None and "output_text" in self._writer.message.parts

    def _say(self, thought: bool, text: str, events: list[Object]) -> None:
        if thought:
            self._thought.write(text)
            self._writer.thought(text, events)
        else:
            logprobs, self._logprobs = self._logprobs, []
            self._writer.text(text, logprobs, events)

    def _call(
        self, main: ChoiceFold, fragments: list[tuple[CallFold, str]], events: list[Object]
    ) -> None:
        """Deliver what fragments have added to calls."""
        for call, text in fragments:
            if call.index < len(self._calls):
                self._argue(self._calls[call.index], text, events)
        self._open_calls(main, events)

    def _open_calls(self, main: ChoiceFold, events: list[Object], last: bool = False) -> None:
        """Announce the calls that are known by now, in their order."""
        for call in main.calls[len(self._calls) :]:
            if not last and not self._is_known(call, call is not main.calls[-1]):
                return
            made = self._call_item(call.result())
            item = None if made is None else self._open_item(made, events)
            self._calls.append(item)  # none for one that is whole already
            if item is not None and (last or call.text.tell()):  # else more may come
                self._argue(item, _text_of(item, made or {}), events)

    def _argue(self, item: Item | None, text: str, events: list[Object]) -> None:
        if item is not None and text:
            self._writer.arguments(item, text, events)

    def _is_known(self, call: CallFold, followed: bool) -> bool:
        """Tell whether neither id nor name can change any more, nor what kind of call it is."""
        if not (call.call_id and call.name and (followed or call.text.tell())):
            return False
        if call.kind == "custom":
            return self._options.items == "openai"
        if self._options.hosted_calls == "function" and call.name in hosted_calls.RUN_BY_CLIENT:
            text, beginning = call.text.getvalue(), hosted_calls.BEGINNING
            if text.startswith(beginning) or beginning.startswith(text):
                return False  # it may stand for an item, which is known when all of it is
        return not custom_tools.are_marked(self._options) or not self._is_wrapped(call)

    def _is_wrapped(self, call: CallFold) -> bool:
        """Tell whether a function call stands for a custom one, as far as can be told yet."""
        known = self._wrapped.get(call.index)
        if known is None:
            known = custom_tools.may_be_wrapped(call.text.getvalue())
            if known is not None:
                self._wrapped[call.index] = known
        return known is not False

    def _open_item(self, made: Object, events: list[Object]) -> Item | None:
        if made["type"] not in CALLS:
            self._writer.put(made, events)
            return None
        name = CALLS[made["type"]][1]
        members = {key: value for key, value in made.items() if key not in ("type", "id")}
        return self._writer.open(
            made["type"], {**members, name: "", "status": "in_progress"}, events
        )

    def _call_item(self, entry: Object) -> Object | None:
        try:
            made = tool_calls.to_responses(entry, "", self._options)
        except ConversionError:
            return None  # no call that anybody could run
        return None if made is None else answer.call_item(made, self._options)

    def _legacy(self, call: CallFold, events: list[Object]) -> None:
        """Deliver a call of the deprecated form, whose id depends on all of it."""
        function = call.result()["function"]
        try:
            made = tool_calls.legacy_to_responses(function, "", self._options)
        except ConversionError:
            return
        if made is not None:
            made = answer.call_item(made, self._options)
            item = self._open_item(made, events)
            self._argue(item, "" if item is None else _text_of(item, made), events)


def _thoughts(output: list[Object]) -> str:
    """Return what can be read of the reasoning in the output of a whole answer."""
    items = (item for item in output if item["type"] == "reasoning")
    return SEPARATOR.join(text for text in map(reasoning.text_from_responses, items) if text)


CONTRADICTED = Loss(
    "streamed_otherwise",
    CODES["streamed_otherwise"].severity,
    "/choices",
    CODES["streamed_otherwise"].message,
)


def _text_of(item: Item, made: Object) -> str:
    text: str = made.get(CALLS[item.announced["type"]][1]) or ""
    return text
