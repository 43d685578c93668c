"""The order of a conversation: turns, pairs of calls and outputs, and where it may be cut.

Chat wants the calls of a turn in one message and their outputs right behind it; Responses is a
flat list in which outputs may stand anywhere. Both directions write one arrangement, so that a
second round trip changes nothing:

* a *run* is what the model says until an output or somebody else's message: messages each stay
  one, in their order, and all calls of the run go with the last one, or by themselves behind it
  where that says nothing;
* an output goes to the latest open call with its id, right behind the outputs that are there, and
  ends no run but the one of its call;
* an output without an open call is an orphan, which both endpoints refuse: it is left out.

A *cut* ``(read, written)`` says that the first ``read`` values of the source make the first
``written`` values of the result, and that nothing in either half depends on the other. What lies
between two cuts is a group.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from responses_protocol.formats.thoughts import Thought
from responses_protocol.values import Json

Cut = tuple[int, int]


class ToolTurn:
    """A turn that calls tools: where it begins in the source, and its last place in the result.

    ``renamed`` holds the ids of its calls, once one of them had to be renamed, each with the last
    number that was given to a call of this id. ``behind`` is what stands behind its outputs.
    """

    __slots__ = ("behind", "last", "renamed", "start")

    def __init__(self, start: int, last: int) -> None:
        self.start = start
        self.last = last
        self.renamed: dict[str, int] | None = None
        self.behind: Json = None


# By what an output names its call: an id, or in the deprecated form the name of a function. That
# is no string, so that no id can be one.
CallKey = str | tuple[str]
# A call that waits for its output: its group (None: it stands in an earlier part of the history),
# its id in the result, and the type of its output there. One id may have several, in their order;
# a group alone stands for its only call with this id, which it keeps, to a function.
OpenCall = tuple[ToolTurn | None, str, str]
Calls = dict[CallKey, ToolTurn | list[OpenCall]]


class OpenTurn:
    """What the translation of a part of a list leaves to that of the next part.

    ``calls`` are open. Where a translation is made of two, ``between`` is what the second one
    leaves. ``names`` are those of the called functions, by call id, where outputs have to say them;
    ``called`` are the ids of hosted calls, which have outputs of their own; ``marked_calls`` are
    the types of those that were read from marked calls, by their ids. ``whole`` is the list that
    all parts are of; ``alone`` tells that there is nothing but outputs in it.
    """

    __slots__ = ("alone", "between", "called", "calls", "marked_calls", "names", "whole")

    def __init__(self, whole: list[Json] | None = None) -> None:
        self.alone = False
        self.calls: Calls = {}
        self.between: OpenTurn | None = None
        self.called: set[str] = set()
        self.marked_calls: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.whole = whole

    def rename(self, ids: Mapping[str, str]) -> None:
        """Note that calls got other ids in the result, so that their outputs get them as well."""
        for raw_id, calls in self.calls.items() if ids else ():
            assert isinstance(calls, list)  # of an earlier part
            self.calls[raw_id] = [(part, ids.get(own, own), kind) for part, own, kind in calls]

    def rename_last(self, ids: Mapping[str, str]) -> None:
        """Do so in the result of the last translation."""
        last = self if self.between is None else self.between
        last.rename(ids)
        last.marked_calls = {ids.get(own, own): kind for own, kind in last.marked_calls.items()}


class Turns:
    """What one translation has written so far, what is still open, and the run that is read.

    opened
        The calls without outputs, by the id that an output would name.
    output_type
        The type of the output of a function call in the result.
    out, cuts
        The result, and its cuts.
    late
        Outputs that stand too late in ``out``, with the group that each belongs to.
    group
        The group that the next output most likely belongs to.
    turn
        The last message of the run, if that can take calls. It begins at ``turn_at`` of ``out``,
        and its group at ``turn_start`` of the source.
    calls_at
        Where the run's calls begin in ``out``, if they are items there.
    lead
        Where, in the source, begins what belongs to the next message of the run.
    thoughts
        Reasoning that waits for a message.
    reasoning
        The reasoning of messages in ``out``, by the identity of the message.
    behind
        What stands behind the last outputs whose calls are in an earlier part of the history.
    has_places
        Whether an output has places of media, as ``tool_media`` reads them.
    names
        The names of the tools that are called, where their definitions have to be known.
    whole, alone
        The list that is read, or that the part that is read is of; whether nothing is said in it
        but outputs, None where nobody had to know.
    """

    __slots__ = (
        "alone",
        "behind",
        "calls_at",
        "cuts",
        "group",
        "has_places",
        "late",
        "lead",
        "names",
        "opened",
        "out",
        "output_type",
        "reasoning",
        "thoughts",
        "turn",
        "turn_at",
        "turn_start",
        "whole",
    )

    def __init__(self, opened: Calls, output_type: str = "") -> None:
        self.opened = opened
        self.output_type = output_type
        self.out: list[Json] = []
        self.cuts: list[Cut] = []
        self.late: list[tuple[Json, ToolTurn]] = []
        self.group: ToolTurn | None = None
        self.turn: Json = None
        self.turn_at = 0
        self.turn_start = 0
        self.calls_at: int | None = None
        self.lead: int | None = None
        self.thoughts: list[Thought] = []
        self.reasoning: dict[int, list[Thought]] = {}
        self.behind: Json = None
        self.has_places = False
        self.names: Any = None
        self.whole: list[Json] | None = None
        self.alone: bool | None = None


def cut(turns: Turns, index: int) -> None:
    """Begin a group at ``index`` of the source.

    Only where the group is about to write something: what writes nothing can't be found again in
    the result, and so belongs to the group before it, or to the first one.
    """
    if turns.out:
        turns.cuts.append((index, len(turns.out)))
    turns.lead = None


def begin_turn(turns: Turns, index: int) -> None:
    """Cut before a message of the model, at ``index`` or where what leads to it begins."""
    cut(turns, index if turns.lead is None else turns.lead)
    turns.turn_start = turns.cuts[-1][0] if turns.cuts else 0


def rejoin(turns: Turns, start: int) -> None:
    """Take back the cuts behind ``start``: what follows belongs to the group that begins there."""
    cuts = turns.cuts
    while cuts and cuts[-1][0] > start:
        cuts.pop()


def open_call(
    turns: Turns, raw_id: CallKey, call_id: str, kind: str, numbered: Callable[[str, int], str]
) -> str:
    """Note a call that was read under ``raw_id``; return the id it gets in the result.

    Two open calls of one turn can't share an id, since outputs could not be told apart: the second
    one gets what ``numbered`` makes of the id and a number. An id that was shortened may be one
    that another call has by itself.
    """
    group = turns.group
    assert group is not None  # a call is opened in the group that was begun for it
    earlier = open_calls(turns, raw_id)
    again = call_id != raw_id or (earlier and earlier[-1][0] is group)
    if group.renamed is None and again:
        group.renamed = dict.fromkeys((call[1] for call in calls_of(turns, group)), 1)
    if group.renamed is not None:
        call_id = _free_id(group.renamed, call_id, numbered)
    earlier.append((group, call_id, kind))
    turns.opened[raw_id] = earlier
    return call_id


def _free_id(taken: dict[str, int], call_id: str, numbered: Callable[[str, int], str]) -> str:
    """Return ``call_id``, or it with the next number that makes it new, and note it as taken."""
    free = call_id
    while free in taken:
        taken[call_id] += 1
        free = numbered(call_id, taken[call_id])
    taken[free] = 1
    return free


def open_calls(turns: Turns, raw_id: CallKey) -> list[OpenCall]:
    """Return the open calls with this id, a list that may be changed."""
    calls = turns.opened.get(raw_id, [])
    if isinstance(calls, list):
        return calls
    assert isinstance(raw_id, str)  # a group alone stands for a call with an id
    return [(calls, raw_id, turns.output_type)]


def calls_of(turns: Turns, group: ToolTurn) -> list[OpenCall]:
    """Return the calls of ``group`` that are open."""
    found = [call for raw_id in turns.opened for call in open_calls(turns, raw_id)]
    return [call for call in found if call[0] is group]


def close_call(turns: Turns, raw_id: CallKey) -> OpenCall | None:
    """Return the open call that an output with this id answers: the first one of the last turn."""
    calls = open_calls(turns, raw_id)
    if not calls:
        return None
    group = calls[-1][0]
    call = calls.pop(next(at for at, call in enumerate(calls) if call[0] is group))
    if calls:
        turns.opened[raw_id] = calls
    else:
        del turns.opened[raw_id]
    return call


def put_output(turns: Turns, call: OpenCall, written: Json) -> None:
    """Write the output of ``call`` behind the call, wherever it stood in the source."""
    group = call[0]
    if group is None and turns.behind is not None and turns.out[-1] is turns.behind:
        turns.out.insert(-1, written)
        return
    turns.out.append(written)
    if group is None:
        return
    if group is turns.group:
        group.last = len(turns.out) - 1
    else:
        rejoin(turns, group.start)
        turns.lead = None  # what stands between the call and its output is of their group
        turns.late.append((written, group))


def put_behind(turns: Turns, call: OpenCall, value: Json) -> Json:
    """Return what stands behind the outputs of the turn of ``call``: ``value`` if nothing does yet.

    The output of ``call`` was written just before.
    """
    owner = turns if call[0] is None else call[0]
    if owner.behind is None or (call[0] is None and turns.out[-1] is not owner.behind):
        owner.behind = value
        turns.out.append(value)
        if call[0] is not None:
            turns.late.append((value, call[0]))
    return owner.behind


def finish(turns: Turns, read: int, keep_open: bool) -> tuple[list[Json], list[Cut]]:
    """Put late outputs behind their calls; return the result with its cuts, the last at the end."""
    out = turns.out
    if out:
        turns.cuts.append((read, len(out)))
    if turns.late:
        behind: dict[int, list[Json]] = {}
        for written, group in sorted(turns.late, key=_stands_behind):
            behind.setdefault(group.last, []).append(written)
        moved = {id(written) for written, _ in turns.late}
        arranged = []
        for at, value in enumerate(out):
            if id(value) not in moved:
                arranged.append(value)
                arranged.extend(behind.get(at, ()))
        out = arranged
    if keep_open:
        for raw_id in turns.opened:
            turns.opened[raw_id] = [(None, *call[1:]) for call in open_calls(turns, raw_id)]
    return out, turns.cuts


def _stands_behind(late: tuple[Json, ToolTurn]) -> bool:
    return late[0] is late[1].behind
