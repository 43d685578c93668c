"""Responses events to Chat chunks, without any I/O.

The events are added up by ``ResponseFold``. What is said is passed on as it comes, as long as it is
known to be in the answer, and is next to be said: text as soon as ``final_text`` knows its message
to be the final one, calls in their order. At the end of an item, and of the stream, what was not
said yet is said: so deltas, finished items and the whole answer may all come, or only one of them,
and each word is said once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import (
    custom_tools,
    hosted_calls,
    output,
    reasoning,
)
from responses_protocol.formats.chat_completions.output import CALLS
from responses_protocol.formats.codes import CODES
from responses_protocol.formats.options import Options
from responses_protocol.formats.thoughts import SEPARATOR, joined
from responses_protocol.lens.conversion import Conversion, chosen_options, convert
from responses_protocol.lens.losses import Loss
from responses_protocol.lens.wholes import translate_answer
from responses_protocol.streams.chunk_writer import PARTS, ChunkWriter, text_of
from responses_protocol.streams.errors import AnswerError, StreamError, guarded
from responses_protocol.streams.final_text import FinalText
from responses_protocol.streams.item_places import ItemFold
from responses_protocol.streams.plain_text import ResponseText
from responses_protocol.streams.response_fold import ResponseFold
from responses_protocol.values import Json, copied

Object = dict[str, Json]
NEW, OPEN, ENDED, CLOSED = "new", "open", "ended", "closed"
ANSWERED = frozenset(("completed", "incomplete"))


class EventsToChunks:
    """Translates the events of one stream: ``feed`` every one of them, then ``close``.

    ``options`` are those of ``convert``; without ``include_usage`` no chunk has usage. ``losses``
    are those of the whole answer, after its last event.
    """

    def __init__(self, options: Options | str | None = None, *, include_usage: bool = True) -> None:
        self._options = chosen_options(options)
        self._call_options = self._options
        if self._options.empty_arguments != "keep":
            self._call_options = replace(self._options, empty_arguments="keep")  # more may come
        self._usage = include_usage
        self._fold = ResponseFold()
        self._writer = ChunkWriter(self._options.reasoning)
        self._state = NEW
        self._final = FinalText(self._fold)
        self._thinking: ItemFold | None = None  # the item that is thought at once
        self._thinks = self._options.reasoning in reasoning.WRITERS
        self._place: tuple[ItemFold, Json] | None = None  # the part of reasoning that came last
        self._calls: dict[int, int] = {}  # the number of a call, by the id of its fold
        self._early = True  # whether log probabilities are told with their deltas
        self._plain: ResponseText | None = None
        self._whole: Object | None = None

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the chunks don't say of the answer; pointers are into the folded Response."""
        if self._whole is None:
            return ()
        told = {
            "order": self._writer.disordered,
            "reasoning": self._writer.untold,
            "streamed_otherwise": self._writer.contradicted(),
        }
        own = [code for code, holds in told.items() if holds]
        return (
            *self._converted(self._whole).losses,
            *(Loss(one, CODES[one].severity, "/output", CODES[one].message) for one in own),
        )

    def feed(self, event: Json) -> list[Object]:
        """Return the chunks that an event gives rise to.

        Raises StreamError where it is none, and AnswerError where the answer has failed.
        """
        if self._plain is not None:
            said = self._plain.take(event)
            if said is not None:
                self._fold.count += 1
                return said
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._plain = None
        event = self._fold.feed(event)
        chunks: list[Object] = []
        if self._state is ENDED:
            return chunks
        if self._fold.error is not None or self._fold.terminal is not None:
            self._end(chunks)
            return chunks
        if self._state is NEW:
            self._start(chunks)
        live = LIVE.get(event["type"])
        if live is not None and self._fold.touched is not None:
            live(self, self._fold.touched, event, chunks)
        return chunks

    def close(self) -> list[Object]:
        """Return the last chunks; raise AnswerError where the stream ends before the answer."""
        if self._state is CLOSED:
            raise StreamError("the stream was closed", self._fold.count)
        self._plain = None
        chunks: list[Object] = []
        if self._state is not ENDED:
            self._end(chunks)
        self._state = CLOSED
        return chunks

    def _start(self, chunks: list[Object]) -> None:
        self._state = OPEN
        head = {**(self._fold.response or {}), "output": [], "status": "in_progress"}
        self._writer.start(self._translated(head), chunks)

    def _translated(self, payload: Object) -> Object:
        try:
            return translate_answer(payload, "responses", "chat_completions", self._options)
        except ConversionError as error:
            raise StreamError(error.reason, self._fold.count) from None

    def _converted(self, payload: Object) -> Conversion:
        try:
            return convert(
                payload,
                "chat_completions",
                source="responses",
                kind="response",
                options=self._options,
            )
        except ConversionError as error:
            raise StreamError(error.reason, self._fold.count) from None

    def _end(self, chunks: list[Object]) -> None:
        """Say what was not said yet, and end; raise AnswerError where there is no answer."""
        try:
            whole = self._fold.result()
            ended = self._fold.terminal is not None or whole["status"] == "completed"
            if whole["status"] not in ANSWERED or not ended:
                raise self._failure(whole)
            if self._state is NEW:
                self._start(chunks)
            self._state = ENDED
            value = self._translated(whole)
            self._whole = whole
        except (StreamError, AnswerError):
            self._state = CLOSED
            raise
        except RecursionError as error:
            self._state = CLOSED
            raise guarded(error, self._fold.count) from None
        said = output.read_output(whole["output"], self._options)
        thought = joined(said.thoughts)
        self._think_rest(thought.text, chunks)
        if thought.sealed:
            self._writer.seal(thought.sealed, chunks)
        self._say_rest(said, chunks)
        self._call_rest(said.calls, chunks)
        self._writer.finish(value, said.cut, self._usage, chunks)

    def _failure(self, whole: Object) -> AnswerError:
        if whole["status"] == "incomplete":
            return AnswerError("the stream was cut off", whole)
        known = self._fold.response is not None or self._fold.error is None
        return AnswerError(
            "the answer has failed" if whole["status"] == "failed" else "there is no answer",
            whole if known else copied(self._fold.error),
        )

    def _think_rest(self, text: str, chunks: list[Object]) -> None:
        rest = self._writer.thought.rest(text)
        if rest:
            self._writer.think(rest, chunks)

    def _say_rest(self, said: output.Said, chunks: list[Object]) -> None:
        writer = self._writer
        text = writer.text.rest(said.text)
        logprobs = said.logprobs[writer.logprobs :]
        if text or logprobs:
            writer.say(text, logprobs, chunks)
        refusal = writer.refusal.rest(said.refusal)
        if refusal:
            writer.refuse(refusal, chunks)
        if said.annotations[writer.annotations :]:
            writer.cite(said.annotations[writer.annotations :], chunks)

    def _call_rest(self, calls: list[Json], chunks: list[Object]) -> None:
        """Say what is left of the calls, which have their ids in common with those announced."""
        known: dict[tuple[str, str], list[int]] = {}
        order = []
        for number, call in enumerate(self._writer.calls):
            known.setdefault((call.call_id, call.kind), []).append(number)
        for entry in calls:
            numbers = known.get((entry["id"], entry["type"]))
            if numbers:
                order.append(numbers.pop(0))
                self._argue_rest(order[-1], entry, chunks)
            else:
                order.append(self._writer.call(entry, chunks))
        self._writer.disordered = order != sorted(order)
        self._writer.withdrawn = len(order) < len(self._writer.calls)

    def _argue_rest(self, number: int, entry: Object, chunks: list[Object]) -> None:
        rest = self._writer.calls[number].rest(text_of(entry))
        if rest:
            self._writer.argue(number, rest, chunks)

    # --- what is said at once ---

    def _may_speak(self, item: ItemFold, chunks: list[Object]) -> bool:
        """Tell whether a message is known to be the final one."""
        if not self._final.known:
            if not self._final.is_known_by(item):
                return False
            self._catch_up(chunks)  # all other messages are known not to be
        return self._final.item is item

    def _may_think(self, item: ItemFold) -> bool:
        """Tell whether an item is next to think: no other one is open, or waits to be known."""
        if self._thinking is item:
            return True
        if self._thinking is not None or item.item.get("type") != "reasoning":
            return False
        waits = ("reasoning", "message") if self._options.commentary == "reasoning" else "reasoning"
        if any(
            one.order < item.order and one.kind in waits and self._is_open(one)
            for one in self._fold.places.items
        ):
            return False
        self._thinking = item
        return True

    def _is_open(self, item: ItemFold) -> bool:
        """Tell whether an item may still add to the reasoning, before what comes behind it."""
        if item.kind == "message":
            return self._final.item is not item and not (self._final.known and item.done)
        return not item.done

    def _text(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        if event["delta"] and self._may_speak(item, chunks):
            self._writer.say(event["delta"], self._logged(event.get("logprobs")), chunks)
            self._plain = self._plain_text(item, event)

    def _plain_text(self, item: ItemFold, event: Object) -> ResponseText | None:
        """Return where the text of an event comes from, if more of it may be said at once."""
        at, part = event.get("output_index"), event.get("content_index")
        if type(at) is not int or type(part) is not int:
            return None
        if self._options.reasoning in PARTS:
            return None
        known = item.texts.get(("content", part, "text"))
        return None if known is None else ResponseText(at, part, known[0], self._writer)

    def _logged(self, logprobs: Json) -> list[Json]:
        """Return log probabilities that can be told at once.

        OpenAI's deltas leave out the bytes that Chat has, so these wait for the finished item.
        """
        if not isinstance(logprobs, list) or not logprobs:
            return []
        self._early = self._early and all(
            isinstance(one, dict) and "bytes" in one for one in logprobs
        )
        found: list[Json] = copied(logprobs) if self._early else []
        return found

    def _refusal(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        if event["delta"] and self._may_speak(item, chunks):
            self._writer.refuse(event["delta"], chunks)

    def _thought(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        if not self._thinks or not event["delta"]:
            return
        if self._may_think(item):
            part = event.get("content_index", event.get("summary_index"))
            new = self._place != (item, part) and self._writer.thought.text.tell()
            self._place = item, part
            self._writer.think(SEPARATOR + event["delta"] if new else event["delta"], chunks)

    def _called(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        """Announce the calls that are next, and say what is known of their arguments.

        Agents give outputs behind their calls, which are no calls of the client then. They name no
        answer, while servers, which do, leave the calls that they list to the client.
        """
        if self._fold.response is None:
            return
        for one in self._fold.places.in_order():
            if one.kind in CALLS and id(one) not in self._calls and not self._announce(one, chunks):
                return
            if one.kind in hosted_calls.RUN_BY_CLIENT and self._options.hosted_calls == "function":
                break  # whether it is a call, and comes first, is known at the end
        if item.done and id(item) in self._calls:
            entry = self._entry(item.item)
            if entry is not None:
                self._argue_rest(self._calls[id(item)], entry, chunks)

    def _announce(self, item: ItemFold, chunks: list[Object]) -> bool:
        """Announce a call if it is known well enough; tell whether others may go before it."""
        kind, options = item.item["type"], self._options
        if not item.done and (
            (kind == "custom_tool_call" and options.custom_tools == "function")
            or (kind == "function_call" and custom_tools.only_in_responses(options))
            or (kind == "function_call" and self._may_be_wrapped(item))
        ):
            return False  # its arguments can be written when all of them are known
        entry = self._entry({**item.item, **({} if item.done else _delivered(item))})
        if entry is None:
            return item.done  # no call that anybody could run
        self._calls[id(item)] = self._writer.call(entry, chunks)
        return True

    def _may_be_wrapped(self, item: ItemFold) -> bool:
        """Tell whether arguments may be those of a custom call, which are written in one way."""
        if not custom_tools.only_in_chat(self._options):
            return False
        return custom_tools.may_be_wrapped(_delivered(item)["arguments"] or "") is not False

    def _entry(self, item: Object) -> Object | None:
        try:
            entry: Object = CALLS[item["type"]](item, "", self._call_options)
        except ConversionError:
            return None
        return entry

    def _arguments(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        number = self._calls.get(id(item))
        if number is None and custom_tools.only_in_chat(self._options):
            self._called(item, event, chunks)  # it was not known before what kind of call it is
        elif number is not None and event["delta"]:
            self._writer.argue(number, event["delta"], chunks)

    def _item(self, item: ItemFold, event: Object, chunks: list[Object]) -> None:
        """Say what a new call, or a finished item, says beyond what was said of it."""
        kind = item.kind
        if kind in CALLS:
            self._called(item, event, chunks)
        elif item.done and kind == "reasoning":
            if self._thinking is item:
                self._thinking = None
            self._catch_up(chunks)
        elif item.done and kind == "message" and output.speaks(item.item):
            if self._may_speak(item, chunks):
                self._say_rest(output.read_output([item.item], self._options), chunks)
            else:
                self._catch_up(chunks)

    def _catch_up(self, chunks: list[Object]) -> None:
        """Say all that is thought, up to the first item that is still open."""
        if not self._thinks:
            return
        done = []
        for one in self._fold.places.in_order():
            if one.kind in SPEECH and one is not self._final.item:
                commentary = one.kind == "message" and self._options.commentary == "reasoning"
                if (one.kind == "reasoning" or commentary) and self._is_open(one):
                    break
                done.append(one.item)
        text = joined(output.thoughts(done, self._options)).text
        if not self._writer.thought.text.getvalue().startswith(text):
            self._think_rest(text, chunks)


def _delivered(item: ItemFold) -> Object:
    return {name: item.delivered(name) for name in ("arguments", "input")}


Live = Callable[[EventsToChunks, ItemFold, Object, list[Object]], None]
SPEECH = frozenset(("message", "reasoning"))
LIVE: dict[str, Live] = {
    "response.output_item.added": EventsToChunks._item,
    "response.output_item.done": EventsToChunks._item,
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
