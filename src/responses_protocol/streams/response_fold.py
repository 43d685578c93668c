"""What the events of a Responses stream add up to.

An event changes one place: an item, which ``stream_items`` finds, and a part of it, by its own
index. A ``done`` event repeats what deltas brought, or stands alone; it counts either
way, and so does the answer in the last event, but what was streamed and is missing there stands.
What follows that event is not read. Streams of MLflow agents are no more than deltas and finished
items: where no event has announced an answer, and all items are done, it is completed.
"""

from __future__ import annotations

import re

from responses_protocol.streams.errors import StreamError, as_object, guarded, json_copy
from responses_protocol.streams.event_errors import error_in
from responses_protocol.streams.event_readers import (
    LATE,
    READERS,
    DamagedEventError,
    object_in,
)
from responses_protocol.streams.finished_items import whole_output
from responses_protocol.streams.item_fold import ItemFold, PartFold, packed, unpacked
from responses_protocol.streams.stream_items import StreamItems
from responses_protocol.values import Json, copied

Object = dict[str, Json]
ANNOUNCEMENTS = frozenset(("response.created", "response.in_progress", "response.queued"))
TERMINAL = frozenset(("response.completed", "response.incomplete", "response.failed"))
ANSWERS = ANNOUNCEMENTS | TERMINAL
UNFINISHED = frozenset(("in_progress", "queued"))  # no word for the end of an answer
# what says that the stream, or a tool, is at work, and nothing else
SILENT = re.compile(
    r"keep-?alive|ping|heartbeat"
    r"|response\.(?:keepalive|heartbeat|\w+_call\.\w+|mcp_list_tools\.\w+)"
)
PARTIAL = "partial_image"  # of an image, which the item has as a whole
MISSING, UNKNOWN, UNREADABLE = "missing_events", "unknown_event", "unreadable_event"


class ResponseFold:
    """Adds up events.

    ``touched`` and ``part`` are what the last event has changed, if it has. ``notes`` has the codes
    of what was said in the stream and is not in the answer.
    """

    def __init__(self) -> None:
        self.count = 0
        self.response: Object | None = None
        self.terminal: str | None = None
        self.error: Object | None = None
        self.places = StreamItems()
        self.touched: ItemFold | None = None
        self.part: PartFold | None = None
        self.notes: set[str] = set()
        self._begun = False  # whether an event has come that says something of an item
        self._output: list[Json] | None = None  # that of the last event, with what it leaves out
        self._number: int | None = None  # of the last event of a head
        self._joint = False  # whether the next event has to follow the head
        self._counts = True  # whether each event has a higher number than the one before it

    @property
    def last(self) -> int:
        """The number of the last event."""
        return max(self.count - 1, 0)

    def feed(self, payload: Json) -> Object:
        """Add an event, and return it as a plain object; raise StreamError where it is none."""
        index, self.count = self.count, self.count + 1
        self.touched = self.part = None
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
                if kind != self.terminal and kind not in ANNOUNCEMENTS:
                    self.notes.add(LATE)
            elif read is None:
                self._answer(event)
            else:
                found = read(self.places, event, self.notes)
                if found is not None:
                    self._touch(*found)
        except DamagedEventError as damage:
            raise StreamError(damage.reason, index, damage.pointer) from None
        except (TypeError, RecursionError) as error:
            raise guarded(error, index) from None

    def _touch(self, item: ItemFold, part: PartFold | None) -> None:
        self.touched, self.part = item, part
        if not item.announced and MISSING in self.notes:
            item.torn = True

    def _read_other(self, event: Object, kind: Json, index: int) -> None:
        """Read what is no event of an answer: an error, or what may be passed over."""
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

    def _answer(self, event: Object) -> None:
        given = json_copy(object_in(event, "response"))
        listed = given.pop("output", None)
        before = self.response or {}
        self.response = {
            **before,
            **{
                name: value
                for name, value in given.items()
                if value is not None or name not in before
            },
        }
        if event["type"] in TERMINAL:
            self.terminal = event["type"]
            if isinstance(listed, list) and listed:
                streamed = [one for one in (item.result() for item in self.places.items) if one]
                output = whole_output(listed, streamed, self.notes)
                self._output = [packed(one) if isinstance(one, dict) else one for one in output]

    # --- streams that begin in the middle ---

    def resume(self) -> None:
        """Expect the events that follow those that were fed, where these are numbered."""
        self._joint = self._number is not None and self._counts

    def _is_repeated(self, event: Object, says: bool) -> bool:
        """Tell whether an event was in the head; note where events are missing in front of it."""
        number = event.get("sequence_number")
        begins, self._begun = says and not self._begun, self._begun or says
        if type(number) is not int:
            self._joint = False
            return False
        last = self._number
        if self._joint and last is not None:
            if number <= last:
                return True
            self._joint = False
            if number > last + 1:
                self.notes.add(MISSING)
                for item in self.places.items:
                    item.torn = not item.done
        elif last is not None and number <= last:
            self._counts = False
        elif begins and self.response is None and number > (event["type"] == FIRST):
            self.notes.add(MISSING)
        self._number = number
        return False

    # --- the whole ---

    @property
    def is_whole(self) -> bool:
        """Whether the last event has the output."""
        return self._output is not None

    def result(self) -> Object:
        """Return the whole answer so far."""
        answer: Object = copied(self.response or {})
        answer["output"] = [
            unpacked(one) if isinstance(one, dict) else copied(one) for one in self._items()
        ]
        if self.error is not None and not answer.get("error"):
            answer["error"] = copied(self.error)
        return self._ended(answer)

    def view(self) -> Object:
        """Return the whole answer so far, which is not to be changed, without log probabilities."""
        return self._ended({**(self.response or {}), "output": self._items()})

    def _items(self) -> list[Json]:
        if self._output is not None:
            return self._output
        return [one for one in (item.view() for item in self.places.items) if one]

    def _ended(self, answer: Object) -> Object:
        if self.response is None:
            answer["object"] = "response"
        answer["status"] = self._status(answer.get("status"))
        return answer

    def _status(self, given: Json) -> Json:
        if self.error is not None or self.terminal == "response.failed":
            return "failed"
        if self.terminal is not None:
            said = isinstance(given, str) and given and given not in UNFINISHED
            return given if said else self.terminal.removeprefix("response.")
        items = self.places.items
        if self.response is None and items and all(one.done for one in items):
            return "completed"
        return "incomplete"


FIRST = "response.output_item.added"  # what may have the number 1 and begin a stream


def fold_events(events: Json) -> Object:
    """Return the Responses answer that ``events`` (any iterable of them, in order) add up to.

    Raises StreamError for the first one that is no event.
    """
    fold = ResponseFold()
    for event in events:
        fold.feed(event)
    try:
        return fold.result()
    except RecursionError as error:
        raise guarded(error, fold.last) from None
