"""The items of a Responses stream, and which of them an event is about.

Servers number items by ``output_index`` and name them by ``item_id``, or do one of both, or none;
some give all items one number, or one id, and an id may change between two events. So an item is
the one of the event's type that has its id, as long as their numbers agree, else the one of its
type and number. A finished item that only its id names has no more deltas: there, another begins.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

from responses_protocol.values import Json, copied

Object = dict[str, Json]
Path = tuple[Any, ...]
# what a stream may bring, where the finished item leaves it out
STREAMED = ("content", "summary", "arguments", "input", "code")
# what an item is that only deltas have told of, beyond its type and id
UNANNOUNCED: dict[str, Object] = {
    "message": {"role": "assistant", "content": []},
    "reasoning": {"summary": []},
}


class ItemFold:
    """An item: as it was announced, the texts that were delivered since, and whether it is done.

    ``texts`` has them by their path in the item, each with the type of the part that it is in.
    """

    __slots__ = ("done", "index", "item", "order", "texts")

    def __init__(self, kind: str | None, own: Json, index: int | None, order: int) -> None:
        self.index = index
        self.order = order
        self.item: Object = {"type": kind, **copied(UNANNOUNCED.get(kind or "", {}))}
        if isinstance(own, str):
            self.item["id"] = own
        self.texts: dict[Path, tuple[StringIO, str]] = {}
        self.done = False

    @property
    def kind(self) -> str | None:
        """The type of the item; only messages may go without one."""
        return _kind(self.item)

    def result(self) -> Object:
        """Return the item so far."""
        made: Object = copied(self.item)
        if not self.done:
            for path, (text, part) in self.texts.items():
                put_text(made, path, text.getvalue(), part)
            for name in ("content", "summary"):  # what lies before a part that came alone
                if isinstance(made.get(name), list):
                    made[name] = [part for part in made[name] if part != {}]
        return made

    def finish(self, item: Object) -> None:
        """Take the item as it is at its end."""
        if self.texts and any(not item.get(name) for name in STREAMED):
            item = filled(item, self.result())
        self.item, self.done, self.texts = item, True, {}

    def delivered(self, member: str) -> str:
        """Return the text of a member that was delivered so far."""
        known = self.texts.get((member,))
        return known[0].getvalue() if known else ""

    def set_part(self, path: Path, part: Object) -> None:
        """Put a part in its place."""
        member, at = path
        parts = self.item.get(member)
        if not isinstance(parts, list):
            parts = self.item[member] = []
        parts += [{} for _ in range(len(parts), at + 1)]
        parts[at] = part

    def listed(self, path: Path, kind: str, name: str) -> list[Json]:
        """Return a list that a part of this kind has under ``name``; make what is not there."""
        member, at = path[:2]
        parts = self.item.get(member)
        if not isinstance(parts, list) or len(parts) <= at or not isinstance(parts[at], dict):
            self.set_part((member, at), {})
            parts = self.item[member]
        parts[at].setdefault("type", kind)
        if not isinstance(parts[at].get(name), list):
            parts[at][name] = []
        found: list[Json] = parts[at][name]
        return found

    def add_logprobs(self, path: Path, kind: str, logprobs: list[Json], done: bool) -> None:
        """Add log probabilities to those of a part, or take these for all of it at its end."""
        known = self.listed(path, kind, "logprobs")
        known[:] = logprobs if done else [*known, *logprobs]


def put_text(item: Object, path: Path, text: str, kind: str) -> None:
    """Put a text in its place in the item, in a part of this kind where it is in a part."""
    if len(path) == 1:
        item[path[0]] = text
        return
    member, at, name = path
    parts = item.get(member)
    if not isinstance(parts, list):
        parts = item[member] = []
    parts += [{} for _ in range(len(parts), at + 1)]
    if not isinstance(parts[at], dict):
        parts[at] = {}
    parts[at].setdefault("type", kind)
    parts[at][name] = text


def filled(item: Object, streamed: Object) -> Object:
    """Return a finished item, with what was streamed where it has nothing to say of it."""
    missing = {
        name: streamed[name] for name in STREAMED if not item.get(name) and streamed.get(name)
    }
    return {**item, **missing} if missing else item


class Places:
    """The items of a stream. ``items`` are in the order in which they were told of."""

    def __init__(self) -> None:
        self.items: list[ItemFold] = []
        self._by_id: dict[Json, ItemFold] = {}
        self._by_index: dict[tuple[int, str | None], ItemFold] = {}

    def in_order(self) -> list[ItemFold]:
        """Return the items in the order of the answer."""
        return sorted(self.items, key=lambda one: one.order)

    def of_item(self, event: Object, item: Object) -> ItemFold:
        """Return the place of an item that an event announces or ends, a new one if need be."""
        kind, own, index = _kind(item), item.get("id"), _index(event)
        found = self._find(kind, own, index)
        if found is not None and _is_other(found, item, own, index):
            found = None
        return found or self._new(kind, own, index)

    def of_text(self, event: Object, kind: str) -> ItemFold:
        """Return the item of this type whose text an event delivers, a new one if need be."""
        own, index = event.get("item_id"), _index(event)
        found = self._find(kind, own, index)
        if found is None and index is None and not isinstance(own, str):
            found = next((one for one in reversed(self.items) if one.kind == kind), None)
        if found is not None and found.done and index is None and _is_delta(event):
            found = None
        return found or self._new(kind, own, index)

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
        self.items.append(found)
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


def _kind(item: Object) -> str | None:
    kind = item.get("type")
    if kind is None and "role" in item:
        return "message"
    return kind if isinstance(kind, str) else None


def _is_other(found: ItemFold, item: Object, own: Json, index: int | None) -> bool:
    """Tell whether an item is not the one that was found by its number or id."""
    before, call_id = found.item.get("call_id"), item.get("call_id")
    if isinstance(before, str) and isinstance(call_id, str) and before != call_id:
        return True
    if not found.done:
        return False
    return (own != found.item.get("id")) if index is not None else item != found.item
