"""The loss codes of differences, by item type, role, member and content part.

A function ``name_*`` gets a source value, the path of a patch operation inside of it, and that
operation, and yields ``(code, path)``, where the path leads to the lost value in the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from responses_protocol._formats.chat_completions import content as parts
from responses_protocol._formats.chat_completions.custom_inputs import has_further_members
from responses_protocol._formats.chat_completions.item_types import HOSTED_ITEMS
from responses_protocol._formats.chat_completions.reasoning import MEMBERS, is_part
from responses_protocol._formats.chat_completions.reasoning_losses import (
    UNREAD,
    name_all_reasoning,
    name_reasoning_item,
    name_reasoning_loss,
)
from responses_protocol._formats.chat_completions.tool_calls import (
    ID_LIMIT,
    to_responses,
)
from responses_protocol._formats.codes import CODES
from responses_protocol._formats.options import DEFAULT
from responses_protocol._formats.tool_names import TOOL_SEARCH
from responses_protocol._values import Json, read_type
from responses_protocol.errors import ConversionError

Named = Iterator[tuple[str, list[str]]]

# --- the code of a whole value that the reverse translation does not give ---
ITEMS = {
    "additional_tools": "additional_tools",
    "compaction": "compaction",
    "custom_tool_call": "item_type",
    "custom_tool_call_output": "orphan_output",
    "function_call": "item_type",
    "function_call_output": "orphan_output",
    "item_reference": "item_reference",
    "message": "order",
}
ITEMS.update(dict.fromkeys(HOSTED_ITEMS, "hosted_item"))
MESSAGES = {
    "function": "orphan_output",
    "tool": "orphan_output",
    **dict.fromkeys(("system", "developer", "user", "assistant"), "order"),
}
ROLES = ("system", "developer", "user", "assistant")  # of both APIs
CHAT_PARTS = {"text": "content_form", "refusal": "refusal"}
PARTS = {**CHAT_PARTS, "input_text": "content_form", "output_text": "content_form"}

# --- members ---
ITEM_MEMBERS = {
    "arguments": "arguments",
    "call_id": "call_id",
    "content": "content_form",
    "encrypted_content": "encrypted_reasoning",
    "id": "item_id",
    "input": "arguments",
    "logprobs": "logprobs",
    "name": "namespace",
    "namespace": "namespace",
    "output": "content_form",
    "phase": "phase",
    "role": "developer_role",
    "status": "item_status",
    "type": "message_type",
    **dict.fromkeys(("async", "caller", "created_by", "agent"), "item_member"),
}
MESSAGE_MEMBERS = {
    "annotations": "annotations",
    "audio": "audio",
    "content": "content_form",
    "function_call": "legacy_function_call",
    "images": "images",
    "name": "message_name",
    "refusal": "refusal",
    "role": "developer_role",
    "tool_call_id": "call_id",
    "tool_calls": "order",
}
THOUGHTS = MEMBERS | UNREAD
CALL_MEMBERS = {"id": "call_id", "type": "tool_call_type"}
PART_MEMBERS = {
    "annotations": "annotations",
    "detail": "image_detail",
    "file_url": "file_url",
    "logprobs": "logprobs",
    "type": "content_form",
}
# members of servers that must be sent back with a call or a text, and parts of their names
SIGNATURES = ("extra_content", "reasoning_opaque")
SIGNED = ("signature", "signatures", "Signature", "Signatures")


def name_item_loss(item: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Yield the losses of a difference in a Responses item; in an answer, it may be any value."""
    if not isinstance(item, dict):
        yield "unknown_item", path
        return
    kind = item.get("type") or (
        "message" if isinstance(item.get("role"), str) else "item_reference"
    )
    if not path and kind == "reasoning":
        yield from name_reasoning_item(item)
    elif not path:
        yield _whole_item_code(item, kind), path
    elif kind == "reasoning" and path[0] in ("content", "summary", "encrypted_content"):
        code = "reasoning_form" if path[0] != "encrypted_content" else "encrypted_reasoning"
        yield grade_code(code, operation), path
    elif path[0] == "call_id":
        yield _id_code(item.get("call_id")), path
    elif path[0] == "type" and kind != "message":
        yield "item_type", path
    elif path[0] in ("content", "output"):
        media = "tool_output_media" if path[0] == "output" else None
        yield from _name_content(item, path, operation, media, PARTS)
    elif path == ["arguments"] and kind == "function_call":
        yield grade_code(_arguments_code(item, operation), operation), path
    elif path == ["input"] and kind == "custom_tool_call" and operation["op"] == "add":
        yield "arguments_form", path  # it restores as a function call
    elif path == ["status"] and item.get("status") == "incomplete" and kind in CUT_TYPES:
        yield grade_code("item_incomplete", operation), path
    else:
        yield (
            grade_code(ITEM_MEMBERS.get(path[0]) or _unknown_code(path, operation), operation),
            path,
        )


