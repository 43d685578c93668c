"""Histories: a list of items against a list of messages.

Both functions return ``(value, cuts)``; see ``formats.turns`` for the arrangement and the cuts.
What the other side can't say is left out here, silently: the lens compares and reports.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import (
    content,
    reasoning,
    tool_calls,
    usual,
)
from responses_protocol.formats.ids import mint, prefixed, unique_ids
from responses_protocol.formats.options import DEFAULT, Options
from responses_protocol.formats.turns import (
    Cut,
    Group,
    Opened,
    Turns,
    begin_turn,
    close_call,
    cut,
    finish,
    open_call,
    put_output,
    rejoin,
)
from responses_protocol.values import Json

Reader = Callable[[Turns, int, dict[str, Json], Options], None]


# --- Responses -> Chat ---------------------------------------------------------------------------


def from_responses(
    items: list[Json], options: Options, opened: Opened | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate items to messages.

    ``opened`` holds the calls still open in an earlier part of the same history, and is updated.
    Raises ConversionError, with a pointer into ``items``, where an item has no readable shape.
    """
    if options.hosted_calls == "function":
        from responses_protocol.formats.chat_completions import hosted_calls  # rarely asked for

        if any(map(hosted_calls.is_wrapped, items)):
            return _with_hosted_calls(items, options, opened)
    turns = Turns({} if opened is None else opened)
    if options is DEFAULT or options == DEFAULT:
        usual.read_items(turns, items, _read_item)
    else:
        for index, item in enumerate(items):
            _read_item(turns, index, item, options)
    _end_run(turns, options)
    if options.reasoning in reasoning.WRITERS:
        for message in turns.out:
            reasoning.finish(message, options.reasoning)
    if options.message_ids == "keep":
        for index, new_id in unique_ids(turns.out).items():
            turns.out[index]["id"] = new_id
    return finish(turns, len(items), opened is not None)


def _with_hosted_calls(
    items: list[Json], options: Options, opened: Opened | None
) -> tuple[list[Json], list[Cut]]:
    """Translate items of which the hosted ones are written as marked pairs."""
    from responses_protocol.formats.chat_completions import hosted_calls

    reads, origins = hosted_calls.wrap(items)
    try:
        out, cuts = from_responses(reads, options, opened)
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
    if options.reasoning != "omit":
        text = reasoning.text_from_responses(item)
        if text:
            turns.thoughts.append(text)


