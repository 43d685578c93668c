"""Translations of whole payloads: the layouts of both dialects, and the groups of their members."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from responses_protocol._formats.body_layouts import BodyLayout, Condition, MemberGroup, Read
from responses_protocol._formats.options import Options
from responses_protocol._values import Json, Object

Notices = Callable[[Object, Object, Options], Iterable[tuple[str, str]]]
Review = Callable[[Iterator[tuple[str, str]], Json, Json, Options], Iterator[tuple[str, str]]]
Namer = Callable[[Json, list[str], dict[str, Json], Options], Iterator[tuple[str, list[str]]]]


@dataclass(frozen=True)
class MemberTranslation:
    """A group of members, seen from the dialect that is the source."""

    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    forward: Read
    backward: Read
    condition: Condition | None
    optional: bool


# By names of members of the source and of the target, the numbers of the groups that have them; and
# the numbers of the groups that write members even without any.
Numbers = dict[str, tuple[int, ...]]
Index = tuple[Numbers, Numbers, frozenset[int]]


@dataclass(frozen=True)
class BodyTranslation:
    """One way between two dialects for a kind of whole payload.

    ``name_loss`` names a difference in the members that are in no list. ``notices`` gets the
    source and the value, and names defects that both have. ``review`` corrects names of losses by
    the value.
    """

    source: BodyLayout
    target: BodyLayout
    groups: tuple[MemberTranslation, ...]
    name_loss: Namer
    notices: Notices
    review: Review | None = None
    index: Index = field(init=False)

    def __post_init__(self) -> None:
        """Note which groups have which members, since most payloads have few of them."""
        names: tuple[Numbers, Numbers] = ({}, {})
        for number, group in enumerate(self.groups):
            for numbers, members in zip(names, (group.source, group.target), strict=True):
                for name in members:
                    numbers[name] = (*numbers.get(name, ()), number)
        always = [number for number, group in enumerate(self.groups) if not group.optional]
        object.__setattr__(self, "index", (*names, frozenset(always)))

    def to_write(self, source: Object) -> list[MemberTranslation]:
        """Return the groups that write members for these of a source, or for none."""
        return self._select(set(self.index[2]), (source, self.index[0]))

    def present(self, source: Object, target: Object) -> list[MemberTranslation]:
        """Return the groups with a member in the source or the target, in their order."""
        return self._select(set(), (source, self.index[0]), (target, self.index[1]))

    def to_compare(self, source: Object, target: Object) -> list[MemberTranslation]:
        """Return the groups that have or write members of the source, in their order."""
        return self._select(set(self.index[2]), (source, self.index[0]), (target, self.index[1]))

    def _select(self, numbers: set[int], *sides: tuple[Object, Numbers]) -> list[MemberTranslation]:
        """Return the groups with these numbers, and those that have one of these members."""
        for members, numbers_of in sides:
            for name in members:
                if name in numbers_of:
                    numbers.update(numbers_of[name])
        groups = self.groups
        return [groups[number] for number in sorted(numbers)]


def _none(payload: Object, value: Object, options: Options) -> Iterable[tuple[str, str]]:
    return ()


@dataclass(frozen=True)
class BodyPair:
    """Both directions between two dialects, for one kind of whole payload.

    ``groups`` name as ``responses`` the members of the other dialect, which is mostly the hub, and
    as ``other`` those of the dialect itself. ``notices`` are of payloads of the other dialect, and
    of this one.
    """

    other_layout: BodyLayout
    layout: BodyLayout
    groups: tuple[MemberGroup, ...]
    name_loss: Namer
    notices: tuple[Notices, Notices] = (_none, _none)
    review: Review | None = None

    def translations(self) -> tuple[BodyTranslation, BodyTranslation]:
        """Return the translation from the other dialect, and the one to it."""
        there = tuple(
            MemberTranslation(
                group.responses[0],
                group.responses,
                group.other,
                group.from_responses,
                group.to_responses,
                group.condition,
                group.optional,
            )
            for group in self.groups
        )
        back = tuple(
            replace(
                member,
                source=member.target,
                target=member.source,
                forward=member.backward,
                backward=member.forward,
            )
            for member in there
        )
        from_notices, to_notices = self.notices
        return (
            BodyTranslation(
                self.other_layout, self.layout, there, self.name_loss, from_notices, self.review
            ),
            BodyTranslation(
                self.layout, self.other_layout, back, self.name_loss, to_notices, self.review
            ),
        )
