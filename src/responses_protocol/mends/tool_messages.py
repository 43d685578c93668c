"""Tool messages: each call of a message with one, right behind that message."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from responses_protocol.checks.rules.chat_agent.rp802_tool_message import RP802
from responses_protocol.checks.rules.chat_history.rp401_unanswered_calls import RP401
from responses_protocol.checks.rules.chat_history.rp402_orphan_tool_message import RP402
from responses_protocol.checks.rules.chat_history.rp403_unknown_call_id import RP403
from responses_protocol.checks.rules.chat_history.rp404_answered_twice import RP404
from responses_protocol.checks.rules.chat_history.rp405_long_call_id import LIMIT
from responses_protocol.mends import marker
from responses_protocol.mends.call_ids import name_calls
from responses_protocol.mends.calls import RENAMED
from responses_protocol.mends.draft import Draft
from responses_protocol.mends.names import Names
from responses_protocol.values import Json

AGENT = "chat_agent_history"


@dataclass
class _Turn:
    """A message with calls, and the tool messages right behind it.

    ``calls`` are the numbers of its calls by their ids; ``answers`` the index of the tool message
    of each call that has one, by its number.
    """

    at: int
    calls: dict[str, list[int]] = field(default_factory=dict)
    block: list[int] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    _answered: dict[str, int] = field(default_factory=dict)  # how many of its calls, by the id

    def waiting(self, call_id: str) -> list[int]:
        """Return the numbers of the calls with this id that have no answer yet."""
        return self.calls.get(call_id, [])[self._answered.get(call_id, 0) :]

    def answer(self, call_id: str, at: int) -> bool:
        """Let a tool message answer the next call with this id; False where none waits."""
        count = self._answered.get(call_id, 0)
        calls = self.calls.get(call_id, ())
        if count < len(calls):
            self.answers[calls[count]] = at
            self._answered[call_id] = count + 1
            return True
        return False

    def is_answered(self, call_id: str) -> bool:
        """Tell whether a call with this id has an answer."""
        return call_id in self._answered


@dataclass
class _Stray:
    """A tool message that answers nothing where it stands; ``code`` is the rule that tells so."""

    at: int
    code: str
    turn: int | None = None  # that it comes to


def place(draft: Draft) -> None:
    """Put tool messages behind the calls that they answer, one for each, and none besides."""
    if any(role in draft.view().by_role for role in ("assistant", "tool")):
        is_named = draft.start.about == AGENT and draft.asks(RP802.code)
        if is_named:
            _fill_ids(draft, _turns(draft)[0])
        turns, alone = _turns(draft)
        strays = _strays(draft, turns, alone)
        _match(draft, turns, strays)
        made = _settle(draft, turns, strays)
        _arrange(draft, turns, strays, made)
        if draft.asks(RP404.code):
            _rename(draft, _turns(draft)[0])
        if is_named:
            _name(draft, _turns(draft)[0])


def _turns(draft: Draft) -> tuple[list[_Turn], list[int]]:
    """Return the turns with calls, and the tool messages that stand alone."""
    found: list[_Turn] = []
    alone: list[int] = []
    latest: _Turn | None = None
    for at, message in enumerate(draft.items):
        if message.get("role") == "tool":
            (alone if latest is None else latest.block).append(at)
            continue
        latest = None
        calls = message.get("tool_calls") if message.get("role") == "assistant" else None
        if isinstance(calls, list) and calls:
            latest = _Turn(at)
            found.append(latest)
            for number, call in enumerate(calls):
                if isinstance(call, dict) and isinstance(call.get("id"), str):
                    latest.calls.setdefault(call["id"], []).append(number)
    return found, alone


def _strays(draft: Draft, turns: list[_Turn], alone: list[int]) -> list[_Stray]:
    """Return the tool messages that answer nothing where they stand, in their order."""
    items = draft.items
    found = [_Stray(at, RP402.code) for at in alone]
    for turn in turns:
        nameless: list[int] = []
        for at in turn.block:
            call_id = items[at].get("tool_call_id")
            if not isinstance(call_id, str):
                nameless.append(at)
            elif not turn.answer(call_id, at):
                known = call_id in turn.calls
                found.append(_Stray(at, RP404.code if known else RP403.code))
        found += _nameless(draft, turn, nameless)
    return sorted((one for one in found if draft.asks(one.code)), key=lambda one: one.at)


def _nameless(draft: Draft, turn: _Turn, nameless: list[int]) -> list[_Stray]:
    """Give a tool message that names no call the only one that waits; return what is left."""
    left = [one for one in turn.calls if not turn.is_answered(one)]
    is_one = len(nameless) == len(left) == 1 and draft.asks(RP401.code)
    if is_one and not draft.is_locked(nameless[0]):
        told = "The answer names no call; one call only has none."
        draft.note(RP401.code, nameless[0], "filled", told, "/tool_call_id")
        draft.change(nameless[0], tool_call_id=left[0])
        turn.answer(left[0], nameless[0])
        return []
    return [_Stray(at, RP802.code) for at in nameless] if draft.start.about == AGENT else []


def _match(draft: Draft, turns: list[_Turn], strays: list[_Stray]) -> None:
    """Find the call that each stray answers: the latest before it, else the first behind it."""
    items = draft.items
    waiting: dict[str, list[int]] = {}
    number = 0
    for stray in strays:
        while number < len(turns) and turns[number].at < stray.at:
            _push(waiting, turns, number)
            number += 1
        _take(stray, items[stray.at], turns, waiting)
    waiting = {}
    number = len(turns) - 1
    for stray in reversed(strays):
        while number >= 0 and turns[number].at > stray.at:
            _push(waiting, turns, number)
            number -= 1
        if stray.turn is None:
            _take(stray, items[stray.at], turns, waiting)


def _push(waiting: dict[str, list[int]], turns: list[_Turn], number: int) -> None:
    for call_id in turns[number].calls:
        left = len(turns[number].waiting(call_id))
        waiting.setdefault(call_id, []).extend([number] * left)


def _take(stray: _Stray, message: Json, turns: list[_Turn], waiting: dict[str, list[int]]) -> None:
    call_id = message.get("tool_call_id")
    found = waiting.get(call_id) if isinstance(call_id, str) else None
    if found:
        stray.turn = found.pop()
        turns[stray.turn].answer(call_id, stray.at)


_REMOVED = {
    RP402.code: "The answer stands behind no call; it is removed.",
    RP403.code: "The answer is to none of the calls before it; it is removed.",
    RP404.code: "The call has an answer already; this one is removed.",
    RP802.code: "The answer names no call; it is removed.",
}


def _settle(draft: Draft, turns: list[_Turn], strays: list[_Stray]) -> list[Json]:
    """Note what becomes of strays, and return the messages that stand for missing answers."""
    for stray in strays:
        if draft.is_locked(stray.at):
            continue
        if stray.turn is not None:
            told = "The answer stands behind the message with its call."
            draft.note(stray.code, stray.at, "moved", told)
        elif _goes(draft, stray):
            draft.note(stray.code, stray.at, "removed", _REMOVED[stray.code])
    made: list[Json] = []
    for turn in turns:
        if draft.is_locked(turn.at) or not draft.asks(RP401.code) or _waits(draft, turn):
            continue
        for call_id, numbers in turn.calls.items():
            if turn.is_answered(call_id):
                continue
            name = _name_of(draft.items[turn.at]["tool_calls"][numbers[0]])
            named = draft.start.about == AGENT
            if named and not name:
                continue
            turn.answer(call_id, len(draft.items) + len(made))
            made.append(marker.message(call_id, name, named=named))
            told = "The call has no answer; one that says so stands for it."
            draft.note(RP401.code, turn.at, "interrupted", told, f"/tool_calls/{numbers[0]}")
    return made


def _goes(draft: Draft, stray: _Stray) -> bool:
    """Tell whether a stray that answers no call is removed: some endpoints take what is alone."""
    is_taken = stray.code == RP402.code and not (draft.start.about == AGENT or draft.holds(RP402))
    return stray.turn is None and not is_taken and not draft.is_locked(stray.at)


def _waits(draft: Draft, turn: _Turn) -> bool:
    """Tell whether the calls of a turn may wait: they end a history that is in no request."""
    behind = turn.block[-1] if turn.block else turn.at
    is_last = draft.start.whole is None and behind == len(draft.items) - 1
    return is_last and "waiting_calls" in draft.keep


def _name_of(call: Json) -> str:
    function = call.get("function")
    name = function.get("name") if isinstance(function, dict) else None
    return name if isinstance(name, str) else ""


def _name(draft: Draft, turns: list[_Turn]) -> None:
    """Give tool messages of a ChatAgent the name of the function whose result they are.

    Where the call has none either, nothing can be made of the answer.
    """
    gone: set[int] = set()
    for at, name in _unnamed(draft, turns):
        if name:
            told = "The answer has the name of the function that was called."
            draft.note(RP802.code, at, "filled", told, "/name")
            draft.change(at, name=name)
        else:
            told = "Neither the answer nor its call names a function; the answer is removed."
            draft.note(RP802.code, at, "removed", told)
            gone.add(at)
    draft.remove(gone)


def _unnamed(draft: Draft, turns: list[_Turn]) -> Iterator[tuple[int, str]]:
    for turn in turns:
        calls = draft.items[turn.at]["tool_calls"]
        left = {call_id: deque(numbers) for call_id, numbers in turn.calls.items()}
        for at in turn.block:
            numbers = left.get(draft.items[at].get("tool_call_id"))
            if numbers and not draft.items[at].get("name") and not draft.is_locked(at):
                yield at, _name_of(calls[numbers[0]])
            if numbers and len(numbers) > 1:
                numbers.popleft()


def _arrange(draft: Draft, turns: list[_Turn], strays: list[_Stray], made: list[Json]) -> None:
    moved = {one.at for one in strays if one.turn is not None and not draft.is_locked(one.at)}
    gone = {one.at for one in strays if _goes(draft, one)}
    if not (moved or gone or made):
        return
    size = len(draft.items)
    behind: dict[int, list[int]] = {}  # what comes behind the last message of a turn
    for turn in turns:
        new = [turn.answers[one] for one in sorted(turn.answers)]
        end = turn.block[-1] if turn.block else turn.at
        behind[end] = [at for at in new if at >= size or at in moved]
    order: list[int] = []
    for at in range(size):
        if at not in moved and at not in gone:
            order.append(at)
        order += behind.get(at, ())
    draft.arrange(order, made)


def _fill_ids(draft: Draft, turns: list[_Turn]) -> None:
    """Give calls of a ChatAgent whose id is empty, and their answers in turn, ids of their own."""
    names = Names((one for turn in turns for one in turn.calls if one), LIMIT)
    for turn in turns:
        if draft.is_locked(turn.at):
            continue
        new = {number: names.free("call") for number in turn.calls.get("", ())}
        left = deque(new.values())
        name_calls(draft, turn.at, new, RP802.code, "The id is empty; the call has one now.")
        for at in turn.block if left else ():
            if draft.items[at].get("tool_call_id") == "" and left and not draft.is_locked(at):
                draft.note(RP802.code, at, "renamed", RENAMED, "/tool_call_id")
                draft.change(at, tool_call_id=left.popleft())


def _rename(draft: Draft, turns: list[_Turn]) -> None:
    """Let two calls of one message that both have an answer have two ids."""
    names = Names((one for turn in turns for one in turn.calls if one), LIMIT)
    for turn in turns:
        left = {call_id: deque(calls[1:]) for call_id, calls in turn.calls.items()}
        if not any(left.values()) or draft.is_locked(turn.at):
            continue
        seen: set[str] = set()
        new: dict[int, str] = {}
        for at in turn.block:
            call_id = draft.items[at].get("tool_call_id")
            if call_id in seen and left[call_id] and not draft.is_locked(at):
                number = left[call_id].popleft()
                new[number] = names.free(call_id or "call")
                draft.note(RP404.code, at, "renamed", RENAMED, "/tool_call_id")
                draft.change(at, tool_call_id=new[number])
            elif call_id in turn.calls:
                seen.add(call_id)
        name_calls(draft, turn.at, new, RP404.code, "Another call of this message has this id.")
