"""Compare the answers of two agents: differences by place, values by their size, without ids.

An agent makes new ids for each answer, so only the equality of ids is compared. Contents
are not quoted: they may be secrets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import chain
from typing import Any

from responses_protocol._values import Object

_LISTS = frozenset(("annotations", "logprobs"))  # of a text, which say nothing when empty
_NAMES = frozenset(("call_id", "code", "line", "module", "name", "role", "status", "type"))


def differences(before: Object, after: Object) -> list[str]:
    """Return a line for each difference between two answers, or two streams."""
    failed, failed_after = before.get("failed"), after.get("failed")
    if failed or failed_after:
        kinds = [
            before_plain["type"] if before_plain else "no failure"
            for before_plain in (failed, failed_after)
        ]
        return [] if kinds[0] == kinds[1] else [f"before: {kinds[0]}; after: {kinds[1]}"]
    before_plain, after_plain = _comparable(before), _comparable(after)
    if not (
        "answer" in before_plain and "answer" in after_plain
    ):  # only a migrated agent still gives it
        before_plain.pop("answer", None)
        after_plain.pop("answer", None)
    rest = (
        _members(f"/{name}", before_plain.get(name), after_plain.get(name))
        for name in sorted(before_plain.keys() | after_plain.keys() - {"output"})
        if name != "output"
    )
    return [*_items(before_plain["output"], after_plain["output"]), *chain.from_iterable(rest)]


def side_by_side(before: Object, after: Object) -> list[str]:
    """Return the items of two answers in two columns, with a sign between those that differ."""
    if before.get("failed") or after.get("failed"):
        return []
    items_before, items_after = _comparable(before)["output"], _comparable(after)["output"]
    matcher = SequenceMatcher(
        None, [*map(_key, items_before)], [*map(_key, items_after)], autojunk=False
    )
    rows = [("before", " ", "after")]
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        for offset in range(max(stop - start, new_stop - new_start)):
            item_before = _kind(items_before[start + offset]) if start + offset < stop else ""
            item_after = (
                _kind(items_after[new_start + offset]) if new_start + offset < new_stop else ""
            )
            sign = (
                " "
                if tag == "equal"
                else "<"
                if not item_after
                else ">"
                if not item_before
                else "|"
            )
            rows.append((item_before, sign, item_after))
    width = max(len(item_before) for item_before, _, _ in rows)
    return [
        f"{item_before:{width}}  {sign}  {item_after}".rstrip()
        for item_before, sign, item_after in rows
    ]


def _comparable(answer: Object) -> Object:
    """Return an answer with numbers in place of ids, and without null members."""
    calls: dict[str, str] = {}
    items = [_without_defaults(item) for item in answer["output"]]
    for item in items:
        if "call_id" in item:
            item["call_id"] = calls.setdefault(item["call_id"], f"call {len(calls) + 1}")
    members = {name: value for name, value in answer.items() if value is not None}
    if "deltas" in members:
        members["deltas"] = list(members["deltas"].values())
    if "answer" in members:
        members["answer"] = _comparable_answer(members["answer"])
    return {**members, "output": items}


def _comparable_answer(answer: Object) -> Object:
    """Return the answer of a ChatAgent with numbers in place of ids."""
    ids: dict[Any, str] = {}
    messages = []
    for message in answer.get("messages") or ():
        message = {name: value for name, value in message.items() if name != "id"}
        if message.get("tool_call_id") is not None:
            call_id = message["tool_call_id"]
            message["tool_call_id"] = ids.setdefault(call_id, f"call {len(ids) + 1}")
        if isinstance(message.get("tool_calls"), list):
            message["tool_calls"] = [
                {**call, "id": ids.setdefault(call.get("id"), f"call {len(ids) + 1}")}
                for call in message["tool_calls"]
            ]
        messages.append(message)
    return {**answer, "messages": messages}


def _without_defaults(item: Object) -> Object:
    """Return an item without its id, and without members that have their default."""
    members = {name: value for name, value in item.items() if name != "id"}
    if members.get("status") == "completed":
        del members["status"]
    if isinstance(members.get("content"), list):
        members["content"] = [
            {name: value for name, value in part.items() if name not in _LISTS or value != []}
            if isinstance(part, dict)
            else part
            for part in members["content"]
        ]
    return members


def _items(before: list[Object], after: list[Object]) -> Iterator[str]:
    keys, keys_after = ([_key(item) for item in side] for side in (before, after))
    matcher = SequenceMatcher(None, keys, keys_after, autojunk=False)
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        if tag == "equal":
            continue
        pairs = min(stop - start, new_stop - new_start)
        for index in range(pairs):
            place = f"/output/{start + index}"
            yield from _members(place, before[start + index], after[new_start + index])
        for index in range(start + pairs, stop):
            yield f"- /output/{index}: {_kind(before[index])}, only before"
        for index in range(new_start + pairs, new_stop):
            yield f"+ /output/{index}: {_kind(after[index])}, only after"


def _members(place: str, before: Any, after: Any) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted(before.keys() | after.keys()):
            yield from _members(f"{place}/{name}", before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (value_before, value_after) in enumerate(zip(before, after, strict=True)):
            yield from _members(f"{place}/{index}", value_before, value_after)
    elif _key(before) != _key(after):
        name = place.rpartition("/")[2]
        yield (
            f"{place}: {_describe_value(name, before)} before, {_describe_value(name, after)} after"
            + _where(before, after)
        )


def _describe_value(name: str, value: Any) -> str:
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
    index = next(
        (
            index
            for index, (character_before, character_after) in enumerate(pairs)
            if character_before != character_after
        ),
        None,
    )
    return "" if index is None else f", different from character {index + 1} on"


def _kind(item: Object) -> str:
    return " ".join(str(item[name]) for name in ("type", "role", "name") if item.get(name))


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
