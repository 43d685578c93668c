"""Null and empty members of Chat messages."""

from __future__ import annotations

from responses_protocol._checks.fixes.fix import CHAT, Fix, find_element, remove
from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Patch
from responses_protocol._values import Json

NULL = ("annotations", "audio", "function_call", "name", "tool_calls")


def remove_empty_calls(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Remove an empty list of calls."""
    return _remove_member(payload, pointer, subject, ("tool_calls",), [])


def remove_null(payload: Json, pointer: str, subject: Subject) -> Patch:
    """Remove a null member that the endpoint refuses."""
    return _remove_member(payload, pointer, subject, NULL, None)


def _remove_member(
    payload: Json, pointer: str, subject: Subject, names: tuple[str, ...], empty: Json
) -> Patch:
    match = find_element(payload, pointer, subject, ("history", "messages"))
    if match is None:
        return []
    message_pointer, message, _ = match
    name = pointer[len(message_pointer) + 1 :]
    return [remove(pointer)] if name in names and message.get(name, "") == empty else []


CALLS = Fix(
    "empty-tool-calls",
    "Removes an empty list of calls.",
    ("RP107", "RP406"),
    CHAT,
    remove_empty_calls,
)
MEMBERS = Fix(
    "null-members",
    "Removes a null member of a Chat message.",
    ("RP102",),
    CHAT,
    remove_null,
)
