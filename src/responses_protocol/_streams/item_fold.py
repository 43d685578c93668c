"""Add up one item of a Responses stream: its announcement, its deltas and its end."""

from __future__ import annotations

from io import StringIO

from responses_protocol._streams.announced_text import AnnouncedText, announced_arguments
from responses_protocol._streams.finished_items import (
    INNER,
    LISTS,
    SUPERSEDED,
    fill_item,
    parts_of,
)
from responses_protocol._streams.logprobs import Logprobs
from responses_protocol._streams.part_fold import TEXT_MEMBERS, PartFold
from responses_protocol._values import Json, Object, copy_json

# the members of an item that only deltas have named, beside its type and id
UNANNOUNCED: dict[str, Object] = {
    "message": {"role": "assistant", "content": []},
    "reasoning": {"summary": []},
}


class ItemFold:
    """An item: its members, its parts in the order in which they came, and its texts.

    Once the item is ``done``, ``item`` is complete, with ``Logprobs`` in the place of log
    probabilities. ``has_gap`` is whether events of the item are missing.
    """

    __slots__ = (
        "_announced_texts",
        "_by_position",
        "_last",
        "announced",
        "done",
        "finished_texts",
        "has_gap",
        "index",
        "item",
        "order",
        "parts",
        "texts",
    )

    def __init__(self, kind: str | None, item_id: Json, index: int | None, order: int) -> None:
        self.index = index
        self.order = order
        self.item: Object = copy_json(UNANNOUNCED.get(kind or "", {}))
        if kind is not None:
            self.item["type"] = kind
        if isinstance(item_id, str):
            self.item["id"] = item_id
        self.parts: list[PartFold] = []
        self._by_position: dict[tuple[str, int, str], PartFold] = {}
        self._last: dict[str, PartFold] = {}  # by kind
        self.texts: dict[str, StringIO] = {}  # texts outside of parts, by their member
        self._announced_texts: dict[str, AnnouncedText] = {}  # while deltas may repeat them
        self.finished_texts: set[str] = set()  # the members whose text was finished
        self.announced = False
        self.done = False
        self.has_gap = False

    @property
    def kind(self) -> str | None:
        """The type of the item; only messages may lack one."""
        return kind_of(self.item)

    def announce(self, item: Object, notes: set[str]) -> None:
        """Set the members that the item has at its beginning; content that came before stands."""
        if self.announced:
            known = {name: value for name, value in self.item.items() if name not in LISTS}
            item = fill_item(item, known, notes)
        self.item, self.announced = item, True
        for member, text in self.texts.items():
            announced = self._announced_text(member)
            if not text.getvalue().startswith(announced):
                notes.add(SUPERSEDED)
        for member in LISTS:
            for index, value in enumerate(parts_of(item.get(member))):
                if isinstance(value, dict) and isinstance(value.get("type"), str):
                    self._part_at(member, index, value["type"]).announce(value, notes)

    def _part_at(self, member: str, index: int, kind: str) -> PartFold:
        """Return the part of a type at an index, or the only one, if the index counts deltas."""
        part, last = self._by_position.get((member, index, kind)), self._last.get(kind)
        if part is None and last is not None and last.index_counts_deltas:
            return last
        return part or self._new(member, index, kind)

    def finish(self, item: Object, notes: set[str]) -> None:
        """Set the members that the item has at its end, and keep streamed members that it lacks."""
        self.item = pack_logprobs(fill_item(item, self.result(), set() if self.has_gap else notes))
        self.done, self.has_gap = True, False
        self.parts, self.texts, self._announced_texts = [], {}, {}
        self._by_position, self._last, self.finished_texts = {}, {}, set()

    def result(self) -> Object:
        """Return the item so far."""
        item = self.view()
        return unpack_logprobs(item) if self.done else item

    def view(self) -> Object:
        """Return the item so far; the caller must not change that of a finished one."""
        if self.done:
            return self.item
        result: Object = {
            name: value if type(value) is str else copy_json(value)
            for name, value in self.item.items()
        }
        for name in self.texts:
            self._owner_of(name, result)[name] = self.current_text(name)
        members = {part.member for part in self.parts}
        for member in LISTS:
            if member in members:
                parts = sorted(
                    (part for part in self.parts if part.member == member),
                    key=lambda part: part.index,
                )
                result[member] = [part.result() for part in parts]
        return result

    def _owner_of(self, name: str, item: Object) -> Object:
        """Return the object that contains the text of this name: the item, or an object in it."""
        if name not in INNER:
            return item
        if not isinstance(item.get(INNER[name]), dict):
            item[INNER[name]] = {}
        owner: Object = item[INNER[name]]
        return owner

    # --- texts outside of parts ---

    def text_of(self, member: str) -> str:
        """Return the text of a member that was delivered so far."""
        text = self.texts.get(member)
        return text.getvalue() if text else ""

    def current_text(self, member: str) -> str:
        """Return the text of a member so far: the announced one while deltas repeat it."""
        announced = self._announced_texts.get(member)
        if announced is not None:
            return announced.text
        return self.text_of(member) if member in self.texts else self._announced_text(member)

    def _announced_text(self, member: str) -> str:
        owner = self.item.get(INNER[member]) if member in INNER else self.item
        text = owner.get(member) if isinstance(owner, dict) else None
        return text if isinstance(text, str) else ""

    def may_repeat(self, member: str) -> bool:
        """Return whether the next deltas of a member may repeat the announced text."""
        return member in self._announced_texts

    def write_text(self, member: str, delta: str, notes: set[str]) -> str | None:
        """Add a delta; return the text that it adds, None where an announced text precedes it."""
        buffer, announced = self.texts.get(member), self._announced_texts.get(member)
        is_first = buffer is None
        if buffer is None:
            buffer = self.texts[member] = StringIO()
            text = self._announced_text(member)
            if text:
                is_json = member == "arguments"
                announced = announced_arguments(text) if is_json else AnnouncedText(text)
                self._announced_texts[member] = announced
                buffer.write("" if announced.is_whole else text)
        if announced is None:
            buffer.write(delta)
            return delta
        added = announced.add(delta)
        buffer.write(added)
        if announced.is_over:
            del self._announced_texts[member]
        if announced.is_replaced and not self.has_gap:
            notes.add(SUPERSEDED)
        return None if is_first and not announced.is_whole else added

    def set_text(self, member: str, text: str) -> None:
        """Replace the text of a member by the finished one."""
        self._announced_texts.pop(member, None)
        buffer = self.texts[member] = StringIO()
        buffer.write(text)

    # --- parts ---

    def part_to_announce(self, member: str, index: int | None, kind: str) -> PartFold:
        """Return the part that an event announces: an open one at this index, or a new one."""
        position = 0 if index is None else index
        part = self._by_position.get((member, position, kind))
        if part is not None and not part.done:
            return part
        return self._new(member, position, kind)

    def part_to_extend(self, member: str, index: int | None, kind: str) -> PartFold:
        """Return the part that a delta adds to.

        Some servers count the index up with every delta: where no part was announced for an index,
        the open part continues.
        """
        last = self._last.get(kind)
        if index is None and last is not None:
            return last
        position = 0 if index is None else index
        part = self._by_position.get((member, position, kind))
        if part is None and last is not None and not last.done and member == "content":
            last.index_counts_deltas = True
            return last
        return part or self._new_or_retyped(member, position, kind)

    def part_to_finish(self, member: str, index: int | None, kind: str, text: str) -> PartFold:
        """Return the part that an event ends with this text."""
        last = self._last.get(kind)
        if index is None and last is not None:
            return last
        position = 0 if index is None else index
        part = self._by_position.get((member, position, kind))
        if last is not None and (
            last.index_counts_deltas or (part is None and text and last.current_text() == text)
        ):
            return last
        return part or self._new_or_retyped(member, position, kind)

    def part_to_annotate(self, index: int | None) -> PartFold:
        """Return the part whose text an annotation refers to."""
        part = self._by_position.get(("content", 0 if index is None else index, "output_text"))
        return (
            part or self._last.get("output_text") or self._new("content", index or 0, "output_text")
        )

    def _new_or_retyped(self, member: str, index: int, kind: str) -> PartFold:
        """Return a new part, or the part that was announced there with a type without text."""
        last = self.parts[-1] if self.parts else None
        is_there = last is not None and (last.member, last.index) == (member, index)
        if last is None or not is_there or last.kind in TEXT_MEMBERS:
            return self._new(member, index, kind)
        last.kind = last.value["type"] = kind
        self._last[kind] = self._by_position[member, index, kind] = last
        return last

    def _new(self, member: str, index: int, kind: str) -> PartFold:
        before = self.parts[-1] if self.parts else None
        start = 0
        if before is not None and member == "content":
            start = before.start
            if before.kind == "output_text":
                start += (
                    before.text.tell() if before.text is not None else len(before.current_text())
                )
        part = PartFold(member, index, kind, start)
        self.parts.append(part)
        self._last[kind] = self._by_position[member, index, kind] = part
        return part


