"""Items without a type, where their members say what they are."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import RESPONSES, Fix, add, element, member
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

_CALLS = {"arguments": "function_call", "input": "custom_tool_call"}
# what a finding is about that is mended by this: without a type, an item is taken for a reference
_SHOWN = ("type", "id", "call_id", "name", "output", *_CALLS)


def patch(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Name a call, or the output of a call that stands before it. Messages need no type."""
    found = element(payload, pointer, subject, ("history", "input", "output"))
    if found is None or "type" in found[1] or member(pointer, found[0]) not in _SHOWN:
        return []
    place, item, items = found
    kind = _kind(item)
    if kind is None and "output" in item and isinstance(item.get("call_id"), str):
        called = _called(items, int(place[place.rindex("/") + 1 :]))
        kind = f"{called}_output" if called in _CALLS.values() else None
    return [add(f"{place}/type", kind)] if kind else []


def _kind(item: dict[str, Json]) -> Json:
    """The type of a call, by itself."""
    if "type" in item:
        return item["type"]
    if "role" in item or not {"call_id", "name"} <= item.keys() or "output" in item:
        return None
    kinds = [kind for name, kind in _CALLS.items() if isinstance(item.get(name), str)]
    return kinds[0] if len(kinds) == 1 else None


def _called(items: list[Json], at: int) -> Json:
    """The type of the call that the output at this index answers: the nearest with its id."""
    call_id = items[at]["call_id"]
    for before in range(at - 1, -1, -1):
        call = items[before]
        if isinstance(call, dict) and call.get("call_id") == call_id and "output" not in call:
            return _kind(call)
    return None


FIX = Fix(
    "item-types",
    "An item gets the type that its members show.",
    ("RP101", "RP104"),
    RESPONSES,
    patch,
)
