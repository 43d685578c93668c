"""Runs: the messages, calls and reasoning of the model; ``formats.turns`` defines them.

Each reader adds one value of the source to the current run; ``end_run`` ends it.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol._formats.chat_completions import content, reasoning, tool_calls
from responses_protocol._formats.ids import add_prefix, derive_id
from responses_protocol._formats.options import Options
from responses_protocol._formats.thoughts import NONE, Thought, join_thoughts
from responses_protocol._formats.turns import (
    CallKey,
    ToolTurn,
    Turns,
    begin_turn,
    open_call,
    remove_cuts,
)
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

# --- Responses -> Chat ---------------------------------------------------------------------------


def read_message_item(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    """Read an assistant message; raise ConversionError where it can't be read."""
    text_or_parts, refusal = content.assistant_from_responses(item.get("content"), "/content")
    message: dict[str, Json] = {"role": "assistant", "content": text_or_parts}
    if options.message_ids == "keep":
        item_id = translate_id(item, "msg_", options)
        message.update(item_id or {"id": derive_id("msg_", _find_first_text(text_or_parts))})
    if refusal is not None:
        message["refusal"] = refusal
    turn = turns.turn
    if turn is None or "tool_calls" not in turn:
        begin_turn(turns, index)
        turns.group = None
        _begin_message(turns, message)
    else:
        _join_calls(turns, turn, message, options)
    turns.lead_index = None


def _join_calls(
    turns: Turns, turn: dict[str, Json], message: dict[str, Json], options: Options
) -> None:
    """Add a message to a run that has calls, and move the calls to the run's last message.

    Chat has no order of text and calls in a message, and a message with empty text has no calls.
    """
    assert turns.group is not None  # a turn with calls has one
    is_empty = _is_empty(message)
    if is_empty and _is_empty(turn):
        _add_thoughts(turns, message)
        turns.out.insert(turns.turn_index, message)
        turns.turn_index += 1
        turn.pop("id", None)
    elif is_empty:
        _begin_message(turns, message)
        calls_only = CALLS_ONLY[options.tool_only_content]
        _begin_message(turns, {**calls_only, "tool_calls": turn.pop("tool_calls")})
    elif _is_empty(turn):
        turn.pop("content", None)
        calls = turn.pop("tool_calls")
        message = {**turn, **message}
        turns.reasoning[id(message)] = turns.reasoning.pop(id(turn), [])
        turns.out[turns.turn_index] = turns.turn = message
        _add_thoughts(turns, message)
        message["tool_calls"] = calls
    else:
        message["tool_calls"] = turn.pop("tool_calls")
        _begin_message(turns, message)
    turns.group.last = turns.turn_index


def _find_first_text(content: Json) -> str:
    """Return the text from which an id is derived, the same one in both directions."""
    if isinstance(content, list):
        content = content[0].get("text") if content else None
    return content or ""


def _is_empty(message: dict[str, Json]) -> bool:
    return not message.get("content") and "refusal" not in message


def _begin_message(turns: Turns, message: dict[str, Json]) -> None:
    _add_thoughts(turns, message)
    turns.turn = message
    turns.turn_index = len(turns.out)
    turns.out.append(message)


def _add_thoughts(turns: Turns, message: dict[str, Json]) -> None:
    """Add the reasoning that was read to the message that follows it."""
    if turns.thoughts:
        turns.reasoning.setdefault(id(message), []).extend(turns.thoughts)
        turns.thoughts = []


