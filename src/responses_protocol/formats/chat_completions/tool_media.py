"""Media of tool outputs, where Chat's tool messages hold nothing but text.

OpenAI's endpoint refuses images in a tool message ("Image URLs are only allowed for messages with
role 'user'"), and newer models do not see them (openai-openapi issue 523). So
``Options.tool_output_media`` puts them into one user message behind the results of their turn. In
the tool message a text stands in the place of each, and in the user message another one begins
those of each call:

    {"role": "tool", "tool_call_id": "call_1", "content": [
        {"type": "text", "text": "[media 1 of 1: in the user message behind the tool results]"}]}
    {"role": "user", "content": [
        {"type": "text", "text": "[media of the output of tool call call_1]"},
        {"type": "image_url", "image_url": {"url": "..."}}]}

Only where both agree, in number, ids and order, they are read back as one output; else each says
what it says.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from responses_protocol.formats.chat_completions import content
from responses_protocol.formats.options import Options
from responses_protocol.formats.turns import Cut, OpenCall, Turns, put_behind
from responses_protocol.values import Json

BEGINNING = "[media "
OUTPUTS = ("function_call_output", "custom_tool_call_output")
CALLS = ("function_call", "custom_tool_call")
# what an option does that still has them in the value, as a notice
NOTICES = {"user_message": "media_message", "inline": "inline_media"}


def place(number: int, count: int) -> str:
    """Return the text that stands in a tool message for one of its media."""
    return f"{BEGINNING}{number} of {count}: in the user message behind the tool results]"


def heading(call_id: str) -> str:
    """Return the text that begins the media of a call in the user message."""
    return f"{BEGINNING}of the output of tool call {call_id}]"


def is_medium(part: dict[str, Json]) -> bool:
    """Tell whether a part of a Chat message is an image, a file or a sound."""
    return part["type"] in ("image_url", "file", "input_audio")


def _text(text: str) -> dict[str, Json]:
    return {"type": "text", "text": text}


# --- Responses -> Chat ---------------------------------------------------------------------------


def move(turns: Turns, call: OpenCall, message: dict[str, Json]) -> None:
    """Move the media of a tool message that was just written behind the results of its turn."""
    media = [part for part in message["content"] if is_medium(part)]
    if not media:
        return
    numbers = iter(range(1, len(media) + 1))
    message["content"] = [
        _text(place(next(numbers), len(media))) if is_medium(part) else part
        for part in message["content"]
    ]
    behind = put_behind(turns, call, {"role": "user", "content": []})
    behind["content"] += [_text(heading(call[1])), *media]


# --- Chat -> Responses ---------------------------------------------------------------------------
# It is decided by what the items say, in their last order: then nothing that gets lost or moves on
# the way changes a reading.


def has_places(output: Json) -> bool:
    """Tell whether an output has places of media."""
    return isinstance(output, list) and any(map(_is_place, output))


def _is_place(part: dict[str, Json]) -> bool:
    return part["type"] == "input_text" and str(part["text"]).startswith(BEGINNING)


def join(items: list[Json], cuts: list[Cut]) -> tuple[list[Json], list[Cut]]:
    """Put the media of messages right behind outputs into these, where they are theirs.

    Returns the items without these messages, and their cuts. All other messages stay.
    """
    made: list[Json] = []
    gone: list[int] = []
    outputs: list[Json] = []
    for at, item in enumerate(items):
        if item["type"] in OUTPUTS:
            outputs.append(item)
        else:
            joins = outputs and _joins(item, outputs)
            outputs = []
            if joins:
                gone.append(at)
                continue
        made.append(item)
    left = [
        (read, written - bisect_left(gone, written))
        for read, written in cuts
        if written not in gone
    ]
    return made, left


def _joins(item: dict[str, Json], outputs: list[Json]) -> bool:
    """Put the media of a message into ``outputs``, or return False where they are not theirs."""
    given = item.get("content")
    if item.get("role") != "user" or "id" in item or not isinstance(given, list):
        return False
    sets = _sets(given)
    joined = []
    for output in outputs:
        if sets and sets[0][0] == heading(output["call_id"]):
            parts = _joined(output["output"], sets.pop(0)[1:])
            if parts is None:
                return False
            joined.append((output, parts))
    if sets or not joined:
        return False
    for output, parts in joined:
        output["output"] = parts
    return True


def _sets(given: list[Json]) -> list[list[Json]]:
    """Return the sets of media, each behind the text that begins it; none where it is no such list.

    A set that nothing began has no text.
    """
    sets: list[list[Json]] = []
    for part in given:
        if part["type"] == "input_text":
            sets.append(["" if content.BREAKPOINT in part else part["text"]])
        elif sets:
            sets[-1].append(part)
        else:
            return []
    return sets


def _joined(output: Json, media: list[Json]) -> list[Json] | None:
    """Return an output with media in their places, None where these are not its places."""
    if not isinstance(output, list) or not media:
        return None
    places = [at for at, part in enumerate(output) if _is_place(part)]
    if len(places) != len(media):
        return None
    joined = list(output)
    for number, (at, medium) in enumerate(zip(places, media, strict=True), 1):
        if output[at] != {"type": "input_text", "text": place(number, len(places))}:
            return None
        joined[at] = medium
    return joined


# --- what is told --------------------------------------------------------------------------------


def code_by_option(code: str, options: Options) -> str:
    """Return the code of media that a message has here: in the value, or left out by the option."""
    omits = options.tool_output_media == "omit"
    return "tool_output_media" if omits and code == "media_message" else code


def name_extra(message: Json) -> str | None:
    """Name a message that only the way back writes: for one of media, the media are named."""
    given = message.get("content")
    first = given[0] if isinstance(given, list) and given else {}
    text = first.get("text", "")
    return None if isinstance(text, str) and text.startswith(BEGINNING) else "order"


def notices(items: list[Json], options: Options) -> Iterator[tuple[str, list[str]]]:
    """Name the media of outputs that are in the value, but not where an output has them."""
    code = NOTICES.get(options.tool_output_media)
    readers = content.media_to_chat(options)
    opened: dict[Json, int] = {}
    for index, item in enumerate(items if code else ()):
        kind, call_id = item.get("type"), item.get("call_id")
        if kind in CALLS and isinstance(call_id, str):
            opened[call_id] = opened.get(call_id, 0) + 1
        elif kind in OUTPUTS and isinstance(call_id, str) and opened.get(call_id):
            opened[call_id] -= 1
            output = item.get("output")
            for at, part in enumerate(output if isinstance(output, list) else ()):
                made = content.said(part, readers)
                if made is not None and is_medium(made):
                    yield str(code), [str(index), "output", str(at)]
