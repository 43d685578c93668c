"""RFC 6901 JSON Pointers, and RFC 6902 patches applied to values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from responses_protocol.lens.patch import Operation, Patch
from responses_protocol.values import LEAVES, Json, copied, tokens


class PatchError(ValueError):
    """A patch that does not fit the value it is applied to."""


def apply(patch: Patch, values: list[Json]) -> list[Json]:
    """Apply a patch to a list, in place, and return it; raise PatchError where it does not fit.

    What the patch adds is copied, so that the result shares no container with it.
    """
    try:
        for operation in patch:
            op, path = operation["op"], operation["path"]
            if op in SHORT_WAY and "~" not in path:
                place = path.split("/")
                if len(place) == 3:
                    owner, key = values[_index(place[1], len(values))], place[2]
                    if type(owner) is dict:  # a member of a value: nearly all operations
                        if op != "add":
                            del owner[key]
                        if op != "remove":
                            value = operation["value"]
                            owner[key] = value if type(value) in LEAVES else copied(value)
                        continue
                elif len(place) == 2 and op == "add":
                    value = copied(operation["value"])
                    values.insert(_index(place[1], len(values)), value)
                    continue
            APPLY[op](values, operation)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError):
        raise PatchError("an operation does not fit the value") from None
    return values


def _parent(values: Any, pointer: str) -> tuple[Any, str]:
    path = tokens(pointer)
    last = path.pop()
    for part in path:
        values = values[int(part)] if isinstance(values, list) else values[part]
    return values, last


def _get(values: Any, pointer: str) -> Json:
    owner, last = _parent(values, pointer)
    return owner[int(last)] if isinstance(owner, list) else owner[last]


def _put(values: Any, pointer: str, value: Json) -> None:
    owner, last = _parent(values, pointer)
    if isinstance(owner, list):
        owner.insert(len(owner) if last == "-" else _index(last, len(owner)), value)
    else:
        owner[last] = value


def _index(part: str, limit: int) -> int:
    index = int(part)
    if not 0 <= index <= limit:
        raise IndexError(index)
    return index


def _take(values: Any, pointer: str) -> Json:
    owner, last = _parent(values, pointer)
    return owner.pop(_index(last, len(owner)) if isinstance(owner, list) else last)


def _add(values: Any, operation: Operation) -> None:
    _put(values, operation["path"], copied(operation["value"]))


def _remove(values: Any, operation: Operation) -> None:
    _take(values, operation["path"])


def _replace(values: Any, operation: Operation) -> None:
    owner, last = _parent(values, operation["path"])
    if isinstance(owner, list):
        owner[_index(last, len(owner))] = copied(operation["value"])
    else:
        owner[last]
        owner[last] = copied(operation["value"])


def _move(values: Any, operation: Operation) -> None:
    _put(values, operation["path"], _take(values, operation["from"]))


def _copy(values: Any, operation: Operation) -> None:
    _put(values, operation["path"], copied(_get(values, operation["from"])))


SHORT_WAY = ("add", "replace", "remove")
APPLY: dict[str, Callable[[Any, Operation], None]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy,
}
