"""Reasoning that an endpoint can't look up or decrypt, or that belongs to no item."""

from __future__ import annotations

from responses_protocol._checks.rules.responses_history.reading import INPUT_ROLES, OUTPUTS
from responses_protocol._checks.rules.responses_history.rp212_lonely_reasoning import (
    CONTEXT,
    RP212,
    judge_next_item,
)
from responses_protocol._checks.rules.responses_history.rp214_item_not_stored import RP214
from responses_protocol._mends.draft import Draft
from responses_protocol._values import Json

ENCRYPTED = "encrypted_reasoning"  # a word of `drop`
_ENCRYPTED_DETAIL = "reasoning.encrypted"
_NOT_STORED = "Nothing is stored, so that reasoning can't be looked up by its id"
_FOREIGN_ACCOUNT = "The encrypted content is that of another account"


def drop_encrypted(draft: Draft) -> None:
    """Remove encrypted reasoning, which only one account can send back, on request."""
    if ENCRYPTED not in draft.drop:
        return
    removed: set[int] = set()
    for index, item in enumerate(draft.items):
        if draft.is_locked(index):
            continue
        if item.get("type") == "reasoning" and item.get("encrypted_content"):
            draft.drop_member(index, "encrypted_content")
            if not _drop_id(draft, index, ENCRYPTED, _FOREIGN_ACCOUNT, "/encrypted_content"):
                removed.add(index)
        elif draft.start.name != "responses_history":
            _drop_details(draft, index)
    draft.remove(removed)


def _drop_details(draft: Draft, index: int) -> None:
    details = draft.items[index].get("reasoning_details")
    if not isinstance(details, list):
        return
    remaining = [
        detail
        for detail in details
        if not (isinstance(detail, dict) and detail.get("type") == _ENCRYPTED_DETAIL)
    ]
    if len(remaining) < len(details):
        message = f"{_FOREIGN_ACCOUNT}; it is left out."
        draft.note(ENCRYPTED, index, "removed", message, "/reasoning_details")
        if remaining:
            draft.set_members(index, reasoning_details=remaining)
        else:
            draft.drop_member(index, "reasoning_details")


def drop_unstored(draft: Draft) -> None:
    """Remove references, and ids of reasoning, that need a stored response where none is stored."""
    removed: set[int] = set()
    for index, _ in list(draft.find_problems(RP214)):
        if draft.items[index].get("type") != "reasoning":
            message = "Nothing is stored, so that the reference leads nowhere; it is removed."
            draft.note(RP214.code, index, "removed", message)
            removed.add(index)
        elif not _drop_id(draft, index, RP214.code, _NOT_STORED, "/id"):
            removed.add(index)
    draft.remove(removed)


def _drop_id(draft: Draft, index: int, code: str, reason: str, member: str) -> bool:
    """Remove the id of reasoning; return False if the reasoning has no content beside it."""
    if not (draft.items[index].get("summary") or draft.items[index].get("content")):
        message = f"{reason}, and there is no other content; it is removed."
        draft.note(code, index, "removed", message)
        return False
    if member == "/id":
        draft.note(code, index, "id_dropped", f"{reason}; the id is left out.", member)
    else:
        draft.note(code, index, "removed", f"{reason}; it is left out, with the id.", member)
    draft.drop_member(index, "id")
    return True


def drop_lonely(draft: Draft) -> None:
    """Remove reasoning whose item is removed, and the id of reasoning whose item has no id."""
    if not any(True for _ in draft.find_problems(RP212)):
        return
    removed: set[int] = set()
    follower: Json = None  # the next item in its current state
    view = draft.view()
    for index in range(len(draft.items) - 1, -1, -1):
        item = draft.items[index]
        if item.get("type") in CONTEXT:
            continue
        has_id = item.get("type") == "reasoning" and isinstance(item.get("id"), str) and item["id"]
        if has_id and not draft.is_locked(index) and judge_next_item(follower, view) is not None:
            if _is_follower_gone(follower):
                message = "The item of this reasoning is missing; it is removed."
                draft.note(RP212.code, index, "removed", message)
                removed.add(index)
                continue
            message = "The item after this reasoning has no id; the id is left out."
            draft.note(RP212.code, index, "id_dropped", message, "/id")
            draft.drop_member(index, "id")
        follower = draft.items[index]
    draft.remove(removed)


def _is_follower_gone(follower: Json) -> bool:
    return (
        follower is None or follower.get("type") in OUTPUTS or follower.get("role") in INPUT_ROLES
    )
