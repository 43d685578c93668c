"""Plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

Json = Any
Object = dict[str, Json]
LEAVES = frozenset((str, bool, type(None)))  # types that are always JSON and need no copy
_INDEX_DIGITS = 10
_SAFE_BITS = 10_000  # an integer of fewer is below any limit on digits of the interpreter


def copy_json(value: Json) -> Json:
    """Return a deep copy of a JSON value.

    Raises TypeError where it contains something that is not JSON.
    """
    if isinstance(value, dict):
        copy = dict(value)
        for key, member in value.items():
            if type(key) is not str and not isinstance(key, str):
                raise TypeError("the names of members must be strings")
            if type(member) not in LEAVES:
                copy[key] = copy_json(member)
        return copy
    if isinstance(value, list):
        return [element if type(element) in LEAVES else copy_json(element) for element in value]
    if value is None or isinstance(value, str) or is_number(value):
        return value
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def read_type(value: Json) -> str:
    """Return the ``type`` of a value, an empty string where it has none."""
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""


def read_index(value: Json) -> int | None:
    """Return an index, which some servers write as ``1.0`` or as a text; None for another value."""
    if type(value) is int:
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    is_text = isinstance(value, str) and value.isascii() and value.isdigit()
    return int(value) if is_text and len(value) < _INDEX_DIGITS else None


def is_number(value: Json) -> bool:
    """Return whether ``value`` is a number that can be written as JSON."""
    if isinstance(value, int):
        return value.bit_length() <= _SAFE_BITS or _can_be_written(value)
    return isinstance(value, float) and isfinite(value)


def _can_be_written(value: int) -> bool:
    try:
        str(value)
    except ValueError:
        return False
    return True


def escape_token(key: str) -> str:
    """Return ``key`` escaped as a token of a JSON Pointer."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def join_pointer(steps: Iterable[str | int]) -> str:
    """Return the JSON Pointer of names of members and indexes."""
    return "".join(f"/{escape_token(str(step))}" for step in steps)


def split_pointer(pointer: str) -> list[str]:
    """Split a JSON Pointer into its unescaped tokens; raise ValueError where it is invalid."""
    if pointer == "":
        return []
    if not isinstance(pointer, str) or pointer[0] != "/":
        raise ValueError("not a JSON Pointer")
    parts = pointer[1:].split("/")
    if "~" in pointer:
        parts = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    return parts
