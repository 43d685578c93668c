"""Histories: a list of items against a list of messages.

Both functions return ``(value, cuts)``; see ``formats.turns`` for the arrangement and the cuts.
What the other side can't say is left out here, silently: the lens compares and reports.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.errors import ConversionError
from responses_protocol.formats import lone_outputs
from responses_protocol.formats.chat_completions import (
    content,
    fast_path,
    reasoning,
    runs,
    tool_calls,
    tool_media,
)
from responses_protocol.formats.lone_outputs import Form
from responses_protocol.formats.options import DEFAULT, Options
from responses_protocol.formats.thoughts import NONE, joined
from responses_protocol.formats.tool_names import ToolNames
from responses_protocol.formats.turns import (
    CallKey,
    Cut,
    OpenCall,
    OpenTurn,
    Turns,
    close_call,
    cut,
    finish,
    put_output,
)
from responses_protocol.values import Json

Reader = Callable[[Turns, int, dict[str, Json], Options], None]


# --- Responses -> Chat ---------------------------------------------------------------------------


def from_responses(
    items: list[Json],
    options: Options,
    opened: OpenTurn | None = None,
    names: ToolNames | None = None,
) -> tuple[list[Json], list[Cut]]:
    """Translate items to messages.

    ``opened`` is what an earlier part of the same history has left, and is updated. ``names`` are
    those of the tools that may be called, where these have to be known.
    Raises ConversionError, with a pointer into ``items``, where an item has no readable shape.
    """
    if options.hosted_calls == "function":
        from responses_protocol.formats.chat_completions import hosted_calls  # rarely asked for

        if any(map(hosted_calls.is_wrapped, items)):
            return _with_hosted_calls(items, options, opened, names)
    return _read_items(items, options, opened, names)


def _read_items(
    items: list[Json], options: Options, opened: OpenTurn | None, names: ToolNames | None
) -> tuple[list[Json], list[Cut]]:
    turns = Turns({} if opened is None else opened.calls)
    turns.names = names
    turns.whole = items if opened is None else opened.whole
    if options is DEFAULT or options in fast_path.OPTIONS:
        fast_path.read_items(turns, items, _read_item, options)
    else:
        for index, item in enumerate(items):
            _read_item(turns, index, item, options)
    runs.end_run(turns)
    if opened is not None:
        opened.alone = bool(turns.alone)
    for message in turns.out if turns.reasoning else ():
        thoughts = turns.reasoning.get(id(message))
        if thoughts:
            reasoning.write(message, joined(thoughts), options.reasoning)
    return finish(turns, len(items), opened is not None)


def _with_hosted_calls(
    items: list[Json], options: Options, opened: OpenTurn | None, names: ToolNames | None
) -> tuple[list[Json], list[Cut]]:
    """Translate items of which the hosted ones are written as marked pairs."""
    from responses_protocol.formats.chat_completions import hosted_calls

    reads, origins = hosted_calls.wrap(items, set() if opened is None else opened.called)
    try:
        out, cuts = _read_items(reads, options, opened, names)
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
        ITEM_READERS.get(kind, _aside)(turns, index, item, options)
    except ConversionError as error:
        raise ConversionError(error.reason, f"/{index}{error.pointer}") from None


def _aside(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    """Pass an item that Chat has no form for: it stays with what the model says next."""
    if turns.lead is None:
        turns.lead = index


def _reasoning(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    _aside(turns, index, item, options)
    thought = reasoning.from_responses(item, options.reasoning)
    if thought != NONE:
        turns.thoughts.append(thought)


def _message(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    role = item.get("role")
    if role == "assistant":
        runs.message_from_responses(turns, index, item, options)
        return
    readers = content.media_to_chat(options) if role == "user" else content.TEXT_TO_CHAT
    if role not in fast_path.PLAIN_ROLES:
        if not isinstance(role, str):
            raise ConversionError(_no_role(item), "/role")
        _aside(turns, index, item, options)
        return
    if role == "developer":
        role = options.developer_role
    said = content.content(item.get("content"), readers, "/content")
    runs.end_run(turns)
    turns.group = None
    cut(turns, index)
    turns.out.append({"role": role, "content": said, **runs.id_of(item, "msg_", options)})


def _output(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    way = options.tool_output_media
    readers = content.TEXT_TO_CHAT if way == "omit" else content.media_to_chat(options)
    said = content.output(item.get("output"), readers, "/output")
    raw_id = item.get("call_id")
    call = close_call(turns, raw_id) if isinstance(raw_id, str) else None
    if call is None and isinstance(raw_id, str):
        call = _lone(turns, index, raw_id, "tool", lone_outputs.ITEMS, options)
    if call is None:
        _aside(turns, index, item, options)
    else:
        if call[0] is turns.group or call[0] is None:  # else it goes elsewhere, and ends nothing
            runs.end_run(turns)
        message = {"role": "tool", "tool_call_id": call[1], "content": said}
        put_output(turns, call, message)
        if way == "user_message" and type(said) is list:
            tool_media.move(turns, call, message)


def _lone(
    turns: Turns, index: int, call_id: str, kind: str, form: Form, options: Options
) -> OpenCall | None:
    """Return the call of an output in a history of nothing else: one that stands elsewhere."""
    if turns.alone is None:
        turns.alone = bool(lone_outputs.lone_outputs(turns.whole or [], form, options))
    if not turns.alone:
        return None
    cut(turns, index if turns.lead is None else turns.lead)
    return None, tool_calls.fitted(call_id, options), kind


def _tool_search(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    """Read a call or output of a search of tools, which the client may have run."""
    if turns.names is None:
        _aside(turns, index, item, options)
        return
    from responses_protocol.formats.chat_completions import tool_search  # rarely there is one

    made = tool_search.function_item(item, options, turns.names)
    reader = {"function_call": runs.function_call, "function_call_output": _output}
    reader.get(made["type"], _aside)(turns, index, made, options)


ITEM_READERS: dict[str, Reader] = {
    "message": _message,
    "reasoning": _reasoning,
    "function_call": runs.function_call,
    "custom_tool_call": runs.custom_call,
    "function_call_output": _output,
    "custom_tool_call_output": _output,
    "tool_search_call": _tool_search,
    "tool_search_output": _tool_search,
}


# --- Chat -> Responses ---------------------------------------------------------------------------


def to_responses(
    messages: list[Json], options: Options, opened: OpenTurn | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate messages to items; the parameters and errors are those of ``from_responses``."""
    turns = Turns({} if opened is None else opened.calls, "function_call_output")
    turns.whole = messages if opened is None else opened.whole
    if options is DEFAULT or options in fast_path.OPTIONS:
        fast_path.read_messages(turns, messages, _read_message, options)
    else:
        for index, message in enumerate(messages):
            _read_message(turns, index, message, options)
    if opened is not None:
        opened.alone = bool(turns.alone)
    out, cuts = finish(turns, len(messages), opened is not None)
    if turns.has_places:
        out, cuts = tool_media.join(out, cuts)
    if options.hosted_calls == "function":
        from responses_protocol.formats.chat_completions import hosted_calls

        links: dict[str, str] = {}
        out, places = hosted_calls.unwrap(out, links, {} if opened is None else opened.marked_calls)
        if opened is not None:
            opened.rename(links)
        cuts = [(read, places[written]) for read, written in cuts]
    return out, cuts


