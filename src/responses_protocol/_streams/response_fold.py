"""Add up the events of a Responses stream to one answer.

An event changes one item, which ``stream_items`` finds, and a part of it, by its own index. A
``done`` event repeats the deltas, or stands alone; it counts either way, and so does the answer in
the last event, but streamed members that it lacks stand. Events behind the last one are not read.
Streams of MLflow agents have only deltas and finished items: where no event has announced an answer
and all items are done, the answer is completed.
"""

from __future__ import annotations

import re

from responses_protocol._streams.errors import StreamError, as_object, as_stream_error, json_copy
from responses_protocol._streams.event_errors import error_in
from responses_protocol._streams.event_readers import (
    LATE,
    READERS,
    Change,
    DamagedEventError,
    read_object,
)
from responses_protocol._streams.finished_items import has_other_text, merge_output
from responses_protocol._streams.item_fold import ItemFold, pack_logprobs, unpack_logprobs
from responses_protocol._streams.part_fold import PartFold
from responses_protocol._streams.stream_items import StreamItems
from responses_protocol._values import Json, Object, copy_json

ANNOUNCEMENTS = frozenset(("response.created", "response.in_progress", "response.queued"))
TERMINAL = frozenset(("response.completed", "response.incomplete", "response.failed"))
ANSWERS = ANNOUNCEMENTS | TERMINAL
UNFINISHED = frozenset(("in_progress", "queued"))  # statuses before the end
# the types of events that only report that the stream, or a tool, is at work
SILENT = re.compile(
    r"keep-?alive|ping|heartbeat"
    r"|response\.(?:keepalive|heartbeat|\w+_call\.\w+|mcp_list_tools\.\w+)"
)
PARTIAL = "partial_image"  # a preview of an image that the item contains
MISSING, UNKNOWN, UNREADABLE = "missing_events", "unknown_event", "unreadable_event"


