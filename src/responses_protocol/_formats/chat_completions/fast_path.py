"""The common shapes of histories, translated inline, since function calls dominate their cost.

For the default options, the result is that of the readers of ``history``, which also read all other
shapes; a property test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from responses_protocol._formats.chat_completions.reasoning import MEMBERS as THOUGHTS
from responses_protocol._formats.chat_completions.tool_calls import ID_LIMIT
from responses_protocol._formats.ids import derive_id
from responses_protocol._formats.options import DEFAULT, Options
from responses_protocol._formats.tool_names import NAME_LIMIT
from responses_protocol._formats.turns import Calls, ToolTurn, Turns
from responses_protocol._values import Json

# the options that do not change these shapes, none of which has media
OPTIONS = (DEFAULT, replace(DEFAULT, tool_output_media="omit"))
PLAIN_ROLES = ("user", "system", "developer")
ReadOne = Callable[[Turns, int, Any, Any], None]


def read_items(turns: Turns, items: list[Json], read_unusual: ReadOne, options: Options) -> None:
    """Read items into Chat messages."""
    out, cuts, opened = turns.out, turns.cuts, turns.open_calls
    turn: Any = None  # this and the next two are copied to `turns` for each unusual item
    lead: int | None = None
    group: ToolTurn | None = None
    for index, item in enumerate(items):
        try:
            kind = item.get("type")
            if kind is None:
                kind = "message"
            if kind == "function_call_output":
                content, source_id = item["output"], item["call_id"]
                if type(content) is type(source_id) is str and group and opened[source_id] is group:
                    del opened[source_id]
                    group.last = len(out)
                    out.append({"role": "tool", "tool_call_id": source_id, "content": content})
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
                        start = 0
                        if written:
                            start = index if lead is None else lead
                            cuts.append((start, written))
                        turn = {"role": "assistant", "content": None, "tool_calls": [call]}
                        out.append(turn)
                        turns.turn_start, turns.turn_index = start, written
                        opened[call_id] = group = ToolTurn(start, written)
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
                        opened[call_id] = group = ToolTurn(turns.turn_start, turns.turn_index)
                        lead = None
                        continue
            elif kind == "message":
                content, role = item["content"], item["role"]
                if role in PLAIN_ROLES:
                    if (
                        type(content) is list
                        and len(content) == 1
                        and content[0]["type"] == "input_text"
                        and "prompt_cache_breakpoint" not in content[0]
                    ):
                        content = content[0]["text"]
                    if type(content) is str:
                        if out:
                            cuts.append((index, len(out)))
                        out.append({"role": role, "content": content})
                        turn = lead = group = None
                        continue
                elif (
                    role == "assistant"
                    and (turn is None or "tool_calls" not in turn)
                    and type(content) is list
                    and len(content) == 1
                    and content[0]["type"] == "output_text"
                ):
                    content = content[0]["text"]
                    if type(content) is str:
                        written = len(out)
                        start = 0
                        if written:
                            start = index if lead is None else lead
                            cuts.append((start, written))
                        turn = {"role": "assistant", "content": content}
                        out.append(turn)
                        turns.turn_start, turns.turn_index = start, written
                        lead = group = None
                        continue
            elif kind == "reasoning":
                if lead is None:
                    lead = index
                continue
        except (AttributeError, KeyError, TypeError):  # another shape
            pass
        turns.turn, turns.lead_index, turns.group = turn, lead, group
        read_unusual(turns, index, item, options)
        turn, lead, group = turns.turn, turns.lead_index, turns.group
    turns.turn, turns.lead_index, turns.group = turn, lead, group


def read_messages(
    turns: Turns, messages: list[Json], read_unusual: ReadOne, options: Options
) -> None:
    """Read Chat messages into items."""
    out, cuts, opened = turns.out, turns.cuts, turns.open_calls
    turn: Any = None
    calls_at: int | None = None
    group: ToolTurn | None = None
    for index, message in enumerate(messages):
        try:
            role, content = message["role"], message["content"]
            if role == "tool":
                source_id = message["tool_call_id"]
                if type(content) is type(source_id) is str and group and opened[source_id] is group:
                    del opened[source_id]
                    group.last = len(out)
                    item = {"type": "function_call_output", "call_id": source_id, "output": content}
                    out.append(item)
                    turn = calls_at = None
                    continue
            elif role == "assistant":
                calls = message.get("tool_calls")
                call_items = _read_common_calls(calls, opened) if calls else None
                if (
                    (call_items or (content and not calls))
                    and calls_at is None
                    and (content is None or type(content) is str)
                    and (
                        len(message) == (2 if calls is None else 3)
                        or (
                            message.get("refusal") is None
                            and message.get("function_call") is None
                            and THOUGHTS.isdisjoint(message)
                        )
                    )
                ):
                    if content or turn is None:
                        written = len(out)
                        if written:
                            cuts.append((index, written))
                        turns.turn_start = index if written else 0
                        turns.turn_index = written
                        turn = group = None
                    if content:
                        turn = {
                            "type": "message",
                            "id": derive_id("msg_", content),
                            "role": "assistant",
                            "status": "completed",
                            "content": [
                                {"type": "output_text", "text": content, "annotations": []}
                            ],
                        }
                        out.append(turn)
                    if call_items:
                        calls_at = len(out)
                        out += call_items
                        group = ToolTurn(turns.turn_start, len(out) - 1)
                        for call in call_items:
                            opened[call["call_id"]] = group
                        if turn is None:
                            turn = call_items[0]
                    continue
            elif role in PLAIN_ROLES and type(content) is str:
                if out:
                    cuts.append((index, len(out)))
                out.append({"type": "message", "role": role, "content": content})
                turn = calls_at = group = None
                continue
        except (AttributeError, KeyError, TypeError):  # another shape
            pass
        turns.turn, turns.calls_index, turns.group = turn, calls_at, group
        read_unusual(turns, index, message, options)
        turn, calls_at, group = turns.turn, turns.calls_index, turns.group
    turns.turn, turns.calls_index, turns.group = turn, calls_at, group


def _read_common_calls(calls: Any, opened: Calls) -> list[Json] | None:
    """Return the items of complete function calls with unique ids, None for any other calls."""
    items = []
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
            items.append({"type": kind, "call_id": call_id, "name": name, "arguments": arguments})
        else:
            return None
    if len(items) > 1 and len({call["call_id"] for call in items}) < len(items):
        return None
    return items
