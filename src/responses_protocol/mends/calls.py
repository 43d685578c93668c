"""Calls and outputs of a Responses history: each call with one output, which stands behind it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from responses_protocol.checks.rules.responses_history.reading import (
    BY_ID,
    CALLS,
    OUTPUTS,
    is_elsewhere,
    is_request,
)
from responses_protocol.checks.rules.responses_history.rp203_unanswered_call import (
    RP203,
    is_served,
    waiting_from,
)
from responses_protocol.checks.rules.responses_history.rp204_orphan_output import RP204
from responses_protocol.checks.rules.responses_history.rp207_call_id import LIMIT
from responses_protocol.checks.rules.responses_history.rp220_call_id_in_use import RP220
from responses_protocol.checks.rules.targets.rp961_deepseek_split_calls import CALLS as TOGETHER
from responses_protocol.checks.rules.targets.rp961_deepseek_split_calls import (
    OUTPUTS as TOGETHER_OUTPUTS,
)
from responses_protocol.checks.rules.targets.rp961_deepseek_split_calls import RP961
from responses_protocol.mends import marker
from responses_protocol.mends.draft import Draft
from responses_protocol.mends.names import Names
from responses_protocol.values import Json

RULES = (RP203, RP204, RP220, RP961)
RENAMED = "The call that this answers has another id now."
_BESIDE = ("id", "status")  # in which the same call may differ


@dataclass
class _Plan:
    """What becomes of a list: which elements go, which move or come behind a call, and the pairs.

    Elements are named by their index; those that are made are numbered on from the last one.
    """

    draft: Draft
    waiting: frozenset[int]
    elsewhere: bool
    named: frozenset[str]  # the ids of calls that an output has as its own
    pairs: dict[int, int] = field(default_factory=dict)
    behind: dict[int, int] = field(default_factory=dict)  # output -> the call that it moves to
    moved: dict[int, str] = field(default_factory=dict)  # the codes, by what moves
    gone: set[int] = field(default_factory=set)
    made: list[Json] = field(default_factory=list)

    def remove(self, code: str, at: int, message: str) -> None:
        """Remove an element."""
        self.gone.add(at)
        self.draft.note(code, at, "removed", message)

    def move(self, code: str, at: int, call: int) -> None:
        """Move an output behind the call that it answers."""
        self.behind[at] = call
        self.moved[at] = code


def pair(draft: Draft) -> None:
    """Mend all calls and outputs with a call id of which one of the rules tells something."""
    wrong = _wrong(draft)
    if not wrong:
        return
    groups: dict[str, list[int]] = {}
    for at, item in enumerate(draft.items):
        call_id = item.get("call_id")
        if isinstance(call_id, str) and call_id in wrong and isinstance(item.get("type"), str):
            groups.setdefault(call_id, []).append(at)
    view = draft.view()
    by_id = (view.value[at].get("id") for at in view.by_type.get(BY_ID, ()))
    named = frozenset(one for one in by_id if isinstance(one, str))
    plan = _Plan(draft, frozenset(_waiting(draft)), is_elsewhere(view), named)
    for group in groups.values():
        if not any(draft.is_locked(at) for at in group):
            _mend(plan, group)
    _rename(plan, _arrange(plan))


def _wrong(draft: Draft) -> set[str]:
    """Return the call ids of which something is wrong; none of calls that may go on waiting."""
    waiting = _waiting(draft)
    return {
        draft.items[at].get("call_id")
        for rule in RULES
        for at, _ in draft.problems(rule)
        if rule is not RP203 or at not in waiting
    }


def _waiting(draft: Draft) -> set[int]:
    """Return the calls that the caller lets wait for their outputs."""
    if "waiting_calls" not in draft.keep:
        return set()
    view = draft.view()
    end = len(draft.items) if is_request(view) else waiting_from(view)
    return {at for at, one in enumerate(draft.items) if at >= end or one.get("async") is True}


def _mend(plan: _Plan, group: list[int]) -> None:
    """Find the output of each call of one call id, and what is left over, first come first served.

    An output that stands before its call moves behind it.
    """
    items = plan.draft.items
    calls, left = _paired(plan, group)
    unpaired = deque(at for at in calls if at not in plan.pairs)
    while unpaired and left:
        at, call = left.popleft(), unpaired.popleft()
        plan.pairs[call] = at
        plan.move(RP204.code, at, call)
    for at in left:
        if calls and calls[0] < at:
            plan.remove(RP220.code, at, "The call has an output already; this one is removed.")
        else:
            plan.remove(RP204.code, at, "The output answers no call; it is removed.")
    _repeated(plan, calls)
    for call in unpaired:
        if call in plan.gone or call in plan.waiting or is_served(items[call]):
            continue
        if items[call]["call_id"] not in plan.named:
            _interrupt(plan, call)


def _paired(plan: _Plan, group: list[int]) -> tuple[list[int], deque[int]]:
    """Return the calls, and the outputs that found none before them."""
    items = plan.draft.items
    calls: list[int] = []
    waiting: deque[int] = deque()
    left: deque[int] = deque()
    served = plan.elsewhere  # by what somebody else calls, outputs may be answers
    for at in group:
        kind = items[at]["type"]
        if kind in CALLS:
            calls.append(at)
            waiting.append(at)
        elif kind not in OUTPUTS:
            served = True
        elif waiting:
            plan.pairs[waiting.popleft()] = at
        elif calls or not served:
            left.append(at)
    return calls, left


def _repeated(plan: _Plan, calls: list[int]) -> None:
    """Remove a call that is made again while it waits, unless its output is another one."""
    items, pairs = plan.draft.items, plan.pairs
    latest: int | None = None
    for call in calls:
        if latest is not None and _is_same(items[latest], items[call]):
            first, second = pairs.get(latest), pairs.get(call)
            told = None if first is None else items[first]
            if (first is None or first > call) and (
                second is None or _is_same(items[second], told)
            ):
                plan.remove(RP220.code, call, "The same call waits for its output already.")
                if second is not None:
                    plan.remove(RP220.code, second, "The same output stands there already.")
                continue
        latest = call


def _is_same(one: Json, other: Json) -> bool:
    return bool(_said(one) == _said(other))


def _said(item: Json) -> Json:
    """Return all of an item but for that in which the same one may differ."""
    return item and {key: member for key, member in item.items() if key not in _BESIDE}


def _interrupt(plan: _Plan, call: int) -> None:
    made = marker.output(plan.draft.items[call])
    if made is None:
        told = "The call has no output, and none can say so for it; it is removed."
        plan.remove(RP203.code, call, told)
        return
    at = len(plan.draft.items) + len(plan.made)
    plan.made.append(made)
    plan.pairs[call] = at
    plan.behind[at] = call
    told = "The call has no output; one that says so stands for it."
    plan.draft.note(RP203.code, call, "interrupted", told)


def _arrange(plan: _Plan) -> list[int]:
    """Put the list in its new order, and return where each call and output is now.

    What moves stands behind the calls and outputs that follow the call without a break, so that
    calls that were made together stay together.
    """
    draft = plan.draft
    ends = _ends(draft)
    if draft.holds(RP961):
        for at, output in plan.pairs.items():
            is_together = draft.items[at]["type"] in TOGETHER and output not in plan.behind
            if is_together and at not in plan.gone and output > ends[at]:
                plan.move(RP961.code, output, at)
    for at, code in plan.moved.items():
        if at not in plan.gone:
            draft.note(code, at, "moved", "The output stands behind the call that it answers.")
    behind: dict[int, list[int]] = {}
    for output, call in sorted(plan.behind.items(), key=lambda one: one[1]):
        if output not in plan.gone:
            behind.setdefault(ends[call], []).append(output)
    order: list[int] = []
    for at in range(len(draft.items)):
        if at not in plan.gone and at not in plan.behind:
            order.append(at)
        order += behind.get(at, ())
    draft.arrange(order, plan.made)
    return order


def _ends(draft: Draft) -> list[int]:
    """Return, for each element, where the calls and outputs end that follow without a break."""
    kinds = (*TOGETHER, *TOGETHER_OUTPUTS) if draft.holds(RP961) else (*CALLS, *OUTPUTS)
    ends = list(range(len(draft.items)))
    for at in range(len(ends) - 2, -1, -1):
        if draft.items[at + 1].get("type") in kinds:
            ends[at] = ends[at + 1]
    return ends


def _rename(plan: _Plan, order: list[int]) -> None:
    """Give a call that is made while another one of its id waits, and its output, another id."""
    draft = plan.draft
    now = {before: at for at, before in enumerate(order)}
    waiting: set[str] = set()
    taken = (own for one in draft.items for own in item_call_ids(one))
    names, locked = Names(filter(None, taken), LIMIT), draft.locked_ids(item_call_ids)
    for at, before in enumerate(order):
        kind, call_id = draft.items[at].get("type"), draft.items[at].get("call_id")
        if not isinstance(call_id, str) or call_id in locked:
            continue
        if kind in OUTPUTS:
            waiting.discard(call_id)
        elif kind in CALLS:
            if call_id in waiting:
                call_id = names.free(call_id or "call")
                told = "Another call with this id waits for its output; this one has another id."
                draft.note(RP220.code, at, "renamed", told, "/call_id")
                draft.change(at, call_id=call_id)
                if before in plan.pairs:
                    give(draft, now[plan.pairs[before]], call_id, RP220.code)
            waiting.add(call_id)


def item_call_ids(item: Json) -> Iterator[str]:
    """Yield the ids of calls in an item, which an output of a local shell may have as its own."""
    names = ("call_id", "id") if item.get("type") == BY_ID else ("call_id",)
    yield from (item[name] for name in names if isinstance(item.get(name), str))


def give(draft: Draft, at: int, call_id: str, code: str) -> None:
    """Give an output the new id of its call."""
    draft.note(code, at, "renamed", RENAMED, "/call_id")
    draft.change(at, call_id=call_id)
