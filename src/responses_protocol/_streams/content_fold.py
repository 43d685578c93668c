"""Add up content parts, and details of reasoning, that come piece by piece.

A growing text is kept apart from its part, so that a piece costs no more than itself; ``value``
puts the text into the part.
"""

from __future__ import annotations

from io import StringIO

from responses_protocol._formats.chat_completions import reasoning
from responses_protocol._formats.chat_completions.answer import is_text, read_refusal
from responses_protocol._formats.chat_completions.reasoning import DETAIL_TEXTS
from responses_protocol._streams.merged_values import merge
from responses_protocol._values import Json, Object

# a piece of content or reasoning: whether it is reasoning, its text, whether it begins a paragraph
# or part of its own
Piece = tuple[bool, str, bool]


class GrowingObject:
    """An object with members that are growing texts; ``value`` brings them up to date."""

    __slots__ = ("_texts", "members")

    def __init__(self, members: Object) -> None:
        self.members = members
        self._texts: dict[str, StringIO] = {}

    def add(self, name: str, text: str) -> bool:
        """Add to a member; return False where it is no text."""
        buffer = self._texts.get(name)
        if buffer is None:
            if not isinstance(self.members.get(name), str):
                return False
            buffer = self._texts[name] = StringIO()
            buffer.write(self.members[name])
        buffer.write(text)
        return True

    def value(self) -> Object:
        """Return the object unchanged."""
        for name, text in self._texts.items():
            self.members[name] = text.getvalue()
        return self.members


class GrowingList:
    """A list of objects of which the last one may grow; it begins empty."""

    __slots__ = ("_values", "last")

    def __init__(self, values: list[Json]) -> None:
        self._values = values
        self.last: GrowingObject | None = None

    def append(self, value: Object) -> GrowingObject:
        """Append an object."""
        if self.last is not None:
            self.last.value()
        self._values.append(value)
        self.last = GrowingObject(value)
        return self.last

    def value(self) -> list[Json]:
        """Return the list unchanged."""
        if self.last is not None:
            self.last.value()
        return self._values

    def join(self, part: Object, kinds: tuple[str, ...], name: str = "text") -> bool:
        """Add an object; return whether it is a text that continues the last one."""
        last, text = self.last, part.get(name)
        if (
            last is not None
            and last.members.get("type") == part.get("type") in kinds
            and isinstance(text, str)
            and last.add(name, text)
        ):
            for member, value in part.items():
                if member != name:
                    merge(last.members, member, value)
            return True
        self.append(part)
        return False


class PartsFold:
    """Content parts; adjacent texts, refusals and pieces of reasoning become one part."""

    __slots__ = ("_inner", "_name", "_parts")

    def __init__(self, text: str) -> None:
        """Begin with the text that came before the first part."""
        self._parts = GrowingList([])
        if text:
            self._parts.append({"type": "text", "text": text})
        self._inner: GrowingList | None = None  # the texts of the last part of reasoning
        self._name = ""  # the member with these texts

    def value(self) -> list[Json]:
        """Return the parts unchanged."""
        if self._inner is not None:
            self._inner.value()
        return self._parts.value()

    def add(self, part: Object) -> list[Piece]:
        """Add a part, which later parts may extend; return its pieces."""
        if reasoning.is_part(part):
            return self._add_reasoning(part)
        if read_refusal(part):
            return [(False, "", not self._parts.join(part, ("refusal",), "refusal"))]
        text = part.get("text") if is_text(part) else ""
        begins = not self._parts.join(part, ("text",))
        return [(False, text if isinstance(text, str) else "", begins)]

    def _add_reasoning(self, part: Object) -> list[Piece]:
        name = _text_member(part)
        content = part.get(name)
        last = self._parts.last
        members: Object = {} if last is None else last.members
        begins = (
            last is None
            or members.get("type") != part["type"]
            or self._name != name
            or type(members.get(name)) is not type(content)
        )
        if last is None or begins:
            if self._inner is not None:
                self._inner.value()
            new_part = {**part, name: type(content)()} if isinstance(content, (str, list)) else part
            last, self._name = self._parts.append(new_part), name
            texts = new_part.get(name)
            self._inner = GrowingList(texts) if isinstance(texts, list) else None
        else:
            for member, value in part.items():
                if member != name:
                    merge(members, member, value)
        if isinstance(content, str):
            last.add(name, content)
            return [(True, content, begins)]
        pieces, inner = [(True, "", begins)], self._inner
        for entry in content if isinstance(content, list) else ():
            if isinstance(entry, dict) and inner is not None:
                text = entry.get("text")
                begins = not inner.join(entry, ("text", "summary_text"))
                pieces.append((True, text if isinstance(text, str) else "", begins))
        return pieces


def _text_member(part: Object) -> str:
    """Return the member of a part of reasoning with its texts, or the one to use for them."""
    member = reasoning.find_text_member(part)
    names = reasoning.PARTS[part["type"]]
    return member or next((name for name in names if part.get(name) is not None), names[0])


class DetailsFold:
    """Details of reasoning; a detail with the type and index of the last one extends it.

    An encrypted detail without an index extends none, since no text shows where it ends.
    """

    __slots__ = ("_details",)

    def __init__(self) -> None:
        self._details = GrowingList([])

    def value(self) -> list[Json]:
        """Return the details unchanged."""
        return self._details.value()

    def add(self, detail: Object) -> tuple[Piece, GrowingObject]:
        """Add a detail, which later ones may extend; return its piece, and the detail it joined."""
        name = DETAIL_TEXTS.get(str(detail.get("type")), "")
        text = detail.get(name)
        if not isinstance(text, str):
            text = ""
        last = self._details.last
        if last is None or not _continues(last.members, detail):
            return (True, text, True), self._details.append(detail)
        members = last.members
        if name and members.get(name) is not None and not isinstance(members[name], str):
            text = ""  # the first value counts
        for member, value in detail.items():
            grows = member in ("text", "summary", "data") and isinstance(value, str)
            if not (grows and last.add(member, value)) and members.get(member) is None:
                members[member] = value
        return (True, text, False), last


def _continues(last: Object, detail: Object) -> bool:
    if any(last.get(key) != detail.get(key) for key in ("type", "index")):
        return False
    return detail.get("type") != reasoning.ENCRYPTED or detail.get("index") is not None
