"""Ids of items: those of another server, those of several items, and those that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from responses_protocol.checks.rules.responses_history.reading import BY_ID, is_reference
from responses_protocol.checks.rules.responses_history.rp205_duplicate_item_id import RP205
from responses_protocol.checks.rules.responses_history.rp206_item_id import LIMIT, PREFIXES, RP206
from responses_protocol.checks.rules.responses_history.rp216_missing_item_id import (
    DECLARED,
    MEASURED,
    RP216,
)
from responses_protocol.formats.ids import mint, prefixed
from responses_protocol.mends.draft import Draft
from responses_protocol.mends.names import Names
from responses_protocol.values import Json

NEEDED = frozenset((*MEASURED, *DECLARED, BY_ID, "program", "program_output"))
# the members by which other items name an item, or a call that an output has as its own id
_NAMED_BY = {"mcp_approval_request": "approval_request_id", BY_ID: "call_id"}
_OTHERS = re.compile(r"[^a-zA-Z0-9_-]")


def twice(draft: Draft) -> None:
    """Let no two items have one id: what is there twice is removed, of others the id is dropped."""
    found = {at for at, _ in draft.problems(RP205)}
    if not found:
        return
    items = draft.items
    whole = {one["id"] for one in items if not _refers(one) and isinstance(one.get("id"), str)}
    first: dict[str, Json] = {}
    gone: set[int] = set()
    names = _names(items)
    for at, item in enumerate(items):
        own = item.get("id")
        if not isinstance(own, str) or not own or draft.is_locked(at):
            continue
        earlier = first.get(own)
        if _refers(item) and (own in whole or earlier is not None):
            told = "The item that this refers to stands in the history already; it is removed."
            draft.note(RP205.code, at, "removed", told)
            gone.add(at)
        elif earlier is None:
            first[own] = item
        elif earlier == item or item.get("type") == BY_ID:
            draft.note(RP205.code, at, "removed", "The same item stands in the history already.")
            gone.add(at)
        else:
            _without(draft, at, RP205.code, "Another item has this id", names)
    draft.remove(gone)


def misspelled(draft: Draft) -> None:
    """Leave out ids that the endpoint never made; write those anew that can't be left out."""
    names = _names(draft.items)
    renamed: dict[str, dict[str, str]] = {}
    gone: set[int] = set()
    named = draft.locked_ids(_named)
    for at, _ in list(draft.problems(RP206)):
        item = draft.items[at]
        if item.get("type") in _NAMED_BY and item["id"] in named:
            continue
        if _refers(item):
            draft.note(RP206.code, at, "removed", "The reference is to an item of another server.")
            gone.add(at)
            continue
        new = _without(draft, at, RP206.code, "The id is that of another server", names)
        if new is not None and item["type"] in _NAMED_BY:
            renamed.setdefault(_NAMED_BY[item["type"]], {})[item["id"]] = new
    for member, ids in renamed.items():
        _follow(draft, member, ids)
    draft.remove(gone)


def _named(item: Json) -> Iterator[str]:
    yield from (item[name] for name in _NAMED_BY.values() if isinstance(item.get(name), str))


def _follow(draft: Draft, member: str, new: dict[str, str]) -> None:
    """Let what names an item by its id name it by its new one."""
    for at, item in enumerate(draft.items):
        own = item.get(member)
        if isinstance(own, str) and own in new and not draft.is_locked(at):
            told = "What this names has another id now."
            draft.note(RP206.code, at, "renamed", told, f"/{member}")
            draft.change(at, **{member: new[own]})


def missing(draft: Draft) -> None:
    """Remove items that the endpoint takes with their id only: none is made up."""
    gone = {at for at, _ in draft.problems(RP216)}
    for at in sorted(gone):
        told = "An item of this type is taken with its id only, which is lost; it is removed."
        draft.note(RP216.code, at, "removed", told)
    draft.remove(gone)


def _without(draft: Draft, at: int, code: str, why: str, names: Names) -> str | None:
    """Leave an id out, or return what it is now where it is needed."""
    item = draft.items[at]
    if item.get("type") not in NEEDED:
        draft.note(code, at, "id_dropped", f"{why}; it is left out.", "/id")
        draft.leave_out(at, "id")
        return None
    new = names.free(_spelled(item["id"], PREFIXES.get(item["type"], "")))
    draft.note(code, at, "renamed", f"{why}; it is needed, and written in another way.", "/id")
    draft.change(at, id=new)
    return new


def _spelled(own: str, prefix: str) -> str:
    spelled = _OTHERS.sub("_", own)
    if prefix and not spelled.startswith(prefix):
        return prefixed(spelled, f"{prefix}_")
    return spelled or mint("id_", own)


def _names(items: Iterable[Json]) -> Names:
    return Names((one["id"] for one in items if isinstance(one.get("id"), str)), LIMIT)


def _refers(item: Json) -> bool:
    kind = item.get("type")
    return kind == "item_reference" or (kind is None and is_reference(item))
