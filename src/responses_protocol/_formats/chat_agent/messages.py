"""ChatAgent messages to Chat messages, one to one, and the reverse.

MLflow requires that every message of an agent has a unique id, and that a message with a tool
output names the tool and the call. Content is text: other parts, and attachments, which no other
API has, stay in the complement.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol._formats.ids import add_prefix, derive_id
from responses_protocol._values import Json, Object, copy_json
from responses_protocol.errors import ConversionError

AGENT_ROLES = ("assistant", "tool")  # of the messages that an agent answers with


def from_chat(messages: list[Json], names: dict[str, str]) -> list[Json]:
    """Translate Chat messages that this package translated from items.

    ``names`` has the name of the called function by the id of each call, and is updated.
    """
    agent_messages = []
    for message in messages:
        agent_message: Object = {"role": message["role"], "content": _text(message)}
        calls = message.get("tool_calls")
        if calls:
            agent_message["tool_calls"] = copy_json(calls)
            names.update((call["id"], call["function"]["name"]) for call in calls)
        if message["role"] == "tool":
            call_id = message["tool_call_id"]
            agent_message["name"] = names.get(
                call_id, call_id
            )  # without its call, no name is known
            agent_message["tool_call_id"] = call_id
        if "id" in message:
            agent_message["id"] = _fit_id(agent_message, message["id"])
        elif message["role"] in AGENT_ROLES:
            agent_message["id"] = _derive_id(agent_message)
        agent_messages.append(agent_message)
    return agent_messages


def _fit_id(message: Object, message_id: str) -> str:
    """Return the id of a message; a message of calls alone has the id of its first call."""
    has_only_calls = message.get("tool_calls") and not message["content"]
    if has_only_calls and not message_id.startswith("ctc_"):
        return add_prefix(message_id, "fc_")
    return message_id


def _derive_id(message: Object) -> str:
    """Return an id derived from the first call, the output or the text of a message."""
    if message.get("tool_calls"):
        return derive_id("fc_", message["tool_calls"][0]["id"])
    if message["role"] == "tool":
        return derive_id("msg_", f"{message['tool_call_id']} {message['content']}")
    return derive_id("msg_", message["content"])


def _text(message: Object) -> str:
    """Return the content as text."""
    content = message.get("content")
    if isinstance(content, list):
        return "".join(part["text"] for part in content if part.get("type") == "text")
    return content or ""


def to_chat(messages: list[Json], has_text: Callable[[Object], bool]) -> list[Json]:
    """Translate ChatAgent messages to Chat messages.

    ``has_text`` returns whether a message has a text; a message without one has the id of its first
    call. Raises ConversionError, with a pointer into ``messages``, where a message can't be read.
    """
    chat_messages = [_to_chat(message, f"/{index}") for index, message in enumerate(messages)]
    for message in chat_messages:
        calls = message.get("tool_calls")
        needs_id = message["role"] == "assistant" and "id" not in message
        if calls and needs_id and not has_text(message):
            call_id = calls[0].get("id") if isinstance(calls[0], dict) else None
            if isinstance(call_id, str):
                message["id"] = _derive_id(message)
    return chat_messages


def set_ids_of_moved_calls(items: list[Json]) -> None:
    """Set the ids of calls behind an empty message, which become a message of their own."""
    follows_empty = False
    for item in items:
        kind = item["type"]
        if follows_empty and kind == "function_call" and "id" not in item:
            item["id"] = derive_id("fc_", item["call_id"])
        if kind != "reasoning":
            follows_empty = kind == "message" and item["role"] == "assistant" and _is_empty(item)


def _is_empty(item: Object) -> bool:
    return not any(part.get("text") or part.get("refusal") for part in item["content"])


def _to_chat(message: Json, pointer: str) -> Object:
    if not isinstance(message, dict):
        raise ConversionError("a message must be an object", pointer)
    content = message.get("content")
    if content is not None and not isinstance(content, str):
        raise ConversionError("content must be a string", f"{pointer}/content")
    chat_message: Object = {"role": message.get("role"), "content": content}
    calls = message.get("tool_calls")
    if calls is not None:
        if not isinstance(calls, list):
            raise ConversionError("tool_calls must be a list", f"{pointer}/tool_calls")
        chat_message["tool_calls"] = [call for call in calls if _has_name(call)]
    if content is None and not chat_message.get("tool_calls"):
        chat_message["content"] = ""
    if message.get("tool_call_id") is not None:
        chat_message["tool_call_id"] = message["tool_call_id"]
    message_id = message.get("id")
    if message.get("role") != "tool" and isinstance(message_id, str) and message_id:
        chat_message["id"] = message_id
    return chat_message


def _has_name(call: Json) -> bool:
    """Return whether a call has the name of its function, which MLflow does not require."""
    function = call.get("function") if isinstance(call, dict) else None
    return not isinstance(function, dict) or isinstance(function.get("name"), str)


def remove_refusals(item: Json) -> Json:
    """Return an item without refusals; a refusal becomes the text of a message without text."""
    parts = item.get("content") if isinstance(item, dict) else None
    if not isinstance(parts, list) or item.get("role") != "assistant":
        return item
    refusals = [part for part in parts if _is_refusal(part)]
    if not refusals:
        return item
    other_parts = [part for part in parts if not _is_refusal(part)]
    if not any(isinstance(part, dict) and part.get("text") for part in other_parts):
        other_parts += [{"type": "output_text", "text": part["refusal"]} for part in refusals]
    return {**item, "content": other_parts}


def _is_refusal(part: Json) -> bool:
    if not isinstance(part, dict) or part.get("type") != "refusal":
        return False
    return isinstance(part.get("refusal"), str)
