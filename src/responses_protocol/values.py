"""Plain JSON values."""

from __future__ import annotations

from math import isfinite
from typing import Any

Json = Any
LEAVES = frozenset((str, bool, type(None)))  # what is JSON for sure and needs no copy
_BITS = 10_000  # integers of fewer are written whatever the interpreter's limit on digits


def copied(value: Json) -> Json:
    """Return ``value`` with containers of its own, so that no change of one shows in the other.

    Raises TypeError where it holds something that is not JSON.
    """
    if isinstance(value, dict):
        made = dict(value)
        for key, member in value.items():
            if type(key) is not str and not isinstance(key, str):
                raise TypeError("the names of members must be strings")
            if type(member) not in LEAVES:
                made[key] = copied(member)
        return made
    if isinstance(value, list):
        return [one if type(one) in LEAVES else copied(one) for one in value]
    if value is None or isinstance(value, str) or is_number(value):
        return value
    raise TypeError(f"{type(value).__name__} is no JSON value")


def is_number(value: Json) -> bool:
    """Tell whether ``value`` is a number that can be written as JSON."""
    if isinstance(value, int):
        return value.bit_length() <= _BITS or _is_written(value)
    return isinstance(value, float) and isfinite(value)


def _is_written(value: int) -> bool:
    try:
        str(value)
    except ValueError:
        return False
    return True


def token(key: str) -> str:
    """Return ``key`` as a JSON Pointer token."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def tokens(pointer: str) -> list[str]:
    """Split a JSON Pointer into its unescaped tokens; raise ValueError where it is none."""
    if pointer == "":
        return []
    if not isinstance(pointer, str) or pointer[0] != "/":
        raise ValueError("not a JSON Pointer")
    found = pointer[1:].split("/")
    if "~" in pointer:
        found = [part.replace("~1", "/").replace("~0", "~") for part in found]
    return found
