"""The dialect and kind of an element of a list: an item, a message, a tool, an event or a chunk."""

from __future__ import annotations

from responses_protocol._formats.chat_completions.item_types import (
    CONTEXT_ITEMS,
    HOSTED_ITEMS,
    HOSTED_TOOLS,
    TRANSLATED_ITEMS,
)
from responses_protocol._values import Json

RESPONSES, CHAT, AGENT = "responses", "chat_completions", "chat_agent"
PayloadType = tuple[str | None, str | None]
"""Dialect and kind of a payload, each None if it is ambiguous."""

ITEM_TYPES = HOSTED_ITEMS | CONTEXT_ITEMS | TRANSLATED_ITEMS
RESPONSES_TOOL_TYPES = HOSTED_TOOLS | {"custom", "function", "namespace"}
CHAT_MEMBERS = frozenset(
    [
        "audio",
        "function_call",
        "reasoning_content",
        "reasoning_details",
        "refusal",
        "tool_call_id",
        "tool_calls",
    ]
)
# the prefix of a Chat server's types of tools: https://openrouter.ai/docs
SERVER_TOOLS = "openrouter:"
# The types of messages that a client sends over a WebSocket.
FRAMES = ("response.create", "response.inject", "response.steer")
PART_DIALECTS = {
    **dict.fromkeys(("input_text", "output_text", "input_image", "input_file"), RESPONSES),
    **dict.fromkeys(("text", "image_url", "file"), CHAT),
}


def detect_element(value: dict[str, Json]) -> PayloadType:
    """Return the dialect of an element, and the kind of lists of such elements."""
    kind = value.get("type")
    if "role" in value and kind in (None, "message"):
        return _message_dialect(value, kind), "history"
    part = detect_stream_part(value)
    if part is not None:
        return part[0], f"{part[1]}s"
    # tools of some servers have their members under their type, as functions have
    if isinstance(value.get("function"), dict) or is_nested(value, kind):
        return CHAT, "tools"
    if not isinstance(kind, str):
        return None, "tools" if "parameters" in value and "call_id" not in value else None
    if "call_id" not in value and (
        "parameters" in value or kind in RESPONSES_TOOL_TYPES or kind.startswith(SERVER_TOOLS)
    ):
        return _tool_dialect(kind), "tools"
    is_item = kind in ITEM_TYPES or kind.endswith("_call")
    return (RESPONSES, "history") if is_item else (None, None)


def is_nested(value: dict[str, Json], kind: Json) -> bool:
    """Return whether a tool or a choice has its members in an object under the name of its type."""
    return isinstance(kind, str) and isinstance(value.get(kind), dict)


def _message_dialect(message: dict[str, Json], kind: Json) -> str | None:
    if "attachments" in message:
        return AGENT
    if not CHAT_MEMBERS.isdisjoint(message):
        return CHAT
    if (
        message["role"] in ("tool", "function") and kind is None
    ):  # OpenAI's conversations set a type
        return CHAT
    return RESPONSES if kind == "message" else _content_dialect(message.get("content"))


def _content_dialect(content: Json) -> str | None:
    for part in content if isinstance(content, list) else ():
        kind = part.get("type") if isinstance(part, dict) else None
        if isinstance(kind, str) and kind in PART_DIALECTS:
            return PART_DIALECTS[kind]
    return None


def _tool_dialect(kind: str) -> str | None:
    if kind in RESPONSES_TOOL_TYPES:
        return RESPONSES
    return CHAT if kind.startswith(SERVER_TOOLS) else None  # else of a server of either API


def detect_stream_part(value: dict[str, Json]) -> PayloadType | None:
    """Return the dialect and kind of an event, chunk or client frame, None for any other object."""
    kind = value.get("type")
    if isinstance(kind, str):
        if kind in FRAMES:
            return RESPONSES, "frame"
        is_event = kind.startswith("response.") or (kind == "error" and "role" not in value)
        return (RESPONSES, "event") if is_event else None
    if value.get("object") == "chat.completion.chunk":
        return CHAT, "chunk"
    choices = value.get("choices")
    if isinstance(choices, list):
        members = {name for choice in choices if isinstance(choice, dict) for name in choice}
        # some servers omit `object`, and at times also `delta`
        is_chunk = "delta" in members or not ("message" in members or value.get("object"))
        return (CHAT, "chunk") if is_chunk else None
    return (AGENT, "chunk") if isinstance(value.get("delta"), dict) else None
