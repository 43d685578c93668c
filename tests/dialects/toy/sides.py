"""How the lens compares histories, and names their losses."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from responses_protocol.dialects import ITEMS, Identity, Side, name_by_tables


def _read_label(message: dict[str, Any]) -> Hashable:
    call = message.get("call")
    call_id = call.get("id") if isinstance(call, dict) else message.get("of")
    return _read_role(message), call_id if isinstance(call_id, str) else None


def _read_role(message: dict[str, Any]) -> Hashable:
    who = message.get("who")
    return who if isinstance(who, str) else None


ITEM_SIDE = Side(
    ITEMS,
    name_by_tables(
        {"reasoning": "reasoning", "message": "unknown_message", "image_generation_call": "images"},
        {"content": "toy_content", "id": "item_id", "output": "toy_content", "type": "item_type"},
    ),
)
MESSAGE_SIDE = Side(
    Identity("who", "", frozenset(("who",)), (_read_label, _read_role)),
    name_by_tables({}, {"mood": "toy_mood"}, kind_key="who", unknown_kind="unknown_message"),
)
