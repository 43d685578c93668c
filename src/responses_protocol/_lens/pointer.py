"""Apply RFC 6902 patches to values, by RFC 6901 JSON Pointers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from responses_protocol._lens.patch import Operation, Patch
from responses_protocol._values import LEAVES, Json, copy_json, split_pointer

Step = tuple[str, Any]  # the name of a member, and its index in a list, if it is one


class PatchError(ValueError):
    """A patch that does not fit its value."""


def apply_patch(patch: Patch, values: list[Json]) -> list[Json]:
    """Apply a patch to a list, in place, and return it; raise PatchError where it does not fit.

    Added values are copied, so that the result shares no container with the patch.
    """
    try:
        for operation in patch:
            op = operation["op"]
            if op in WITH_VALUE:
                value = operation["value"]
                if type(value) not in LEAVES:
                    value = copy_json(value)
            else:
                value = VALUE_OF[op](values, operation)
            owner, name, index = _locate(values, operation["path"])
            if op == "add" and type(owner) is dict:  # a member: nearly all operations
                owner[name] = value
            else:
                EFFECTS[op](owner, name, index, value)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError):
        raise PatchError("an operation does not fit the value") from None
    return values


Steps = tuple[tuple[Step, ...], str, Any]
LONGEST = 256  # characters of a pointer in the cache


def _split(pointer: str) -> Steps:
    """Return the steps to the owner of a value, and the name and the index of the value in it."""
    *path, (name, index) = ((part, _index(part)) for part in split_pointer(pointer))
    return tuple(path), name, index


_known_steps = lru_cache(maxsize=1024)(_split)  # all patches have the same few pointers


def _index(part: str) -> int | None:
    return int(part) if part.isdecimal() and part.isascii() else None


def _locate(values: Any, pointer: str) -> tuple[Any, str, Any]:
    """Return the owner of a value, and the name and the index of the value in it."""
    is_cached = len(pointer) <= LONGEST
    path, name, index = _known_steps(pointer) if is_cached else _split(pointer)
    for step, position in path:
        values = values[position] if type(values) is list else values[step]
    return values, name, index


def _copy(values: Any, operation: Operation) -> Json:
    """Return a copied string; other values are refused, since a list could contain itself."""
    owner, name, index = _locate(values, operation["from"])
    value = owner[index if type(owner) is list else name]
    if type(value) is not str:
        raise TypeError(value)
    return value


def _pop(values: Any, operation: Operation) -> Json:
    owner, name, index = _locate(values, operation["from"])
    return owner.pop(index if type(owner) is list else name)


def _insert(owner: Any, name: str, index: Any, value: Json) -> None:
    if type(owner) is not list:
        owner[name] = value
    elif name == "-":
        owner.append(value)
    elif index <= len(owner):
        owner.insert(index, value)
    else:
        raise IndexError(index)


def _replace(owner: Any, name: str, index: Any, value: Json) -> None:
    key = index if type(owner) is list else name
    owner[key]
    owner[key] = value


def _remove(owner: Any, name: str, index: Any, value: Json) -> None:
    del owner[index if type(owner) is list else name]


WITH_VALUE = ("add", "replace")  # operations that contain their value
VALUE_OF: dict[str, Callable[[Any, Operation], Json]] = {
    "move": _pop,
    "copy": _copy,
    "remove": lambda values, operation: None,
}
EFFECTS: dict[str, Callable[[Any, str, Any, Json], None]] = {
    "add": _insert,
    "remove": _remove,
    "replace": _replace,
    "move": _insert,
    "copy": _insert,
}


def shift_pointer(pointer: str, by: int) -> str:
    """Return a pointer into a part of a list as one into the list; the part begins at ``by``."""
    first, *rest = pointer[1:].split("/")
    return "/".join(("", str(int(first) + by), *rest)) if first else ""
