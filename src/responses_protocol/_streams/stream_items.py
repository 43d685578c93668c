"""Find the item of a Responses stream that an event belongs to.

Servers number items by ``output_index`` and name them by ``item_id``, or do one of both, or none;
some give all items one number, or one id, and an id may change between two events. So an event
belongs to the item of its type with its id, as long as their numbers agree, else to the item of its
type and number. A finished item that only its id names gets no more deltas: another item begins.
"""

from __future__ import annotations

from bisect import insort
from operator import attrgetter

from responses_protocol._streams.item_fold import ItemFold, kind_of
from responses_protocol._values import Json, Object, read_index

BY_ORDER = attrgetter("order")


class StreamItems:
    """The items of a stream, in the order of the answer."""

    def __init__(self) -> None:
        self.items: list[ItemFold] = []
        self._by_id: dict[Json, ItemFold] = {}
        self._by_index: dict[tuple[int, str | None], ItemFold] = {}
        self._last: dict[str | None, ItemFold] = {}  # by type

    def item_of_item_event(self, event: Object, item: Object) -> ItemFold:
        """Return the item that an event announces or ends, a new one if need be."""
        kind, item_id, index = kind_of(item), item.get("id"), _index(event)
        match = self._find(kind, item_id, index)
        if match is None and event["type"].endswith(".done"):
            match = self._find_unnamed(kind, item_id, index)
        if match is not None and _is_other(match, item, item_id, index):
            match = None
        return match or self._new(kind, item_id, index)

    def _find_unnamed(self, kind: str | None, item_id: Json, index: int | None) -> ItemFold | None:
        """Return the open item that an event ends, where one of them has neither id nor number."""
        last = self._last.get(kind)
        if last is None or last.done:
            return None
        is_named = index is not None or isinstance(item_id, str)
        was_named = last.index is not None or isinstance(last.item.get("id"), str)
        return None if is_named and was_named else last

    def item_of_text_event(self, event: Object, kind: str) -> ItemFold:
        """Return the item of this type whose text an event delivers, a new one if need be."""
        item_id, index = event.get("item_id"), _index(event)
        match = self._find(kind, item_id, index)
        if match is None:
            match = self._find_open(kind, item_id, index)
        if match is not None and match.done and index is None and _is_delta(event):
            match = None
        return match or self._new(kind, item_id, index)

    def _find_open(self, kind: str, item_id: Json, index: int | None) -> ItemFold | None:
        """Return the open item with this id, or the last item where the event names none."""
        if isinstance(item_id, str):  # the deltas have another number than the announcement
            match = self._by_id.get(item_id)
            is_open = match is not None and match.announced and not match.done
            return match if match is not None and is_open and match.kind == kind else None
        return self._last.get(kind) if index is None else None

    def _find(self, kind: str | None, item_id: Json, index: int | None) -> ItemFold | None:
        match = self._by_id.get(item_id) if isinstance(item_id, str) else None
        if match is not None and index is not None and match.index not in (None, index):
            match = None  # several items have this id
        if match is not None and (match.kind == kind or match.index == index is not None):
            if match.index is None and index is not None:
                match.index = index
                self._by_index[index, kind] = match
            return match
        return self._by_index.get((index, kind)) if index is not None else None

    def _new(self, kind: str | None, item_id: Json, index: int | None) -> ItemFold:
        order = index if index is not None else len(self.items)
        item = ItemFold(kind, item_id, index, order)
        insort(self.items, item, key=BY_ORDER)
        self._last[kind] = item
        if index is not None:
            self._by_index[index, kind] = item
        if isinstance(item_id, str):
            self._by_id[item_id] = item
        return item


def _index(event: Object) -> int | None:
    return read_index(event.get("output_index"))


def _is_delta(event: Object) -> bool:
    return bool(event["type"].endswith(".delta"))


def _is_other(match: ItemFold, item: Object, item_id: Json, index: int | None) -> bool:
    """Return whether ``item`` is not the item that its number or id leads to."""
    before, call_id = match.item.get("call_id"), item.get("call_id")
    if isinstance(before, str) and isinstance(call_id, str) and before != call_id:
        return True
    if not match.done:
        return False
    return (item_id != match.item.get("id")) if index is not None else item != match.result()
