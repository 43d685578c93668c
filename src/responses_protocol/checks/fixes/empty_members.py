"""Members of Chat messages that are null or empty, and say nothing."""

from __future__ import annotations

from responses_protocol.checks.fixes.fix import CHAT, Fix, element, remove
from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Patch
from responses_protocol.values import Json

NULL = ("annotations", "audio", "function_call", "name", "tool_calls")


def calls(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Leave out an empty list of calls."""
    return _out(payload, pointer, subject, ("tool_calls",), [])


def null(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Leave out a member of a message that is null, where the endpoint wants it left out."""
    return _out(payload, pointer, subject, NULL, None)


def _out(
    payload: Json, pointer: str, subject: Subject, names: tuple[str, ...], empty: Json
) -> Patch:
    found = element(payload, pointer, subject, ("history", "messages"))
    if found is None:
        return []
    place, message, _ = found
    name = pointer[len(place) + 1 :]
    return [remove(pointer)] if name in names and message.get(name, "") == empty else []


CALLS = Fix(
    "empty-tool-calls", "An empty list of calls is left out.", ("RP107", "RP406"), CHAT, calls
)
MEMBERS = Fix(
    "null-members", "A member of a Chat message that is null is left out.", ("RP102",), CHAT, null
)
