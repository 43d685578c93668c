"""Tool calls and their outputs, one at a time; ``history`` puts them in order.

A call is paired with its output by ``call_id`` (Responses) or ``tool_calls[].id`` (Chat), which
are the same string; arguments are opaque, byte for byte.
"""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.formats.ids import mint, shortened
from responses_protocol.formats.options import Options
from responses_protocol.values import Json

# What the endpoints accept at most: Chat's `tool_calls[].id`, Responses' `call_id`, Chat's names.
CHAT_ID_LIMIT = 40
CALL_ID_LIMIT = 64
NAME_LIMIT = 64


def _string(owner: dict[str, Json], member: str, pointer: str) -> str:
    value = owner.get(member)
    if not isinstance(value, str):
        raise ConversionError(f"{member} must be a string", f"{pointer}/{member}")
    return value


def _text(owner: dict[str, Json], member: str, pointer: str) -> str:
    """Read arguments or input: servers leave empty ones out or send null."""
    return "" if owner.get(member) is None else _string(owner, member, pointer)


def _arguments(owner: dict[str, Json], pointer: str, options: Options) -> str:
    arguments = _text(owner, "arguments", pointer)
    return "{}" if not arguments and options.empty_arguments == "object" else arguments


def folded(name: str, namespace: Json) -> str:
    """Return the flat Chat name of a tool in a namespace, within Chat's limit."""
    if isinstance(namespace, str) and namespace:
        name = f"{namespace}__{name}"
    return shortened(name, NAME_LIMIT)


# --- Responses -> Chat ---------------------------------------------------------------------------


def function_from_responses(item: dict[str, Json], pointer: str, options: Options) -> Json:
    """Return the ``tool_calls`` entry of a function call item."""
    arguments = _arguments(item, pointer, options)
    name = folded(_string(item, "name", pointer), item.get("namespace"))
    call_id = shortened(_string(item, "call_id", pointer), CHAT_ID_LIMIT)
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def custom_from_responses(item: dict[str, Json], pointer: str, options: Options) -> Json:
    """Return the ``tool_calls`` entry of a custom (freeform) tool call item."""
    name = folded(_string(item, "name", pointer), item.get("namespace"))
    call_id = shortened(_string(item, "call_id", pointer), CHAT_ID_LIMIT)
    custom = {"name": name, "input": _text(item, "input", pointer)}
    return {"id": call_id, "type": "custom", "custom": custom}


# --- Chat -> Responses ---------------------------------------------------------------------------


def to_responses(call: Json, pointer: str, options: Options) -> dict[str, Json]:
    """Return the call item of a ``tool_calls`` entry, or raise where it is neither kind.

    The type is what its body says: many servers leave ``type`` out or null.
    """
    if not isinstance(call, dict):
        raise ConversionError("a tool call must be an object", pointer)
    for kind, read in (("function", _function_item), ("custom", _custom_item)):
        body = call.get(kind)
        if isinstance(body, dict):
            item = read(body, f"{pointer}/{kind}", options)
            call_id = call.get("id")
            if call_id is None:
                call_id = mint("call_", item["name"])
            elif not isinstance(call_id, str):
                raise ConversionError("id must be a string", f"{pointer}/id")
            item["call_id"] = shortened(call_id, CALL_ID_LIMIT)
            return item
    raise ConversionError("a tool call needs a function or a custom member", pointer)


def _function_item(body: dict[str, Json], pointer: str, options: Options) -> dict[str, Json]:
    return {
        "type": "function_call",
        "call_id": "",
        "name": _string(body, "name", pointer),
        "arguments": _arguments(body, pointer, options),
    }


def _custom_item(body: dict[str, Json], pointer: str, options: Options) -> dict[str, Json]:
    return {
        "type": "custom_tool_call",
        "call_id": "",
        "name": _string(body, "name", pointer),
        "input": _text(body, "input", pointer),
    }


def legacy_to_responses(call: Json, pointer: str, options: Options) -> dict[str, Json]:
    """Return the item of a deprecated ``function_call``, which has no id: one is derived."""
    if not isinstance(call, dict):
        raise ConversionError("function_call must be an object", pointer)
    item = _function_item(call, pointer, options)
    item["call_id"] = mint("call_", f"{item['name']} {item['arguments']}")
    return item