def _message(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    role = item.get("role")
    if role == "assistant":
        _assistant_message(turns, index, item, options)
        return
    readers = content.MEDIA_TO_CHAT if role == "user" else content.TEXT_TO_CHAT
    if role not in usual.PLAIN_ROLES:
        if not isinstance(role, str):
            raise ConversionError("role must be a string", "/role")
        _aside(turns, index, item, options)
        return
    if role == "developer":
        role = options.developer_role
    said = content.content(item.get("content"), readers, "/content")
    _end_run(turns, options)
    turns.group = None
    cut(turns, index)
    turns.out.append({"role": role, "content": said, **_id_of(item, "msg_", options)})


def _id_of(value: dict[str, Json], prefix: str, options: Options) -> dict[str, Json]:
    """Return the id of an item or message for the other one, where messages have ids.

    It has the prefix that OpenAI wants of an item, on both ways, so that it stays as it is.
    """
    own = value.get("id") if options.message_ids == "keep" else None
    return {"id": prefixed(own, prefix)} if isinstance(own, str) and own else {}


def _call_id_of(value: dict[str, Json], call: dict[str, Json], options: Options) -> dict[str, Json]:
    """Return the id of a call for its message, or the reverse; an option may change its kind."""
    own = value.get("id")
    known = isinstance(own, str) and own.startswith(tuple(CALL_PREFIXES.values()))
    return _id_of(value, "" if known else CALL_PREFIXES[call["type"]], options)


def _assistant_message(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    said, refusal = content.assistant_from_responses(item.get("content"), "/content")
    message: dict[str, Json] = {"role": "assistant", "content": said}
    if options.message_ids == "keep":
        message.update(_id_of(item, "msg_", options) or {"id": mint("msg_", _first_text(said))})
    if refusal is not None:
        message["refusal"] = refusal
    turn = turns.turn
    if turn is None or "tool_calls" not in turn:
        begin_turn(turns, index)
        turns.group = None
        _new_turn(turns, message, options)
    else:
        assert turns.group is not None  # a turn with calls has one
        silent = _says_nothing(message)
        if silent and _says_nothing(turn):
            _think(turns, message, options)
            turns.out.insert(turns.turn_at, message)
            turns.turn_at += 1
            turn.pop("id", None)
        elif silent:  # it can't take the calls, which move on by themselves
            _new_turn(turns, message, options)
            alone = TOOL_ONLY[options.tool_only_content]
            _new_turn(turns, {**alone, "tool_calls": turn.pop("tool_calls")}, options)
        elif _says_nothing(turn):
            turn.pop("content", None)
            calls = turn.pop("tool_calls")
            message = {**turn, **message}
            turns.out[turns.turn_at] = turns.turn = message
            _think(turns, message, options)
            message["tool_calls"] = calls
        else:  # Chat can't say that text came after the calls: they move on to this message
            message["tool_calls"] = turn.pop("tool_calls")
            _new_turn(turns, message, options)
        turns.group.last = turns.turn_at
    turns.lead = None


def _first_text(said: Json) -> str:
    """Return what the id of a message without one is derived from, as on the way back."""
    if isinstance(said, list):
        said = said[0].get("text") if said else None
    return said or ""


def _says_nothing(message: dict[str, Json]) -> bool:
    return not message.get("content") and "refusal" not in message


def _new_turn(turns: Turns, message: dict[str, Json], options: Options) -> None:
    _think(turns, message, options)
    turns.turn = message
    turns.turn_at = len(turns.out)
    turns.out.append(message)


def _think(turns: Turns, message: dict[str, Json], options: Options) -> None:
    """Put the reasoning that was read onto the message it led to."""
    if turns.thoughts:
        name = reasoning.held(options.reasoning)
        before = message.get(name)
        texts = turns.thoughts if before is None else [before, *turns.thoughts]
        message[name] = reasoning.SEPARATOR.join(texts)
        turns.thoughts = []


def _function_call(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    _call(turns, index, item, tool_calls.function_from_responses(item, "", options), options)


def _custom_call(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    _call(turns, index, item, tool_calls.custom_from_responses(item, "", options), options)


def _call(
    turns: Turns, index: int, item: dict[str, Json], call: dict[str, Json], options: Options
) -> None:
    turn = turns.turn
    if turn is None or (_says_nothing(turn) and "tool_calls" not in turn):
        begin_turn(turns, index)
        turn = {**TOOL_ONLY[options.tool_only_content], **_call_id_of(item, item, options)}
        _new_turn(turns, turn, options)
    else:
        rejoin(turns, turns.turn_start)
    turns.lead = None
    calls = turn.get("tool_calls")
    if calls is None:
        calls = turn["tool_calls"] = []
        turns.group = Group(turns.turn_start, turns.turn_at)
    if turns.thoughts:
        _think(turns, turn, options)
    raw_id, short_id = item["call_id"], call["id"]
    numbered = tool_calls.NUMBERED[options.call_ids]
    call["id"] = open_call(turns, raw_id, short_id, "tool", numbered)
    calls.append(call)


def _output(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    inline = options.tool_output_media == "inline"
    readers = content.MEDIA_TO_CHAT if inline else content.TEXT_TO_CHAT
    said = content.output(item.get("output"), readers, "/output")
    raw_id = item.get("call_id")
    call = close_call(turns, raw_id) if isinstance(raw_id, str) else None
    if call is None:
        _aside(turns, index, item, options)
    else:
        if call[0] is turns.group or call[0] is None:  # else it goes elsewhere, and ends nothing
            _end_run(turns, options)
        put_output(turns, call, {"role": "tool", "tool_call_id": call[1], "content": said})


def _end_run(turns: Turns, options: Options) -> None:
    """End what the model says; reasoning that led nowhere belongs to its last message."""
    if turns.thoughts:
        if turns.turn is not None:
            rejoin(turns, turns.turn_start)
            _think(turns, turns.turn, options)
        turns.thoughts = []
    turns.turn = turns.lead = None


TOOL_ONLY: dict[str, dict[str, Json]] = {
    "null": {"role": "assistant", "content": None},
    "empty": {"role": "assistant", "content": ""},
    "absent": {"role": "assistant"},
}
ITEM_READERS: dict[str, Reader] = {
    "message": _message,
    "reasoning": _reasoning,
    "function_call": _function_call,
    "custom_tool_call": _custom_call,
    "function_call_output": _output,
    "custom_tool_call_output": _output,
}


# --- Chat -> Responses ---------------------------------------------------------------------------


def to_responses(
    messages: list[Json], options: Options, opened: Opened | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate messages to items; the parameters and errors are those of ``from_responses``."""
    turns = Turns({} if opened is None else opened, "function_call_output")
    if options is DEFAULT or options == DEFAULT:
        usual.read_messages(turns, messages, _read_message)
    else:
        for index, message in enumerate(messages):
            _read_message(turns, index, message, options)
    out, cuts = finish(turns, len(messages), opened is not None)
    if options.hosted_calls == "function":
        from responses_protocol.formats.chat_completions import hosted_calls

        out, places = hosted_calls.unwrap(out)
        cuts = [(read, places[written]) for read, written in cuts]
    return out, cuts


def _read_message(turns: Turns, index: int, message: Json, options: Options) -> None:
    try:
        if not isinstance(message, dict):
            raise ConversionError("a message must be an object")
        role = message.get("role")
        if not isinstance(role, str):
            raise ConversionError("role must be a string", "/role")
        reader = ROLE_READERS.get(role)
        if reader is not None:  # a role of the server's own has no form in Responses
            reader(turns, index, message, options)
    except ConversionError as error:
        raise ConversionError(error.reason, f"/{index}{error.pointer}") from None


def _plain(turns: Turns, index: int, message: dict[str, Json], options: Options) -> None:
    role = message["role"]
    readers = content.MEDIA_TO_INPUT if role == "user" else content.TEXT_TO_INPUT
    if role == "developer":
        role = options.developer_role
    said = content.content(message.get("content"), readers, "/content")
    turns.turn = turns.group = turns.calls_at = None
    cut(turns, index)
    item = {"type": "message", "role": role, "content": said}
    turns.out.append({**item, **_id_of(message, "msg_", options)})


def _assistant(turns: Turns, index: int, message: dict[str, Json], options: Options) -> None:
    """Write reasoning, message and calls; the calls of a run stand behind all its messages."""
    thought = None
    if options.reasoning != "omit":
        text, message = reasoning.split(message, options.reasoning)
        thought = reasoning.item(text) if text else None
    said = content.assistant_to_responses(message)
    calls = _calls(message, options)
    item = None
    if said or not calls:
        item = {**_message_item(said), **_id_of(message, "msg_", options)}
    elif options.message_ids == "keep" and turns.turn is None and turns.calls_at is None:
        first = calls[0][1]  # of the run, which is one message on the way back
        first.update(_call_id_of(message, first, options))
    if turns.calls_at is None and (turns.turn is None or item is not None):
        begin_turn(turns, index)
        turns.group = None
        turns.turn_at = len(turns.out)
        turns.out.extend(value for value in (thought, item) if value is not None)
        turns.turn = item if said else None
    else:
        at = turns.calls_at or 0  # the run has calls, or there would have been a cut
        if item is not None:  # the calls are no message by themselves, or another one
            turns.out[at].pop("id", None)
        if item is not None and not said:
            _insert_silent(turns, at, thought, item)
        elif item is not None and turns.turn["type"] == "message":
            _insert(turns, at, thought, item)
            turns.turn, turns.turn_at = item, at
        else:
            if thought is not None:
                _merge_thought(turns, thought)
            if item is not None:
                _insert(turns, turns.calls_at or 0, None, item)
                turns.turn = item
    if calls:
        _append_calls(turns, calls, tool_calls.NUMBERED[options.call_ids])


def _message_item(said: list[dict[str, Json]]) -> dict[str, Json]:
    said = said or [content.output_text("")]
    text = said[0].get("text") or ""
    return {
        "type": "message",
        "id": mint("msg_", text),
        "role": "assistant",
        "status": "completed",
        "content": said,
    }


def _insert_silent(turns: Turns, at: int, thought: Json, item: dict[str, Json]) -> None:
    """Insert a message that says nothing: it can't take the calls, which go on by themselves."""
    if turns.turn["type"] == "message":
        turns.turn, turns.turn_at = turns.out[at], at
    _insert(turns, turns.turn_at, thought, item)
    turns.turn_at += 1 if thought is None else 2


def _insert(turns: Turns, at: int, thought: Json, item: Json) -> None:
    """Insert into the run before its calls."""
    block = [value for value in (thought, item) if value is not None]
    turns.out[at:at] = block
    if turns.calls_at is not None:
        turns.calls_at += len(block)
        assert turns.group is not None  # calls open a group
        turns.group.last += len(block)


def _merge_thought(turns: Turns, thought: dict[str, Json]) -> None:
    """Add reasoning to that of the run's last message: one message has one field for it."""
    rejoin(turns, turns.turn_start)
    before = turns.out[turns.turn_at]
    if before["type"] == "reasoning":
        texts = (before["content"][0]["text"], thought["content"][0]["text"])
        turns.out[turns.turn_at] = reasoning.item(reasoning.SEPARATOR.join(texts))
    else:
        _insert(turns, turns.turn_at, thought, None)


def _calls(message: dict[str, Json], options: Options) -> list[tuple[str, dict[str, Json]]]:
    """Return the call items of a message, each behind the id by which its output will name it."""
    found = []
    listed = message.get("tool_calls")
    if listed:
        if not isinstance(listed, list):
            raise ConversionError("tool_calls must be a list", "/tool_calls")
        for number, call in enumerate(listed):
            item = tool_calls.to_responses(call, f"/tool_calls/{number}", options)
            if item is not None:
                found.append((call.get("id") or item["call_id"], item))
    legacy = message.get("function_call")
    if legacy is not None:
        item = tool_calls.legacy_to_responses(legacy, "/function_call", options)
        if item is not None:
            found.append((LEGACY + item["name"], item))
    return found


def _append_calls(
    turns: Turns, calls: list[tuple[str, dict[str, Json]]], numbered: Callable[[str, int], str]
) -> None:
    out = turns.out
    if turns.calls_at is None:
        turns.calls_at = len(out)
        turns.group = Group(turns.turn_start, len(out))
        if turns.turn is None:
            turns.turn = calls[0][1]
    assert turns.group is not None
    for raw_id, item in calls:
        kind = f"{item['type']}_output"
        item["call_id"] = open_call(turns, raw_id, item["call_id"], kind, numbered)
        out.append(item)
    turns.group.last = len(out) - 1


def _tool(turns: Turns, index: int, message: dict[str, Json], options: Options) -> None:
    _answer(turns, message, message.get("tool_call_id"), options)


def _function(turns: Turns, index: int, message: dict[str, Json], options: Options) -> None:
    """Read the deprecated role, which names the function instead of the call."""
    name = message.get("name")
    _answer(turns, message, LEGACY + name if isinstance(name, str) else None, options)


def _answer(turns: Turns, message: dict[str, Json], raw_id: Json, options: Options) -> None:
    inline = options.tool_output_media == "inline"
    readers = content.MEDIA_TO_INPUT if inline else content.TEXT_TO_INPUT
    said = content.output(message.get("content"), readers, "/content")
    call = close_call(turns, raw_id) if isinstance(raw_id, str) else None
    if call is not None:
        if call[0] is turns.group or call[0] is None:  # else it goes elsewhere, and ends nothing
            turns.turn = turns.calls_at = None
        put_output(turns, call, {"type": call[2], "call_id": call[1], "output": said})


CALL_PREFIXES = {"function_call": "fc_", "custom_tool_call": "ctc_"}
LEGACY = "\0"  # begins the key of a call that has no id: no id does
ROLE_READERS: dict[str, Reader] = {
    "user": _plain,
    "system": _plain,
    "developer": _plain,
    "assistant": _assistant,
    "tool": _tool,
    "function": _function,
}
