"""The usual shapes of histories, translated inline: here a call costs more than the work.

What is read here gives what ``history`` gives (a property test holds the two together), for the
default options; everything unusual is handed to its readers. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from responses_protocol.formats.chat_completions.reasoning import MEMBERS as THOUGHTS
from responses_protocol.formats.chat_completions.tool_calls import ID_LIMIT
from responses_protocol.formats.ids import mint
from responses_protocol.formats.options import DEFAULT, Options
from responses_protocol.formats.tool_names import NAME_LIMIT
from responses_protocol.formats.turns import Calls, ToolTurn, Turns
from responses_protocol.values import Json

# the options that change nothing of these shapes: media are none of them
OPTIONS = (DEFAULT, replace(DEFAULT, tool_output_media="omit"))
PLAIN_ROLES = ("user", "system", "developer")
ReadOne = Callable[[Turns, int, Any, Any], None]


def read_items(turns: Turns, items: list[Json], read_unusual: ReadOne, options: Options) -> None:
    """Read items into Chat messages."""
    out, cuts, opened = turns.out, turns.cuts, turns.opened
    turn: Any = None  # what `turns` says of these, between the unusual items
    lead: int | None = None
    group: ToolTurn | None = None
    for index, item in enumerate(items):
        try:
            kind = item.get("type")
            if kind is None:
                kind = "message"
            if kind == "function_call_output":
                said, raw_id = item["output"], item["call_id"]
                if type(said) is type(raw_id) is str and group and opened[raw_id] is group:
                    del opened[raw_id]
                    group.last = len(out)
                    out.append({"role": "tool", "tool_call_id": raw_id, "content": said})
                    turn = lead = None
                    continue
            elif kind == "function_call":
                name, call_id, arguments = item["name"], item["call_id"], item["arguments"]
                if (
                    type(name) is type(call_id) is type(arguments) is str
                    and len(call_id) <= ID_LIMIT
                    and len(name) <= NAME_LIMIT
                    and call_id not in opened
                    and "namespace" not in item
                ):
                    function = {"name": name, "arguments": arguments}
                    call = {"id": call_id, "type": "function", "function": function}
                    if turn is None:
                        written = len(out)
                        at = 0
                        if written:
                            at = index if lead is None else lead
                            cuts.append((at, written))
                        turn = {"role": "assistant", "content": None, "tool_calls": [call]}
                        out.append(turn)
                        turns.turn_start, turns.turn_at = at, written
                        opened[call_id] = group = ToolTurn(at, written)
                        lead = None
                        continue
                    if "tool_calls" in turn:
                        if group and group.renamed is None:
                            turn["tool_calls"].append(call)
                            opened[call_id] = group
                            lead = None
                            continue
                    elif turn["content"]:
                        turn["tool_calls"] = [call]
                        opened[call_id] = group = ToolTurn(turns.turn_start, turns.turn_at)
                        lead = None
                        continue
            elif kind == "message":
                said, role = item["content"], item["role"]
                if role in PLAIN_ROLES:
                    if (
                        type(said) is list
                        and len(said) == 1
                        and said[0]["type"] == "input_text"
                        and "prompt_cache_breakpoint" not in said[0]
                    ):
                        said = said[0]["text"]
                    if type(said) is str:
                        if out:
                            cuts.append((index, len(out)))
                        out.append({"role": role, "content": said})
                        turn = lead = group = None
                        continue
                elif (
                    role == "assistant"
                    and (turn is None or "tool_calls" not in turn)
                    and type(said) is list
                    and len(said) == 1
                    and said[0]["type"] == "output_text"
                ):
                    said = said[0]["text"]
                    if type(said) is str:
                        written = len(out)
                        at = 0
                        if written:
                            at = index if lead is None else lead
                            cuts.append((at, written))
                        turn = {"role": "assistant", "content": said}
                        out.append(turn)
                        turns.turn_start, turns.turn_at = at, written
                        lead = group = None
                        continue
            elif kind == "reasoning":
                if lead is None:
                    lead = index
                continue
        except (AttributeError, KeyError, TypeError):  # no usual shape: the others say what it is
            pass
        turns.turn, turns.lead, turns.group = turn, lead, group
        read_unusual(turns, index, item, options)
        turn, lead, group = turns.turn, turns.lead, turns.group
    turns.turn, turns.lead, turns.group = turn, lead, group


def read_messages(
    turns: Turns, messages: list[Json], read_unusual: ReadOne, options: Options
) -> None:
    """Read Chat messages into items."""
    out, cuts, opened = turns.out, turns.cuts, turns.opened
    turn: Any = None
    calls_at: int | None = None
    group: ToolTurn | None = None
    for index, message in enumerate(messages):
        try:
            role, said = message["role"], message["content"]
            if role == "tool":
                raw_id = message["tool_call_id"]
                if type(said) is type(raw_id) is str and group and opened[raw_id] is group:
                    del opened[raw_id]
                    group.last = len(out)
                    item = {"type": "function_call_output", "call_id": raw_id, "output": said}
                    out.append(item)
                    turn = calls_at = None
                    continue
            elif role == "assistant":
                calls = message.get("tool_calls")
                made = _usual_calls(calls, opened) if calls else None
                if (
                    (made or (said and not calls))
                    and calls_at is None
                    and (said is None or type(said) is str)
                    and (
                        len(message) == (2 if calls is None else 3)
                        or (
                            message.get("refusal") is None
                            and message.get("function_call") is None
                            and THOUGHTS.isdisjoint(message)
                        )
                    )
                ):
                    if said or turn is None:
                        written = len(out)
                        if written:
                            cuts.append((index, written))
                        turns.turn_start = index if written else 0
                        turns.turn_at = written
                        turn = group = None
                    if said:
                        turn = {
                            "type": "message",
                            "id": mint("msg_", said),
                            "role": "assistant",
                            "status": "completed",
                            "content": [{"type": "output_text", "text": said, "annotations": []}],
                        }
                        out.append(turn)
                    if made:
                        calls_at = len(out)
                        out += made
                        group = ToolTurn(turns.turn_start, len(out) - 1)
                        for call in made:
                            opened[call["call_id"]] = group
                        if turn is None:
                            turn = made[0]
                    continue
            elif role in PLAIN_ROLES and type(said) is str:
                if out:
                    cuts.append((index, len(out)))
                out.append({"type": "message", "role": role, "content": said})
                turn = calls_at = group = None
                continue
        except (AttributeError, KeyError, TypeError):  # no usual shape: the others say what it is
            pass
        turns.turn, turns.calls_at, turns.group = turn, calls_at, group
        read_unusual(turns, index, message, options)
        turn, calls_at, group = turns.turn, turns.calls_at, turns.group
    turns.turn, turns.calls_at, turns.group = turn, calls_at, group


def _usual_calls(calls: Any, opened: Calls) -> list[Json] | None:
    """Return the items of complete function calls with ids of their own, None for any other."""
    made = []
    for call in calls:
        call_id, function = call["id"], call["function"]
        name, arguments = function["name"], function["arguments"]
        if (
            type(name) is type(call_id) is type(arguments) is str
            and call["type"] == "function"
            and 0 < len(call_id) <= ID_LIMIT
            and len(name) <= NAME_LIMIT
            and call_id not in opened
        ):
            kind = "function_call"
            made.append({"type": kind, "call_id": call_id, "name": name, "arguments": arguments})
        else:
            return None
    if len(made) > 1 and len({call["call_id"] for call in made}) < len(made):
        return None
    return made
