"""Delivers what the choice of a Chat stream says, as items one after another.

What a chunk adds is delivered at once, but for this: a call whose arguments are not complete may
go on, so what comes in the meantime waits until they are, or until the stream ends. So the calls
of a server that sends several at the same time come one after another, and nothing of them is
lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import answer, reasoning
from responses_protocol.formats.chat_completions.declared_calls import CallIds
from responses_protocol.formats.options import Options
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.streams.call_fold import CallFold
from responses_protocol.streams.call_writer import CallWriter
from responses_protocol.streams.choice_fold import ChoiceFold
from responses_protocol.streams.content_fold import GrowingObject
from responses_protocol.streams.response_writer import ResponseWriter
from responses_protocol.streams.thoughts import Splitter
from responses_protocol.streams.written_items import CALLS, TEXT
from responses_protocol.values import Json

Object = dict[str, Json]
Step = Callable[[list[Object]], None]


class ChoiceWriter:
    """Writes one choice; ``deliver`` what is new of it, ``finish`` what waited for the end."""

    def __init__(
        self, options: Options, writer: ResponseWriter, request: RequestContext = NO_REQUEST
    ) -> None:
        self.writer = writer
        self.call: CallWriter | None = None  # the call that is open
        self._late: dict[int, None] = {}  # calls that went on when they were closed
        self._options = options
        self.split = Splitter(options.reasoning)
        self._calls: dict[int, CallWriter] = {}
        self._request = request
        self._ids = CallIds(request, options)
        self._queue: deque[CallWriter | Step] = deque()
        self._sealed: set[int] = set()
        self._annotations: list[Object] = []  # those that no text is open for
        self._logprobs: list[Json] = []
        self._ending: str | None = None  # the status of the answer, when nothing more is expected

    @property
    def waits(self) -> bool:
        """Whether something waits for what comes."""
        return bool(self._queue or self._annotations or self._logprobs)

    def losses(self) -> list[tuple[str, str]]:
        """Return what could not be said by now, as codes and places in the choice."""
        found = [("call_fragment", f"/message/tool_calls/{at}") for at in self._late]
        if self._ending and any(
            part.kind == TEXT for item in self.writer.items for part in item.parts
        ):
            late = {"/message/annotations": self._annotations, "/logprobs": self._logprobs}
            found += [("streamed_otherwise", place) for place, left in late.items() if left]
        return found

    def deliver(self, choice: ChoiceFold, events: list[Object]) -> None:
        """Deliver what the last chunk has added."""
        fresh = choice.fresh
        if "logprobs" in fresh:
            self._logprobs += answer.flat_logprobs(fresh["logprobs"])
        if "sealed" in fresh and self._options.reasoning in reasoning.READS_SEALED:
            self._seal(fresh["sealed"], events)
        for thought, text in self.split.split(fresh):
            self._say(thought, text, events)
        for text in fresh.get("refusal", ()):
            if text:
                self._write(partial(self.writer.refusal, text), events)
        if "annotations" in fresh:
            self._annotations += answer.flat_annotations(fresh["annotations"])
        for call, text in fresh.get("calls", ()):
            self._add_to(call, text, events)
        if self._queue:
            self._flush(events)
        if self._annotations:
            self._cite(events)

    def finish(self, choice: ChoiceFold, status: str, events: list[Object]) -> None:
        """Deliver what waited for the end of the stream, which has this status."""
        for thought, text in self.split.rest():
            self._say(thought, text, events)
        self._ending = status
        for call in choice.calls.calls:
            if call.index not in self._calls and call.name is not None:
                self._begin(call)
        self._flush(events)
        if self.split.cut:
            self.writer.cut_thought()
        if choice.legacy is not None:
            self._legacy(choice.legacy, len(choice.calls.calls), events)
        self._cite(events)
        logprobs = self.writer.open_text()
        if logprobs is not None:
            logprobs.add(self._logprobs)
            self._logprobs = []
        self._end_call(events, status)

    # --- one after another ---

    def _write(self, step: Step, events: list[Object]) -> None:
        """Take a step now, or when what is open has come to its end."""
        if self._queue or not self._is_free():
            self._queue.append(step)
            self._flush(events)
        else:
            self._end_call(events)
            step(events)

    def _is_free(self) -> bool:
        return self.call is None or bool(self._ending) or self.call.call.has_end()

    def _flush(self, events: list[Object]) -> None:
        while self._queue and self._is_free():
            step = self._queue[0]
            if isinstance(step, CallWriter):
                followed = len(self._queue) > 1
                self._end_call(events)
                if not step.announce(self.writer, events, followed, self._ending):
                    return
                self.call = None if step.closed else step
            else:
                self._end_call(events)
                step(events)
            self._queue.popleft()

    def _end_call(self, events: list[Object], status: str | None = None) -> None:
        """Close the call that is open; one that waited for more to the end was cut by it."""
        if self.call is not None:
            cut = self._ending is not None and not self.call.call.is_complete()
            status = status or (self._ending if cut else None) or "completed"
            self.call.finish(self.writer, events, status)
            self.call = None

    # --- text and reasoning ---

    def _say(self, thought: bool, text: str, events: list[Object]) -> None:
        if thought:
            self._write(partial(self.writer.thought, text), events)
        else:
            logprobs, self._logprobs = self._logprobs, []
            self._write(partial(self.writer.text, text, logprobs), events)

    def _cite(self, events: list[Object]) -> None:
        if self.writer.open_text() is not None and not self._queue:
            for one in self._annotations:
                self.writer.annotation(one, events)
            self._annotations = []

    def _seal(self, details: list[GrowingObject], events: list[Object]) -> None:
        for detail in details:
            if id(detail) not in self._sealed and reasoning.sealed_data(detail.value()):
                self._sealed.add(id(detail))
                self._write(partial(self.writer.seal, detail), events)

    # --- calls ---

    def _add_to(self, call: CallFold, text: str, events: list[Object]) -> None:
        known = self._calls.get(call.index)
        if known is None:
            if call.name:
                self._begin(call)
                self._flush(events)
        elif known is self.call:
            known.deliver(self.writer, events)
        elif known.closed and call.text.tell() > known.length and text.strip():
            self._late[call.index] = None

    def _begin(self, call: CallFold) -> None:
        self._calls[call.index] = made = CallWriter(call, self._options, self._ids, self._request)
        self._queue.append(made)

    def _legacy(self, call: CallFold, number: int, events: list[Object]) -> None:
        """Deliver a call of the deprecated form, whose id depends on all of it."""
        function = call.result()["function"]
        try:
            made = answer.legacy_item(function, number, self._ids, self._options, self._request)
        except ConversionError:
            return
        if made is None:
            return
        self._end_call(events)
        if made["type"] not in CALLS:
            self.writer.put(made, events)
            return
        name = CALLS[made["type"]][1]
        members = {key: value for key, value in made.items() if key not in ("type", "id")}
        item = self.writer.open(
            made["type"], {**members, name: "", "status": "in_progress"}, events
        )
        if made[name]:
            self.writer.arguments(item, made[name], events)
