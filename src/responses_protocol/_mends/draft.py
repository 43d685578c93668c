"""Drafts: histories while they are mended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._mends.mend import Action, Mend
from responses_protocol._values import Json


class Element(NamedTuple):
    """An element of the result: its index in the source, or None for a new one, and its value.

    ``is_unchanged`` means that the value is that of the source.
    """

    source: int | None
    value: Json
    is_unchanged: bool


@dataclass
class Draft:
    """A history while it is mended.

    start
        The history as a view of the source, with a readable structure.
    place
        The JSON Pointer of the list in the source.
    sources
        The index in the source of each element of ``items``, or None for a new one.
    locked
        The indexes in the source of damaged elements. Readable ones replace them in the draft, and
        no step may change them.
    keep, drop, codes
        The settings of the caller; without codes, all are selected.
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
    _originals: dict[int, Json] = field(init=False)
    _view: View | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Start with the elements of the view."""
        self.items = list(self.start.value)
        self._originals = {
            index: item
            for index, item in zip(self.sources, self.items, strict=True)
            if index is not None
        }

    @property
    def target(self) -> str:
        """The endpoint that the history is for."""
        return self.start.settings.target

    def view(self) -> View:
        """Return the current state of the history, for rules.

        It is the same view until an element changes, so that rules share the facts cached in it.
        """
        if self._view is None:
            start = self.start
            self._view = View(
                start.name, self.items, start.pointer, start.place, start.settings, start.request
            )
        return self._view

    def applies(self, rule: Rule) -> bool:
        """Return whether a rule is selected, and holds for this history and its endpoint."""
        return (
            self.is_selected(rule.code)
            and self.start.name in rule.views
            and (not rule.targets or self.target in rule.targets)
        )

    def is_selected(self, code: str) -> bool:
        """Return whether the problems of a rule are to be mended."""
        return self.codes is None or code in self.codes

    def find_problems(self, rule: Rule) -> Iterator[tuple[int, Problem]]:
        """Yield the current problems of a rule, each with the index of its unlocked element."""
        if self.applies(rule) and rule.reads(self.view()):
            for problem in rule.check(self.view()):
                index = int(problem.pointer.split("/", 2)[1])
                if not self.is_locked(index):
                    yield index, problem

    def is_locked(self, index: int) -> bool:
        """Return whether no step may change an element."""
        return self.sources[index] in self.locked

    def locked_ids(self, ids_of: Callable[[Json], Iterable[str]]) -> set[str]:
        """Return the ids in locked elements, which other elements that have them must keep."""
        if not self.locked:
            return set()
        locked = (item for index, item in enumerate(self.items) if self.is_locked(index))
        return {item_id for item in locked for item_id in ids_of(item)}

    def note(self, code: str, index: int, done: Action, message: str, member: str = "") -> None:
        """Add a mend of an element, or of a member of it, unless the element is new."""
        if self.sources[index] is not None:
            place = f"{self.place}/{self.sources[index]}{member}"
            self.mends.append(Mend(code, place, done, message))

    def set_members(self, index: int, **members: Json) -> None:
        """Set members of an element."""
        self._view = None
        self.items[index] = {**self.items[index], **members}

    def drop_member(self, index: int, member: str) -> None:
        """Remove a member of an element."""
        self._view = None
        self.items[index] = {
            key: value for key, value in self.items[index].items() if key != member
        }

    def remove(self, indexes: Collection[int]) -> None:
        """Remove elements."""
        if indexes:
            self.arrange([index for index in range(len(self.items)) if index not in indexes])

    def arrange(self, order: Iterable[int], new_items: tuple[Json, ...] | list[Json] = ()) -> None:
        """Put elements in another order; indexes beyond the last item are those of new items."""
        items, sources = [*self.items, *new_items], [*self.sources, *([None] * len(new_items))]
        indexes = list(order)
        self._view = None
        self.items = [items[index] for index in indexes]
        self.sources = [sources[index] for index in indexes]

    def elements(self, source: list[Json]) -> list[Element]:
        """Return the elements of the current history; unchanged ones are those of the source."""
        return [
            Element(index, source[index], is_unchanged=True)
            if index is not None and item is self._originals[index]
            else Element(index, item, is_unchanged=False)
            for index, item in zip(self.sources, self.items, strict=True)
        ]
