"""Which items, tool definitions and tool choices are the same thing, before and after."""

from __future__ import annotations

from collections.abc import Hashable

from responses_protocol._formats.tool_names import SEARCH_TOOLS
from responses_protocol._formats.translations import Identity
from responses_protocol._values import Json

WEB_SEARCH = "web_search"  # of all its types
FUNCTION_OUTPUTS = ("function_call_output", "custom_tool_call_output")


def role_of(value: Json) -> Hashable:
    """Return the role of a message; an option may have written developer as system."""
    role = value.get("role")
    if not isinstance(role, str):
        return None
    return "system" if role == "developer" else role


def _item_label(item: Json) -> Hashable:
    call_id = item.get("call_id")
    # a call id that was shortened keeps its beginning
    return _item_kind(item), call_id[:16] if isinstance(call_id, str) else None


def _item_kind(item: Json) -> Hashable:
    kind = item.get("type") or "message"
    if kind == "message":
        return kind, role_of(item)
    return "output" if kind in FUNCTION_OUTPUTS else kind


def _tool_label(tool: Json) -> Hashable:
    kind = tool.get("type") or "function"
    return WEB_SEARCH if kind in SEARCH_TOOLS else kind


def _choice_label(choice: Json) -> Hashable:
    return None


ITEMS = Identity(
    "type", "message", frozenset(("type", "role", "call_id")), (_item_label, _item_kind)
)
TOOLS = Identity("type", "function", frozenset(("type",)), (_tool_label,))
CHOICES = Identity("type", "", frozenset(), (_choice_label,))
