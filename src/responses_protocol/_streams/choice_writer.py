"""Write the choice of a Chat stream as items, one after another.

The additions of a chunk are written at once, with one exception: a call whose arguments are not
complete may continue, so content that comes in the meantime waits until they are, or until the
stream ends. So the calls of a server that sends several at the same time come one after
another, and nothing of them is lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial

from responses_protocol._formats.chat_completions import answer, reasoning
from responses_protocol._formats.chat_completions.declared_calls import CallIds
from responses_protocol._formats.options import Options
from responses_protocol._formats.request_context import NO_REQUEST, RequestContext
from responses_protocol._streams.call_fold import CallFold
from responses_protocol._streams.call_writer import CallWriter
from responses_protocol._streams.choice_fold import ChoiceFold
from responses_protocol._streams.content_fold import GrowingObject
from responses_protocol._streams.response_writer import ResponseWriter
from responses_protocol._streams.thoughts import Splitter
from responses_protocol._streams.written_items import CALLS, TEXT
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

Step = Callable[[list[Object]], None]


class ChoiceWriter:
    """Writes one choice: ``deliver`` writes its additions, ``finish`` the rest."""

    def __init__(
        self, options: Options, writer: ResponseWriter, request: RequestContext = NO_REQUEST
    ) -> None:
        self.writer = writer
        self.call: CallWriter | None = None  # the call that is open
        self._late: dict[int, None] = {}  # calls with arguments that came after they were closed
        self._options = options
        self.splitter = Splitter(options.reasoning)
        self._calls: dict[int, CallWriter] = {}
        self._request = request
        self._ids = CallIds(request, options)
        self._queue: deque[CallWriter | Step] = deque()
        self._encrypted: set[int] = set()
        self._annotations: list[Object] = []  # annotations that wait for their text
        self._logprobs: list[Json] = []
        self._ending: str | None = None  # the status of the answer, once the stream has ended

    @property
    def is_waiting(self) -> bool:
        """Whether something waits for later chunks."""
        return bool(self._queue or self._annotations or self._logprobs)

    def losses(self) -> list[tuple[str, str]]:
        """Return codes and pointers into the choice of the content that could not be written."""
        losses = [("call_fragment", f"/message/tool_calls/{index}") for index in self._late]
        if self._ending and any(
            part.kind == TEXT for item in self.writer.items for part in item.parts
        ):
            waiting = {"/message/annotations": self._annotations, "/logprobs": self._logprobs}
            losses += [("streamed_otherwise", pointer) for pointer, rest in waiting.items() if rest]
        return losses

    def deliver(self, choice: ChoiceFold, events: list[Object]) -> None:
        """Write the additions of the last chunk."""
        additions = choice.additions
        if "logprobs" in additions:
            self._logprobs += answer.flatten_logprobs(additions["logprobs"])
        if "encrypted" in additions and self._options.reasoning in reasoning.READS_ENCRYPTED:
            self._write_encrypted(additions["encrypted"], events)
        for is_reasoning, text in self.splitter.split(additions):
            self._write_text(is_reasoning, text, events)
        for text in additions.get("refusal", ()):
            if text:
                self._take_step(partial(self.writer.add_refusal, text), events)
        if "annotations" in additions:
            self._annotations += answer.flatten_annotations(additions["annotations"])
        for call, text in additions.get("calls", ()):
            self._extend_call(call, text, events)
        if self._queue:
            self._flush(events)
        if self._annotations:
            self._write_annotations(events)

    def finish(self, choice: ChoiceFold, status: str, events: list[Object]) -> None:
        """Write all that waits for the end of the stream, which has this status."""
        for is_reasoning, text in self.splitter.rest():
            self._write_text(is_reasoning, text, events)
        self._ending = status
        for call in choice.calls.calls:
            if call.index not in self._calls and call.name is not None:
                self._add_call(call)
        self._flush(events)
        if self.splitter.is_cut:
            self.writer.mark_reasoning_cut()
        if choice.legacy is not None:
            self._write_legacy_call(choice.legacy, len(choice.calls.calls), events)
        self._write_annotations(events)
        logprobs = self.writer.open_logprobs()
        if logprobs is not None:
            logprobs.add(self._logprobs)
            self._logprobs = []
        self._end_call(events, status)

    # --- one after another ---

    def _take_step(self, step: Step, events: list[Object]) -> None:
        """Take a step now, or when the open call has ended."""
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
                if not step.is_known(len(self._queue) > 1, self._ending):
                    return
                item = step.new_item()
                if item is not None:  # else the open call stays the last one of the answer
                    self._end_call(events)
                    step.announce(item, self.writer, events, self._ending)
                    self.call = None if step.closed else step
            else:
                self._end_call(events)
                step(events)
            self._queue.popleft()

    def _end_call(self, events: list[Object], status: str | None = None) -> None:
        """Close the open call; if it still waits for arguments at the end, it is cut."""
        if self.call is not None:
            is_cut = self._ending is not None and not self.call.call.is_complete()
            status = status or (self._ending if is_cut else None) or "completed"
            self.call.finish(self.writer, events, status)
            self.call = None

    # --- text and reasoning ---

    def _write_text(self, is_reasoning: bool, text: str, events: list[Object]) -> None:
        if is_reasoning:
            self._take_step(partial(self.writer.add_reasoning, text), events)
        else:
            logprobs, self._logprobs = self._logprobs, []
            self._take_step(partial(self.writer.add_text, text, logprobs), events)

    def _write_annotations(self, events: list[Object]) -> None:
        if self.writer.open_logprobs() is not None and not self._queue:
            for annotation in self._annotations:
                self.writer.add_annotation(annotation, events)
            self._annotations = []

    def _write_encrypted(self, details: list[GrowingObject], events: list[Object]) -> None:
        for detail in details:
            if id(detail) not in self._encrypted and reasoning.read_encrypted(detail.value()):
                self._encrypted.add(id(detail))
                self._take_step(partial(self.writer.add_encrypted_reasoning, detail), events)

    # --- calls ---

    def _extend_call(self, call: CallFold, text: str, events: list[Object]) -> None:
        call_writer = self._calls.get(call.index)
        if call_writer is None:
            if call.name:
                self._add_call(call)
                self._flush(events)
        elif call_writer is self.call:
            call_writer.deliver(self.writer, events)
        elif call_writer.closed and call.text.tell() > call_writer.length and text.strip():
            self._late[call.index] = None

    def _add_call(self, call: CallFold) -> None:
        writer = CallWriter(call, self._options, self._ids, self._request)
        self._calls[call.index] = writer
        self._queue.append(writer)

    def _write_legacy_call(self, call: CallFold, number: int, events: list[Object]) -> None:
        """Write a call of the deprecated form, whose id depends on all of it."""
        function = call.result()["function"]
        try:
            item = answer.read_legacy_call(
                function, number, self._ids, self._options, self._request
            )
        except ConversionError:
            return
        if item is None:
            return
        self._end_call(events)
        if item["type"] not in CALLS:
            self.writer.add_item(item, events)
            return
        name = CALLS[item["type"]][1]
        members = {key: value for key, value in item.items() if key not in ("type", "id")}
        opened = self.writer.open_item(
            item["type"], {**members, name: "", "status": "in_progress"}, events
        )
        if item[name]:
            self.writer.add_arguments(opened, item[name], events)
