"""Ids of items: foreign, duplicate and missing ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from responses_protocol._checks.rules.responses_history.reading import ANSWERED_BY_ID, is_reference
from responses_protocol._checks.rules.responses_history.rp205_duplicate_item_id import RP205
from responses_protocol._checks.rules.responses_history.rp206_item_id import LIMIT, PREFIXES, RP206
from responses_protocol._checks.rules.responses_history.rp216_missing_item_id import (
    DECLARED,
    MEASURED,
    RP216,
)
from responses_protocol._formats.ids import add_prefix, derive_id
from responses_protocol._mends.draft import Draft
from responses_protocol._mends.unique_ids import UniqueIds
from responses_protocol._values import Json

_NEEDED = frozenset((*MEASURED, *DECLARED, ANSWERED_BY_ID, "program", "program_output"))
# The member by which other items refer to an item of this type, or to the call of such an output.
_REFERENCE_MEMBERS = {"mcp_approval_request": "approval_request_id", ANSWERED_BY_ID: "call_id"}
_INVALID = re.compile(r"[^a-zA-Z0-9_-]")


def drop_duplicate_ids(draft: Draft) -> None:
    """Remove items and references that are repeated, and the ids of other items with one id."""
    indexes = {index for index, _ in draft.find_problems(RP205)}
    if not indexes:
        return
    items = draft.items
    item_ids = {
        item["id"] for item in items if not _is_reference(item) and isinstance(item.get("id"), str)
    }
    items_by_id: dict[str, Json] = {}
    removed: set[int] = set()
    unique_ids = _unique_ids(items)
    for index, item in enumerate(items):
        item_id = item.get("id")
        if not isinstance(item_id, str) or not item_id or draft.is_locked(index):
            continue
        earlier = items_by_id.get(item_id)
        if _is_reference(item) and (item_id in item_ids or earlier is not None):
            message = "The history has the item of this reference already; it is removed."
            draft.note(RP205.code, index, "removed", message)
            removed.add(index)
        elif earlier is None:
            items_by_id[item_id] = item
        elif earlier == item or item.get("type") == ANSWERED_BY_ID:
            draft.note(RP205.code, index, "removed", "The same item is in the history already.")
            removed.add(index)
        else:
            _drop_or_rename(draft, index, RP205.code, "Another item has this id", unique_ids)
    draft.remove(removed)


def drop_foreign_ids(draft: Draft) -> None:
    """Remove ids that the endpoint did not make, or replace them where items need one."""
    problems = list(draft.find_problems(RP206))
    if not problems:
        return
    unique_ids = _unique_ids(draft.items)
    renamed: dict[str, dict[str, str]] = {}
    removed: set[int] = set()
    locked_references = draft.locked_ids(_referenced_ids)
    for index, _ in problems:
        item = draft.items[index]
        if item.get("type") in _REFERENCE_MEMBERS and item["id"] in locked_references:
            continue
        if _is_reference(item):
            message = "The reference is to an item of another server."
            draft.note(RP206.code, index, "removed", message)
            removed.add(index)
            continue
        reason = "The id is that of another server"
        new_id = _drop_or_rename(draft, index, RP206.code, reason, unique_ids)
        if new_id is not None and item["type"] in _REFERENCE_MEMBERS:
            renamed.setdefault(_REFERENCE_MEMBERS[item["type"]], {})[item["id"]] = new_id
    for member, ids in renamed.items():
        _rename_references(draft, member, ids)
    draft.remove(removed)


def _referenced_ids(item: Json) -> Iterator[str]:
    for name in _REFERENCE_MEMBERS.values():
        if isinstance(item.get(name), str):
            yield item[name]


def _rename_references(draft: Draft, member: str, new_ids: dict[str, str]) -> None:
    """Replace the old ids of items where other items refer to them."""
    for index, item in enumerate(draft.items):
        item_id = item.get(member)
        if isinstance(item_id, str) and item_id in new_ids and not draft.is_locked(index):
            message = "The item that this refers to has another id now."
            draft.note(RP206.code, index, "renamed", message, f"/{member}")
            draft.set_members(index, **{member: new_ids[item_id]})


def remove_items_without_id(draft: Draft) -> None:
    """Remove items without an id that the endpoint accepts only with one."""
    removed = {index for index, _ in draft.find_problems(RP216)}
    for index in sorted(removed):
        message = "An item of this type needs its id, which is lost; it is removed."
        draft.note(RP216.code, index, "removed", message)
    draft.remove(removed)


def _drop_or_rename(
    draft: Draft, index: int, code: str, reason: str, unique_ids: UniqueIds
) -> str | None:
    """Remove the id of an item, or replace it where it is needed; return the new id."""
    item = draft.items[index]
    if item.get("type") not in _NEEDED:
        draft.note(code, index, "id_dropped", f"{reason}; it is left out.", "/id")
        draft.drop_member(index, "id")
        return None
    new_id = unique_ids.derive(_valid_id(item["id"], PREFIXES.get(item["type"], "")))
    message = f"{reason}; it is needed, and written in another way."
    draft.note(code, index, "renamed", message, "/id")
    draft.set_members(index, id=new_id)
    return new_id


def _valid_id(item_id: str, prefix: str) -> str:
    valid_id = _INVALID.sub("_", item_id)
    if prefix and not valid_id.startswith(prefix):
        return add_prefix(valid_id, f"{prefix}_")
    return valid_id or derive_id("id_", item_id)


def _unique_ids(items: Iterable[Json]) -> UniqueIds:
    return UniqueIds((item["id"] for item in items if isinstance(item.get("id"), str)), LIMIT)


def _is_reference(item: Json) -> bool:
    kind = item.get("type")
    return kind == "item_reference" or (kind is None and is_reference(item))
