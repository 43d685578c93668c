"""A history while it is mended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.mends.mend import Done, Mend
from responses_protocol.values import Json


class Element(NamedTuple):
    """An element of the result: its index in the source, None where it was made, and its value.

    ``same`` tells whether it is as it was in the source.
    """

    source: int | None
    value: Json
    same: bool


@dataclass
class Draft:
    """A history while it is mended.

    start
        The history as a view of the payload, whose structure can be read.
    place
        The JSON Pointer of the list in the source.
    sources
        Of each element of ``items``, its index in the source; None where a step made it.
    locked
        The indexes in the source of elements whose structure is damaged, so that something that can
        be read stands for them: they stay as they are.
    keep, drop, codes
        What the caller asks for; without codes, all of them.
    """

    start: View
    place: str
    sources: list[int | None]
    locked: frozenset[int]
    keep: Collection[str] = ()
    drop: Collection[str] = ()
    codes: Container[str] | None = None
    mends: list[Mend] = field(default_factory=list)
    items: list[Json] = field(init=False)
    _first: dict[int, Json] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the elements of the source."""
        self.items = list(self.start.value)
        self._first = {
            at: one for at, one in zip(self.sources, self.items, strict=True) if at is not None
        }

    @property
    def target(self) -> str:
        """The endpoint that the history is for."""
        return self.start.settings.target

    def view(self) -> View:
        """Return the history as it is now, for rules."""
        start = self.start
        return View(
            start.about, self.items, start.pointer, start.place, start.settings, start.whole
        )

    def holds(self, rule: Rule) -> bool:
        """Tell whether a rule is one for this history and its endpoint, and asked for."""
        return (
            self.asks(rule.code)
            and self.start.about in rule.views
            and (not rule.targets or self.target in rule.targets)
        )

    def asks(self, code: str) -> bool:
        """Tell whether what a rule finds is to be mended."""
        return self.codes is None or code in self.codes

    def problems(self, rule: Rule) -> Iterator[tuple[int, Problem]]:
        """Yield what a rule finds now, with the index of the element; none of what is locked."""
        if self.holds(rule):
            for one in rule.check(self.view()):
                at = int(one.pointer.split("/", 2)[1])
                if not self.is_locked(at):
                    yield at, one

    def is_locked(self, at: int) -> bool:
        """Tell whether an element stays as it is."""
        return self.sources[at] in self.locked

    def locked_ids(self, ids_of: Callable[[Json], Iterable[str]]) -> set[str]:
        """Return the ids in elements that stay as they are; what belongs to these keeps its id."""
        locked = (one for at, one in enumerate(self.items) if self.is_locked(at))
        return {own for one in locked for own in ids_of(one)}

    def note(self, code: str, at: int, done: Done, message: str, member: str = "") -> None:
        """Note what was done to an element, or to a member of it; not of what a step made."""
        if self.sources[at] is not None:
            place = f"{self.place}/{self.sources[at]}{member}"
            self.mends.append(Mend(code, place, done, message))

    def change(self, at: int, **members: Json) -> None:
        """Give members of an element other values."""
        self.items[at] = {**self.items[at], **members}

    def leave_out(self, at: int, member: str) -> None:
        """Leave a member of an element out."""
        self.items[at] = {key: one for key, one in self.items[at].items() if key != member}

    def remove(self, gone: Collection[int]) -> None:
        """Remove elements."""
        if gone:
            self.arrange([at for at in range(len(self.items)) if at not in gone])

    def arrange(self, order: Iterable[int], made: tuple[Json, ...] | list[Json] = ()) -> None:
        """Put elements in another order; indexes from the number of items on are those ``made``."""
        items, sources = [*self.items, *made], [*self.sources, *([None] * len(made))]
        chosen = list(order)
        self.items = [items[at] for at in chosen]
        self.sources = [sources[at] for at in chosen]

    def elements(self, source: list[Json]) -> list[Element]:
        """Return what the history is now, with the elements of the source where those are."""
        return [
            Element(at, source[at], same=True)
            if at is not None and one is self._first[at]
            else Element(at, one, same=False)
            for at, one in zip(self.sources, self.items, strict=True)
        ]
