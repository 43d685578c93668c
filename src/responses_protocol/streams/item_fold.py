"""One item of a Responses stream: as it was announced, what was delivered of it, and its end."""

from __future__ import annotations

from io import StringIO

from responses_protocol.streams.finished_items import INNER, filled, filled_part
from responses_protocol.streams.logprobs import Logprobs
from responses_protocol.values import Json, copied

Object = dict[str, Json]
TEXT_MEMBERS = {
    "output_text": "text",
    "refusal": "refusal",
    "reasoning_text": "text",
    "summary_text": "text",
}
LISTS = ("content", "summary")
# what an item is that only deltas have told of, beyond its type and id
UNANNOUNCED: dict[str, Object] = {
    "message": {"role": "assistant", "content": []},
    "reasoning": {"summary": []},
}


class PartFold:
    """A part of an item: what was told of it, and the text that was delivered.

    ``start`` is the length of all texts before it, as far as it was known when the part began.
    """

    __slots__ = ("counted", "done", "index", "kind", "logprobs", "member", "start", "text", "value")

    def __init__(self, member: str, index: int, kind: str, start: int = 0) -> None:
        self.member = member
        self.index = index
        self.kind = kind
        self.start = start
        self.value: Object = {"type": kind}
        self.text: StringIO | None = None
        self.logprobs: Logprobs | None = None
        self.counted = False  # whether deltas had an index that counts them
        self.done = False

    def said(self) -> str:
        """Return the text so far."""
        if self.text is not None:
            return self.text.getvalue()
        found = self.value.get(TEXT_MEMBERS.get(self.kind, ""))
        return found if isinstance(found, str) else ""

    def write(self, delta: str) -> None:
        """Add a delta."""
        if self.text is None:
            self.text = StringIO()
        self.text.write(delta)

    def set_text(self, text: str) -> None:
        """Take the text as it is at its end."""
        self.text = StringIO()
        self.text.write(text)

    def result(self) -> Object:
        """Return the part so far."""
        made: Object = copied(self.value)
        if self.text is not None:
            made[TEXT_MEMBERS[self.kind]] = self.text.getvalue()
        if self.logprobs is not None:
            made["logprobs"] = self.logprobs.values()
        return made

    def finish(self, value: Object, notes: set[str]) -> None:
        """Take the part as it is at its end."""
        made = filled_part(value, self.result(), notes)
        logprobs = made.pop("logprobs", None)
        self.logprobs = None
        if isinstance(logprobs, list) and logprobs:
            self.logprobs = Logprobs(logprobs)
        elif logprobs is not None:
            made["logprobs"] = logprobs
        self.value, self.text, self.done = made, None, True


