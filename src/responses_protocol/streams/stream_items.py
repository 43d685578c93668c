"""The items of a Responses stream, and which of them an event is about.

Servers number items by ``output_index`` and name them by ``item_id``, or do one of both, or none;
some give all items one number, or one id, and an id may change between two events. So an item is
the one of the event's type that has its id, as long as their numbers agree, else the one of its
type and number. A finished item that only its id names has no more deltas: there, another begins.
"""

from __future__ import annotations

from bisect import insort
from operator import attrgetter

from responses_protocol.streams.item_fold import ItemFold, kind_of
from responses_protocol.values import Json

Object = dict[str, Json]
by_order = attrgetter("order")


class StreamItems:
    """The items of a stream. ``items`` are in the order of the answer."""

    def __init__(self) -> None:
        self.items: list[ItemFold] = []
        self._by_id: dict[Json, ItemFold] = {}
        self._by_index: dict[tuple[int, str | None], ItemFold] = {}
        self._last: dict[str | None, ItemFold] = {}  # by type

    def of_item(self, event: Object, item: Object) -> ItemFold:
        """Return the place of an item that an event announces or ends, a new one if need be."""
        kind, own, index = kind_of(item), item.get("id"), _index(event)
        found = self._find(kind, own, index)
        if found is None and event["type"].endswith(".done"):
            found = self._unnamed(kind, own, index)
        if found is not None and _is_other(found, item, own, index):
            found = None
        return found or self._new(kind, own, index)

    def _unnamed(self, kind: str | None, own: Json, index: int | None) -> ItemFold | None:
        """Return the open item that an event ends, where one of them has neither id nor number."""
        found = self._last.get(kind)
        if found is None or found.done:
            return None
        is_named = index is not None or isinstance(own, str)
        was_named = found.index is not None or isinstance(found.item.get("id"), str)
        return None if is_named and was_named else found

    def of_text(self, event: Object, kind: str) -> ItemFold:
        """Return the item of this type whose text an event delivers, a new one if need be."""
        own, index = event.get("item_id"), _index(event)
        found = self._find(kind, own, index)
        if found is None:
            found = self._otherwise_named(kind, own, index)
        if found is not None and found.done and index is None and _is_delta(event):
            found = None
        return found or self._new(kind, own, index)

    def _otherwise_named(self, kind: str, own: Json, index: int | None) -> ItemFold | None:
        """Return the last item where nothing says which, or the open one of an id."""
        if isinstance(own, str):  # its deltas have another number than its announcement
            found = self._by_id.get(own)
            is_open = found is not None and found.announced and not found.done
            return found if found is not None and is_open and found.kind == kind else None
        return self._last.get(kind) if index is None else None

    def _find(self, kind: str | None, own: Json, index: int | None) -> ItemFold | None:
        found = self._by_id.get(own) if isinstance(own, str) else None
        if found is not None and index is not None and found.index not in (None, index):
            found = None  # all items have this id
        if found is not None and (found.kind == kind or found.index == index is not None):
            if found.index is None and index is not None:
                found.index = index
                self._by_index[index, kind] = found
            return found
        return self._by_index.get((index, kind)) if index is not None else None

    def _new(self, kind: str | None, own: Json, index: int | None) -> ItemFold:
        order = index if index is not None else len(self.items)
        found = ItemFold(kind, own, index, order)
        insort(self.items, found, key=by_order)
        self._last[kind] = found
        if index is not None:
            self._by_index[index, kind] = found
        if isinstance(own, str):
            self._by_id[own] = found
        return found


def _index(event: Object) -> int | None:
    index = event.get("output_index")
    return index if type(index) is int else None


def _is_delta(event: Object) -> bool:
    return bool(event["type"].endswith(".delta"))


def _is_other(found: ItemFold, item: Object, own: Json, index: int | None) -> bool:
    """Tell whether an item is not the one that was found by its number or id."""
    before, call_id = found.item.get("call_id"), item.get("call_id")
    if isinstance(before, str) and isinstance(call_id, str) and before != call_id:
        return True
    if not found.done:
        return False
    return (own != found.item.get("id")) if index is not None else item != found.result()
