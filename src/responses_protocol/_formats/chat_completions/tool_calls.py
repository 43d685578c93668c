"""Tool calls, one at a time; ``history`` puts them in order.

A call is paired with its output by ``call_id`` (Responses) or ``tool_calls[].id`` (Chat), which
are the same string. Arguments are opaque: they are copied byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

from responses_protocol._formats.chat_completions import custom_tools
from responses_protocol._formats.ids import derive_id, shorten
from responses_protocol._formats.options import Options
from responses_protocol._formats.tool_names import NAME_LIMIT, ToolNames, fold_name
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

# OpenAI's Chat accepts ids of 40 characters, and its Responses of 64. The shorter limit applies in
# both directions, so that a second translation does not shorten an id again.
ID_LIMIT = 40


def _read_string(owner: dict[str, Json], member: str, pointer: str) -> str:
    value = owner.get(member)
    if not isinstance(value, str):
        raise ConversionError(f"{member} must be a string", f"{pointer}/{member}")
    return value


def _read_text(owner: dict[str, Json], member: str, pointer: str) -> str:
    """Return arguments or input, which servers leave out or set to null where they are empty."""
    return "" if owner.get(member) is None else _read_string(owner, member, pointer)


def _read_arguments(owner: dict[str, Json], pointer: str, options: Options) -> str:
    arguments = _read_text(owner, "arguments", pointer)
    return "{}" if not arguments and options.empty_arguments == "object" else arguments


def _find_chat_name(item: dict[str, Json], pointer: str, names: ToolNames | None) -> str:
    name, namespace = _read_string(item, "name", pointer), item.get("namespace")
    return fold_name(name, namespace) if names is None else names.chat_name(namespace, name)


NINE_CHARACTERS = re.compile(r"[a-zA-Z0-9]{9}\Z")  # the ids that Mistral accepts


def fit_call_id(call_id: str, options: Options) -> str:
    """Return a call id that the Chat server accepts; equal ids give equal ones."""
    return _fit_nine(call_id) if options.call_ids == "nine" else shorten(call_id, ID_LIMIT)


def _fit_nine(call_id: str) -> str:
    if NINE_CHARACTERS.match(call_id):
        return call_id
    return sha256(call_id.encode("utf-8", "surrogatepass")).hexdigest()[:9]


# another id for a call whose id an open call has already, by `Options.call_ids`
NUMBERED: dict[str, Callable[[str, int], str]] = {
    "any": lambda call_id, number: f"{call_id[: ID_LIMIT - 8]}_{number}",
    "nine": lambda call_id, number: _fit_nine(f"{call_id} {number}"),
}


# --- Responses -> Chat ---------------------------------------------------------------------------


def function_from_responses(
    item: dict[str, Json], pointer: str, options: Options, names: ToolNames | None = None
) -> Json:
    """Return the ``tool_calls`` entry of a function call item; ``names`` names its tool."""
    arguments = _read_arguments(item, pointer, options)
    name = _find_chat_name(item, pointer, names)
    call_id = fit_call_id(_read_string(item, "call_id", pointer), options)
    if custom_tools.only_in_responses(options):
        text = custom_tools.from_arguments(arguments)
        if text is not None:
            return {"id": call_id, "type": "custom", "custom": {"name": name, "input": text}}
    if custom_tools.only_in_chat(options):
        arguments = custom_tools.normalise_arguments(arguments)
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def custom_from_responses(
    item: dict[str, Json], pointer: str, options: Options, names: ToolNames | None = None
) -> Json:
    """Return the ``tool_calls`` entry of a custom tool call item, named likewise."""
    name = _find_chat_name(item, pointer, names)
    call_id = fit_call_id(_read_string(item, "call_id", pointer), options)
    text = _read_text(item, "input", pointer)
    if options.custom_tools == "function":
        function = {"name": name, "arguments": custom_tools.to_arguments(text)}
        return {"id": call_id, "type": "function", "function": function}
    custom = {"name": name, "input": text}
    return {"id": call_id, "type": "custom", "custom": custom}


# --- Chat -> Responses ---------------------------------------------------------------------------


def to_responses(call: Json, pointer: str, options: Options) -> dict[str, Json] | None:
    """Return the call item of a ``tool_calls`` entry, None if its type is unknown.

    Many servers leave ``type`` out or set it to null; the name of its body then gives the type.
    Raises ConversionError where the body of a known type is missing or damaged.
    """
    if not isinstance(call, dict):
        raise ConversionError("a tool call must be an object", pointer)
    kind = find_call_type(call)
    read = CALL_READERS.get(kind) if isinstance(kind, str) else None
    if read is None:
        return None
    body = call.get(kind)
    if not isinstance(body, dict):
        raise ConversionError(f"{kind} must be an object", f"{pointer}/{kind}")
    item = read(body, f"{pointer}/{kind}", options)
    call_id = call.get("id")
    if call_id is None:
        call_id = derive_call_id(item["name"])
    elif not isinstance(call_id, str):
        raise ConversionError("id must be a string", f"{pointer}/id")
    item["call_id"] = fit_call_id(call_id, options)
    return item


def find_call_type(call: dict[str, Json]) -> Json:
    """Return the type of a ``tool_calls`` entry."""
    kind = call.get("type")
    if kind is None:
        return "custom" if call.get("custom") and not call.get("function") else "function"
    return kind


def derive_call_id(name: str) -> str:
    """Return the id for a call of this function that has none."""
    return derive_id("call_", name)


def _make_function_item(body: dict[str, Json], pointer: str, options: Options) -> dict[str, Json]:
    name = shorten(_read_string(body, "name", pointer), NAME_LIMIT)
    arguments = _read_arguments(body, pointer, options)
    if custom_tools.only_in_chat(options):
        text = custom_tools.from_arguments(arguments)
        if text is not None:
            return {"type": "custom_tool_call", "call_id": "", "name": name, "input": text}
    if custom_tools.only_in_responses(options):
        arguments = custom_tools.normalise_arguments(arguments)
    return {"type": "function_call", "call_id": "", "name": name, "arguments": arguments}


def _make_custom_item(body: dict[str, Json], pointer: str, options: Options) -> dict[str, Json]:
    name = shorten(_read_string(body, "name", pointer), NAME_LIMIT)
    text = _read_text(body, "input", pointer)
    if options.items == "mlflow":
        arguments = custom_tools.to_arguments(text)
        return {"type": "function_call", "call_id": "", "name": name, "arguments": arguments}
    return {"type": "custom_tool_call", "call_id": "", "name": name, "input": text}


CALL_READERS = {"function": _make_function_item, "custom": _make_custom_item}


def legacy_to_responses(call: Json, pointer: str, options: Options) -> dict[str, Json] | None:
    """Return the item of a deprecated ``function_call``, with a derived id.

    None if its name is missing or empty, as in the dumps of some servers.
    """
    if not isinstance(call, dict):
        raise ConversionError("function_call must be an object", pointer)
    if call.get("name") in (None, ""):
        return None
    item = _make_function_item(call, pointer, options)
    item["call_id"] = fit_call_id(
        derive_id("call_", f"{item['name']} {call.get('arguments')}"), options
    )
    return item
