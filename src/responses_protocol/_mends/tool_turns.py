"""The turns of tool messages: messages with calls, their answers, and stray answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from responses_protocol._checks.rules.chat_agent.rp802_tool_message import RP802
from responses_protocol._checks.rules.chat_history.rp401_unanswered_calls import RP401
from responses_protocol._checks.rules.chat_history.rp402_orphan_tool_message import RP402
from responses_protocol._checks.rules.chat_history.rp403_unknown_call_id import RP403
from responses_protocol._checks.rules.chat_history.rp404_answered_twice import RP404
from responses_protocol._mends.draft import Draft
from responses_protocol._values import Json

AGENT = "chat_agent_history"


@dataclass
class ToolTurn:
    """A message with calls, and the tool messages directly behind it.

    index
        The index of the message.
    calls
        The numbers of its calls in the message, by their ids.
    block
        The indexes of the tool messages directly behind it.
    answers
        The index of the tool message that answers a call, by the number of the call.
    """

    index: int
    calls: dict[str, list[int]] = field(default_factory=dict)
    block: list[int] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    _answer_counts: dict[str, int] = field(default_factory=dict)  # answered calls by their id

    def waiting(self, call_id: str) -> list[int]:
        """Return the numbers of the unanswered calls with this id."""
        return self.calls.get(call_id, [])[self._answer_counts.get(call_id, 0) :]

    def answer(self, call_id: str, index: int) -> bool:
        """Let a tool message answer the next call with this id; return False if none waits."""
        count = self._answer_counts.get(call_id, 0)
        calls = self.calls.get(call_id, ())
        if count < len(calls):
            self.answers[calls[count]] = index
            self._answer_counts[call_id] = count + 1
            return True
        return False

    def is_answered(self, call_id: str) -> bool:
        """Return whether a call with this id has an answer."""
        return call_id in self._answer_counts


@dataclass
class Stray:
    """A tool message that answers no call at its place, and the code of the rule that finds it.

    ``turn`` is the number of the turn with its call, or None.
    """

    index: int
    code: str
    turn: int | None = None


def find_turns(draft: Draft) -> tuple[list[ToolTurn], list[int]]:
    """Return the turns with calls, and the tool messages that stand alone."""
    turns: list[ToolTurn] = []
    lone_indexes: list[int] = []
    latest: ToolTurn | None = None
    for index, message in enumerate(draft.items):
        if message.get("role") == "tool":
            (lone_indexes if latest is None else latest.block).append(index)
            continue
        latest = None
        calls = message.get("tool_calls") if message.get("role") == "assistant" else None
        if isinstance(calls, list) and calls:
            latest = ToolTurn(index)
            turns.append(latest)
            for number, call in enumerate(calls):
                if isinstance(call, dict) and isinstance(call.get("id"), str):
                    latest.calls.setdefault(call["id"], []).append(number)
    return turns, lone_indexes


def find_strays(draft: Draft, turns: list[ToolTurn], lone_indexes: list[int]) -> list[Stray]:
    """Return the tool messages that answer no call at their place, in their order."""
    items = draft.items
    strays = [Stray(index, RP402.code) for index in lone_indexes]
    for turn in turns:
        nameless: list[int] = []
        for index in turn.block:
            call_id = items[index].get("tool_call_id")
            if not isinstance(call_id, str):
                nameless.append(index)
            elif not turn.answer(call_id, index):
                known = call_id in turn.calls
                strays.append(Stray(index, RP404.code if known else RP403.code))
        strays += _answer_only_call(draft, turn, nameless)
    selected = (stray for stray in strays if draft.is_selected(stray.code))
    return sorted(selected, key=lambda stray: stray.index)


def _answer_only_call(draft: Draft, turn: ToolTurn, nameless: list[int]) -> list[Stray]:
    """Let the only tool message without an id answer the only call that waits.

    Returns tool messages without an id that remain strays.
    """
    unanswered = [call_id for call_id in turn.calls if not turn.is_answered(call_id)]
    is_one = len(nameless) == len(unanswered) == 1 and draft.is_selected(RP401.code)
    if is_one and not draft.is_locked(nameless[0]):
        message = "The answer names no call; it has the id of the only call without an answer now."
        draft.note(RP401.code, nameless[0], "filled", message, "/tool_call_id")
        draft.set_members(nameless[0], tool_call_id=unanswered[0])
        turn.answer(unanswered[0], nameless[0])
        return []
    return [Stray(index, RP802.code) for index in nameless] if draft.start.name == AGENT else []


def match_strays(draft: Draft, turns: list[ToolTurn], strays: list[Stray]) -> None:
    """Find the turn with the call of each stray: the last one before it, or else the next one."""
    items = draft.items
    waiting: dict[str, list[int]] = {}
    number = 0
    for stray in strays:
        while number < len(turns) and turns[number].index < stray.index:
            _add_waiting(waiting, turns, number)
            number += 1
        _match_stray(stray, items[stray.index], turns, waiting)
    waiting = {}
    number = len(turns) - 1
    for stray in reversed(strays):
        while number >= 0 and turns[number].index > stray.index:
            _add_waiting(waiting, turns, number)
            number -= 1
        if stray.turn is None:
            _match_stray(stray, items[stray.index], turns, waiting)


def _add_waiting(waiting: dict[str, list[int]], turns: list[ToolTurn], number: int) -> None:
    for call_id in turns[number].calls:
        count = len(turns[number].waiting(call_id))
        waiting.setdefault(call_id, []).extend([number] * count)


def _match_stray(
    stray: Stray, message: Json, turns: list[ToolTurn], waiting: dict[str, list[int]]
) -> None:
    call_id = message.get("tool_call_id")
    turn_numbers = waiting.get(call_id) if isinstance(call_id, str) else None
    if turn_numbers:
        stray.turn = turn_numbers.pop()
        turns[stray.turn].answer(call_id, stray.index)
