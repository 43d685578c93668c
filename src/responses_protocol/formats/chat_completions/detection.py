"""Tell Chat's payloads from those of Responses, by the first value that can only be one of them."""

from __future__ import annotations

from responses_protocol.formats.chat_completions.known import (
    CONTEXT_ITEMS,
    HOSTED_ITEMS,
    HOSTED_TOOLS,
)
from responses_protocol.formats.error_bodies import is_error
from responses_protocol.values import Json

Detected = tuple[str | None, str | None]  # dialect and kind, None where it can't be told

RESPONSES, CHAT, AGENT = "responses", "chat_completions", "chat_agent"
FUNCTION_ITEMS = (
    "function_call",
    "function_call_output",
    "custom_tool_call",
    "custom_tool_call_output",
)
ITEM_TYPES = HOSTED_ITEMS | CONTEXT_ITEMS | frozenset(("reasoning", *FUNCTION_ITEMS))
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
WHOLES: dict[str, Detected] = {
    "choices": (CHAT, "response"),
    "output": (RESPONSES, "response"),
    "messages": (CHAT, "request"),
    "input": (RESPONSES, "request"),
}
AGENT_ANSWERS = frozenset(("custom_outputs", "finish_reason", "usage"))
AGENT_MEMBERS = AGENT_ANSWERS | {"context", "custom_inputs"}  # beside messages, in no Chat request
STATE = frozenset(("conversation", "previous_response_id", "prompt"))  # instead of an input
PART_DIALECTS = {
    **dict.fromkeys(("input_text", "output_text", "input_image", "input_file"), RESPONSES),
    **dict.fromkeys(("text", "image_url", "file"), CHAT),
}


def detect(payload: Json) -> Detected:
    """Return ``(dialect, kind)`` of a payload, each None where both dialects would do."""
    if isinstance(payload, str):
        return RESPONSES, "history"
    if isinstance(payload, dict):
        return _detect_whole(payload) or (_detect_choice(payload), "tool_choice")
    kind = None
    for value in payload if isinstance(payload, list) else ():
        if isinstance(value, dict):
            dialect, found = _detect_value(value)
            kind = kind or found
            if dialect is not None:
                return dialect, kind
    return None, kind


def _detect_whole(payload: dict[str, Json]) -> Detected | None:
    """Tell a request or an answer by the member that only one dialect has for it."""
    for member, (dialect, kind) in WHOLES.items():
        if isinstance(payload.get(member), list):
            if member == "messages" and not AGENT_MEMBERS.isdisjoint(payload):
                return AGENT, "response" if not AGENT_ANSWERS.isdisjoint(payload) else kind
            return dialect, kind
    if isinstance(payload.get("input"), str) or not STATE.isdisjoint(payload):
        return RESPONSES, "request"
    return (None, "response") if is_error(payload) else None


def _detect_choice(choice: dict[str, Json]) -> str | None:
    kind = choice.get("type")
    if not isinstance(kind, str):
        return None
    return CHAT if isinstance(choice.get(kind), dict) else RESPONSES


def _detect_value(value: dict[str, Json]) -> Detected:
    kind = value.get("type")
    if "role" in value and kind in (None, "message"):
        if "attachments" in value:
            return AGENT, "history"
        if value["role"] in ("tool", "function") or not CHAT_MEMBERS.isdisjoint(value):
            return CHAT, "history"
        if kind == "message":
            return RESPONSES, "history"
        return _detect_content(value.get("content")), "history"
    if isinstance(value.get("function"), dict) or isinstance(value.get("custom"), dict):
        return CHAT, "tools"
    if "parameters" in value and "call_id" not in value:  # a provider's own tool, it may be
        return (
            RESPONSES if isinstance(kind, str) and kind in RESPONSES_TOOL_TYPES else None
        ), "tools"
    if not isinstance(kind, str):
        return None, None
    if kind in RESPONSES_TOOL_TYPES and "call_id" not in value:
        return RESPONSES, "tools"
    return (RESPONSES, "history") if kind in ITEM_TYPES or kind.endswith("_call") else (None, None)


def _detect_content(content: Json) -> str | None:
    for part in content if isinstance(content, list) else ():
        kind = part.get("type") if isinstance(part, dict) else None
        if isinstance(kind, str) and kind in PART_DIALECTS:
            return PART_DIALECTS[kind]
    return None
