"""Items without a type, where their members say what they are."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import RESPONSES, Fix, add, element
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

_CALLS = {"arguments": "function_call", "input": "custom_tool_call"}


def patch(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Name a message, a call, or the output of a call that stands before it."""
    found = element(payload, pointer, subject, ("history", "input", "output"))
    if found is None or "type" in found[1]:
        return []
    place, item, items = found
    kind = _kind(item, items)
    return [add(f"{place}/type", kind)] if kind else []


def _kind(item: dict[str, Json], items: list[Json]) -> str | None:
    if "role" in item:
        return "message" if "content" in item else None
    if not isinstance(item.get("call_id"), str):
        return None
    if "name" in item:
        kinds = [kind for member, kind in _CALLS.items() if isinstance(item.get(member), str)]
        return kinds[0] if len(kinds) == 1 and "output" not in item else None
    if "output" not in item:
        return None
    answered = {
        call.get("type", _kind(call, []) if "name" in call else None)
        for call in items
        if isinstance(call, dict)
        and call.get("call_id") == item["call_id"]
        and "output" not in call
    }
    (kind,) = answered if len(answered) == 1 else (None,)
    return f"{kind}_output" if kind in _CALLS.values() else None


FIX = Fix(
    "item-types",
    "An item gets the type that its members show.",
    ("RP101", "RP104"),
    RESPONSES,
    patch,
)