CUT_TYPES = ("message", "function_call", "custom_tool_call")  # items that may be incomplete


def _unknown_code(path: list[str], operation: dict[str, Json], code: str = "unknown_member") -> str:
    """Return the code of an unknown member; a signature of a text or call has one of its own."""
    names = (*path, *_find_names(operation.get("value")))
    is_signature = any(name in SIGNATURES or name.endswith(SIGNED) for name in names)
    return "signature" if is_signature else code


def _find_names(value: Json) -> Iterator[str]:
    """Yield the names of all members in a value, at any depth."""
    for inner in (values := [value]):
        if isinstance(inner, dict):
            yield from inner
            values += inner.values()
        elif isinstance(inner, list):
            values += inner


def _arguments_code(function: dict[str, Json], operation: dict[str, Json]) -> str:
    """Return the code of different arguments, ``arguments_form`` if only the spelling differs."""
    text = operation.get("value")
    if not text:
        return "arguments"
    if not isinstance(text, str):
        return "arguments_form"  # it is written as JSON
    is_search = str(function.get("name")).startswith(TOOL_SEARCH)
    return "arguments_form" if is_search or not has_further_members(text) else "custom_arguments"


def _id_code(call_id: Json) -> str:
    """Return the code of a different call id: it is too long or missing, or it is not unique."""
    fits = isinstance(call_id, str) and 0 < len(call_id) <= ID_LIMIT
    return "duplicate_call_id" if fits else "call_id"


def _whole_item_code(item: dict[str, Json], kind: Json) -> str:
    if not isinstance(kind, str):
        return "unknown_item"
    if kind == "message" and item.get("role") not in ROLES:
        return "unknown_message"
    return ITEMS.get(kind, "unknown_item")


def name_message_loss(
    message: dict[str, Json], path: list[str], operation: dict[str, Json]
) -> Named:
    """Yield the losses of a difference in a Chat message."""
    role = message.get("role")
    if not path:
        yield (
            MESSAGES.get(role, "unknown_message") if isinstance(role, str) else "unknown_message",
            path,
        )
        yield from name_all_reasoning(message)
    elif path == ["function_call"]:
        yield _legacy_call_code(message["function_call"]), path
    elif path[0] in THOUGHTS or (path[0] == "content" and path[2:] and _is_thought(message, path)):
        yield from name_reasoning_loss(message, path, operation)
    elif path[0] == "content":
        media = "media_message" if role in ("tool", "function") else None
        yield from _name_content(message, path, operation, media, CHAT_PARTS)
    elif path[0] == "tool_calls":
        yield from _name_calls(message, path, operation)
    elif role == "function":
        yield "legacy_function_call", path
    elif path[0] == "tool_call_id":
        yield grade_code(_id_code(message.get("tool_call_id")), operation), path
    else:
        code = MESSAGE_MEMBERS.get(path[0]) or _unknown_code(path, operation)
        yield grade_code(code, operation), path


def _legacy_call_code(call: Json) -> str:
    """Return the code of the deprecated member: a call, empty as in dumps, or without a name."""
    if isinstance(call, dict) and call.get("name"):
        return "legacy_function_call"
    return "empty_member" if call is None or _is_empty(call) else "tool_call"


def _is_thought(message: dict[str, Json], path: list[str]) -> bool:
    """Return whether a path leads into a reasoning part of the content."""
    content, index = message.get("content"), int(path[1]) if path[1].isdigit() else -1
    return isinstance(content, list) and 0 <= index < len(content) and is_part(content[index])


def _name_calls(message: dict[str, Json], path: list[str], operation: dict[str, Json]) -> Named:
    """Yield the losses of a difference in the tool calls of a message."""
    calls = message.get("tool_calls")
    if len(path) > 3:
        code = "namespace" if path[3] == "name" else None
        if path[2:4] == ["function", "arguments"] and isinstance(calls, list):
            code = _arguments_code(calls[int(path[1])]["function"], operation)
        yield grade_code(code or _unknown_code(path, operation), operation), path
    elif len(path) > 2 and path[2] == "id":
        call = calls[int(path[1])] if isinstance(calls, list) else {}
        yield _id_code(call.get("id")), path
    elif len(path) > 2:
        call = calls[int(path[1])] if isinstance(calls, list) else {}
        # a marked call restores as one of the other kind
        code = "tool_call_type" if path[2] == read_type(call) else CALL_MEMBERS.get(path[2])
        yield grade_code(code or _unknown_code(path, operation), operation), path
    elif operation["op"] == "add" and calls:
        if len(path) == 1 and isinstance(calls, list):
            for index, call in enumerate(calls):
                yield _whole_call_code(call), [*path, str(index)]
        else:
            yield _whole_call_code(calls[int(path[1])] if len(path) > 1 else calls), path
    elif message.get("function_call"):
        yield "legacy_function_call", path
    else:
        yield grade_code("order", operation), path