def read_function_call(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    """Read a function call."""
    call = tool_calls.function_from_responses(item, "", options, turns.names)
    _add_call(turns, index, item, call, options)


def read_custom_call(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    """Read a custom tool call."""
    call = tool_calls.custom_from_responses(item, "", options, turns.names)
    _add_call(turns, index, item, call, options)


def _add_call(
    turns: Turns, index: int, item: dict[str, Json], call: dict[str, Json], options: Options
) -> None:
    turn = turns.turn
    if turn is None or (_is_empty(turn) and "tool_calls" not in turn):
        begin_turn(turns, index)
        turn = {**CALLS_ONLY[options.tool_only_content], **_translate_call_id(item, item, options)}
        _begin_message(turns, turn)
    else:
        remove_cuts(turns, turns.turn_start)
    turns.lead_index = None
    calls = turn.get("tool_calls")
    if calls is None:
        calls = turn["tool_calls"] = []
        turns.group = ToolTurn(turns.turn_start, turns.turn_index)
    if turns.thoughts:
        _add_thoughts(turns, turn)
    source_id, short_id = item["call_id"], call["id"]
    numbered = tool_calls.NUMBERED[options.call_ids]
    call["id"] = open_call(turns, source_id, short_id, "tool", numbered)
    calls.append(call)


def end_run(turns: Turns) -> None:
    """End the run; reasoning behind its last message belongs to that message."""
    if turns.thoughts:
        if turns.turn is not None:
            remove_cuts(turns, turns.turn_start)
            _add_thoughts(turns, turns.turn)
        turns.thoughts = []
    turns.turn = turns.lead_index = None


CALLS_ONLY: dict[str, dict[str, Json]] = {
    "null": {"role": "assistant", "content": None},
    "empty": {"role": "assistant", "content": ""},
    "absent": {"role": "assistant"},
}


# --- Chat -> Responses ---------------------------------------------------------------------------


def read_message(turns: Turns, index: int, message: dict[str, Json], options: Options) -> None:
    """Read an assistant message: its reasoning, content and calls.

    The calls of a run stand behind all its messages. Raises ConversionError where the message
    can't be read.
    """
    thought, message = reasoning.read(message, options.reasoning)
    thoughts = [] if thought is NONE else reasoning.make_input_items(thought, options)
    parts = content.assistant_to_responses(message)
    calls = _read_calls(message, options)
    item = None
    if parts or not calls:
        item = {**_make_message_item(parts), **translate_id(message, "msg_", options)}
    elif options.message_ids == "keep" and turns.turn is None and turns.calls_index is None:
        first = calls[0][1]  # of the run, which the reverse translation makes one message
        first.update(_translate_call_id(message, first, options))
    if turns.calls_index is None and (turns.turn is None or item is not None):
        begin_turn(turns, index)
        turns.group = None
        turns.turn_index = len(turns.out)
        turns.out += thoughts if item is None else [*thoughts, item]
        turns.turn = item if parts else None
    else:
        calls_index = (
            turns.calls_index or 0
        )  # the run has calls, else the branch above begins a turn
        if item is not None:  # the id belonged to a message of calls alone
            turns.out[calls_index].pop("id", None)
        if item is not None and not parts:
            _insert_empty(turns, calls_index, [*thoughts, item])
        elif item is not None and turns.turn["type"] == "message":
            _insert(turns, calls_index, [*thoughts, item])
            turns.turn, turns.turn_index = item, calls_index
        else:
            if thoughts:
                _merge_thought(turns, thought, options)
            if item is not None:
                _insert(turns, turns.calls_index or 0, [item])
                turns.turn = item
    if calls:
        _append_calls(turns, calls, tool_calls.NUMBERED[options.call_ids])


def _make_message_item(parts: list[dict[str, Json]]) -> dict[str, Json]:
    parts = parts or [content.make_output_text("")]
    text = parts[0].get("text") or ""
    return {
        "type": "message",
        "id": derive_id("msg_", text),
        "role": "assistant",
        "status": "completed",
        "content": parts,
    }


def _insert_empty(turns: Turns, calls_index: int, block: list[Json]) -> None:
    """Insert an empty message and its reasoning before the calls, which can't be its calls."""
    if turns.turn["type"] == "message":
        turns.turn, turns.turn_index = turns.out[calls_index], calls_index
    _insert(turns, turns.turn_index, block)
    turns.turn_index += len(block)


def _insert(turns: Turns, index: int, block: list[Json], removed: int = 0) -> None:
    """Insert items into the run before its calls, in place of ``removed`` items."""
    turns.out[index : index + removed] = block
    if turns.calls_index is not None:
        turns.calls_index += len(block) - removed
        assert turns.group is not None  # calls open a group
        turns.group.last += len(block) - removed


def _merge_thought(turns: Turns, thought: Thought, options: Options) -> None:
    """Join reasoning with that of the run's last message, since a message has one place for it."""
    remove_cuts(turns, turns.turn_start)
    start = end = turns.turn_index
    while turns.out[end]["type"] == "reasoning":  # a message or a call follows
        end += 1
    before = [reasoning.from_responses(item, reasoning.DETAILS) for item in turns.out[start:end]]
    block = reasoning.make_input_items(join_thoughts([*before, thought]), options)
    _insert(turns, start, block, end - start)


def _read_calls(
    message: dict[str, Json], options: Options
) -> list[tuple[CallKey, dict[str, Json]]]:
    """Return the call items of a message, each behind the key by which its output names it."""
    items: list[tuple[CallKey, dict[str, Json]]] = []
    calls = message.get("tool_calls")
    if calls:
        if not isinstance(calls, list):
            raise ConversionError("tool_calls must be a list", "/tool_calls")
        for number, call in enumerate(calls):
            item = tool_calls.to_responses(call, f"/tool_calls/{number}", options)
            if item is not None:
                call_id = call.get("id")
                items.append((item["call_id"] if call_id is None else call_id, item))
    legacy = message.get("function_call")
    if legacy is not None:
        item = tool_calls.legacy_to_responses(legacy, "/function_call", options)
        if item is not None:
            items.append(((item["name"],), item))
    return items


def _append_calls(
    turns: Turns, calls: list[tuple[CallKey, dict[str, Json]]], numbered: Callable[[str, int], str]
) -> None:
    out = turns.out
    if turns.calls_index is None:
        turns.calls_index = len(out)
        turns.group = ToolTurn(turns.turn_start, len(out))
        if turns.turn is None:
            turns.turn = calls[0][1]
    assert turns.group is not None
    for source_id, item in calls:
        kind = f"{item['type']}_output"
        item["call_id"] = open_call(turns, source_id, item["call_id"], kind, numbered)
        out.append(item)
    turns.group.last = len(out) - 1


# --- ids, where messages have them ---------------------------------------------------------------


def translate_id(value: dict[str, Json], prefix: str, options: Options) -> dict[str, Json]:
    """Return the id of an item for its message, or the reverse, where messages have ids.

    In both directions it gets the prefix that OpenAI requires of an item, so that it is stable.
    """
    source_id = value.get("id") if options.message_ids == "keep" else None
    return {"id": add_prefix(source_id, prefix)} if isinstance(source_id, str) and source_id else {}


def _translate_call_id(
    value: dict[str, Json], call: dict[str, Json], options: Options
) -> dict[str, Json]:
    """Return the id of a call for its message, or the reverse; an option may change its type."""
    source_id = value.get("id")
    has_prefix = isinstance(source_id, str) and source_id.startswith(tuple(CALL_PREFIXES.values()))
    return translate_id(value, "" if has_prefix else CALL_PREFIXES[call["type"]], options)


CALL_PREFIXES = {"function_call": "fc_", "custom_tool_call": "ctc_"}