class ItemFold:
    """An item: its members, its parts in the order in which they were told of, and its texts.

    ``done`` says that it was finished; then ``item`` is all there is, with ``Logprobs`` in the
    place of log probabilities. ``torn`` says that events of it are missing.
    """

    __slots__ = (
        "_by_place",
        "_last",
        "announced",
        "done",
        "ended",
        "index",
        "item",
        "order",
        "parts",
        "texts",
        "torn",
    )

    def __init__(self, kind: str | None, own: Json, index: int | None, order: int) -> None:
        self.index = index
        self.order = order
        self.item: Object = copied(UNANNOUNCED.get(kind or "", {}))
        if kind is not None:
            self.item["type"] = kind
        if isinstance(own, str):
            self.item["id"] = own
        self.parts: list[PartFold] = []
        self._by_place: dict[tuple[str, int, str], PartFold] = {}
        self._last: dict[str, PartFold] = {}  # by kind
        self.texts: dict[str, StringIO] = {}  # those in no part, by their member
        self.ended: set[str] = set()  # the members whose text was finished
        self.announced = False
        self.done = False
        self.torn = False

    @property
    def kind(self) -> str | None:
        """The type of the item; only messages may go without one."""
        return kind_of(self.item)

    def announce(self, item: Object) -> None:
        """Take the item as it is at its beginning."""
        self.item, self.announced = item, True
        for member in LISTS:
            listed = item.get(member)
            if self.parts or not isinstance(listed, list):
                continue
            for index, value in enumerate(listed):
                if isinstance(value, dict) and isinstance(value.get("type"), str):
                    self._new(member, index, value["type"]).value = value

    def finish(self, item: Object, notes: set[str]) -> None:
        """Take the item as it is at its end, and what was streamed where it leaves that out."""
        self.item = packed(filled(item, self.result(), set() if self.torn else notes))
        self.done, self.torn = True, False
        self.parts, self.texts = [], {}
        self._by_place, self._last, self.ended = {}, {}, set()

    def result(self) -> Object:
        """Return the item so far."""
        made = self.view()
        return unpacked(made) if self.done else made

    def view(self) -> Object:
        """Return the item so far; that of a finished one is not to be changed."""
        if self.done:
            return self.item
        made: Object = {
            name: value if type(value) is str else copied(value)
            for name, value in self.item.items()
        }
        for name, text in self.texts.items():
            self._owner_of(name, made)[name] = text.getvalue()
        members = {part.member for part in self.parts}
        for member in LISTS:
            if member in members:
                parts = sorted(
                    (part for part in self.parts if part.member == member),
                    key=lambda part: part.index,
                )
                made[member] = [part.result() for part in parts]
        return made

    def _owner_of(self, name: str, item: Object) -> Object:
        """Return what has the text of this name: the item, or an object in it."""
        if name not in INNER:
            return item
        if not isinstance(item.get(INNER[name]), dict):
            item[INNER[name]] = {}
        owner: Object = item[INNER[name]]
        return owner

    def delivered(self, member: str) -> str:
        """Return the text of a member that was delivered so far."""
        known = self.texts.get(member)
        return known.getvalue() if known else ""

    # --- parts ---

    def part_begun(self, member: str, index: int | None, kind: str) -> PartFold:
        """Return the part that an event announces: one that says nothing yet, or a new one."""
        at = 0 if index is None else index
        known = self._by_place.get((member, at, kind))
        if known is not None and not known.done:
            return known
        return self._new(member, at, kind)

    def part_delivered(self, member: str, index: int | None, kind: str) -> PartFold:
        """Return the part that a delta adds to.

        Some servers count the index up with every delta: where no part was announced for it, the
        one that is open goes on.
        """
        last = self._last.get(kind)
        if index is None and last is not None:
            return last
        at = 0 if index is None else index
        known = self._by_place.get((member, at, kind))
        if known is None and last is not None and not last.done and member == "content":
            last.counted = True
            return last
        return known or self._taken_over(member, at, kind)

    def part_ended(self, member: str, index: int | None, kind: str, text: str) -> PartFold:
        """Return the part that an event ends, where its text is this one."""
        last = self._last.get(kind)
        if index is None and last is not None:
            return last
        at = 0 if index is None else index
        known = self._by_place.get((member, at, kind))
        if last is not None and (last.counted or (known is None and text and last.said() == text)):
            return last
        return known or self._taken_over(member, at, kind)

    def part_cited(self, index: int | None) -> PartFold:
        """Return the text that an annotation is of."""
        known = self._by_place.get(("content", 0 if index is None else index, "output_text"))
        return (
            known
            or self._last.get("output_text")
            or self._new("content", index or 0, "output_text")
        )

    def _taken_over(self, member: str, index: int, kind: str) -> PartFold:
        """Return a new part, or the one that was announced there with a type of no text."""
        last = self.parts[-1] if self.parts else None
        found = last is not None and (last.member, last.index) == (member, index)
        if last is None or not found or last.kind in TEXT_MEMBERS:
            return self._new(member, index, kind)
        last.kind = last.value["type"] = kind
        self._last[kind] = self._by_place[member, index, kind] = last
        return last

    def _new(self, member: str, index: int, kind: str) -> PartFold:
        before = self.parts[-1] if self.parts else None
        start = 0
        if before is not None and member == "content":
            start = before.start
            if before.kind == "output_text":
                start += before.text.tell() if before.text is not None else len(before.said())
        made = PartFold(member, index, kind, start)
        self.parts.append(made)
        self._last[kind] = self._by_place[member, index, kind] = made
        return made


def kind_of(item: Object) -> str | None:
    """Return the type of an item; what has a role is a message without one."""
    kind = item.get("type")
    if kind is None and "role" in item:
        return "message"
    return kind if isinstance(kind, str) else None


def packed(item: Object) -> Object:
    """Put ``Logprobs`` in the place of log probabilities, in an item of one's own."""
    content = item.get("content")
    for part in content if isinstance(content, list) else ():
        listed = part.get("logprobs") if isinstance(part, dict) else None
        if isinstance(listed, list) and listed:
            part["logprobs"] = Logprobs(listed)
    return item


def unpacked(item: Object) -> Object:
    """Return an item with log probabilities in their place, and containers of its own."""
    content = item.get("content")
    if not isinstance(content, list):
        made: Object = copied(item)
        return made
    made = copied({name: value for name, value in item.items() if name != "content"})
    return {
        name: made.get(name) if name != "content" else [_unpacked(one) for one in content]
        for name in item
    }


def _unpacked(part: Json) -> Json:
    logprobs = part.get("logprobs") if isinstance(part, dict) else None
    if not isinstance(logprobs, Logprobs):
        return copied(part)
    made = copied({name: value for name, value in part.items() if name != "logprobs"})
    return {**made, "logprobs": logprobs.values()}
