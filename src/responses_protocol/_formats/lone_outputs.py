"""Histories that contain only tool outputs.

Both endpoints refuse an output without its call, so a translation leaves it out of a history. A
list of nothing but outputs is a part of a history, such as the stored result of a tool. Each output
then answers a call in an earlier part; the notice ``lone_output`` reports that no endpoint accepts
it alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from responses_protocol._formats.options import Options
from responses_protocol._values import Json

ROLES = ("assistant", "developer", "system", "user")
CALLS = ("custom_tool_call", "function_call")
TEXTS = ("input_text", "output_text", "text")


class OutputForm(NamedTuple):
    """How a dialect writes an output: its tag, and the members for its call id and content."""

    tag: str
    tags: tuple[str, ...]
    call_id: str
    content: str


ITEMS = OutputForm("type", ("function_call_output", "custom_tool_call_output"), "call_id", "output")
MESSAGES = OutputForm("role", ("tool",), "tool_call_id", "content")


def find_lone_outputs(values: list[Json], form: OutputForm, options: Options) -> list[int]:
    """Return the indexes of the outputs where a history has only these, else an empty list.

    A value that the other dialect has no form for does not count. An output whose media move to
    another message is more than an output.
    """
    indexes = []
    for index, value in enumerate(values):
        if not isinstance(value, dict) or _is_message_or_call(value, form, options):
            return []
        if value.get(form.tag) in form.tags and isinstance(value.get(form.call_id), str):
            if options.tool_output_media == "user_message" and not _is_text(
                value.get(form.content)
            ):
                return []
            indexes.append(index)
    return indexes


def _is_message_or_call(value: dict[str, Json], form: OutputForm, options: Options) -> bool:
    kind = value.get("type") if form.tag == "type" else None  # Chat messages have roles only
    if kind is None or kind == "message":
        return value.get("role") in ROLES
    if options.hosted_calls == "function" and value.get("role") is None:
        from responses_protocol._formats.chat_completions import hosted_calls  # rarely asked for

        return kind in CALLS or hosted_calls.is_wrapped(value)
    return kind in CALLS


def _is_text(content: Json) -> bool:
    parts: Iterator[Json] = iter(content if isinstance(content, list) else ())
    return all(isinstance(part, dict) and part.get("type") in TEXTS for part in parts)
