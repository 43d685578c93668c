"""Tools in the form of the other API: nested in Chat, flat in Responses."""

from __future__ import annotations

from responses_protocol._checks.fixes.fix import (
    CHAT,
    RESPONSES,
    Fix,
    add,
    find_element,
    member_name,
    unwrap,
    wrap,
)
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Patch
from responses_protocol._values import Json

# the members of definitions that are moved
MEMBERS = {
    "function": ("name", "description", "parameters", "strict"),
    "custom": ("name", "description"),
}


def flatten(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Move a definition out of its member ``function`` or ``custom``.

    Add the defaults of Chat, which differ in Responses: functions are not strict, and have no
    parameters.
    """
    match = find_element(payload, pointer, subject, ("tools",))
    if match is None:
        return []
    place, tool, _ = match
    kind = _kind_of(tool)
    if member_name(pointer, place) not in ("", "type", "name", kind):
        return []
    body = tool.get(kind)
    if not isinstance(body, dict) or not isinstance(body.get("name"), str):
        return []
    if kind not in MEMBERS or not body.keys() <= set(MEMBERS[kind]):
        return []
    patch = unwrap(tool, kind, place)
    if patch and "type" not in tool:
        patch.append(add(f"{place}/type", kind))
    if patch and kind == "function":
        defaults = {"parameters": {"type": "object", "properties": {}}, "strict": False}
        patch += [add(f"{place}/{key}", defaults[key]) for key in defaults if key not in body]
    return patch


def nest(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Move a definition into a member ``function`` or ``custom``."""
    match = find_element(payload, pointer, subject, ("tools",))
    if match is None:
        return []
    place, tool, _ = match
    kind = _kind_of(tool)
    if not kind or not isinstance(tool.get("name"), str):
        return []
    if member_name(pointer, place) not in ("", kind, *MEMBERS[kind]):
        return []
    known = tool.keys() <= {"type", *MEMBERS[kind]}
    return wrap(tool, kind, MEMBERS[kind], place) if known else []


def _kind_of(tool: dict[str, Json]) -> str:
    """Return ``function`` or ``custom`` from the type or members of a tool, or an empty string."""
    kind = tool.get("type", "function" if "function" in tool else "")
    return kind if isinstance(kind, str) and kind in MEMBERS else ""


FLAT = Fix(
    "flat-tools",
    "Converts a tool from Chat's form to that of Responses.",
    ("RP101", "RP104", "RP906"),
    RESPONSES,
    flatten,
)
NESTED = Fix(
    "nested-tools",
    "Converts a tool from the form of Responses to Chat's.",
    ("RP101", "RP104", "RP923"),
    CHAT,
    nest,
)
