"""Histories: a list of items to a list of messages, and the reverse.

Both functions return ``(value, cuts)``; ``formats.turns`` describes the arrangement and the cuts.
They leave out values that the other dialect has no form for; the lens reports the losses.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol._formats import lone_outputs
from responses_protocol._formats.chat_completions import (
    fast_path,
    reasoning,
    runs,
    tool_calls,
    tool_media,
)
from responses_protocol._formats.chat_completions.content import (
    TEXT_TO_CHAT,
    TEXT_TO_INPUT,
    choose_chat_readers,
    choose_input_readers,
    translate_content,
    translate_output,
)
from responses_protocol._formats.lone_outputs import OutputForm
from responses_protocol._formats.options import DEFAULT, Options
from responses_protocol._formats.thoughts import NONE, join_thoughts
from responses_protocol._formats.tool_names import ToolNames
from responses_protocol._formats.turns import (
    CallKey,
    Cut,
    OpenCall,
    OpenTurn,
    Turns,
    add_cut,
    close_call,
    finish,
    put_output,
)
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

Reader = Callable[[Turns, int, dict[str, Json], Options], None]


# --- Responses -> Chat ---------------------------------------------------------------------------


def from_responses(
    items: list[Json],
    options: Options,
    opened: OpenTurn | None = None,
    names: ToolNames | None = None,
) -> tuple[list[Json], list[Cut]]:
    """Translate items to messages.

    ``opened`` is the state that an earlier part of the same history left; it is updated. ``names``
    are the names of the declared tools, where the caller has them.
    Raises ConversionError, with a pointer into ``items``, where an item can't be read.
    """
    if options.hosted_calls == "function":
        from responses_protocol._formats.chat_completions import hosted_calls  # rarely asked for

        if any(map(hosted_calls.is_wrapped, items)):
            return _read_hosted_items(items, options, opened, names)
    return _read_items(items, options, opened, names)


def _read_items(
    items: list[Json], options: Options, opened: OpenTurn | None, names: ToolNames | None
) -> tuple[list[Json], list[Cut]]:
    turns = Turns({} if opened is None else opened.calls)
    turns.names = names
    turns.all_values = items if opened is None else opened.all_values
    if options is DEFAULT or options in fast_path.OPTIONS:
        fast_path.read_items(turns, items, _read_item, options)
    else:
        for index, item in enumerate(items):
            _read_item(turns, index, item, options)
    runs.end_run(turns)
    if opened is not None:
        opened.has_only_outputs = bool(turns.has_only_outputs)
    for message in turns.out if turns.reasoning else ():
        thoughts = turns.reasoning.get(id(message))
        if thoughts:
            reasoning.write(message, join_thoughts(thoughts), options.reasoning)
    return finish(turns, len(items), opened is not None)


def _read_hosted_items(
    items: list[Json], options: Options, opened: OpenTurn | None, names: ToolNames | None
) -> tuple[list[Json], list[Cut]]:
    """Translate items, with the hosted ones as marked pairs of a call and an output."""
    from responses_protocol._formats.chat_completions import hosted_calls

    wrapped, origins = hosted_calls.wrap(items, set() if opened is None else opened.hosted_ids)
    try:
        out, cuts = _read_items(wrapped, options, opened, names)
    except ConversionError as error:
        index, *rest = error.pointer[1:].split("/")
        pointer = "/".join(("", str(origins[int(index)]), *rest))
        raise ConversionError(error.reason, pointer) from None
    return out, [(origins[read], written) for read, written in cuts]


def _read_item(turns: Turns, index: int, item: Json, options: Options) -> None:
    try:
        if not isinstance(item, dict):
            raise ConversionError("an item must be an object")
        kind = item.get("type")
        if kind is None:  # most stored messages have no type, nor do some references
            kind = "message" if isinstance(item.get("role"), str) else "item_reference"
        elif not isinstance(kind, str):
            raise ConversionError("type must be a string", "/type")
        ITEM_READERS.get(kind, _skip)(turns, index, item, options)
    except ConversionError as error:
        raise ConversionError(error.reason, f"/{index}{error.pointer}") from None


def _skip(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    """Leave out an item that Chat has no form for; its group is that of the model's next value."""
    if turns.lead_index is None:
        turns.lead_index = index


