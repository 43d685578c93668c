"""What the model says: runs of messages, calls and reasoning; ``formats.turns`` says how.

``message_from_responses`` and ``message_to_responses`` read one message each, ``function_call`` and
``custom_call`` one call; ``end_run`` ends what they began.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import content, reasoning, tool_calls
from responses_protocol.formats.ids import mint, prefixed
from responses_protocol.formats.options import Options
from responses_protocol.formats.thoughts import NONE, Thought, joined
from responses_protocol.formats.turns import (
    CallKey,
    ToolTurn,
    Turns,
    begin_turn,
    open_call,
    rejoin,
)
from responses_protocol.values import Json

# --- Responses -> Chat ---------------------------------------------------------------------------


def message_from_responses(
    turns: Turns, index: int, item: dict[str, Json], options: Options
) -> None:
    """Read a message of the model; raise ConversionError where it has no readable shape."""
    said, refusal = content.assistant_from_responses(item.get("content"), "/content")
    message: dict[str, Json] = {"role": "assistant", "content": said}
    if options.message_ids == "keep":
        message.update(id_of(item, "msg_", options) or {"id": mint("msg_", _first_text(said))})
    if refusal is not None:
        message["refusal"] = refusal
    turn = turns.turn
    if turn is None or "tool_calls" not in turn:
        begin_turn(turns, index)
        turns.group = None
        _new_turn(turns, message)
    else:
        _join_calls(turns, turn, message, options)
    turns.lead = None


def _join_calls(
    turns: Turns, turn: dict[str, Json], message: dict[str, Json], options: Options
) -> None:
    """Add a message to a run that has calls: they move on to the last one, if that can take them.

    Chat can't say that text came after the calls, nor calls with a text that says nothing.
    """
    assert turns.group is not None  # a turn with calls has one
    silent = _says_nothing(message)
    if silent and _says_nothing(turn):
        _think(turns, message)
        turns.out.insert(turns.turn_at, message)
        turns.turn_at += 1
        turn.pop("id", None)
    elif silent:
        _new_turn(turns, message)
        alone = TOOL_ONLY[options.tool_only_content]
        _new_turn(turns, {**alone, "tool_calls": turn.pop("tool_calls")})
    elif _says_nothing(turn):
        turn.pop("content", None)
        calls = turn.pop("tool_calls")
        message = {**turn, **message}
        turns.reasoning[id(message)] = turns.reasoning.pop(id(turn), [])
        turns.out[turns.turn_at] = turns.turn = message
        _think(turns, message)
        message["tool_calls"] = calls
    else:
        message["tool_calls"] = turn.pop("tool_calls")
        _new_turn(turns, message)
    turns.group.last = turns.turn_at


def _first_text(said: Json) -> str:
    """Return what the id of a message without one is derived from, as on the way back."""
    if isinstance(said, list):
        said = said[0].get("text") if said else None
    return said or ""


def _says_nothing(message: dict[str, Json]) -> bool:
    return not message.get("content") and "refusal" not in message


def _new_turn(turns: Turns, message: dict[str, Json]) -> None:
    _think(turns, message)
    turns.turn = message
    turns.turn_at = len(turns.out)
    turns.out.append(message)


def _think(turns: Turns, message: dict[str, Json]) -> None:
    """Put the reasoning that was read onto the message it led to."""
    if turns.thoughts:
        turns.reasoning.setdefault(id(message), []).extend(turns.thoughts)
        turns.thoughts = []


def function_call(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    """Read a call of a function."""
    call = tool_calls.function_from_responses(item, "", options, turns.names)
    _call(turns, index, item, call, options)


def custom_call(turns: Turns, index: int, item: dict[str, Json], options: Options) -> None:
    """Read a freeform call."""
    call = tool_calls.custom_from_responses(item, "", options, turns.names)
    _call(turns, index, item, call, options)


def _call(
    turns: Turns, index: int, item: dict[str, Json], call: dict[str, Json], options: Options
) -> None:
    turn = turns.turn
    if turn is None or (_says_nothing(turn) and "tool_calls" not in turn):
        begin_turn(turns, index)
        turn = {**TOOL_ONLY[options.tool_only_content], **_call_id_of(item, item, options)}
        _new_turn(turns, turn)
    else:
        rejoin(turns, turns.turn_start)
    turns.lead = None
    calls = turn.get("tool_calls")
    if calls is None:
        calls = turn["tool_calls"] = []
        turns.group = ToolTurn(turns.turn_start, turns.turn_at)
    if turns.thoughts:
        _think(turns, turn)
    raw_id, short_id = item["call_id"], call["id"]
    numbered = tool_calls.NUMBERED[options.call_ids]
    call["id"] = open_call(turns, raw_id, short_id, "tool", numbered)
    calls.append(call)


def end_run(turns: Turns) -> None:
    """End what the model says; reasoning that led nowhere belongs to its last message."""
    if turns.thoughts:
        if turns.turn is not None:
            rejoin(turns, turns.turn_start)
            _think(turns, turns.turn)
        turns.thoughts = []
    turns.turn = turns.lead = None


TOOL_ONLY: dict[str, dict[str, Json]] = {
    "null": {"role": "assistant", "content": None},
    "empty": {"role": "assistant", "content": ""},
    "absent": {"role": "assistant"},
}


# --- Chat -> Responses ---------------------------------------------------------------------------


def message_to_responses(
    turns: Turns, index: int, message: dict[str, Json], options: Options
) -> None:
    """Read a message of the model: reasoning, what it says, and its calls.

    The calls of a run stand behind all its messages. Raises ConversionError where it has no
    readable shape.
    """
    thought, message = reasoning.read(message, options.reasoning)
    thoughts = [] if thought is NONE else reasoning.input_items(thought, options)
    said = content.assistant_to_responses(message)
    calls = _calls(message, options)
    item = None
    if said or not calls:
        item = {**_message_item(said), **id_of(message, "msg_", options)}
    elif options.message_ids == "keep" and turns.turn is None and turns.calls_at is None:
        first = calls[0][1]  # of the run, which is one message on the way back
        first.update(_call_id_of(message, first, options))
    if turns.calls_at is None and (turns.turn is None or item is not None):
        begin_turn(turns, index)
        turns.group = None
        turns.turn_at = len(turns.out)
        turns.out += thoughts if item is None else [*thoughts, item]
        turns.turn = item if said else None
    else:
        at = turns.calls_at or 0  # the run has calls, or there would have been a cut
        if item is not None:  # the calls are no message by themselves, or another one
            turns.out[at].pop("id", None)
        if item is not None and not said:
            _insert_silent(turns, at, [*thoughts, item])
        elif item is not None and turns.turn["type"] == "message":
            _insert(turns, at, [*thoughts, item])
            turns.turn, turns.turn_at = item, at
        else:
            if thoughts:
                _merge_thought(turns, thought, options)
            if item is not None:
                _insert(turns, turns.calls_at or 0, [item])
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


def _insert_silent(turns: Turns, at: int, block: list[Json]) -> None:
    """Insert a message that says nothing, behind its reasoning.

    It can't take the calls, which go on by themselves.
    """
    if turns.turn["type"] == "message":
        turns.turn, turns.turn_at = turns.out[at], at
    _insert(turns, turns.turn_at, block)
    turns.turn_at += len(block)


def _insert(turns: Turns, at: int, block: list[Json], instead: int = 0) -> None:
    """Insert into the run before its calls, in place of as many items as ``instead`` says."""
    turns.out[at : at + instead] = block
    if turns.calls_at is not None:
        turns.calls_at += len(block) - instead
        assert turns.group is not None  # calls open a group
        turns.group.last += len(block) - instead


def _merge_thought(turns: Turns, thought: Thought, options: Options) -> None:
    """Add reasoning to that of the run's last message: one message has one place for it."""
    rejoin(turns, turns.turn_start)
    at = end = turns.turn_at
    while turns.out[end]["type"] == "reasoning":  # a message or a call is behind it
        end += 1
    before = [reasoning.from_responses(item, reasoning.DETAILS) for item in turns.out[at:end]]
    block = reasoning.input_items(joined([*before, thought]), options)
    _insert(turns, at, block, end - at)


