"""The order of a conversation: turns, pairs of calls and outputs, and where it may be cut.

Chat requires the calls of a turn in one message and their outputs right behind it; Responses is a
flat list in which outputs may stand anywhere. Both directions write the same arrangement, so that
a second round trip changes nothing:

* a *run* is a sequence of values by the model, up to an output or a message of another role. Its
  messages keep their order, and all calls of the run go with the last message, or follow it by
  themselves where that message is empty;
* an output answers the latest open call with its id. It is written right behind the earlier
  outputs of that turn, and ends only the run of its call;
* an output without an open call is an orphan, which both endpoints refuse: it is left out.

A *cut* ``(read, written)`` means that the first ``read`` values of the source translate to the
first ``written`` values of the result, and that the parts on its two sides do not depend on each
other. The values between two cuts are a group.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from responses_protocol._formats.thoughts import Thought
from responses_protocol._values import Json

Cut = tuple[int, int]


class ToolTurn:
    """A turn that calls tools.

    start
        The index in the source where it begins.
    last
        The last index in the result that belongs to it.
    renamed
        The ids of its calls, with the last number of each, once one call was renamed.
    follow_up
        The message behind its outputs.
    """

    __slots__ = ("follow_up", "last", "renamed", "start")

    def __init__(self, start: int, last: int) -> None:
        self.start = start
        self.last = last
        self.renamed: dict[str, int] | None = None
        self.follow_up: Json = None


# An output names its call by an id, or in the deprecated form by the name of a function. A name is
# put in a tuple, so that it is never equal to an id.
CallKey = str | tuple[str]
# A call without its output: its group (None: it stands in an earlier part of the history), its id
# in the result, and the type of its output there. Several calls may share an id. A group alone
# represents the common case: its only call with this id, to a function, whose id stays the same.
OpenCall = tuple[ToolTurn | None, str, str]
Calls = dict[CallKey, ToolTurn | list[OpenCall]]


class OpenTurn:
    """The state that the translation of one part of a list passes to that of the next part.

    all_values
        The list that all parts belong to.
    calls
        The open calls.
    has_only_outputs
        Whether the whole list contains only outputs.
    hosted_ids
        The ids of hosted calls, which have outputs of their own.
    marked_calls
        The item types of the calls that were read from marked calls, by their ids.
    names
        The names of the called functions by call id, where outputs need them.
    second
        The state of the second translation, where one translation consists of two.
    """

    __slots__ = (
        "all_values",
        "calls",
        "has_only_outputs",
        "hosted_ids",
        "marked_calls",
        "names",
        "second",
    )

    def __init__(self, all_values: list[Json] | None = None) -> None:
        self.has_only_outputs: bool = False
        self.calls: Calls = {}
        self.second: OpenTurn | None = None
        self.hosted_ids: set[str] = set()
        self.marked_calls: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.all_values: list[Json] | None = all_values

    def rename(self, ids: Mapping[str, str]) -> None:
        """Record that calls got other ids in the result, so that their outputs get these too."""
        for source_id, calls in self.calls.items() if ids else ():
            assert isinstance(calls, list)  # of an earlier part
            self.calls[source_id] = [
                (group, ids.get(call_id, call_id), kind) for group, call_id, kind in calls
            ]


class Turns:
    """The state of one translation: its result so far, the open calls, and the current run.

    open_calls
        The calls without outputs, by the id that an output would name.
    output_type
        The type of the output of a function call in the result.
    out, cuts
        The result, and its cuts.
    late_outputs
        Outputs that stand too late in ``out``, with the group that each belongs to.
    group
        The group that the next output most likely belongs to.
    turn
        The last message of the run, if calls can be added to it. It begins at ``turn_index`` of
        ``out``, and its group at ``turn_start`` of the source.
    calls_index
        The index in ``out`` where the run's calls begin, if they are items there.
    lead_index
        The index in the source of the first value that belongs to the next message of the run.
    thoughts
        Reasoning that no message has yet.
    reasoning
        The reasoning of messages in ``out``, by the identity of the message.
    follow_up
        The message behind the last outputs whose calls are in an earlier part of the history.
    has_places
        Whether an output refers to media of another message, as ``tool_media`` writes it.
    names
        The names of the called tools, where the translation depends on their definitions.
    all_values
        The list that is translated, or the one that the translated part belongs to.
    has_only_outputs
        Whether ``all_values`` contains only outputs, None until that is looked up.
    """

    __slots__ = (
        "all_values",
        "calls_index",
        "cuts",
        "follow_up",
        "group",
        "has_only_outputs",
        "has_places",
        "late_outputs",
        "lead_index",
        "names",
        "open_calls",
        "out",
        "output_type",
        "reasoning",
        "thoughts",
        "turn",
        "turn_index",
        "turn_start",
    )

    def __init__(self, open_calls: Calls, output_type: str = "") -> None:
        self.open_calls = open_calls
        self.output_type = output_type
        self.out: list[Json] = []
        self.cuts: list[Cut] = []
        self.late_outputs: list[tuple[Json, ToolTurn]] = []
        self.group: ToolTurn | None = None
        self.turn: Json = None
        self.turn_index = 0
        self.turn_start = 0
        self.calls_index: int | None = None
        self.lead_index: int | None = None
        self.thoughts: list[Thought] = []
        self.reasoning: dict[int, list[Thought]] = {}
        self.follow_up: Json = None
        self.has_places = False
        self.names: Any = None
        self.all_values: list[Json] | None = None
        self.has_only_outputs: bool | None = None


def add_cut(turns: Turns, index: int) -> None:
    """Begin a group at ``index`` of the source.

    Call it right before the group writes a value. Source values that write nothing have no place in
    the result, and so belong to the group before them, or to the first one.
    """
    if turns.out:
        turns.cuts.append((index, len(turns.out)))
    turns.lead_index = None


def begin_turn(turns: Turns, index: int) -> None:
    """Add a cut before a message of the model, and before the values that lead to it."""
    add_cut(turns, index if turns.lead_index is None else turns.lead_index)
    turns.turn_start = turns.cuts[-1][0] if turns.cuts else 0


def remove_cuts(turns: Turns, start: int) -> None:
    """Remove the cuts behind ``start``, so that the group that begins there goes on."""
    cuts = turns.cuts
    while cuts and cuts[-1][0] > start:
        cuts.pop()


def open_call(
    turns: Turns, source_id: CallKey, call_id: str, kind: str, numbered: Callable[[str, int], str]
) -> str:
    """Record a call whose id in the source is ``source_id``; return its id in the result.

    Two open calls of one turn must not share an id, since their outputs would be ambiguous: the
    second one gets the result of ``numbered`` for the id and a number. A shortened id may be equal
    to the id of another call.
    """
    group = turns.group
    assert group is not None  # the caller has begun a group for the call
    earlier = find_open_calls(turns, source_id)
    again = call_id != source_id or (earlier and earlier[-1][0] is group)
    if group.renamed is None and again:
        group.renamed = dict.fromkeys((call[1] for call in find_group_calls(turns, group)), 1)
    if group.renamed is not None:
        call_id = _free_id(group.renamed, call_id, numbered)
    earlier.append((group, call_id, kind))
    turns.open_calls[source_id] = earlier
    return call_id


def _free_id(numbers: dict[str, int], call_id: str, numbered: Callable[[str, int], str]) -> str:
    """Return ``call_id``, with the next free number where it is in use, and record it as used."""
    free_id = call_id
    while free_id in numbers:
        numbers[call_id] += 1
        free_id = numbered(call_id, numbers[call_id])
    numbers[free_id] = 1
    return free_id


def find_open_calls(turns: Turns, source_id: CallKey) -> list[OpenCall]:
    """Return the open calls with this id, in a list that the caller may change."""
    calls = turns.open_calls.get(source_id, [])
    if isinstance(calls, list):
        return calls
    assert isinstance(source_id, str)  # a group alone represents a call with an id
    return [(calls, source_id, turns.output_type)]


def find_group_calls(turns: Turns, group: ToolTurn) -> list[OpenCall]:
    """Return the open calls of ``group``."""
    calls = [call for source_id in turns.open_calls for call in find_open_calls(turns, source_id)]
    return [call for call in calls if call[0] is group]


def close_call(turns: Turns, source_id: CallKey) -> OpenCall | None:
    """Remove and return the call of an output with this id: the first one of the last turn."""
    calls = find_open_calls(turns, source_id)
    if not calls:
        return None
    group = calls[-1][0]
    call = calls.pop(next(index for index, call in enumerate(calls) if call[0] is group))
    if calls:
        turns.open_calls[source_id] = calls
    else:
        del turns.open_calls[source_id]
    return call


def put_output(turns: Turns, call: OpenCall, written: Json) -> None:
    """Write the output of ``call`` behind the call, wherever it stood in the source."""
    group = call[0]
    if group is None and turns.follow_up is not None and turns.out[-1] is turns.follow_up:
        turns.out.insert(-1, written)
        return
    turns.out.append(written)
    if group is None:
        return
    if group is turns.group:
        group.last = len(turns.out) - 1
    else:
        remove_cuts(turns, group.start)
        turns.lead_index = None  # all between the call and its output belongs to their group
        turns.late_outputs.append((written, group))


def put_follow_up(turns: Turns, call: OpenCall, value: Json) -> Json:
    """Return the message behind the outputs of the turn of ``call``, ``value`` if it has none yet.

    Call it right after the output of ``call`` is written.
    """
    owner = turns if call[0] is None else call[0]
    if owner.follow_up is None or (call[0] is None and turns.out[-1] is not owner.follow_up):
        owner.follow_up = value
        turns.out.append(value)
        if call[0] is not None:
            turns.late_outputs.append((value, call[0]))
    return owner.follow_up


def finish(turns: Turns, read_count: int, keep_open: bool) -> tuple[list[Json], list[Cut]]:
    """Move late outputs behind their calls; return the result and its cuts, with one at its end."""
    out = turns.out
    if out:
        turns.cuts.append((read_count, len(out)))
    if turns.late_outputs:
        outputs: dict[int, list[Json]] = {}
        for written, group in sorted(turns.late_outputs, key=_is_follow_up):
            outputs.setdefault(group.last, []).append(written)
        moved = {id(written) for written, _ in turns.late_outputs}
        arranged = []
        for index, value in enumerate(out):
            if id(value) not in moved:
                arranged.append(value)
                arranged.extend(outputs.get(index, ()))
        out = arranged
    if keep_open:
        for source_id in turns.open_calls:
            turns.open_calls[source_id] = [
                (None, *call[1:]) for call in find_open_calls(turns, source_id)
            ]
    return out, turns.cuts


def _is_follow_up(late: tuple[Json, ToolTurn]) -> bool:
    return late[0] is late[1].follow_up
