"""Tools in the shape of the other API: nested in Chat, flat in Responses."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import Fix, above, add, unwrapped, wrapped
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

# what a definition says of itself; nothing else is moved
MEMBERS = {
    "function": ("name", "description", "parameters", "strict"),
    "custom": ("name", "description"),
}


def flat(payload: Json, pointer: str) -> Patch:
    """Take a definition out of its member ``function`` or ``custom``.

    What Chat takes for granted is written down: a function is not strict there, and one without
    parameters takes none.
    """
    for place, tool in above(payload, pointer):
        kind = _kind(tool)
        body = tool.get(kind) if kind else None
        if kind is None or not isinstance(body, dict) or not isinstance(body.get("name"), str):
            continue
        if not body.keys() <= set(MEMBERS[kind]):
            return []
        patch = unwrapped(tool, kind, place)
        if patch and "type" not in tool:
            patch.append(add(f"{place}/type", kind))
        if patch and kind == "function":
            told = {"parameters": {"type": "object", "properties": {}}, "strict": False}
            patch += [add(f"{place}/{key}", told[key]) for key in told if key not in body]
        return patch
    return []


def nested(payload: Json, pointer: str) -> Patch:
    """Put a definition into a member ``function`` or ``custom``."""
    for place, tool in above(payload, pointer):
        kind = _kind(tool)
        if kind is None or not isinstance(tool.get("name"), str):
            continue
        if not tool.keys() <= {"type", *MEMBERS[kind]}:
            return []
        return wrapped(tool, kind, MEMBERS[kind], place)
    return []


def _kind(tool: Json) -> str | None:
    """Whether it is a function or a custom tool, where it says so or shows it."""
    if not isinstance(tool, dict):
        return None
    kind = tool.get("type")
    if kind is None and "type" not in tool and "function" in tool:
        return "function"
    return kind if isinstance(kind, str) and kind in MEMBERS else None


FLAT = Fix("flat-tools", "A tool as Chat wants it becomes one as Responses wants it.", (), flat)
NESTED = Fix(
    "nested-tools", "A tool as Responses wants it becomes one as Chat wants it.", (), nested
)
