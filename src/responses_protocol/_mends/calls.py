"""Calls and outputs of a Responses history: each call has one output, which follows it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from responses_protocol._checks.rules.responses_history.reading import (
    ANSWERED_BY_ID,
    CALLS,
    OUTPUTS,
    is_elsewhere,
    is_request,
)
from responses_protocol._checks.rules.responses_history.rp203_unanswered_call import (
    RP203,
    find_waiting_index,
    is_server_call,
)
from responses_protocol._checks.rules.responses_history.rp204_orphan_output import RP204
from responses_protocol._checks.rules.responses_history.rp207_call_id import LIMIT
from responses_protocol._checks.rules.responses_history.rp220_call_id_in_use import RP220
from responses_protocol._checks.rules.targets.rp961_deepseek_split_calls import CALLS as TOGETHER
from responses_protocol._checks.rules.targets.rp961_deepseek_split_calls import (
    OUTPUTS as TOGETHER_OUTPUTS,
)
from responses_protocol._checks.rules.targets.rp961_deepseek_split_calls import RP961
from responses_protocol._mends import marker
from responses_protocol._mends.draft import Draft
from responses_protocol._mends.unique_ids import UniqueIds
from responses_protocol._values import Json

_RULES = (RP203, RP204, RP220, RP961)
RENAMED_OUTPUT = "The call that this answers has another id now."
_IGNORED_MEMBERS = ("id", "status")  # equal calls may differ in these
_CALLS_AND_OUTPUTS = frozenset((*CALLS, *OUTPUTS))
_TOGETHER = frozenset((*TOGETHER, *TOGETHER_OUTPUTS))


@dataclass
class _Plan:
    """The changes of a list: pairs of calls and outputs, and elements to remove, move or add.

    All integers are indexes of elements; those of new outputs follow the last one.

    waiting_calls
        The calls that the caller lets wait for their outputs.
    may_lack_calls
        Whether the server may hold calls that the history does not contain.
    output_ids
        The ids of outputs of a local shell, which are those of their calls.
    output_of
        The output of each call that has one.
    call_of, move_codes
        The call behind which each moved or new output comes, and the codes of moved ones.
    removed, new_outputs
        The elements to remove, and the outputs to add.
    """

    draft: Draft
    waiting_calls: frozenset[int]
    may_lack_calls: bool
    output_ids: frozenset[str]
    output_of: dict[int, int] = field(default_factory=dict)
    call_of: dict[int, int] = field(default_factory=dict)
    move_codes: dict[int, str] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    new_outputs: list[Json] = field(default_factory=list)

    def remove(self, code: str, index: int, message: str) -> None:
        """Remove an element."""
        self.removed.add(index)
        self.draft.note(code, index, "removed", message)

    def move(self, code: str, index: int, call: int) -> None:
        """Move an output behind the call that it answers."""
        self.call_of[index] = call
        self.move_codes[index] = code


def pair_calls(draft: Draft) -> None:
    """Mend all calls and outputs with a call id that one of the rules has a problem with."""
    call_ids = _call_ids_with_problems(draft)
    if not call_ids:
        return
    groups: dict[str, list[int]] = {}
    for index, item in enumerate(draft.items):
        call_id = item.get("call_id")
        if isinstance(call_id, str) and call_id in call_ids and isinstance(item.get("type"), str):
            groups.setdefault(call_id, []).append(index)
    view = draft.view()
    ids = (view.value[index].get("id") for index in view.by_type.get(ANSWERED_BY_ID, ()))
    output_ids = frozenset(item_id for item_id in ids if isinstance(item_id, str))
    plan = _Plan(draft, frozenset(_waiting_calls(draft)), is_elsewhere(view), output_ids)
    for group in groups.values():
        if not any(draft.is_locked(index) for index in group):
            _pair_call_id(plan, group)
    _rename_overlapping(plan, _arrange_items(plan))


def _call_ids_with_problems(draft: Draft) -> set[str]:
    """Return the call ids with problems, without those of calls that may wait."""
    waiting = _waiting_calls(draft)
    return {
        draft.items[index].get("call_id")
        for rule in _RULES
        for index, _ in draft.find_problems(rule)
        if rule is not RP203 or index not in waiting
    }


def _waiting_calls(draft: Draft) -> set[int]:
    """Return the calls that the caller lets wait for their outputs."""
    if "waiting_calls" not in draft.keep:
        return set()
    view = draft.view()
    end = len(draft.items) if is_request(view) else find_waiting_index(view)
    return {
        index for index, item in enumerate(draft.items) if index >= end or item.get("async") is True
    }


def _pair_call_id(plan: _Plan, indexes: list[int]) -> None:
    """Pair the calls and outputs of one call id in their order; remove or answer the rest.

    An output that precedes its call moves behind it.
    """
    items = plan.draft.items
    calls, unpaired_outputs = _pair_in_order(plan, indexes)
    unpaired = deque(call for call in calls if call not in plan.output_of)
    while unpaired and unpaired_outputs:
        output, call = unpaired_outputs.popleft(), unpaired.popleft()
        plan.output_of[call] = output
        plan.move(RP204.code, output, call)
    for output in unpaired_outputs:
        if calls and calls[0] < output:
            plan.remove(RP220.code, output, "The call has an output already; this one is removed.")
        else:
            plan.remove(RP204.code, output, "The output answers no call; it is removed.")
    _remove_repeated(plan, calls)
    for call in unpaired:
        if call in plan.removed or call in plan.waiting_calls or is_server_call(items[call]):
            continue
        if items[call]["call_id"] not in plan.output_ids:
            _interrupt(plan, call)


def _pair_in_order(plan: _Plan, indexes: list[int]) -> tuple[list[int], deque[int]]:
    """Pair each output with a call before it; return the calls, and the unpaired outputs."""
    items = plan.draft.items
    calls: list[int] = []
    waiting: deque[int] = deque()
    unpaired_outputs: deque[int] = deque()
    may_lack_calls = plan.may_lack_calls
    for index in indexes:
        kind = items[index]["type"]
        if kind in CALLS:
            calls.append(index)
            waiting.append(index)
        elif kind not in OUTPUTS:
            may_lack_calls = True
        elif waiting:
            plan.output_of[waiting.popleft()] = index
        elif calls or not may_lack_calls:
            unpaired_outputs.append(index)
    return calls, unpaired_outputs


def _remove_repeated(plan: _Plan, calls: list[int]) -> None:
    """Remove a call that is repeated while it waits, unless its output differs."""
    items, pairs = plan.draft.items, plan.output_of
    latest: int | None = None
    for call in calls:
        if latest is not None and _is_same(items[latest], items[call]):
            first, second = pairs.get(latest), pairs.get(call)
            first_output = None if first is None else items[first]
            if (first is None or first > call) and (
                second is None or _is_same(items[second], first_output)
            ):
                plan.remove(RP220.code, call, "The same call waits for its output already.")
                if second is not None:
                    plan.remove(RP220.code, second, "The same output stands there already.")
                continue
        latest = call


def _is_same(first: Json, second: Json) -> bool:
    return bool(_content(first) == _content(second))


def _content(item: Json) -> Json:
    """Return an item without the members in which equal ones may differ."""
    return item and {key: member for key, member in item.items() if key not in _IGNORED_MEMBERS}


def _interrupt(plan: _Plan, call: int) -> None:
    output = marker.interrupted_output(plan.draft.items[call])
    if output is None:
        message = "The call has no output, and none of its type can be a text; it is removed."
        plan.remove(RP203.code, call, message)
        return
    index = len(plan.draft.items) + len(plan.new_outputs)
    plan.new_outputs.append(output)
    plan.output_of[call] = index
    plan.call_of[index] = call
    message = "The call has no output; a new one marks it as interrupted."
    plan.draft.note(RP203.code, call, "interrupted", message)


def _arrange_items(plan: _Plan) -> list[int]:
    """Put the list in its new order, and return the order as old indexes.

    An output moves behind the calls and outputs that follow its call without a break, so that
    parallel calls stay together.
    """
    draft = plan.draft
    ends = _run_ends(draft)
    if draft.applies(RP961):
        for index, output in plan.output_of.items():
            is_together = draft.items[index]["type"] in TOGETHER and output not in plan.call_of
            if is_together and index not in plan.removed and output > ends[index]:
                plan.move(RP961.code, output, index)
    for index, code in plan.move_codes.items():
        if index not in plan.removed:
            draft.note(code, index, "moved", "The output follows the call that it answers.")
    behind: dict[int, list[int]] = {}
    for output, call in sorted(plan.call_of.items(), key=lambda pair: pair[1]):
        if output not in plan.removed:
            behind.setdefault(ends[call], []).append(output)
    order: list[int] = []
    for index in range(len(draft.items)):
        if index not in plan.removed and index not in plan.call_of:
            order.append(index)
        order += behind.get(index, ())
    draft.arrange(order, plan.new_outputs)
    return order


def _run_ends(draft: Draft) -> list[int]:
    """Return, for each element, the last of the calls and outputs that follow without a break."""
    kinds = _TOGETHER if draft.applies(RP961) else _CALLS_AND_OUTPUTS
    ends = list(range(len(draft.items)))
    for index in range(len(ends) - 2, -1, -1):
        if draft.items[index + 1].get("type") in kinds:
            ends[index] = ends[index + 1]
    return ends


def _rename_overlapping(plan: _Plan, order: list[int]) -> None:
    """Give a call another id if a call with the same id waits; its output follows."""
    draft = plan.draft
    new_indexes = {old_index: index for index, old_index in enumerate(order)}
    waiting: set[str] = set()
    unique_ids: UniqueIds | None = None
    locked = draft.locked_ids(item_call_ids)
    for index, old_index in enumerate(order):
        kind, call_id = draft.items[index].get("type"), draft.items[index].get("call_id")
        if not isinstance(call_id, str) or call_id in locked:
            continue
        if kind in OUTPUTS:
            waiting.discard(call_id)
        elif kind in CALLS:
            if call_id in waiting:
                if unique_ids is None:
                    ids = (item_id for item in draft.items for item_id in item_call_ids(item))
                    unique_ids = UniqueIds(filter(None, ids), LIMIT)
                call_id = unique_ids.derive(call_id or "call")
                message = "Another call with this id waits for its output; this one has another id."
                draft.note(RP220.code, index, "renamed", message, "/call_id")
                draft.set_members(index, call_id=call_id)
                if old_index in plan.output_of:
                    set_call_id(draft, new_indexes[plan.output_of[old_index]], call_id, RP220.code)
            waiting.add(call_id)


def item_call_ids(item: Json) -> Iterator[str]:
    """Yield the call ids in an item; that of an output of a local shell may be its ``id``."""
    names = ("call_id", "id") if item.get("type") == ANSWERED_BY_ID else ("call_id",)
    yield from (item[name] for name in names if isinstance(item.get(name), str))


def set_call_id(draft: Draft, index: int, call_id: str, code: str) -> None:
    """Give an output the new id of its call."""
    draft.note(code, index, "renamed", RENAMED_OUTPUT, "/call_id")
    draft.set_members(index, call_id=call_id)
