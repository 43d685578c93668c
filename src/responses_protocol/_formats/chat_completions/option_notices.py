"""The notices of options that change the form of a value without a loss.

Each function takes values of the source and the options, and yields codes with paths.
"""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._formats.chat_completions import custom_tools, hosted_calls, reasoning
from responses_protocol._formats.options import Options
from responses_protocol._formats.thoughts import NONE
from responses_protocol._values import Json

Named = Iterator[tuple[str, list[str]]]
CUSTOM_CALLS = ("custom_tool_call", "custom_tool_call_output")
CALLS = ("function_call", "custom_tool_call")


def find_item_notices(items: list[Json], options: Options) -> Named:
    """Yield the notices of options for items."""
    has_message = False  # whether the next call belongs to a message with content
    wrapped = hosted_calls.find_wrapped(items) if options.hosted_calls == "function" else set()
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
        if kind in CALLS and not has_message and options.tool_only_content != "null":
            yield "tool_only_content", path
        has_message = kind in CALLS or (kind == "message" and item.get("role") == "assistant")


def find_message_notices(messages: list[Json], options: Options) -> Named:
    """Yield the notices of options for messages."""
    for index, message in enumerate(messages):
        calls = message.get("tool_calls") if options.items == "mlflow" else None
        for number, call in enumerate(calls if isinstance(calls, list) else ()):
            if isinstance(call, dict) and call.get("type") == "custom":
                yield "wrapped_call", [str(index), "tool_calls", str(number)]


def find_tool_notices(tools: list[Json], options: Options) -> Named:
    """Yield the custom tools of either dialect that are written as functions."""
    wrapped = custom_tools.only_in_chat(options) or custom_tools.only_in_responses(options)
    for index, tool in enumerate(tools if wrapped else ()):
        if tool.get("type") == "custom":
            yield "wrapped_tool", [str(index)]
