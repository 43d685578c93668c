"""Call ids that an endpoint does not take: the same new one for a call and its output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

from responses_protocol.checks.rules.chat_history.rp405_long_call_id import LIMIT as CHAT_LIMIT
from responses_protocol.checks.rules.chat_history.rp405_long_call_id import RP405
from responses_protocol.checks.rules.chat_history.rp413_mistral_call_id import RP413
from responses_protocol.checks.rules.chat_history.turns import tool_calls
from responses_protocol.checks.rules.responses_history.reading import BY_ID, OUTPUTS
from responses_protocol.checks.rules.responses_history.rp207_call_id import LIMIT, RP207
from responses_protocol.formats.ids import mint
from responses_protocol.mends.calls import RENAMED, give, item_call_ids
from responses_protocol.mends.draft import Draft
from responses_protocol.mends.names import Names
from responses_protocol.values import Json

Fit = Callable[[str], str]

_TOLD = "The endpoint takes no such id of a call; it is written in another way."
_NINE = 9


def of_items(draft: Draft) -> None:
    """Write anew the ids of calls that are empty, too long, or of characters that are not taken."""
    found = {at for at, _ in draft.problems(RP207)}
    wrong = {draft.items[at]["call_id"] for at in found} - draft.locked_ids(item_call_ids)
    if not wrong:
        return
    called: dict[str, bool] = {}  # the call ids, and whether a call has them
    for item in draft.items:
        if isinstance(item.get("call_id"), str):
            called[item["call_id"]] = called.get(item["call_id"]) or item.get("type") not in OUTPUTS
    names = Names(called, LIMIT)
    new = {
        call_id: names.free(mint("call_", call_id))
        for call_id, is_called in called.items()
        if is_called and call_id in wrong
    }
    gone: set[int] = set()
    for at, item in enumerate(draft.items):
        call_id = item.get("call_id")
        by_id = item.get("type") == BY_ID and call_id is None
        if draft.is_locked(at) or (item.get("id") if by_id else call_id) not in wrong:
            continue
        if by_id:
            if item["id"] in new:
                draft.note(RP207.code, at, "renamed", RENAMED, "/id")
                draft.change(at, id=new[item["id"]])
        elif call_id not in new:
            told = "No server makes such an id of a call, so that this answers none; it is removed."
            draft.note(RP207.code, at, "removed", told)
            gone.add(at)
        elif item.get("type") in OUTPUTS:
            give(draft, at, new[call_id], RP207.code)
        else:
            draft.note(RP207.code, at, "renamed", _TOLD, "/call_id")
            draft.change(at, call_id=new[call_id])
    draft.remove(gone)


def of_messages(draft: Draft) -> None:
    """Write anew the ids of calls that are too long, or for Mistral of another form."""
    for rule, fit in ((RP405, _short), (RP413, _nine)):
        wrong = {_id_at(draft.items, one.pointer) for _, one in draft.problems(rule)}
        wrong -= draft.locked_ids(_ids)
        if wrong:
            _write(draft, wrong, rule.code, fit(own for one in draft.items for own in _ids(one)))


def _write(draft: Draft, wrong: set[str], code: str, fit: Fit) -> None:
    new: dict[str, str] = {}
    for at, message in enumerate(draft.items):
        if draft.is_locked(at):
            continue
        if message.get("role") == "tool" and message.get("tool_call_id") in wrong:
            call_id = message["tool_call_id"]
            new[call_id] = new.get(call_id) or fit(call_id)
            draft.note(code, at, "renamed", _TOLD, "/tool_call_id")
            draft.change(at, tool_call_id=new[call_id])
        elif message.get("role") == "assistant":
            calls: dict[int, str] = {}
            for number, call in enumerate(message.get("tool_calls") or ()):
                call_id = call.get("id") if isinstance(call, dict) else None
                if isinstance(call_id, str) and call_id in wrong:
                    calls[number] = new[call_id] = new.get(call_id) or fit(call_id)
            name_calls(draft, at, calls, code, _TOLD)


def name_calls(draft: Draft, at: int, new: dict[int, str], code: str, told: str) -> None:
    """Give calls of a message other ids, by their numbers."""
    if not new:
        return
    calls = list(draft.items[at]["tool_calls"])
    for number, call_id in new.items():
        calls[number] = {**calls[number], "id": call_id}
        draft.note(code, at, "renamed", told, f"/tool_calls/{number}/id")
    draft.change(at, tool_calls=calls)


def _ids(message: Json) -> Iterator[str]:
    if isinstance(message.get("tool_call_id"), str):
        yield message["tool_call_id"]
    for call in tool_calls(message):
        if isinstance(call.get("id"), str):
            yield call["id"]


def _id_at(messages: list[Json], pointer: str) -> str:
    _, at, *steps = pointer.split("/")
    value = messages[int(at)]
    for step in steps:
        value = value[int(step) if isinstance(value, list) else step]
    return str(value)


def _short(taken: Iterable[str]) -> Fit:
    """Return what makes ids of at most 40 characters that no other call has."""
    return Names(taken, CHAT_LIMIT).free


def _nine(taken: Iterable[str]) -> Fit:
    """Return what makes nine letters and digits: what ``convert`` writes, unless it is taken."""
    used = set(taken)

    def fit(call_id: str) -> str:
        made = _digits(call_id)
        while made in used:
            call_id += " "
            made = _digits(call_id)
        used.add(made)
        return made

    return fit


def _digits(call_id: str) -> str:
    return sha256(call_id.encode("utf-8", "surrogatepass")).hexdigest()[:_NINE]
