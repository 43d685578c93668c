"""Histories of nothing but outputs, whose calls stand elsewhere.

An output without its call is left out of a history, since both endpoints refuse it. A list in which
nothing else is said is no history that anybody sends: it is a part of one, such as the result of a
tool that is stored, or shown in a manual, by itself. So each output is read as the answer to a call
in an earlier part; the notice ``lone_output`` says that no endpoint takes it alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from responses_protocol.formats.options import Options
from responses_protocol.values import Json

ROLES = ("assistant", "developer", "system", "user")
CALLS = ("custom_tool_call", "function_call")
TEXTS = ("input_text", "output_text", "text")


class Form(NamedTuple):
    """How a dialect writes an output: the member that tells it, and those for its call and text."""

    tag: str
    tags: tuple[str, ...]
    call_id: str
    content: str


ITEMS = Form("type", ("function_call_output", "custom_tool_call_output"), "call_id", "output")
MESSAGES = Form("role", ("tool",), "tool_call_id", "content")


def lone_outputs(values: list[Json], form: Form, options: Options) -> list[int]:
    """Return the places of the outputs where a history says nothing else, else none.

    What the other side has no form for is nothing that is said. An output whose media go to another
    message is more than an output.
    """
    found = []
    for index, value in enumerate(values):
        if not isinstance(value, dict) or _says(value, options):
            return []
        if value.get(form.tag) in form.tags and isinstance(value.get(form.call_id), str):
            if options.tool_output_media == "user_message" and not _is_text(
                value.get(form.content)
            ):
                return []
            found.append(index)
    return found


def _says(value: dict[str, Json], options: Options) -> bool:
    kind = value.get("type")
    if kind is None or kind == "message":
        return value.get("role") in ROLES
    if options.hosted_calls == "function" and value.get("role") is None:
        from responses_protocol.formats.chat_completions import hosted_calls  # rarely asked for

        return kind in CALLS or hosted_calls.is_wrapped(value)
    return kind in CALLS


def _is_text(said: Json) -> bool:
    parts: Iterator[Json] = iter(said if isinstance(said, list) else ())
    return all(isinstance(part, dict) and part.get("type") in TEXTS for part in parts)