def _read_reasoning(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    _skip(turns, index, item, options)
    thought = reasoning.from_responses(item, options.reasoning)
    if thought != NONE:
        turns.thoughts.append(thought)


def _read_message_item(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    role = item.get("role")
    if role == "assistant":
        runs.read_message_item(turns, index, item, options)
        return
    readers = choose_chat_readers(options) if role == "user" else TEXT_TO_CHAT
    if role not in fast_path.PLAIN_ROLES:
        if not isinstance(role, str):
            raise ConversionError(_describe_role_error(item), "/role")
        _skip(turns, index, item, options)
        return
    if role == "developer":
        role = options.developer_role
    content = translate_content(item.get("content"), readers, "/content")
    runs.end_run(turns)
    turns.group = None
    add_cut(turns, index)
    turns.out.append({"role": role, "content": content, **runs.translate_id(item, "msg_", options)})


def _read_output(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    media = options.tool_output_media
    readers = TEXT_TO_CHAT if media == "omit" else choose_chat_readers(options)
    content = translate_output(item.get("output"), readers, "/output")
    source_id = item.get("call_id")
    call = close_call(turns, source_id) if isinstance(source_id, str) else None
    if call is None and isinstance(source_id, str):
        call = _find_absent_call(turns, index, source_id, "tool", lone_outputs.ITEMS, options)
    if call is None:
        _skip(turns, index, item, options)
    else:
        if call[0] is turns.group or call[0] is None:  # an output of an earlier turn ends no run
            runs.end_run(turns)
        message = {"role": "tool", "tool_call_id": call[1], "content": content}
        put_output(turns, call, message)
        if media == "user_message" and type(content) is list:
            tool_media.move_media(turns, call, message)


def _find_absent_call(
    turns: Turns, index: int, call_id: str, kind: str, form: OutputForm, options: Options
) -> OpenCall | None:
    """Return the call of an output, in an earlier part, where a history has only outputs."""
    if turns.has_only_outputs is None:
        turns.has_only_outputs = bool(
            lone_outputs.find_lone_outputs(turns.all_values or [], form, options)
        )
    if not turns.has_only_outputs:
        return None
    add_cut(turns, index if turns.lead_index is None else turns.lead_index)
    return None, tool_calls.fit_call_id(call_id, options), kind


def _read_tool_search(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    """Read a call or output of tool search, which the client may have run."""
    if turns.names is None:
        _skip(turns, index, item, options)
        return
    from responses_protocol._formats.chat_completions import tool_search  # rarely used

    translated = tool_search.translate_search_item(item, options, turns.names)
    reader = {"function_call": runs.read_function_call, "function_call_output": _read_output}
    reader.get(translated["type"], _skip)(turns, index, translated, options)


ITEM_READERS: dict[str, Reader] = {
    "message": _read_message_item,
    "reasoning": _read_reasoning,
    "function_call": runs.read_function_call,
    "custom_tool_call": runs.read_custom_call,
    "function_call_output": _read_output,
    "custom_tool_call_output": _read_output,
    "tool_search_call": _read_tool_search,
    "tool_search_output": _read_tool_search,
}


# --- Chat -> Responses ---------------------------------------------------------------------------


def to_responses(
    messages: list[Json], options: Options, opened: OpenTurn | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate messages to items; the parameters and errors are those of ``from_responses``."""
    turns = Turns({} if opened is None else opened.calls, "function_call_output")
    turns.all_values = messages if opened is None else opened.all_values
    if options is DEFAULT or options in fast_path.OPTIONS:
        fast_path.read_messages(turns, messages, _read_message, options)
    else:
        for index, message in enumerate(messages):
            _read_message(turns, index, message, options)
    if opened is not None:
        opened.has_only_outputs = bool(turns.has_only_outputs)
    out, cuts = finish(turns, len(messages), opened is not None)
    if turns.has_places:
        out, cuts = tool_media.join_media(out, cuts)
    if options.hosted_calls == "function":
        from responses_protocol._formats.chat_completions import hosted_calls

        links: dict[str, str] = {}
        out, places = hosted_calls.unwrap(out, links, {} if opened is None else opened.marked_calls)
        if opened is not None:
            opened.rename(links)
        cuts = [(read, places[written]) for read, written in cuts]
    return out, cuts


def _describe_role_error(message: dict[str, Json]) -> str:
    return "role must be a string" if "role" in message else "role is missing"


def _read_message(turns: Turns, index: int, message: Json, options: Options) -> None:
    try:
        if not isinstance(message, dict):
            raise ConversionError("a message must be an object")
        role = message.get("role")
        if not isinstance(role, str):
            raise ConversionError(_describe_role_error(message), "/role")
        reader = ROLE_READERS.get(role)
        if reader is not None:  # other roles have no form in Responses
            reader(turns, index, message, options)
    except ConversionError as error:
        raise ConversionError(error.reason, f"/{index}{error.pointer}") from None


def _read_input_message(
    turns: Turns, index: int, message: dict[str, Json], options: Options
) -> None:
    role = message["role"]
    readers = choose_input_readers(options) if role == "user" else TEXT_TO_INPUT
    if role == "developer":
        role = options.developer_role
    content = translate_content(message.get("content"), readers, "/content")
    turns.turn = turns.group = turns.calls_index = None
    add_cut(turns, index)
    item = {"type": "message", "role": role, "content": content}
    turns.out.append({**item, **runs.translate_id(message, "msg_", options)})


def _read_tool_message(
    turns: Turns, index: int, message: dict[str, Json], options: Options
) -> None:
    call_id = message.get("tool_call_id")
    _read_tool_output(turns, index, message, call_id if isinstance(call_id, str) else None, options)


def _read_function_message(
    turns: Turns, index: int, message: dict[str, Json], options: Options
) -> None:
    """Read the deprecated role, which names the function instead of the call."""
    name = message.get("name")
    _read_tool_output(turns, index, message, (name,) if isinstance(name, str) else None, options)


def _read_tool_output(
    turns: Turns, index: int, message: dict[str, Json], key: CallKey | None, options: Options
) -> None:
    media = options.tool_output_media
    readers = TEXT_TO_INPUT if media == "omit" else choose_input_readers(options)
    content = translate_output(message.get("content"), readers, "/content")
    call = None if key is None else close_call(turns, key)
    if call is None and isinstance(key, str):
        call = _find_absent_call(
            turns, index, key, turns.output_type, lone_outputs.MESSAGES, options
        )
    if call is not None:
        if call[0] is turns.group or call[0] is None:  # an output of an earlier turn ends no run
            turns.turn = turns.calls_index = None
        put_output(turns, call, {"type": call[2], "call_id": call[1], "output": content})
        if media == "user_message" and tool_media.has_markers(content):
            turns.has_places = True


ROLE_READERS: dict[str, Reader] = {
    "user": _read_input_message,
    "system": _read_input_message,
    "developer": _read_input_message,
    "assistant": runs.read_message,
    "tool": _read_tool_message,
    "function": _read_function_message,
}
