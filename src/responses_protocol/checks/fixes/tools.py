"""Tools in the shape of the other API: nested in Chat, flat in Responses."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import (
    CHAT,
    RESPONSES,
    Fix,
    add,
    element,
    member,
    unwrapped,
    wrapped,
)
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

# what a definition says of itself; nothing else is moved
MEMBERS = {
    "function": ("name", "description", "parameters", "strict"),
    "custom": ("name", "description"),
}


def flat(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Take a definition out of its member ``function`` or ``custom``.

    What Chat takes for granted is written down: a function is not strict there, and one without
    parameters takes none.
    """
    found = element(payload, pointer, subject, ("tools",))
    if found is None:
        return []
    place, tool, _ = found
    kind = _kind(tool)
    if member(pointer, place) not in ("", "type", "name", kind):
        return []
    body = tool.get(kind)
    if not isinstance(body, dict) or not isinstance(body.get("name"), str):
        return []
    if kind not in MEMBERS or not body.keys() <= set(MEMBERS[kind]):
        return []
    patch = unwrapped(tool, kind, place)
    if patch and "type" not in tool:
        patch.append(add(f"{place}/type", kind))
    if patch and kind == "function":
        told = {"parameters": {"type": "object", "properties": {}}, "strict": False}
        patch += [add(f"{place}/{key}", told[key]) for key in told if key not in body]
    return patch


def nested(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Put a definition into a member ``function`` or ``custom``."""
    found = element(payload, pointer, subject, ("tools",))
    if found is None:
        return []
    place, tool, _ = found
    kind = _kind(tool)
    if not kind or not isinstance(tool.get("name"), str):
        return []
    if member(pointer, place) not in ("", kind, *MEMBERS[kind]):
        return []
    known = tool.keys() <= {"type", *MEMBERS[kind]}
    return wrapped(tool, kind, MEMBERS[kind], place) if known else []


def _kind(tool: dict[str, Json]) -> str:
    """Whether it is a function or a custom tool, where it says so or shows it; else empty."""
    kind = tool.get("type", "function" if "function" in tool else "")
    return kind if isinstance(kind, str) and kind in MEMBERS else ""


FLAT = Fix(
    "flat-tools",
    "A tool as Chat wants it becomes one as Responses wants it.",
    ("RP101", "RP104", "RP906"),
    RESPONSES,
    flat,
)
NESTED = Fix(
    "nested-tools",
    "A tool as Responses wants it becomes one as Chat wants it.",
    ("RP101", "RP104", "RP923"),
    CHAT,
    nested,
)
