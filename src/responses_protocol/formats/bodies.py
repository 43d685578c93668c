"""The table of whole payloads: how those of each dialect are taken apart, and what their members
say in another dialect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from responses_protocol.formats import answers, history_bodies, requests
from responses_protocol.formats.body_layouts import BodyLayout, Condition, MemberGroup, Object, Read
from responses_protocol.formats.chat_agent import bodies
from responses_protocol.formats.chat_completions import (
    answer_members,
    body_losses,
    parameter_losses,
    parameters,
    request,
)
from responses_protocol.formats.options import Options
from responses_protocol.values import Json

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


# by names of members of the source and of the target: which groups have them; and which of them say
# something even where they have none
Numbers = dict[str, tuple[int, ...]]
Index = tuple[Numbers, Numbers, frozenset[int]]


@dataclass(frozen=True)
class BodyTranslation:
    """One way between two dialects for a kind of whole payload.

    ``name_loss`` names a difference in the members that are in no list. ``notices`` gets the
    source and the value, and names what is told of them though nothing is lost. ``review``
    corrects names by what stands in the value.
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
            for found, own in zip(names, (group.source, group.target), strict=True):
                for name in own:
                    found[name] = (*found.get(name, ()), number)
        always = [number for number, group in enumerate(self.groups) if not group.optional]
        object.__setattr__(self, "index", (*names, frozenset(always)))

    def to_write(self, source: Object) -> list[MemberTranslation]:
        """Return the groups that write something of these members of a source, or of none."""
        return self._chosen(set(self.index[2]), (source, self.index[0]))

    def present(self, source: Object, target: Object) -> list[MemberTranslation]:
        """Return the groups of which one of these has a member, in their order."""
        return self._chosen(set(), (source, self.index[0]), (target, self.index[1]))

    def _chosen(self, numbers: set[int], *given: tuple[Object, Numbers]) -> list[MemberTranslation]:
        """Return the groups with these numbers, and those that have one of these members."""
        for members, found in given:
            for name in members:
                if name in found:
                    numbers.update(found[name])
        groups = self.groups
        return [groups[number] for number in sorted(numbers)]


def _both_ways(
    kind: str,
    dialects: tuple[str, str],
    frames: tuple[BodyLayout, BodyLayout],
    groups: tuple[MemberGroup, ...],
    name_loss: Namer,
    notices: tuple[Notices, Notices],
    review: Review | None = None,
) -> dict[tuple[str, str, str], BodyTranslation]:
    """Return the two rows of a kind between two dialects; groups name those of the first one."""
    one_side, other_side = dialects
    there = tuple(
        MemberTranslation(
            one.responses[0],
            one.responses,
            one.other,
            one.from_responses,
            one.to_responses,
            one.condition,
            one.optional,
        )
        for one in groups
    )
    back = tuple(
        MemberTranslation(
            one.responses[0],
            one.other,
            one.responses,
            one.to_responses,
            one.from_responses,
            one.condition,
            one.optional,
        )
        for one in groups
    )
    one, other = frames
    return {
        (kind, one_side, other_side): BodyTranslation(
            one, other, there, name_loss, notices[0], review
        ),
        (kind, other_side, one_side): BodyTranslation(
            other, one, back, name_loss, notices[1], review
        ),
    }


def _none(payload: Object, value: Object, options: Options) -> Iterable[tuple[str, str]]:
    return ()


BODIES = {
    **_both_ways(
        "request",
        ("responses", "chat_completions"),
        (replace(requests.FRAME, names=request.names_of_responses), request.FRAME),
        parameters.GROUPS,
        parameter_losses.name_parameter_loss,
        (parameters.chat_notices, parameters.responses_notices),
    ),
    **_both_ways(
        "response",
        ("responses", "chat_completions"),
        (answers.frame("output", always=False), answers.frame("choices", always=True)),
        answer_members.GROUPS,
        body_losses.name_answer_loss,
        (_none, _none),
        body_losses.review_answer,
    ),
    **_both_ways(
        "request",
        ("responses", "chat_agent"),
        (requests.FRAME_WITHOUT_TOOLS, history_bodies.frame("messages")),
        bodies.REQUEST_GROUPS,
        bodies.name_request_loss,
        (_none, _none),
    ),
    **_both_ways(
        "request",
        ("chat_completions", "chat_agent"),
        (history_bodies.frame("messages"), history_bodies.frame("messages")),
        bodies.CHAT_REQUEST_GROUPS,
        bodies.name_request_loss,
        (_none, _none),
    ),
    **_both_ways(
        "response",
        ("responses", "chat_agent"),
        (history_bodies.frame("output"), history_bodies.frame("messages")),
        bodies.ANSWER_GROUPS,
        bodies.name_answer_loss,
        (_none, _none),
    ),
}
