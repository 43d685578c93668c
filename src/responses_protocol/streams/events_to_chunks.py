"""Responses events to Chat chunks, without any I/O.

The events are added up by ``ResponseFold``. What is said is passed on as it comes, as long as it is
next to be said: of two messages at once, the second one waits. At the end of an item, and of the
stream, what was not said yet is said: so deltas, finished items and the whole answer may all come,
or only one of them, and each word is said once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import answer, custom_tools, tool_calls
from responses_protocol.formats.chat_completions.reasoning import SEPARATOR
from responses_protocol.formats.options import Options
from responses_protocol.lens.conversion import Conversion, chosen_options, convert
from responses_protocol.lens.losses import Loss
from responses_protocol.streams.chunk_writer import ChunkWriter, text_of
from responses_protocol.streams.errors import AnswerError, StreamError
from responses_protocol.streams.response_fold import ItemFold, ResponseFold
from responses_protocol.values import Json

Object = dict[str, Json]
NEW, OPEN, CLOSED = "new", "open", "closed"
SPEECH = ("message", "reasoning")


class EventsToChunks:
    """Translates the events of one stream: ``feed`` every one of them, then ``close``.

    ``options`` are those of ``convert``; without ``include_usage`` no chunk has usage. ``losses``
    are those of the whole answer, after its last event.
    """

    def __init__(self, options: Options | str | None = None, *, include_usage: bool = True) -> None:
        self._options = chosen_options(options)
        self._call_options = replace(self._options, empty_arguments="keep")  # more may come
        self._usage = include_usage
        self._fold = ResponseFold()
        self._writer = ChunkWriter(self._options.reasoning)
        self._state = NEW
        self._speaking: dict[str, ItemFold] = {}  # the item that speaks, by its type
        self._place: tuple[ItemFold, Json] | None = None  # the part of reasoning that came last
        self._calls: dict[int, tuple[int, str]] = {}  # number and kind, by the id of the fold
        self._ended = False
        self._conversion: Conversion | None = None

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the chunks don't say of the answer; pointers are into the folded Response."""
        return self._conversion.losses if self._conversion else ()

    def feed(self, event: Json) -> list[Object]:
        """Return the chunks that an event gives rise to.

        Raises StreamError where it is none, and AnswerError where the answer has failed.
        """
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._fold.feed(event)
        if self._fold.error is not None or self._fold.terminal == "response.failed":
            self._state = CLOSED
            raise AnswerError("the answer has failed", self._failure())
        chunks: list[Object] = []
        if self._state is NEW:
            self._start(chunks)
        live = LIVE.get(event["type"])
        if live is not None and self._fold.touched is not None:
            live(self, self._fold.touched, event, chunks)
        if self._fold.terminal is not None and not self._ended:
            self._end(chunks)
        return chunks

    def close(self) -> list[Object]:
        """Return the last chunks; raise AnswerError where the stream ends before the answer."""
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._state = CLOSED
        chunks: list[Object] = []
        if not self._ended:
            whole = self._fold.result()
            if whole["status"] != "completed":
                raise AnswerError("the stream was cut off", whole)
            if not self._writer.head:
                self._start(chunks)
            self._end(chunks)
        return chunks

    def _failure(self) -> Json:
        return self._fold.result() if self._fold.response is not None else self._fold.error

    def _start(self, chunks: list[Object]) -> None:
        self._state = OPEN
        head = {**(self._fold.response or {}), "output": [], "status": "in_progress"}
        self._writer.start(self._converted(head).value, chunks)

    def _converted(self, payload: Object) -> Conversion:
        return convert(
            payload,
            "chat_completions",
            source="responses",
            kind="response",
            options=self._options,
        )

    def _end(self, chunks: list[Object]) -> None:
        """Say what was not said yet, and end."""
        self._ended = True
        whole = self._fold.result()
        self._conversion = self._converted(whole)
        if self._conversion.value["choices"]:
            self._say_rest(answer.read_output(whole["output"], self._options), chunks)
        self._writer.finish(self._conversion.value, self._usage, chunks)

    def _say_rest(self, said: answer.Said, chunks: list[Object]) -> None:
        writer = self._writer
        thought = writer.thought.rest(SEPARATOR.join(said.thoughts))
        if thought:
            writer.think(thought, chunks)
        text = writer.text.rest(said.text)
        logprobs = said.logprobs[writer.logprobs :]
        if text or (logprobs and text is not None):
            writer.say(text, logprobs, chunks)
        refusal = writer.refusal.rest(said.refusal)
        if refusal:
            writer.refuse(refusal, chunks)
        if said.annotations[writer.annotations :]:
            writer.cite(said.annotations[writer.annotations :], chunks)
        for number, entry in enumerate(said.calls):
            if number >= len(writer.calls):
                writer.call(entry, chunks)
                continue
            rest = writer.calls[number].rest(text_of(entry))
            if rest:
                writer.argue(number, entry["type"], rest, chunks)

    # --- what is said at once ---

    def _may_speak(self, item: ItemFold, kind: str) -> bool:
        """Tell whether an item is next to say something: no other one of its type is open."""
        if self._speaking.get(kind) is item:
            return True
        earlier = any(
            one.order < item.order and one.item.get("type") == kind and not one.done
            for one in self._fold.items.values()
        )
        if earlier or kind in self._speaking:
            return False
        self._speaking[kind] = item
        return True

    def _text(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        if self._may_speak(item, "message") and event["delta"]:
            logprobs = event.get("logprobs")
            self._writer.say(event["delta"], logprobs if logprobs else [], chunks)

    def _refusal(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        if self._may_speak(item, "message") and event["delta"]:
            self._writer.refuse(event["delta"], chunks)

    def _thought(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        if self._options.reasoning == "omit" or not event["delta"]:
            return
        if self._may_speak(item, "reasoning"):
            part = event.get("content_index", event.get("summary_index"))
            new = self._place is not None and self._place != (item, part)
            self._place = item, part
            self._writer.think(SEPARATOR + event["delta"] if new else event["delta"], chunks)

    def _added(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        kind = item.item.get("type")
        if kind == "custom_tool_call" and self._options.custom_tools == "function":
            return  # its arguments can be written when its input is known
        if kind == "function_call" and custom_tools.only_in_responses(self._options):
            return
        self._announce(item, {**item.item, "arguments": "", "input": ""}, chunks)

    def _announce(self, item: ItemFold, value: Object, chunks: list[Object]) -> None:
        translate = CALLS.get(str(value.get("type")))
        if translate is None or id(item) in self._calls:
            return
        try:
            entry = translate(value, "", self._call_options)
        except ConversionError:
            return  # no call that anybody could run
        self._calls[id(item)] = self._writer.call(entry, chunks), entry["type"]

    def _arguments(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        if id(item) in self._calls and event["delta"]:
            number, kind = self._calls[id(item)]
            self._writer.argue(number, kind, event["delta"], chunks)

    def _done(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        """Say what a finished item says beyond what was said of it, if it is next."""
        kind = item.item.get("type")
        if kind in CALLS and id(item) not in self._calls:
            self._announce(item, item.item, chunks)
        if kind in SPEECH and self._may_speak(item, str(kind)):
            del self._speaking[str(kind)]
            self._catch_up(chunks)

    def _catch_up(self, chunks: list[Object]) -> None:
        """Say all that the items say up to the first one that is still open."""
        finished = []
        for one in self._fold.streamed():
            if not one.done and one.item.get("type") in SPEECH:
                break
            if one.done and one.item.get("type") in SPEECH:
                finished.append(one.item)
        self._say_rest(answer.read_output(finished, self._options), chunks)


Live = Callable[[EventsToChunks, ItemFold, Object, list[Object]], None]
CALLS = {
    "function_call": tool_calls.function_from_responses,
    "custom_tool_call": tool_calls.custom_from_responses,
}
LIVE: dict[str, Live] = {
    "response.output_item.added": EventsToChunks._added,
    "response.output_item.done": EventsToChunks._done,
    "response.output_text.delta": EventsToChunks._text,
    "response.refusal.delta": EventsToChunks._refusal,
    **dict.fromkeys(
        (
            "response.reasoning_text.delta",
            "response.reasoning.delta",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary.delta",
        ),
        EventsToChunks._thought,
    ),
    **dict.fromkeys(
        ("response.function_call_arguments.delta", "response.custom_tool_call_input.delta"),
        EventsToChunks._arguments,
    ),
}