def kind_of(item: Object) -> str | None:
    """Return the type of an item; an item with a role and no type is a message."""
    kind = item.get("type")
    if kind is None and "role" in item:
        return "message"
    return kind if isinstance(kind, str) else None


def pack_logprobs(item: Object) -> Object:
    """Replace the log probabilities of an item, in place, by ``Logprobs``."""
    content = item.get("content")
    for part in content if isinstance(content, list) else ():
        entries = part.get("logprobs") if isinstance(part, dict) else None
        if isinstance(entries, list) and entries:
            part["logprobs"] = Logprobs(entries)
    return item


def unpack_logprobs(item: Object) -> Object:
    """Return a copy of an item with the values of its log probabilities."""
    content = item.get("content")
    if not isinstance(content, list):
        result: Object = copy_json(item)
        return result
    result = copy_json({name: value for name, value in item.items() if name != "content"})
    return {
        name: result.get(name) if name != "content" else [_unpack_part(part) for part in content]
        for name in item
    }


def _unpack_part(part: Json) -> Json:
    logprobs = part.get("logprobs") if isinstance(part, dict) else None
    if not isinstance(logprobs, Logprobs):
        return copy_json(part)
    result = copy_json({name: value for name, value in part.items() if name != "logprobs"})
    return {**result, "logprobs": logprobs.values()}
