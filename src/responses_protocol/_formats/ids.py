"""Ids that a translation derives from content: the same input gives the same id."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from zlib import crc32

from responses_protocol._values import Json


def derive_id(prefix: str, text: str) -> str:
    """Return ``prefix`` and hexadecimal digits derived from the beginning and length of ``text``.

    Equal texts get the same id, so that a part of a history is translated alike wherever it
    stands; ``unique_ids`` then numbers the ids of a whole list.
    """
    return prefix + hex(crc32(text[:64].encode("utf-8", "surrogatepass"), len(text)))[2:]


def add_prefix(item_id: str, prefix: str) -> str:
    """Return the id with a prefix, or a derived id where that exceeds 64 characters."""
    prefixed_id = item_id if item_id.startswith(prefix) else prefix + item_id
    return prefixed_id if len(prefixed_id) <= 64 else derive_id(prefix, item_id)


def shorten(name: str, limit: int) -> str:
    """Return ``name``; a longer one than ``limit`` is cut, and a hash of the whole is appended."""
    return name if len(name) <= limit else shorten_with_digest(name, name, limit)


def shorten_with_digest(name: str, key: str, limit: int) -> str:
    """Return the beginning of ``name`` and a hash of ``key``, ``limit`` characters at most."""
    digest = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{name[: limit - 17]}_{digest}"


ITEM_REFERENCE = "item_reference"
# the types of items whose ids a translation may derive, or take from a message
DERIVED_ID_TYPES = frozenset(("message", "reasoning", "function_call", "custom_tool_call"))


def find_free_id(wanted_id: str, numbers: dict[str, int]) -> str:
    """Return the id, with the next free number where it is in use, and record it as used.

    ``numbers`` has the last number of each id, 1 where it has none.
    """
    unique_id = wanted_id
    while unique_id in numbers:
        numbers[wanted_id] += 1
        unique_id = f"{wanted_id}_{numbers[wanted_id]}"
    numbers[unique_id] = 1
    return unique_id


def find_ids(values: Iterable[Json]) -> set[str]:
    """Return the ids of values; the id of a reference belongs to another item."""
    return {
        value["id"]
        for value in values
        if isinstance(value, dict) and isinstance(value.get("id"), str) and not is_reference(value)
    }


def is_reference(item: Json) -> bool:
    """Return whether an item only refers to one that the server has stored."""
    if not isinstance(item, dict):
        return False
    return item.get("type") == ITEM_REFERENCE or (item.get("type") is None and "role" not in item)


def number_repeated_ids(items: list[Json], fixed: set[str] | None = None) -> dict[int, str]:
    """Return new ids, by index, for items whose id an earlier item (or ``fixed``) has.

    The items are not changed. OpenAI refuses such a history with ``Duplicate item found with id``.
    Only derived ids are replaced: an item that was read from a marked call has its source's id.
    """
    used = set() if fixed is None else set(fixed)
    renamed: dict[int, str] = {}
    numbers: dict[str, int] = {}
    for index, item in enumerate(items):
        item_id = item.get("id")
        if not isinstance(item_id, str):
            continue
        if item_id in used and item.get("type", "message") in DERIVED_ID_TYPES:
            number = numbers.get(item_id, 1) + 1
            while f"{item_id}_{number}" in used:
                number += 1
            numbers[item_id] = number
            item_id = renamed[index] = f"{item_id}_{number}"
        used.add(item_id)
    return renamed
