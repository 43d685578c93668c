"""Where a content part stands, for the fixes of parts."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import above
from responses_protocol.values import Json


def part(payload: Json, pointer: str) -> tuple[str, dict[str, Json], str] | None:
    """Return the content part at or above a pointer, with its place and the role of its message.

    What is in the output of a call is written as a user's message is.
    """
    inside = list(above(payload, pointer))
    for (place, found), (_, parts), (_, message) in zip(
        inside, inside[1:], inside[2:], strict=False
    ):
        if isinstance(found, dict) and isinstance(parts, list) and isinstance(message, dict):
            owners = {"content": message.get("role"), "output": "user"}
            role = next((owners[key] for key in owners if message.get(key) is parts), None)
            if isinstance(role, str) and isinstance(found.get("type"), str):
                return place, found, role
            return None
    return None
