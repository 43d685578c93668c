"""Reasoning that an endpoint can't find, can't decrypt, or that nothing follows."""

from __future__ import annotations

from responses_protocol.checks.rules.responses_history.reading import INPUT_ROLES, OUTPUTS
from responses_protocol.checks.rules.responses_history.rp212_lonely_reasoning import (
    CONTEXT,
    RP212,
    judged,
)
from responses_protocol.checks.rules.responses_history.rp214_item_not_stored import RP214
from responses_protocol.mends.draft import Draft
from responses_protocol.values import Json

ENCRYPTED = "encrypted_reasoning"  # a word of `drop`
DETAIL = "reasoning.encrypted"
_NOT_STORED = "Nothing is stored, so that reasoning can't be looked up by its id"
_NOT_READ = "The encrypted content is that of another account"


def encrypted(draft: Draft) -> None:
    """Leave out what only the account that got it can send back, where the caller asks for it."""
    if ENCRYPTED not in draft.drop:
        return
    gone: set[int] = set()
    for at, item in enumerate(draft.items):
        if draft.is_locked(at):
            continue
        if item.get("type") == "reasoning" and item.get("encrypted_content"):
            draft.leave_out(at, "encrypted_content")
            if not _without_id(draft, at, ENCRYPTED, _NOT_READ, "/encrypted_content"):
                gone.add(at)
        elif draft.start.about != "responses_history":
            _without_details(draft, at)
    draft.remove(gone)


def _without_details(draft: Draft, at: int) -> None:
    details = draft.items[at].get("reasoning_details")
    if not isinstance(details, list):
        return
    left = [one for one in details if not (isinstance(one, dict) and one.get("type") == DETAIL)]
    if len(left) < len(details):
        draft.note(ENCRYPTED, at, "removed", f"{_NOT_READ}; it is left out.", "/reasoning_details")
        if left:
            draft.change(at, reasoning_details=left)
        else:
            draft.leave_out(at, "reasoning_details")


def stored(draft: Draft) -> None:
    """Let nothing be looked up in what was never stored."""
    gone: set[int] = set()
    for at, _ in list(draft.problems(RP214)):
        if draft.items[at].get("type") != "reasoning":
            told = "Nothing is stored, so that a reference names nothing; it is removed."
            draft.note(RP214.code, at, "removed", told)
            gone.add(at)
        elif not _without_id(draft, at, RP214.code, _NOT_STORED, "/id"):
            gone.add(at)
    draft.remove(gone)


def _without_id(draft: Draft, at: int, code: str, why: str, member: str) -> bool:
    """Leave the id of reasoning out; return False where it then has nothing to say."""
    if not (draft.items[at].get("summary") or draft.items[at].get("content")):
        draft.note(code, at, "removed", f"{why}, and it says nothing else; it is removed.")
        return False
    if member == "/id":
        draft.note(code, at, "id_dropped", f"{why}; the id is left out.", member)
    else:
        draft.note(code, at, "removed", f"{why}; it is left out, and the id.", member)
    draft.leave_out(at, "id")
    return True


def lonely(draft: Draft) -> None:
    """Remove reasoning whose item is gone; leave its id out where that item has none itself."""
    if not any(True for _ in draft.problems(RP212)):
        return
    gone: set[int] = set()
    behind: Json = None  # what follows, as it is by now
    view = draft.view()
    for at in range(len(draft.items) - 1, -1, -1):
        item = draft.items[at]
        if item.get("type") in CONTEXT:
            continue
        is_found = (
            item.get("type") == "reasoning" and isinstance(item.get("id"), str) and item["id"]
        )
        if is_found and not draft.is_locked(at) and judged(behind, view) is not None:
            if _is_gone(behind):
                told = "What this reasoning was for is gone; it is removed."
                draft.note(RP212.code, at, "removed", told)
                gone.add(at)
                continue
            told = "What follows this reasoning has no id; the id is left out."
            draft.note(RP212.code, at, "id_dropped", told, "/id")
            draft.leave_out(at, "id")
        behind = draft.items[at]
    draft.remove(gone)


def _is_gone(behind: Json) -> bool:
    return behind is None or behind.get("type") in OUTPUTS or behind.get("role") in INPUT_ROLES