class ResponseFold:
    """Adds up events.

    ``changed_item`` and ``changed_part`` are the item and the part that the last event has changed,
    if any; ``added_text`` is the text that its delta has added, None where an announced text
    precedes that. ``notes`` has the codes of the losses of the stream: content that the answer
    lacks.
    """

    def __init__(self) -> None:
        self.count = 0
        self.response: Object | None = None
        self.terminal: str | None = None
        self.error: Object | None = None
        self.stream_items = StreamItems()
        self.changed_item: ItemFold | None = None
        self.changed_part: PartFold | None = None
        self.added_text: str | None = ""
        self.notes: set[str] = set()
        self._has_item_event = False  # whether an event of an item has come
        self._output: list[Json] | None = None  # of the last event, with the missing items
        self._last_number: int | None = None  # the sequence number of the last event
        self._follows_head = False  # whether the next event must follow the head
        self._numbers_rise = True  # whether each event has a higher number than the one before

    @property
    def last(self) -> int:
        """The number of the last event."""
        return max(self.count - 1, 0)

    def feed(self, payload: Json) -> Object:
        """Add an event, and return it as a plain object; raise StreamError for another payload."""
        index, self.count = self.count, self.count + 1
        self.changed_item = self.changed_part = None
        try:
            event: Object = as_object(payload, "an event", index)
            self._read(event, index)
        except StreamError:
            self.notes.add(UNREADABLE)
            raise
        return event

    def _read(self, event: Object, index: int) -> None:
        kind = event.get("type")
        read = READERS.get(kind) if isinstance(kind, str) else None
        try:
            if self._is_repeated(event, kind in READERS):
                return
            if read is None and kind not in ANSWERS:
                self._read_other(event, kind, index)
            elif self.terminal is not None:
                if kind not in ANNOUNCEMENTS and not self._repeats_end(event):
                    self.notes.add(LATE)
            elif read is None:
                self._answer(event)
            else:
                change = read(self.stream_items, event, self.notes)
                if change is not None:
                    self._set_changed(change)
        except DamagedEventError as damage:
            raise StreamError(damage.reason, index, damage.pointer) from None
        except (TypeError, RecursionError) as error:
            raise as_stream_error(error, index) from None

    def _set_changed(self, change: Change) -> None:
        self.changed_item, self.changed_part, self.added_text = change
        if not change.item.announced and MISSING in self.notes:
            change.item.has_gap = True

    def _read_other(self, event: Object, kind: Json, index: int) -> None:
        """Read an event of no answer: an error, or an event without content."""
        error = error_in(event)
        if error is not None:
            if self.terminal is None:
                self.error = json_copy(error)
            else:
                self.notes.add(LATE)
        elif not isinstance(kind, str):
            raise StreamError("an event must have a type", index, "/type")
        elif not SILENT.fullmatch(kind) or kind.endswith(PARTIAL):
            self.notes.add(UNKNOWN)

    def _repeats_end(self, event: Object) -> bool:
        """Return whether an event behind the last one says the same."""
        response = event.get("response")
        if event["type"] != self.terminal or not isinstance(response, dict):
            return False
        output, known = response.get("output"), self._items()
        items = output if isinstance(output, list) else []
        return len(items) <= len(known) and not any(
            isinstance(item, dict) and isinstance(final, dict) and has_other_text(item, final)
            for item, final in zip(items, known, strict=False)
        )

    def _answer(self, event: Object) -> None:
        response = json_copy(read_object(event, "response"))
        output = response.pop("output", None)
        before = self.response or {}
        self.response = {
            **before,
            **{
                name: value
                for name, value in response.items()
                if value is not None or name not in before
            },
        }
        if event["type"] in TERMINAL:
            self.terminal = event["type"]
            if isinstance(output, list) and output:
                streamed = [fold.result() for fold in self.stream_items.items]
                output = merge_output(output, [item for item in streamed if item], self.notes)
                self._output = [
                    pack_logprobs(item) if isinstance(item, dict) else item for item in output
                ]

    # --- streams that begin in the middle ---

    def resume(self) -> None:
        """Expect the events that follow the head, if its events are numbered."""
        self._follows_head = self._last_number is not None and self._numbers_rise

    def _is_repeated(self, event: Object, changes_item: bool) -> bool:
        """Return whether an event was in the head; note whether events are missing before it.

        ``changes_item`` is whether the event changes an item.
        """
        number = event.get("sequence_number")
        begins, self._has_item_event = (
            changes_item and not self._has_item_event,
            self._has_item_event or changes_item,
        )
        if type(number) is not int:
            self._follows_head = False
            return False
        last = self._last_number
        if self._follows_head and last is not None:
            if number <= last:
                return True
            self._follows_head = False
            if number > last + 1:
                self.notes.add(MISSING)
                for item in self.stream_items.items:
                    item.has_gap = not item.done
        elif last is not None and number <= last:
            self._numbers_rise = False
        elif begins and self.response is None and number > (event["type"] == FIRST):
            self.notes.add(MISSING)
        self._last_number = number
        return False

    # --- the whole ---

    @property
    def has_final_output(self) -> bool:
        """Whether the last event has the output."""
        return self._output is not None

    def result(self) -> Object:
        """Return the whole answer so far."""
        answer: Object = copy_json(self.response or {})
        answer["output"] = [
            unpack_logprobs(item) if isinstance(item, dict) else copy_json(item)
            for item in self._items()
        ]
        if self.error is not None and not answer.get("error"):
            answer["error"] = copy_json(self.error)
        return self._with_status(answer)

    def view(self) -> Object:
        """Return the whole answer so far, without log probabilities.

        The caller must not change it.
        """
        return self._with_status({**(self.response or {}), "output": self._items()})

    def _items(self) -> list[Json]:
        if self._output is not None:
            return self._output
        return [item for item in (fold.view() for fold in self.stream_items.items) if item]

    def _with_status(self, answer: Object) -> Object:
        if self.response is None:
            answer["object"] = "response"
        answer["status"] = self._status(answer.get("status"))
        return answer

    def _status(self, status: Json) -> Json:
        if self.error is not None or self.terminal == "response.failed":
            return "failed"
        if self.terminal is not None:
            is_final = isinstance(status, str) and status and status not in UNFINISHED
            return status if is_final else self.terminal.removeprefix("response.")
        items = self.stream_items.items
        if self.response is None and items and all(item.done for item in items):
            return "completed"
        return "incomplete"


FIRST = "response.output_item.added"  # this may have the number 1 and begin a stream


def fold_events(events: Json) -> Object:
    """Return the whole Responses answer of a stream.

    Args:
        events: An iterable of events, in order: dicts, or pydantic and SDK objects.

    Returns:
        The answer.

    Raises:
        StreamError: A payload is not an event.
    """
    fold = ResponseFold()
    for event in events:
        fold.feed(event)
    try:
        return fold.result()
    except RecursionError as error:
        raise as_stream_error(error, fold.last) from None
