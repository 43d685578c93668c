"""RFC 6901 JSON Pointers, and RFC 6902 patches applied to values."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from responses_protocol.lens.patch import Operation, Patch
from responses_protocol.values import LEAVES, Json, copied, tokens

Step = tuple[str, Any]  # the name of a member, and the index that it is in a list, if it is one


class PatchError(ValueError):
    """A patch that does not fit the value it is applied to."""


def apply(patch: Patch, values: list[Json]) -> list[Json]:
    """Apply a patch to a list, in place, and return it; raise PatchError where it does not fit.

    What the patch adds is copied, so that the result shares no container with it.
    """
    try:
        for operation in patch:
            op = operation["op"]
            if op in GIVEN:
                value = operation["value"]
                if type(value) not in LEAVES:
                    value = copied(value)
            else:
                value = FOUND[op](values, operation)
            owner, name, index = _place(values, operation["path"])
            if op == "add" and type(owner) is dict:  # a member: nearly all operations
                owner[name] = value
            else:
                APPLY[op](owner, name, index, value)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError):
        raise PatchError("an operation does not fit the value") from None
    return values


Steps = tuple[tuple[Step, ...], str, Any]
LONGEST = 256  # characters of a pointer that is remembered


def _split(pointer: str) -> Steps:
    """Return the steps to the owner of a place, and the name and the index of the place in it."""
    *path, (name, index) = ((part, _index(part)) for part in tokens(pointer))
    return tuple(path), name, index


_known_steps = lru_cache(maxsize=1024)(_split)  # the same few come up in all patches


def _index(part: str) -> int | None:
    return int(part) if part.isdecimal() and part.isascii() else None


def _place(values: Any, pointer: str) -> tuple[Any, str, Any]:
    """Return the owner of a place, and the name and the index of the place in it."""
    known = len(pointer) <= LONGEST
    path, name, index = _known_steps(pointer) if known else _split(pointer)
    for step, at in path:
        values = values[at] if type(values) is list else values[step]
    return values, name, index


def _copy(values: Any, operation: Operation) -> Json:
    """Return a string, all that a patch of ours copies: a list could be copied into itself."""
    owner, name, index = _place(values, operation["from"])
    value = owner[index if type(owner) is list else name]
    if type(value) is not str:
        raise TypeError(value)
    return value


def _take(values: Any, operation: Operation) -> Json:
    owner, name, index = _place(values, operation["from"])
    return owner.pop(index if type(owner) is list else name)


def _put(owner: Any, name: str, index: Any, value: Json) -> None:
    if type(owner) is not list:
        owner[name] = value
    elif name == "-":
        owner.append(value)
    elif index <= len(owner):
        owner.insert(index, value)
    else:
        raise IndexError(index)


def _replace(owner: Any, name: str, index: Any, value: Json) -> None:
    place = index if type(owner) is list else name
    owner[place]
    owner[place] = value


def _remove(owner: Any, name: str, index: Any, value: Json) -> None:
    del owner[index if type(owner) is list else name]


GIVEN = ("add", "replace")  # what is put is in the operation
FOUND: dict[str, Callable[[Any, Operation], Json]] = {
    "move": _take,
    "copy": _copy,
    "remove": lambda values, operation: None,
}
APPLY: dict[str, Callable[[Any, str, Any, Json], None]] = {
    "add": _put,
    "remove": _remove,
    "replace": _replace,
    "move": _put,
    "copy": _put,
}


def shifted(pointer: str, by: int) -> str:
    """Return a pointer into a part of a list as one into the list; ``by`` is where it begins."""
    first, *rest = pointer[1:].split("/")
    return "/".join(("", str(int(first) + by), *rest)) if first else ""