def _no_role(message: dict[str, Json]) -> str:
    return "role must be a string" if "role" in message else "role is missing"


def _read_message(turns: Turns, index: int, message: Json, options: Options) -> None:
    try:
        if not isinstance(message, dict):
            raise ConversionError("a message must be an object")
        role = message.get("role")
        if not isinstance(role, str):
            raise ConversionError(_no_role(message), "/role")
        reader = ROLE_READERS.get(role)
        if reader is not None:  # a role of the server's own has no form in Responses
            reader(turns, index, message, options)
    except ConversionError as error:
        raise ConversionError(error.reason, f"/{index}{error.pointer}") from None


def _plain(turns: Turns, index: int, message: dict[str, Json], options: Options) -> None:
    role = message["role"]
    readers = content.media_to_input(options) if role == "user" else content.TEXT_TO_INPUT
    if role == "developer":
        role = options.developer_role
    said = content.content(message.get("content"), readers, "/content")
    turns.turn = turns.group = turns.calls_at = None
    cut(turns, index)
    item = {"type": "message", "role": role, "content": said}
    turns.out.append({**item, **runs.id_of(message, "msg_", options)})


def _tool(turns: Turns, index: int, message: dict[str, Json], options: Options) -> None:
    call_id = message.get("tool_call_id")
    _answer(turns, index, message, call_id if isinstance(call_id, str) else None, options)


def _function(turns: Turns, index: int, message: dict[str, Json], options: Options) -> None:
    """Read the deprecated role, which names the function instead of the call."""
    name = message.get("name")
    _answer(turns, index, message, (name,) if isinstance(name, str) else None, options)


def _answer(
    turns: Turns, index: int, message: dict[str, Json], key: CallKey | None, options: Options
) -> None:
    way = options.tool_output_media
    readers = content.TEXT_TO_INPUT if way == "omit" else content.media_to_input(options)
    said = content.output(message.get("content"), readers, "/content")
    call = None if key is None else close_call(turns, key)
    if call is None and isinstance(key, str):
        call = _lone(turns, index, key, turns.output_type, lone_outputs.MESSAGES, options)
    if call is not None:
        if call[0] is turns.group or call[0] is None:  # else it goes elsewhere, and ends nothing
            turns.turn = turns.calls_at = None
        put_output(turns, call, {"type": call[2], "call_id": call[1], "output": said})
        if way == "user_message" and tool_media.has_places(said):
            turns.has_places = True


ROLE_READERS: dict[str, Reader] = {
    "user": _plain,
    "system": _plain,
    "developer": _plain,
    "assistant": runs.message_to_responses,
    "tool": _tool,
    "function": _function,
}
