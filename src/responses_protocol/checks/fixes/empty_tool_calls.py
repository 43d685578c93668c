"""Chat messages with an empty list of calls."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import CHAT, Fix, above, remove
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json


def patch(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Leave the member out: no calls is what a message without it says."""
    for place, message in above(payload, pointer):
        if isinstance(message, dict) and message.get("tool_calls") == []:
            return [remove(f"{place}/tool_calls")]
    return []


FIX = Fix(
    "empty-tool-calls", "An empty list of calls is left out.", ("RP107", "RP406"), CHAT, patch
)
