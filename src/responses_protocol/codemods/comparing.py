"""What two agents answered, side by side: ids aside, differences by place, values by their size.

An agent makes new ids each time it is asked; only which of them are the same is compared. Contents
are not quoted: they may be secrets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import chain
from typing import Any

from responses_protocol.values import Object

_LISTS = frozenset(("annotations", "logprobs"))  # of a text, which say nothing when empty
_NAMES = frozenset(("call_id", "code", "line", "module", "name", "role", "status", "type"))


def differences(before: Object, after: Object) -> list[str]:
    """Return what is different between two answers, or two streams, a line for each place."""
    failed, failed_after = before.get("failed"), after.get("failed")
    if failed or failed_after:
        kinds = [one["type"] if one else "no failure" for one in (failed, failed_after)]
        return [] if kinds[0] == kinds[1] else [f"before: {kinds[0]}; after: {kinds[1]}"]
    one, other = _plain(before), _plain(after)
    if not ("answer" in one and "answer" in other):  # only a migrated agent still gives it
        one.pop("answer", None)
        other.pop("answer", None)
    rest = (
        _members(f"/{name}", one.get(name), other.get(name))
        for name in sorted(one.keys() | other.keys() - {"output"})
        if name != "output"
    )
    return [*_items(one["output"], other["output"]), *chain.from_iterable(rest)]


def side_by_side(before: Object, after: Object) -> list[str]:
    """Return the items of two answers in two columns, with a sign between those that differ."""
    if before.get("failed") or after.get("failed"):
        return []
    one, other = _plain(before)["output"], _plain(after)["output"]
    matcher = SequenceMatcher(None, [*map(_key, one)], [*map(_key, other)], autojunk=False)
    rows = [("before", " ", "after")]
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        for at in range(max(stop - start, new_stop - new_start)):
            left = _kind(one[start + at]) if start + at < stop else ""
            right = _kind(other[new_start + at]) if new_start + at < new_stop else ""
            sign = " " if tag == "equal" else "<" if not right else ">" if not left else "|"
            rows.append((left, sign, right))
    width = max(len(left) for left, _, _ in rows)
    return [f"{left:{width}}  {sign}  {right}".rstrip() for left, sign, right in rows]


def _plain(answer: Object) -> Object:
    """Return an answer with numbers in place of ids, and without members that say nothing."""
    calls: dict[str, str] = {}
    items = [_said_of(item) for item in answer["output"]]
    for item in items:
        if "call_id" in item:
            item["call_id"] = calls.setdefault(item["call_id"], f"call {len(calls) + 1}")
    found = {name: value for name, value in answer.items() if value is not None}
    if "deltas" in found:
        found["deltas"] = list(found["deltas"].values())
    if "answer" in found:
        found["answer"] = _answer(found["answer"])
    return {**found, "output": items}


def _answer(answer: Object) -> Object:
    """Return the answer of a ChatAgent with numbers in place of ids."""
    ids: dict[Any, str] = {}
    messages = []
    for message in answer.get("messages") or ():
        message = {name: value for name, value in message.items() if name != "id"}
        if message.get("tool_call_id") is not None:
            own = message["tool_call_id"]
            message["tool_call_id"] = ids.setdefault(own, f"call {len(ids) + 1}")
        if isinstance(message.get("tool_calls"), list):
            message["tool_calls"] = [
                {**call, "id": ids.setdefault(call.get("id"), f"call {len(ids) + 1}")}
                for call in message["tool_calls"]
            ]
        messages.append(message)
    return {**answer, "messages": messages}


def _said_of(item: Object) -> Object:
    """Return an item without its id, and without what is meant where nothing is said."""
    found = {name: value for name, value in item.items() if name != "id"}
    if found.get("status") == "completed":
        del found["status"]
    if isinstance(found.get("content"), list):
        found["content"] = [
            {name: value for name, value in part.items() if name not in _LISTS or value != []}
            if isinstance(part, dict)
            else part
            for part in found["content"]
        ]
    return found


def _items(before: list[Object], after: list[Object]) -> Iterator[str]:
    keys, keys_after = ([_key(one) for one in side] for side in (before, after))
    matcher = SequenceMatcher(None, keys, keys_after, autojunk=False)
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        if tag == "equal":
            continue
        pairs = min(stop - start, new_stop - new_start)
        for at in range(pairs):
            place = f"/output/{start + at}"
            yield from _members(place, before[start + at], after[new_start + at])
        for at in range(start + pairs, stop):
            yield f"- /output/{at}: {_kind(before[at])}, only before"
        for at in range(new_start + pairs, new_stop):
            yield f"+ /output/{at}: {_kind(after[at])}, only after"


def _members(place: str, before: Any, after: Any) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted(before.keys() | after.keys()):
            yield from _members(f"{place}/{name}", before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _members(f"{place}/{at}", one, other)
    elif _key(before) != _key(after):
        name = place.rpartition("/")[2]
        yield f"{place}: {_said(name, before)} before, {_said(name, after)} after" + _where(
            before, after
        )


def _said(name: str, value: Any) -> str:
    if value is None:
        return "nothing"
    if name in _NAMES or isinstance(value, (bool, int, float)):
        return json.dumps(value)
    size = "characters" if isinstance(value, str) else "elements"
    return f"{len(value)} {'members' if isinstance(value, dict) else size}"


def _where(before: Any, after: Any) -> str:
    if not (isinstance(before, str) and isinstance(after, str)):
        return ""
    pairs = zip(before, after, strict=False)
    at = next((at for at, (one, other) in enumerate(pairs) if one != other), None)
    return "" if at is None else f", different from character {at + 1} on"


def _kind(item: Object) -> str:
    return " ".join(str(item[name]) for name in ("type", "role", "name") if item.get(name))


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
