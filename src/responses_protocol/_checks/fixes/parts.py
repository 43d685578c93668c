"""Find content parts, for the fixes of parts."""

from __future__ import annotations

from responses_protocol._checks.fixes.fix import iter_ancestors
from responses_protocol._values import Json


def find_part(payload: Json, pointer: str) -> tuple[str, dict[str, Json], str] | None:
    """Return the pointer of the content part at or above a pointer, the part, and its role.

    The role is that of the message; parts of the output of a call have those of a user.
    """
    ancestors = list(iter_ancestors(payload, pointer))
    for (place, value), (_, parts), (_, message) in zip(
        ancestors, ancestors[1:], ancestors[2:], strict=False
    ):
        if isinstance(value, dict) and isinstance(parts, list) and isinstance(message, dict):
            owners = {"content": message.get("role"), "output": "user"}
            role = next((owners[key] for key in owners if message.get(key) is parts), None)
            if isinstance(role, str) and isinstance(value.get("type"), str):
                return place, value, role
            return None
    return None