def _calls(message: dict[str, Json], options: Options) -> list[tuple[CallKey, dict[str, Json]]]:
    """Return the call items of a message, each behind the key by which its output names it."""
    found: list[tuple[CallKey, dict[str, Json]]] = []
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
            found.append(((item["name"],), item))
    return found


def _append_calls(
    turns: Turns, calls: list[tuple[CallKey, dict[str, Json]]], numbered: Callable[[str, int], str]
) -> None:
    out = turns.out
    if turns.calls_at is None:
        turns.calls_at = len(out)
        turns.group = ToolTurn(turns.turn_start, len(out))
        if turns.turn is None:
            turns.turn = calls[0][1]
    assert turns.group is not None
    for raw_id, item in calls:
        kind = f"{item['type']}_output"
        item["call_id"] = open_call(turns, raw_id, item["call_id"], kind, numbered)
        out.append(item)
    turns.group.last = len(out) - 1


# --- ids, where messages have them ---------------------------------------------------------------


def id_of(value: dict[str, Json], prefix: str, options: Options) -> dict[str, Json]:
    """Return the id of an item or message for the other one, where messages have ids.

    It has the prefix that OpenAI wants of an item, on both ways, so that it stays as it is.
    """
    own = value.get("id") if options.message_ids == "keep" else None
    return {"id": prefixed(own, prefix)} if isinstance(own, str) and own else {}


def _call_id_of(value: dict[str, Json], call: dict[str, Json], options: Options) -> dict[str, Json]:
    """Return the id of a call for its message, or the reverse; an option may change its kind."""
    own = value.get("id")
    known = isinstance(own, str) and own.startswith(tuple(CALL_PREFIXES.values()))
    return id_of(value, "" if known else CALL_PREFIXES[call["type"]], options)


CALL_PREFIXES = {"function_call": "fc_", "custom_tool_call": "ctc_"}
