"""Ids that a translator has to make: derived from content, so the same input gives the same id."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from zlib import crc32

from responses_protocol.values import Json


def mint(prefix: str, text: str) -> str:
    """Return ``prefix`` and hexadecimal digits derived from the beginning and length of ``text``.

    Not unique by itself: two equal texts get one id, and ``unique_ids`` tells them apart when the
    whole list is known. So a part of a history is read alike wherever it stands.
    """
    return prefix + hex(crc32(text[:64].encode("utf-8", "surrogatepass"), len(text)))[2:]


def prefixed(own: str, prefix: str) -> str:
    """Return an id with the prefix, a derived one where it is longer than 64 characters then."""
    made = own if own.startswith(prefix) else prefix + own
    return made if len(made) <= 64 else mint(prefix, own)


def shortened(name: str, limit: int) -> str:
    """Return ``name``, or where it is longer than ``limit`` its beginning and a hash of it all."""
    return name if len(name) <= limit else marked(name, name, limit)


def marked(name: str, key: str, limit: int) -> str:
    """Return the beginning of ``name`` and a hash of ``key``, ``limit`` characters at most."""
    mark = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{name[: limit - 17]}_{mark}"


REFERENCE = "item_reference"
# the types of items that get a made id in a history, or that of a message
MADE = frozenset(("message", "reasoning", "function_call", "custom_tool_call"))


def free_id(own: str, taken: dict[str, int]) -> str:
    """Return the id, or it with the next number that makes it new, and note it as taken.

    ``taken`` has for each id the last number that was given with it, 1 for none.
    """
    free = own
    while free in taken:
        taken[own] += 1
        free = f"{own}_{taken[own]}"
    taken[free] = 1
    return free


def ids_of(values: Iterable[Json]) -> set[str]:
    """Return the ids that values have; a reference only names what has one."""
    return {
        value["id"]
        for value in values
        if isinstance(value, dict) and isinstance(value.get("id"), str) and not is_reference(value)
    }


def is_reference(item: Json) -> bool:
    """Tell whether an item only names one that the server holds."""
    if not isinstance(item, dict):
        return False
    return item.get("type") == REFERENCE or (item.get("type") is None and "role" not in item)


def unique_ids(items: list[Json], fixed: set[str] | None = None) -> dict[int, str]:
    """Find items whose ``id`` another item before them (or ``fixed``) has, and name new ids.

    Returns index -> id; the items are left as they are. OpenAI refuses a history with
    ``Duplicate item found with id``. Only made ids are made anew: an item that was read from a
    marked call has the one that its source had.
    """
    seen = set() if fixed is None else set(fixed)
    renamed: dict[int, str] = {}
    numbers: dict[str, int] = {}
    for index, item in enumerate(items):
        own = item.get("id")
        if not isinstance(own, str):
            continue
        if own in seen and item.get("type", "message") in MADE:
            number = numbers.get(own, 1) + 1
            while f"{own}_{number}" in seen:
                number += 1
            numbers[own] = number
            own = renamed[index] = f"{own}_{number}"
        seen.add(own)
    return renamed