def _whole_call_code(call: Json) -> str:
    """Return the code of a call that is not restored here: it moved, or can't be translated."""
    with suppress(ConversionError):
        return "tool_call" if to_responses(call, "", DEFAULT) is None else "order"
    return "tool_call"


def grade_code(code: str, operation: dict[str, Json]) -> str:
    """Return the code of a difference, a weaker one where only a null or a default differs."""
    if CODES[code].severity == "info" or not operation:
        return code
    op = operation["op"]
    if op == "remove":
        return "absent_member"
    if op == "move":
        return code
    value = operation["value"]
    return "empty_member" if value is None or (op == "add" and _is_empty(value)) else code


def _is_empty(value: Json) -> bool:
    """Return whether a value is empty, or an object of empty members, as in dumps.

    A member 0 counts as empty, since such objects have it for a time that is not set.
    """
    if isinstance(value, dict):
        members = value.values()
        return all(_is_empty(member) or member is None or _is_zero(member) for member in members)
    return value in ("", [])


def _is_zero(value: Json) -> bool:
    return type(value) is int and value == 0


def _name_content(
    owner: dict[str, Json],
    path: list[str],
    operation: dict[str, Json],
    media: str | None,
    forms: dict[str, str],
) -> Named:
    """Yield the losses of a difference in content parts.

    ``media`` is the code of the media of an output that the target has a form for: they are in the
    value, or left out by an option. ``forms`` are the codes of the text parts of the source
    dialect.
    """
    content = owner.get(path[0])
    if isinstance(content, dict):
        yield "unknown_part", path[:1]
        return
    if len(path) > 2:
        part = content[int(path[1])] if isinstance(content, list) else {}
        is_output = owner.get("role") == "assistant"
        has_other_type = path[2] == "type" and _part_code(part, media, forms) == "unknown_part"
        if has_other_type or (is_output and read_type(part) not in forms):
            yield "unknown_part", path[:2]  # another part, or an empty text, is restored here
        else:
            yield _part_member_code(part, path[2:], operation), path
        return
    if operation["op"] in ("move", "remove"):
        is_moved = operation["op"] == "move" and len(path) == 2
        yield "order" if is_moved else "content_form", path
        return
    values = content if isinstance(content, list) else []
    start, stop = (int(path[1]), int(path[1]) + 1) if len(path) == 2 else (0, len(values))
    lost_parts = list(enumerate(values[start:stop], start))
    has_code = False
    for index, part in lost_parts:
        if is_part(part):
            has_code = True
            yield from name_reasoning_loss(owner, [path[0], str(index)], operation)
            continue
        is_kept = _is_kept_refusal(owner, values, index)
        code = "content_form" if is_kept else _part_code(part, media, forms)
        if code != "content_form":
            has_code = True
            yield code, [path[0], str(index)]
        elif len(path) == 1:
            for member in part:
                if member not in ("type", "text", "refusal") and part[member]:
                    has_code = True
                    yield _part_member_code(part, [member], {}), [path[0], str(index), member]
    if not has_code:
        is_moved = len(path) == 2 and not any(_is_empty_refusal(part) for _, part in lost_parts)
        yield "order" if is_moved else "content_form", path


def _is_kept_refusal(owner: dict[str, Json], values: list[Json], index: int) -> bool:
    """Return whether a part is an empty refusal, or the one that the member ``refusal`` keeps."""
    if read_type(values[index]) != "refusal" or _is_empty_refusal(values[index]):
        return _is_empty_refusal(values[index])
    if owner.get("refusal"):
        return False  # the member has another one
    earlier = (
        read_type(part) == "refusal" and part.get("refusal") for part in islice(values, index)
    )
    return not any(earlier)


def _is_empty_refusal(part: Json) -> bool:
    return read_type(part) == "refusal" and not part.get("refusal")


def _part_code(part: Json, media: str | None, forms: dict[str, str]) -> str:
    kind = read_type(part)
    code = forms.get(kind, "unknown_part")
    if code == "content_form":
        return code
    tables = (parts.MEDIA_TO_CHAT, parts.MEDIA_TO_INPUT)
    if media and kind not in PARTS and any(parts.translate_part(part, table) for table in tables):
        return media
    if kind == "input_image" and part.get("file_id"):
        return "image_file_id"
    if kind == "input_file" and part.get("file_url"):
        return "file_url"
    return code


def _part_member_code(part: Json, path: list[str], operation: dict[str, Json]) -> str:
    """Return the code of a difference in a member of a content part."""
    value = operation.get("value", part.get(path[0]) if isinstance(part, dict) else None)
    if path[-1] == "detail" and value == parts.DETAIL:
        return "default_value"
    if path == ["image_url"] and isinstance(value, str):
        return "content_form"
    code = PART_MEMBERS.get(path[0]) or PART_MEMBERS.get(path[-1])
    if path == ["file_id"] and read_type(part) == "input_image":
        code = "image_file_id"
    return grade_code(code or _unknown_code(path, {"value": value}, "part_member"), operation)
