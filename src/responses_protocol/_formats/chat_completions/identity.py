"""Which messages are the same thing, before and after."""

from __future__ import annotations

from collections.abc import Hashable

from responses_protocol._formats.responses.identity import role_of
from responses_protocol._formats.translations import Identity
from responses_protocol._values import Json


def _message_label(message: Json) -> Hashable:
    call_id = message.get("tool_call_id")
    return _message_kind(message), call_id[:16] if isinstance(call_id, str) else None


def _message_kind(message: Json) -> Hashable:
    role = role_of(message)
    return "tool" if role == "function" else role


MESSAGES = Identity(
    "role", "", frozenset(("role", "tool_call_id")), (_message_label, _message_kind)
)
