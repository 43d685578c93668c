"""ChatAgent messages against Chat messages, one to one.

MLflow wants of an agent's answer that every message has an id of its own, and of a message with a
tool's result that it names the tool as well as the call. Content is text: parts of other kinds, and
attachments, which no other API has, stay in the complement.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.errors import ConversionError
from responses_protocol.formats.ids import mint, prefixed
from responses_protocol.values import Json, copied

Object = dict[str, Json]
MADE = ("assistant", "tool")  # the roles of what an agent answers


def from_chat(messages: list[Json], names: dict[str, str]) -> list[Json]:
    """Return the ChatAgent messages that stand for Chat messages of our own making.

    ``names`` has that of the called function, by the id of the latest call, and is updated.
    """
    made = []
    for message in messages:
        one: Object = {"role": message["role"], "content": _text(message)}
        calls = message.get("tool_calls")
        if calls:
            one["tool_calls"] = copied(calls)
            names.update((call["id"], call["function"]["name"]) for call in calls)
        if message["role"] == "tool":
            call_id = message["tool_call_id"]
            one["name"] = names.get(call_id, call_id)  # of a call elsewhere nobody knows it
            one["tool_call_id"] = call_id
        if "id" in message:
            one["id"] = _kept_id(one, message["id"])
        elif message["role"] in MADE:
            one["id"] = _made_id(one)
        made.append(one)
    return made


def _kept_id(message: Object, own: str) -> str:
    """Return the id of a message; one that only calls is read as its first call, with its id."""
    only_calls = message.get("tool_calls") and not message["content"]
    return prefixed(own, "fc_") if only_calls and not own.startswith("ctc_") else own


def _made_id(message: Object) -> str:
    """Return an id derived from what the message calls, or answers, or says."""
    if message.get("tool_calls"):
        return mint("fc_", message["tool_calls"][0]["id"])
    if message["role"] == "tool":
        return mint("msg_", f"{message['tool_call_id']} {message['content']}")
    return mint("msg_", message["content"])


def _text(message: Object) -> str:
    """Return the content as text."""
    content = message.get("content")
    if isinstance(content, list):
        return "".join(part["text"] for part in content if part.get("type") == "text")
    return content or ""


def to_chat(messages: list[Json], says: Callable[[Object], bool]) -> list[Json]:
    """Return the Chat messages that ChatAgent messages stand for.

    ``says`` tells whether a message has a text; the id of one that only calls is that of its first
    call. Raises ConversionError, with a pointer into ``messages``, where one has no readable shape.
    """
    made = [_to_chat(message, f"/{index}") for index, message in enumerate(messages)]
    for message in made:
        calls = message.get("tool_calls")
        if calls and "id" not in message and message["role"] == "assistant" and not says(message):
            call_id = calls[0].get("id") if isinstance(calls[0], dict) else None
            if isinstance(call_id, str):
                message["id"] = _made_id(message)  # as it gets here, since its call has no other
    return made


def name_moved_calls(items: list[Json]) -> None:
    """Give an id to calls that had to leave their message: they will be one by themselves."""
    silent = False
    for item in items:
        kind = item["type"]
        if silent and kind == "function_call" and "id" not in item:
            item["id"] = mint("fc_", item["call_id"])
        if kind != "reasoning":
            silent = kind == "message" and item["role"] == "assistant" and _is_silent(item)


def _is_silent(item: Object) -> bool:
    return not any(part.get("text") or part.get("refusal") for part in item["content"])


def _to_chat(message: Json, pointer: str) -> Object:
    if not isinstance(message, dict):
        raise ConversionError("a message must be an object", pointer)
    content = message.get("content")
    if content is not None and not isinstance(content, str):
        raise ConversionError("content must be a string", f"{pointer}/content")
    made: Object = {"role": message.get("role"), "content": content}
    calls = message.get("tool_calls")
    if calls is not None:
        if not isinstance(calls, list):
            raise ConversionError("tool_calls must be a list", f"{pointer}/tool_calls")
        made["tool_calls"] = [call for call in calls if _has_name(call)]
    if content is None and not made.get("tool_calls"):
        made["content"] = ""
    if message.get("tool_call_id") is not None:
        made["tool_call_id"] = message["tool_call_id"]
    if message.get("role") != "tool" and message.get("id") not in (None, ""):
        made["id"] = message["id"]
    return made


def _has_name(call: Json) -> bool:
    """Tell whether a call names what it calls; MLflow allows that it does not."""
    function = call.get("function") if isinstance(call, dict) else None
    return not isinstance(function, dict) or isinstance(function.get("name"), str)


def without_refusals(item: Json) -> Json:
    """Return an item as a ChatAgent can say it: a refusal is the text of a message without one."""
    parts = item.get("content") if isinstance(item, dict) else None
    if not isinstance(parts, list) or item.get("role") != "assistant":
        return item
    refusals = [part for part in parts if _is_refusal(part)]
    if not refusals:
        return item
    said = [part for part in parts if not _is_refusal(part)]
    if not any(isinstance(part, dict) and part.get("text") for part in said):
        said += [{"type": "output_text", "text": part["refusal"]} for part in refusals]
    return {**item, "content": said}


def _is_refusal(part: Json) -> bool:
    if not isinstance(part, dict) or part.get("type") != "refusal":
        return False
    return isinstance(part.get("refusal"), str)
