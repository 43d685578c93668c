"""Tool messages: one for each call of a message, directly behind that message."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from responses_protocol._checks.rules.chat_agent.rp802_tool_message import RP802
from responses_protocol._checks.rules.chat_history.rp401_unanswered_calls import RP401
from responses_protocol._checks.rules.chat_history.rp402_orphan_tool_message import RP402
from responses_protocol._checks.rules.chat_history.rp403_unknown_call_id import RP403
from responses_protocol._checks.rules.chat_history.rp404_answered_twice import RP404
from responses_protocol._checks.rules.chat_history.rp405_long_call_id import LIMIT
from responses_protocol._mends import marker
from responses_protocol._mends.call_ids import set_call_ids
from responses_protocol._mends.calls import RENAMED_OUTPUT
from responses_protocol._mends.draft import Draft
from responses_protocol._mends.tool_turns import (
    AGENT,
    Stray,
    ToolTurn,
    find_strays,
    find_turns,
    match_strays,
)
from responses_protocol._mends.unique_ids import UniqueIds
from responses_protocol._values import Json


def place_tool_messages(draft: Draft) -> None:
    """Put one tool message for each call behind the message with the call; remove all others."""
    if any(role in draft.view().by_role for role in ("assistant", "tool")):
        fills_members = draft.start.name == AGENT and draft.is_selected(RP802.code)
        if fills_members:
            _fill_ids(draft, find_turns(draft)[0])
        turns, lone_indexes = find_turns(draft)
        strays = find_strays(draft, turns, lone_indexes)
        match_strays(draft, turns, strays)
        _note_strays(draft, strays)
        answers = _answer_waiting(draft, turns)
        _arrange_messages(draft, turns, strays, answers)
        if draft.is_selected(RP404.code):
            _rename_repeated(draft, find_turns(draft)[0])
        if fills_members:
            _fill_names(draft, find_turns(draft)[0])


_REMOVED = {
    RP402.code: "The answer stands behind no call; it is removed.",
    RP403.code: "The answer is to none of the calls before it; it is removed.",
    RP404.code: "The call has an answer already; this one is removed.",
    RP802.code: "The answer names no call; it is removed.",
}


def _note_strays(draft: Draft, strays: list[Stray]) -> None:
    for stray in strays:
        if draft.is_locked(stray.index):
            continue
        if stray.turn is not None:
            message = "The answer follows the message with its call."
            draft.note(stray.code, stray.index, "moved", message)
        elif _is_removed(draft, stray):
            draft.note(stray.code, stray.index, "removed", _REMOVED[stray.code])


def _answer_waiting(draft: Draft, turns: list[ToolTurn]) -> list[Json]:
    """Return new tool messages for the calls without an answer, which mark them as interrupted."""
    answers: list[Json] = []
    if not draft.is_selected(RP401.code):
        return answers
    for turn in turns:
        if draft.is_locked(turn.index) or _may_wait(draft, turn):
            continue
        for call_id, numbers in turn.calls.items():
            if turn.is_answered(call_id):
                continue
            name = _function_name(draft.items[turn.index]["tool_calls"][numbers[0]])
            needs_name = draft.start.name == AGENT
            if needs_name and not name:
                continue
            turn.answer(call_id, len(draft.items) + len(answers))
            answers.append(marker.interrupted_tool_message(call_id, name, has_name=needs_name))
            message = "The call has no answer; a new one marks it as interrupted."
            draft.note(RP401.code, turn.index, "interrupted", message, f"/tool_calls/{numbers[0]}")
    return answers


def _is_removed(draft: Draft, stray: Stray) -> bool:
    """Return whether a stray without a call is removed: some endpoints accept lone ones."""
    is_refused = draft.start.name == AGENT or draft.applies(RP402)
    is_accepted = stray.code == RP402.code and not is_refused
    return stray.turn is None and not is_accepted and not draft.is_locked(stray.index)


def _may_wait(draft: Draft, turn: ToolTurn) -> bool:
    """Return whether the calls of a turn may wait: they end a history outside of a request."""
    end = turn.block[-1] if turn.block else turn.index
    is_last = draft.start.request is None and end == len(draft.items) - 1
    return is_last and "waiting_calls" in draft.keep


def _function_name(call: Json) -> str:
    function = call.get("function")
    name = function.get("name") if isinstance(function, dict) else None
    return name if isinstance(name, str) else ""


def _fill_names(draft: Draft, turns: list[ToolTurn]) -> None:
    """Give tool messages of a ChatAgent the name of the called function.

    A tool message is removed if its call has no name either.
    """
    removed: set[int] = set()
    for index, name in _nameless_answers(draft, turns):
        if name:
            message = "The answer has the name of the called function now."
            draft.note(RP802.code, index, "filled", message, "/name")
            draft.set_members(index, name=name)
        else:
            message = "Neither the answer nor its call names a function; the answer is removed."
            draft.note(RP802.code, index, "removed", message)
            removed.add(index)
    draft.remove(removed)


def _nameless_answers(draft: Draft, turns: list[ToolTurn]) -> Iterator[tuple[int, str]]:
    for turn in turns:
        calls = draft.items[turn.index]["tool_calls"]
        call_numbers = {call_id: deque(numbers) for call_id, numbers in turn.calls.items()}
        for index in turn.block:
            numbers = call_numbers.get(draft.items[index].get("tool_call_id"))
            if numbers and not draft.items[index].get("name") and not draft.is_locked(index):
                yield index, _function_name(calls[numbers[0]])
            if numbers and len(numbers) > 1:
                numbers.popleft()


def _arrange_messages(
    draft: Draft, turns: list[ToolTurn], strays: list[Stray], answers: list[Json]
) -> None:
    moved = {
        stray.index
        for stray in strays
        if stray.turn is not None and not draft.is_locked(stray.index)
    }
    removed = {stray.index for stray in strays if _is_removed(draft, stray)}
    if not (moved or removed or answers):
        return
    size = len(draft.items)
    behind: dict[int, list[int]] = {}  # the last message of a turn -> the answers that come to it
    for turn in turns:
        indexes = [turn.answers[number] for number in sorted(turn.answers)]
        end = turn.block[-1] if turn.block else turn.index
        behind[end] = [index for index in indexes if index >= size or index in moved]
    order: list[int] = []
    for index in range(size):
        if index not in moved and index not in removed:
            order.append(index)
        order += behind.get(index, ())
    draft.arrange(order, answers)


def _fill_ids(draft: Draft, turns: list[ToolTurn]) -> None:
    """Give calls of a ChatAgent with empty ids, and their answers in order, unique ids."""
    unique_ids = UniqueIds((call_id for turn in turns for call_id in turn.calls if call_id), LIMIT)
    for turn in turns:
        if draft.is_locked(turn.index):
            continue
        ids = {number: unique_ids.derive("call") for number in turn.calls.get("", ())}
        waiting = deque(ids.values())
        set_call_ids(draft, turn.index, ids, RP802.code, "The id is empty; the call has one now.")
        for index in turn.block if waiting else ():
            is_empty = draft.items[index].get("tool_call_id") == ""
            if is_empty and waiting and not draft.is_locked(index):
                draft.note(RP802.code, index, "renamed", RENAMED_OUTPUT, "/tool_call_id")
                draft.set_members(index, tool_call_id=waiting.popleft())


def _rename_repeated(draft: Draft, turns: list[ToolTurn]) -> None:
    """Give answered calls of one message with the same id, and their answers, unique ids."""
    unique_ids = UniqueIds((call_id for turn in turns for call_id in turn.calls if call_id), LIMIT)
    for turn in turns:
        other_calls = {call_id: deque(calls[1:]) for call_id, calls in turn.calls.items()}
        if not any(other_calls.values()) or draft.is_locked(turn.index):
            continue
        answered: set[str] = set()
        ids: dict[int, str] = {}
        for index in turn.block:
            call_id = draft.items[index].get("tool_call_id")
            if call_id in answered and other_calls[call_id] and not draft.is_locked(index):
                number = other_calls[call_id].popleft()
                ids[number] = unique_ids.derive(call_id or "call")
                draft.note(RP404.code, index, "renamed", RENAMED_OUTPUT, "/tool_call_id")
                draft.set_members(index, tool_call_id=ids[number])
            elif call_id in turn.calls:
                answered.add(call_id)
        set_call_ids(
            draft, turn.index, ids, RP404.code, "Another call of this message has this id."
        )
