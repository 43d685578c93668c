"""Call ids that an endpoint refuses: a call and its output get the same new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from responses_protocol._checks.rules.chat_history.rp405_long_call_id import LIMIT as CHAT_LIMIT
from responses_protocol._checks.rules.chat_history.rp405_long_call_id import RP405
from responses_protocol._checks.rules.chat_history.rp413_mistral_call_id import RP413
from responses_protocol._checks.rules.chat_history.turns import tool_calls
from responses_protocol._checks.rules.responses_history.reading import ANSWERED_BY_ID, OUTPUTS
from responses_protocol._checks.rules.responses_history.rp207_call_id import LIMIT, RP207
from responses_protocol._formats.ids import derive_id
from responses_protocol._mends.calls import RENAMED_OUTPUT, item_call_ids, set_call_id
from responses_protocol._mends.draft import Draft
from responses_protocol._mends.unique_ids import UniqueIds
from responses_protocol._values import Json

DeriveId = Callable[[str], str]

_RENAMED_CALL = "The endpoint refuses this id of a call; it is written in another way."
_NINE = 9


def rename_item_call_ids(draft: Draft) -> None:
    """Replace call ids that are empty, too long, or of characters that the endpoint refuses."""
    indexes = {index for index, _ in draft.find_problems(RP207)}
    wrong = {draft.items[index]["call_id"] for index in indexes} - draft.locked_ids(item_call_ids)
    if not wrong:
        return
    has_call: dict[str, bool] = {}  # by call id
    for item in draft.items:
        if isinstance(item.get("call_id"), str):
            is_call = item.get("type") not in OUTPUTS
            has_call[item["call_id"]] = has_call.get(item["call_id"]) or is_call
    unique_ids = UniqueIds(has_call, LIMIT)
    new_ids = {
        call_id: unique_ids.derive(derive_id("call_", call_id))
        for call_id in has_call
        if has_call[call_id] and call_id in wrong
    }
    removed: set[int] = set()
    for index, item in enumerate(draft.items):
        call_id = item.get("call_id")
        is_own_id = item.get("type") == ANSWERED_BY_ID and call_id is None
        if draft.is_locked(index) or (item.get("id") if is_own_id else call_id) not in wrong:
            continue
        if is_own_id:
            if item["id"] in new_ids:
                draft.note(RP207.code, index, "renamed", RENAMED_OUTPUT, "/id")
                draft.set_members(index, id=new_ids[item["id"]])
        elif call_id not in new_ids:
            message = "No call has this id, and servers make no such ids; the output is removed."
            draft.note(RP207.code, index, "removed", message)
            removed.add(index)
        elif item.get("type") in OUTPUTS:
            set_call_id(draft, index, new_ids[call_id], RP207.code)
        else:
            draft.note(RP207.code, index, "renamed", _RENAMED_CALL, "/call_id")
            draft.set_members(index, call_id=new_ids[call_id])
    draft.remove(removed)


def rename_message_call_ids(draft: Draft) -> None:
    """Replace call ids that are too long, or that Mistral refuses."""
    for rule, make_deriver in ((RP405, _short_ids), (RP413, _nine_character_ids)):
        wrong = {_get_id(draft.items, problem.pointer) for _, problem in draft.find_problems(rule)}
        wrong -= draft.locked_ids(_call_ids)
        if wrong:
            existing = (call_id for message in draft.items for call_id in _call_ids(message))
            _rename(draft, wrong, rule.code, make_deriver(existing))


def _rename(draft: Draft, wrong: set[str], code: str, derive: DeriveId) -> None:
    new_ids: dict[str, str] = {}
    for index, message in enumerate(draft.items):
        if draft.is_locked(index):
            continue
        if message.get("role") == "tool" and message.get("tool_call_id") in wrong:
            call_id = message["tool_call_id"]
            new_ids[call_id] = new_ids.get(call_id) or derive(call_id)
            draft.note(code, index, "renamed", _RENAMED_CALL, "/tool_call_id")
            draft.set_members(index, tool_call_id=new_ids[call_id])
        elif message.get("role") == "assistant":
            calls: dict[int, str] = {}
            for number, call in enumerate(message.get("tool_calls") or ()):
                call_id = call.get("id") if isinstance(call, dict) else None
                if isinstance(call_id, str) and call_id in wrong:
                    calls[number] = new_ids[call_id] = new_ids.get(call_id) or derive(call_id)
            set_call_ids(draft, index, calls, code, _RENAMED_CALL)


def set_call_ids(draft: Draft, index: int, ids: dict[int, str], code: str, message: str) -> None:
    """Set the ids of calls of a message, by their numbers in it."""
    if not ids:
        return
    calls = list(draft.items[index]["tool_calls"])
    for number, call_id in ids.items():
        calls[number] = {**calls[number], "id": call_id}
        draft.note(code, index, "renamed", message, f"/tool_calls/{number}/id")
    draft.set_members(index, tool_calls=calls)


def _call_ids(message: Json) -> Iterator[str]:
    if isinstance(message.get("tool_call_id"), str):
        yield message["tool_call_id"]
    for call in tool_calls(message):
        if isinstance(call.get("id"), str):
            yield call["id"]


def _get_id(messages: list[Json], pointer: str) -> str:
    _, index, *steps = pointer.split("/")
    value = messages[int(index)]
    for step in steps:
        value = value[int(step) if isinstance(value, list) else step]
    return str(value)


def _short_ids(existing: Iterable[str]) -> DeriveId:
    """Return a function that derives a unique id of at most 40 characters from an id."""
    return UniqueIds(existing, CHAT_LIMIT).derive


def _nine_character_ids(existing: Iterable[str]) -> DeriveId:
    """Return a function that derives a unique id of nine characters, like ``convert``."""
    used = set(existing)

    def derive(call_id: str) -> str:
        new_id = _hash_digits(call_id)
        while new_id in used:
            call_id += " "
            new_id = _hash_digits(call_id)
        used.add(new_id)
        return new_id

    return derive


def _hash_digits(call_id: str) -> str:
    return sha256(call_id.encode("utf-8", "surrogatepass")).hexdigest()[:_NINE]
