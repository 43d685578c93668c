"""Find the item that an event of an agent belongs to.

Agents name items by ids, and number none of them; the streams of models number them, some with an
id that changes between two events. Agents that stream at the same time may number their items
alike, but they announce each one with an id of its own.
"""

from __future__ import annotations

from collections import deque

from responses_protocol._agents.written_items import CALLS, DELTAS, FORMS
from responses_protocol._streams.event_readers import (
    INPUTS,
    LATE,
    READERS,
    Change,
    DamagedEventError,
)
from responses_protocol._streams.finished_items import find_partners, has_other_text
from responses_protocol._streams.item_fold import ItemFold, kind_of
from responses_protocol._values import Json, Object, read_index, read_type
from responses_protocol.errors import ConversionError


class AgentItems:
    """The items of an agent.

    ``waiting`` are those that are not announced yet, ``answer`` those of the present answer.
    """

    def __init__(self) -> None:
        self.answer: list[ItemFold] = []
        self.waiting: deque[ItemFold] = deque()
        self._by_id: dict[str, ItemFold] = {}
        self._by_index: dict[tuple[int, str | None], ItemFold] = {}
        self._by_number: dict[int, ItemFold] = {}  # of any type
        self._last: dict[str | None, ItemFold] = {}  # by type
        self._count = 0
        self._repeats = True  # whether the end of a text may belong to a finished item
        self._finished: dict[tuple[str, str], Object] = {}  # items by what identifies them

    def read(self, event: Object) -> Change | None:
        """Return the change of an item by an event, None if it has no effect.

        A text behind an end begins another part or item. Raises ConversionError for an unreadable
        event.
        """
        notes: set[str] = set()
        kind = read_type(event)
        read = READERS.get(kind)
        if kind in DELTAS and not isinstance(event.get("delta"), str):
            raise ConversionError("delta must be a string", "/delta")
        if read is None:
            return None
        try:
            change = read(self, event, notes)
            if LATE in notes and item_type(kind) not in CALLS:
                self._begin_another(event)
                change = read(self, event, notes)
        except DamagedEventError as damage:
            raise ConversionError(damage.reason, damage.pointer) from None
        finally:
            self._repeats = True
        if change is not None and change.item.done:
            names = _names(change.item.item)
            self._finished.update(dict.fromkeys(names, change.item.item))
        return change

    def _begin_another(self, event: Object) -> None:
        """Begin another part for a delta behind an end, or expect another item."""
        kind = DELTAS.get(event["type"])
        if kind is None:
            self._repeats = False
            return
        part = {"type": kind, FORMS[kind].member: ""}
        begin = {**event, "type": f"{FORMS[kind].part}.added", "part": part}
        READERS[begin["type"]](self, begin, set())

    def missing_events(self, output: list[Json]) -> list[Object]:
        """Return the events of items in the last event that were not streamed to their end."""
        views = [fold.view() for fold in self.answer]
        folds = dict(zip(find_partners(output, views), self.answer, strict=True))
        events: list[Object] = []
        for index, item in enumerate(output):
            fold = folds.get(index)
            if not isinstance(item, dict) or (fold is not None and fold.done):
                continue
            known = [self._finished[name] for name in _names(item) if name in self._finished]
            if fold is None and known and not has_other_text(item, known[0]):
                continue
            item_id = None if fold is None else fold.item.get("id")
            item = {**item, "id": item_id} if item_id else item
            kind = "response.output_item.done"
            events.append({"type": kind, "output_index": index, "item": item})
        return events

    def begin_answer(self) -> None:
        """Begin another answer, whose items are numbered from 0 again."""
        self._by_index.clear()
        self._by_number.clear()
        self.answer = []

    def item_of_item_event(self, event: Object, item: Object) -> ItemFold:
        """Return the item that an event announces or ends, a new one if need be."""
        is_done = event["type"].endswith(".done")
        return self._item(kind_of(item), item.get("id"), event, may_follow=is_done)

    def item_of_text_event(self, event: Object, kind: str) -> ItemFold:
        """Return the item of this type whose text an event delivers, a new one if need be."""
        return self._item(kind, event.get("item_id"), event, may_follow=True)

    def find(self, event: Object) -> ItemFold | None:
        """Return the item that any other event names by its id or number, or None."""
        item_id, index = event.get("item_id"), read_index(event.get("output_index"))
        if isinstance(item_id, str) and item_id:
            return self._by_id.get(item_id)
        return None if index is None else self._by_number.get(index)

    def _item(self, kind: str | None, item_id: Json, event: Object, may_follow: bool) -> ItemFold:
        """Return an open item; ``may_follow`` is whether the event may follow its announcement."""
        index = read_index(event.get("output_index"))
        has_id = isinstance(item_id, str) and bool(item_id)
        match = self._by_id.get(item_id) if has_id else None
        if match is None and may_follow:
            match = self._find_open(kind, has_id, index)
        is_end = event["type"].endswith(".done") and "item" not in event
        may_be_done = self._repeats and is_end
        if match is None or match.kind != kind or (match.done and not may_be_done):
            return self._new(kind, item_id if has_id else None, index)
        if has_id:
            self._by_id[item_id] = match
        return match

    def _find_open(self, kind: str | None, has_id: bool, index: int | None) -> ItemFold | None:
        """Return the item that an event without a known id belongs to, or None."""
        if index is not None:
            return self._by_index.get((index, kind))
        last = self._last.get(kind)
        return None if last is None or (has_id and last.item.get("id")) else last

    def _new(self, kind: str | None, item_id: str | None, index: int | None) -> ItemFold:
        item = ItemFold(kind, item_id, index, self._count)
        self._count += 1
        self.waiting.append(item)
        self.answer.append(item)
        self._last[kind] = item
        if item_id is not None:
            self._by_id[item_id] = item
        if index is not None:
            self._by_index[index, kind] = self._by_number[index] = item
        return item


def item_type(kind: str) -> str:
    """Return the type of the item whose text outside of parts an event delivers, or ""."""
    return INPUTS.get(kind.rpartition(".")[0], ("", ""))[0]


def _names(item: Object) -> list[tuple[str, str]]:
    """Return what identifies an item: its id, and the id of its call, each beside its type."""
    values = [item.get(name) for name in ("id", "call_id")]
    return [(read_type(item), value) for value in values if isinstance(value, str) and value]
