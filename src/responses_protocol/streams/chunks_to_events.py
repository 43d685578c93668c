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
from responses_protocol.lens.conversion import chosen_options
from responses_protocol.lens.losses import Loss
from responses_protocol.lens.wholes import translate_answer
from responses_protocol.streams.chat_fold import CallFold, ChatFold, ChoiceFold
from responses_protocol.streams.errors import StreamError
from responses_protocol.streams.losses import answer_losses
from responses_protocol.streams.response_writer import CALLS, TEXT, Item, Part, ResponseWriter
from responses_protocol.streams.thoughts import splitter
from responses_protocol.values import Json

Object = dict[str, Json]
NEW, OPEN, CLOSED = "new", "open", "closed"


PLAIN_MEMBERS = frozenset(("index", "delta", "finish_reason", "logprobs"))


class PlainPlace:
    """Where a chunk with nothing but text goes, and the members whose first value is known."""

    __slots__ = (
        "content_index",
        "count",
        "extras",
        "folded",
        "head",
        "item_id",
        "members",
        "number",
        "output_index",
        "written",
    )

    def __init__(self, main: ChoiceFold, message: Item, part: Part, head: Object) -> None:
        self.number = main.index
        self.folded = main.text
        self.written = part.text
        self.item_id = message.item_id
        self.output_index = message.index
        self.content_index = part.index
        self.count = len(head)
        settled = [name for name, value in head.items() if value and not isinstance(value, dict)]
        self.members = frozenset((*settled, "choices", "id", "object", "obfuscation", "usage"))
        self.extras = main.extras
        self.head = head

    def knows(self, chunk: Object, choice: Object, delta: Object) -> bool:
        """Tell whether a chunk says nothing but its text that was not said before."""
        if choice["index"] != self.number:
            return False
        if len(delta) > 1:
            for name, value in delta.items():
                if value is not None and name != "content" and name != "role":
                    return False
        if not PLAIN_MEMBERS.issuperset(choice):
            for name in choice.keys() - PLAIN_MEMBERS:
                if choice[name] is not None and choice[name] != self.extras.get(name):
                    return False
        if not self.members.issuperset(chunk):
            for name in chunk.keys() - self.members:
                if chunk[name] is not None and chunk[name] != self.head.get(name):
                    return False
        return True


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
        self._whole: Object | None = None
        self._plain: PlainPlace | None = None

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the events don't say of the answer; pointers are into the folded Chat answer."""
        return answer_losses(self._whole, "chat_completions", "responses", self._options)

    def feed(self, chunk: Json) -> list[Object]:
        """Return the events that a chunk gives rise to; raise StreamError where it is none."""
        if self._plain is not None:
            try:
                [choice] = chunk["choices"]
                delta = choice["delta"]
                text = delta["content"]
                if (
                    type(text) is str
                    and text
                    and choice["finish_reason"] is None
                    and choice.get("logprobs") is None
                    and chunk.get("usage") is None
                    and self._plain.knows(chunk, choice, delta)
                ):
                    return self._plain_text(self._plain, text)
            except (KeyError, TypeError, ValueError):
                pass  # no plain text: the others say what it is
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._fold.feed(chunk)
        events = self._start() if self._state is NEW and self._is_ready() else []
        main = self._fold.main
        if main is not None and main.fresh and self._state is OPEN:
            self._deliver(main, events)
        self._plain = self._plain_place(main)
        return events

    def _plain_place(self, main: ChoiceFold | None) -> PlainPlace | None:
        """Return where plain text goes, if the next chunk may hold nothing else."""
        message = self._writer.message
        part = message.parts.get(TEXT) if message is not None else None
        if (
            main is None
            or message is None
            or part is None
            or main.parts is not None
            or self._options.reasoning in ("thinking", "think_tags")
            or self._logprobs
            or self._annotations
        ):
            return None
        place = self._plain
        if place is None or place.count != len(self._fold.head):
            place = PlainPlace(main, message, part, self._fold.head)
        return place

    def _plain_text(self, place: PlainPlace, text: str) -> list[Object]:
        """Do what all else here does, for a chunk with no more than a text: the usual one."""
        self._fold.count += 1
        place.folded.write(text)
        place.written.write(text)
        number = self._writer.sequence
        self._writer.sequence = number + 1
        return [
            {
                "type": "response.output_text.delta",
                "sequence_number": number,
                "item_id": place.item_id,
                "output_index": place.output_index,
                "content_index": place.content_index,
                "delta": text,
                "logprobs": [],
            }
        ]

    def close(self) -> list[Object]:
        """Return the last events; a stream without an end is not said to be completed."""
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        events = [] if self._state is OPEN else self._start()
        self._state, self._plain = CLOSED, None
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
        self._whole = whole
        return events + self._writer.finish(self._translated(whole))

    def _translated(self, whole: Object) -> Object:
        return translate_answer(whole, "chat_completions", "responses", self._options)

    def _is_ready(self) -> bool:
        """Tell whether the answer has begun: before that, chunks may not name it."""
        return self._fold.started or self._fold.error is not None

    def _start(self) -> list[Object]:
        self._state = OPEN
        response = self._translated({**self._fold.envelope(), "choices": []})
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
                text = _text_of(item, self._call_item(entry) or {})
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
        made = self._call_item(entry)
        return None if made is None else self._open_item(made, events)

    def _open_item(self, made: Object, events: list[Object]) -> Item:
        name = CALLS[made["type"]][1]
        members = {key: value for key, value in made.items() if key not in ("type", "id")}
        return self._writer.open(
            made["type"], {**members, name: "", "status": "in_progress"}, events
        )

    def _call_item(self, entry: Object) -> Object | None:
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
