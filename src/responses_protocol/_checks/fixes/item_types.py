"""Items without a type, which their members show."""

from __future__ import annotations

from responses_protocol._checks.fixes.fix import RESPONSES, Fix, add, find_element, member_name
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Patch
from responses_protocol._values import Json

_CALLS = {"arguments": "function_call", "input": "custom_tool_call"}
# Findings at these members mean a missing type: an item without one is checked as a reference.
_MEMBERS = ("type", "id", "call_id", "name", "output", *_CALLS)


def add_type(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Add the type of a call, or of an output behind its call. Messages need no type."""
    match = find_element(payload, pointer, subject, ("history", "input", "output"))
    if match is None or "type" in match[1] or member_name(pointer, match[0]) not in _MEMBERS:
        return []
    place, item, items = match
    kind = _type_of(item)
    if kind is None and "output" in item and isinstance(item.get("call_id"), str):
        call_type = _find_call_type(items, int(place[place.rindex("/") + 1 :]))
        kind = f"{call_type}_output" if call_type in _CALLS.values() else None
    return [add(f"{place}/type", kind)] if kind else []


def _type_of(item: dict[str, Json]) -> Json:
    """Return the type of a call."""
    if "type" in item:
        return item["type"]
    if "role" in item or not {"call_id", "name"} <= item.keys() or "output" in item:
        return None
    kinds = [kind for name, kind in _CALLS.items() if isinstance(item.get(name), str)]
    return kinds[0] if len(kinds) == 1 else None


def _find_call_type(items: list[Json], output_index: int) -> Json:
    """Return the type of the nearest call before an output that has its id."""
    call_id = items[output_index]["call_id"]
    for call_index in range(output_index - 1, -1, -1):
        call = items[call_index]
        if isinstance(call, dict) and call.get("call_id") == call_id and "output" not in call:
            return _type_of(call)
    return None


FIX = Fix(
    "item-types",
    "Adds the type of an item that its members show.",
    ("RP101", "RP104"),
    RESPONSES,
    add_type,
)
