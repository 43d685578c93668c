"""The complement of a repair: the content of the source that the value does not have.

    {"kind": "repair", "version": 1, "digest": "...", "members": {"": {...}},
     "lists": [{"pointer": "/input", "source": [[0, 3], {"item": {...}}, {"at": 4, ...}]}]}

``digest`` is that of the value. ``members`` has the lost members of requests by their pointers.
Each of ``lists`` describes the source in steps: ``[at, count]`` is a run of elements of the value,
``{"item": ...}`` a removed element, and ``{"at": ..., "members": ..., "without": ...}`` an element
of the value with other members, and without some. Pointers lead into the value, where payloads
stand at the same places as in the source.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from responses_protocol._lens.plain import depth_error, to_plain
from responses_protocol._mends.draft import Element
from responses_protocol._values import Json, copy_json, split_pointer
from responses_protocol.errors import ComplementError

KIND, VERSION = "repair", 1


def write_complement(value: Json, members: dict[str, Json], lists: list[Json]) -> dict[str, Json]:
    """Return the complement of a value."""
    return {
        "kind": KIND,
        "version": VERSION,
        "digest": _digest(value),
        "members": copy_json(members),
        "lists": copy_json(lists),
    }


def record_list(source: list[Json], elements: list[Element]) -> list[Json]:
    """Return the steps that describe a list of the source by the elements of the result."""
    elements_by_source = {
        element.source: (new_index, element)
        for new_index, element in enumerate(elements)
        if element.source is not None
    }
    steps: list[Json] = []
    for index, item in enumerate(source):
        new_index, element = elements_by_source.get(index, (-1, None))
        if element is None:
            steps.append({"item": item})
        elif not element.is_unchanged:
            steps.append({"at": new_index, **_difference(item, element.value)})
        elif steps and isinstance(steps[-1], list) and sum(steps[-1]) == new_index:
            steps[-1][1] += 1
        else:
            steps.append([new_index, 1])
    return steps


def _difference(source: dict[str, Json], value: dict[str, Json]) -> dict[str, Json]:
    members = {
        key: member
        for key, member in source.items()
        if key not in value or value[key] is not member
    }
    without = [key for key in value if key not in source]
    return {"members": members, "without": without}


def undo(value: Json, complement: Json) -> Json:
    """Restore the payload that ``repair`` mended.

    Args:
        value: The value of the repair, unchanged: an edited one can't be restored exactly.
        complement: The complement of the repair. Neither argument is changed.

    Returns:
        The payload before the repair.

    Raises:
        ComplementError: The complement is damaged, is none of a repair, or belongs to another
            value.
    """
    try:
        value, complement = to_plain(value), to_plain(complement)
        return _undo(value, complement)
    except RecursionError:
        raise depth_error(value) from None


def _undo(value: Json, complement: Json) -> Json:
    if not isinstance(complement, dict) or complement.get("kind") != KIND:
        raise ComplementError("not the complement of a repair")
    if complement.get("version") != VERSION:
        raise ComplementError("an unknown version", "/version")
    if complement.get("digest") != _digest(value):
        raise ComplementError("the complement of another value", "/digest")
    root = [value]
    lists, members = complement.get("lists"), complement.get("members")
    if not isinstance(lists, list):
        raise ComplementError("not a list", "/lists")
    if not isinstance(members, dict):
        raise ComplementError("not an object", "/members")
    for number, list_record in enumerate(lists):
        try:
            owner, key = find_owner(root, list_record["pointer"])
            owner[key] = _restore_list(owner[key], list_record["source"])
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            raise ComplementError("does not fit the value", f"/lists/{number}") from None
    for pointer, lost_members in members.items():
        try:
            owner, key = find_owner(root, pointer)
            owner[key].update(copy_json(lost_members))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError):
            raise ComplementError("does not fit the value", "/members") from None
    return root[0]


def find_owner(root: list[Json], pointer: str) -> tuple[Any, Any]:
    """Return the container of the value at a pointer, and the key of the value in it."""
    owner: Any = root
    key: Any = 0
    for step in split_pointer(pointer):
        owner = owner[key]
        key = int(step) if isinstance(owner, list) else step
    return owner, key


def _restore_list(value: list[Json], steps: list[Json]) -> list[Json]:
    elements: list[Json] = []
    for step in steps:
        if isinstance(step, list):
            start, count = step
            if not 0 <= start <= start + count <= len(value):
                raise ValueError
            elements += value[start : start + count]
        elif "item" in step:
            elements.append(copy_json(step["item"]))
        else:
            members = {
                key: member
                for key, member in value[step["at"]].items()
                if key not in step["without"]
            }
            elements.append({**members, **copy_json(step["members"])})
    return elements


def _digest(value: Json) -> str:
    """Return a digest that is the same for equal JSON, whatever the order of its members."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:32]
