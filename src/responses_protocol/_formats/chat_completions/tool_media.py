"""Media of tool outputs, of which Chat's tool messages have only text.

OpenAI's endpoint refuses images in a tool message ("Image URLs are only allowed for messages with
role 'user'"), and newer models do not see them (openai-openapi issue 523). By default,
``Options.tool_output_media`` therefore moves them to one user message behind the results of their
turn. A marker replaces each in the tool message, and a heading precedes those of each call in the
user message:

    {"role": "tool", "tool_call_id": "call_1", "content": [
        {"type": "text", "text": "[media 1 of 1: in the user message behind the tool results]"}]}
    {"role": "user", "content": [
        {"type": "text", "text": "[media of the output of tool call call_1]"},
        {"type": "image_url", "image_url": {"url": "..."}}]}

Only where markers and headings agree in number, ids and order, the reverse translation joins the
media with their outputs; else it keeps both messages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from responses_protocol._formats.chat_completions import content
from responses_protocol._formats.options import Options
from responses_protocol._formats.turns import Cut, OpenCall, Turns, put_follow_up
from responses_protocol._values import Json

BEGINNING = "[media "
OUTPUTS = ("function_call_output", "custom_tool_call_output")
CALLS = ("function_call", "custom_tool_call")
# the notices for media that are in the value, by `Options.tool_output_media`
NOTICES = {"user_message": "media_message", "inline": "inline_media"}


def write_marker(number: int, count: int) -> str:
    """Return the text that replaces one of the media of a tool message."""
    return f"{BEGINNING}{number} of {count}: in the user message behind the tool results]"


def write_heading(call_id: str) -> str:
    """Return the text that precedes the media of a call in the user message."""
    return f"{BEGINNING}of the output of tool call {call_id}]"


def is_medium(part: dict[str, Json]) -> bool:
    """Return whether a part of a Chat message is an image, a file or audio."""
    return part["type"] in ("image_url", "file", "input_audio")


def _make_text_part(text: str) -> dict[str, Json]:
    return {"type": "text", "text": text}


# --- Responses -> Chat ---------------------------------------------------------------------------


def move_media(turns: Turns, call: OpenCall, message: dict[str, Json]) -> None:
    """Move the media of a tool message, which was written last, behind the results of its turn."""
    media = [part for part in message["content"] if is_medium(part)]
    if not media:
        return
    numbers = iter(range(1, len(media) + 1))
    message["content"] = [
        _make_text_part(write_marker(next(numbers), len(media))) if is_medium(part) else part
        for part in message["content"]
    ]
    follow_up = put_follow_up(turns, call, {"role": "user", "content": []})
    follow_up["content"] += [_make_text_part(write_heading(call[1])), *media]


# --- Chat -> Responses ---------------------------------------------------------------------------
# This step reads the translated items in their last order, so that no earlier step can change its
# result.


def has_markers(output: Json) -> bool:
    """Return whether an output contains markers of media."""
    return isinstance(output, list) and any(map(_is_marker, output))


def _is_marker(part: dict[str, Json]) -> bool:
    return part["type"] == "input_text" and str(part["text"]).startswith(BEGINNING)


def join_media(items: list[Json], cuts: list[Cut]) -> tuple[list[Json], list[Cut]]:
    """Move the media of messages behind outputs back to these outputs.

    Return the items without these messages, and their cuts. All other messages stay.
    """
    result: list[Json] = []
    removed: list[int] = []
    outputs: list[Json] = []
    for index, item in enumerate(items):
        if item["type"] in OUTPUTS:
            outputs.append(item)
        else:
            is_joined = outputs and _join_message(item, outputs)
            outputs = []
            if is_joined:
                removed.append(index)
                continue
        result.append(item)
    new_cuts = [
        (read, written - bisect_left(removed, written))
        for read, written in cuts
        if written not in removed
    ]
    return result, new_cuts


def _join_message(item: dict[str, Json], outputs: list[Json]) -> bool:
    """Move the media of a message to ``outputs``; return False where they belong to no output."""
    parts = item.get("content")
    if item.get("role") != "user" or "id" in item or not isinstance(parts, list):
        return False
    groups = _group_by_heading(parts)
    joined = []
    for output in outputs:
        if groups and groups[0][0] == write_heading(output["call_id"]):
            content_parts = _replace_markers(output["output"], groups.pop(0)[1:])
            if content_parts is None:
                return False
            joined.append((output, content_parts))
    if groups or not joined:
        return False
    for output, content_parts in joined:
        output["output"] = content_parts
    return True


def _group_by_heading(parts: list[Json]) -> list[list[Json]]:
    """Return the groups of parts that each begin with a text; an empty list without a first text.

    The text is empty where it is not a heading.
    """
    groups: list[list[Json]] = []
    for part in parts:
        if part["type"] == "input_text":
            groups.append(["" if content.BREAKPOINT in part else part["text"]])
        elif groups:
            groups[-1].append(part)
        else:
            return []
    return groups


def _replace_markers(output: Json, media: list[Json]) -> list[Json] | None:
    """Return an output with media in place of its markers, None if these do not match."""
    if not isinstance(output, list) or not media:
        return None
    indexes = [index for index, part in enumerate(output) if _is_marker(part)]
    if len(indexes) != len(media):
        return None
    parts = list(output)
    for number, (index, medium) in enumerate(zip(indexes, media, strict=True), 1):
        if output[index] != {"type": "input_text", "text": write_marker(number, len(indexes))}:
            return None
        parts[index] = medium
    return parts


# --- losses and notices --------------------------------------------------------------------------


def choose_code(code: str, options: Options) -> str:
    """Return the code of media of an output: moved to a message, or left out by the option."""
    omits = options.tool_output_media == "omit"
    return "tool_output_media" if omits and code == "media_message" else code


def name_extra(message: Json) -> str | None:
    """Return the code of a message that only the reverse translation writes.

    It is None for one of media, which have codes of their own.
    """
    parts = message.get("content")
    first = parts[0] if isinstance(parts, list) and parts else {}
    text = first.get("text", "")
    return None if isinstance(text, str) and text.startswith(BEGINNING) else "order"


def find_notices(items: list[Json], options: Options) -> Iterator[tuple[str, list[str]]]:
    """Yield notices for the media of outputs that are elsewhere in the value."""
    code = NOTICES.get(options.tool_output_media)
    readers = content.choose_chat_readers(options)
    open_counts: dict[Json, int] = {}
    for index, item in enumerate(items if code else ()):
        kind, call_id = item.get("type"), item.get("call_id")
        if kind in CALLS and isinstance(call_id, str):
            open_counts[call_id] = open_counts.get(call_id, 0) + 1
        elif kind in OUTPUTS and isinstance(call_id, str) and open_counts.get(call_id):
            open_counts[call_id] -= 1
            output = item.get("output")
            for number, part in enumerate(output if isinstance(output, list) else ()):
                translated = content.translate_part(part, readers)
                if translated is not None and is_medium(translated):
                    yield str(code), [str(index), "output", str(number)]
