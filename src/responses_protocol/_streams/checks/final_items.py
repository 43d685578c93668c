"""The items of the last answer beside those that were streamed."""

from __future__ import annotations

from collections.abc import Sequence

from responses_protocol._streams.checks.alike import are_alike
from responses_protocol._values import Json


def match_items(items: Sequence[Json], final: Sequence[Json]) -> list[int | None]:
    """Return the index in ``final`` of each item of a stream, or None.

    Items match by their ids, else in order; where ``final`` lacks some, types must match, too.
    """
    index_of: dict[str, int] = {}
    for index, item in enumerate(final):
        if (item_id := _id(item)) is not None:
            index_of.setdefault(item_id, index)
    indexes = [
        None if (item_id := _id(item)) is None else index_of.pop(item_id, None) for item in items
    ]
    unmatched = [index for index in range(len(final)) if index not in {*indexes}]
    unknown = [number for number, index in enumerate(indexes) if index is None]
    is_enough = len(unmatched) >= len(unknown)
    for number in unknown:
        if unmatched and (is_enough or _type(final[unmatched[0]]) == _type(items[number])):
            indexes[number] = unmatched.pop(0)
    return indexes


def _id(item: Json) -> str | None:
    item_id = item.get("id") if isinstance(item, dict) else None
    return item_id if isinstance(item_id, str) else None


def _type(item: Json) -> Json:
    return item.get("type") if isinstance(item, dict) else None


def find_differing_members(first: Json, second: dict[str, Json]) -> list[tuple[str, str]]:
    """Return the members in which two items differ, each with the code of the problem."""
    if not isinstance(first, dict):
        return [("type", "output_differs")]
    return [
        (name, "item_id" if name == "id" else "output_differs")
        for name in {**first, **second}
        if not are_alike(first.get(name), second.get(name), name)
    ]
