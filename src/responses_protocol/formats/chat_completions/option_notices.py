"""What options write in another way though nothing is lost by it: no deviation is silent.

Where the way back gives something else, it is a loss; where it does not, it is named here. Each
function takes values of the source and the options, and yields codes with paths.
"""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.formats.chat_completions import custom_tools, hosted_calls, reasoning
from responses_protocol.formats.options import Options
from responses_protocol.formats.thoughts import NONE
from responses_protocol.values import Json

Named = Iterator[tuple[str, list[str]]]
CUSTOM_CALLS = ("custom_tool_call", "custom_tool_call_output")
CALLS = ("function_call", "custom_tool_call")


def in_items(items: list[Json], options: Options) -> Named:
    """Name what is written in another way in the messages of these items."""
    speaks = False  # whether the model has said something that the next call goes with
    wrapped = hosted_calls.wrapped_places(items) if options.hosted_calls == "function" else set()
    for index, item in enumerate(items):
        kind, path = item.get("type") or "message", [str(index)]
        if kind in CUSTOM_CALLS and custom_tools.only_in_chat(options):
            yield "wrapped_call", path
        if index in wrapped:
            yield "wrapped_call", path
        if kind == "reasoning":
            if reasoning.from_responses(item, options.reasoning) != NONE:
                yield "reasoning_field", path
            continue
        if kind in CALLS and not speaks and options.tool_only_content != "null":
            yield "tool_only_content", path
        speaks = kind in CALLS or (kind == "message" and item.get("role") == "assistant")


def in_messages(messages: list[Json], options: Options) -> Named:
    """Name what is written in another way in the items of these messages."""
    for index, message in enumerate(messages):
        calls = message.get("tool_calls") if options.items == "mlflow" else None
        for at, call in enumerate(calls if isinstance(calls, list) else ()):
            if isinstance(call, dict) and call.get("type") == "custom":
                yield "wrapped_call", [str(index), "tool_calls", str(at)]


def in_tools(tools: list[Json], options: Options) -> Named:
    """Name the custom tools that are written as functions, of either dialect."""
    wrapped = custom_tools.only_in_chat(options) or custom_tools.only_in_responses(options)
    for index, tool in enumerate(tools if wrapped else ()):
        if tool.get("type") == "custom":
            yield "wrapped_tool", [str(index)]
