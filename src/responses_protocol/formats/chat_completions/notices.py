"""What a conversion tells of a history though nothing is lost: defects it keeps, and choices."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from responses_protocol.formats import lone_outputs
from responses_protocol.formats.chat_completions import (
    content,
    hosted_calls,
    option_notices,
    reasoning_losses,
    tool_media,
)
from responses_protocol.formats.options import DEFAULT, Options
from responses_protocol.formats.servers import SERVERS
from responses_protocol.formats.turns import CallKey
from responses_protocol.values import Json

Named = Iterator[tuple[str, list[str]]]
Event = tuple[str, Any, list[str]]  # what happens, the key of the call if there is one, and where
CALL, OUTPUT, MODEL, OTHERS = "call", "output", "model", "others"
# a call that its own API takes without an output, and the other one never does
FREE_CALL = "free call"

ITEM_EVENTS = {
    "function_call": CALL,
    "custom_tool_call": CALL,
    "function_call_output": OUTPUT,
    "custom_tool_call_output": OUTPUT,
}
SPEAKERS = {"assistant": MODEL, "user": OTHERS, "system": OTHERS, "developer": OTHERS}


def in_items(items: list[Json], options: Options) -> Named:
    """Find calls without an output in items that go on after the turn of the call."""
    media = list(tool_media.notices(items, options))
    behind = {path[0] for _, path in media} if options.tool_output_media == "user_message" else ()
    yield from unanswered_items(items, options, behind=behind)
    yield from _lone_outputs(items, lone_outputs.ITEMS, options)
    yield from media
    if SERVERS[options.server].openai:  # others take a file without a name
        yield from _file_data(items, ("content", "output"), False)
    if options != DEFAULT:
        yield from option_notices.in_items(items, options)


def in_messages(messages: list[Json], options: Options) -> Named:
    """Find tool calls without an answer in messages that go on after the turn of the call."""
    yield from unanswered_messages(messages, options)
    yield from _lone_outputs(messages, lone_outputs.MESSAGES, options)
    yield from _empty_ids(messages)
    yield from _audio(messages)
    yield from _file_data(messages, ("content",), options.server in content.FILES_BY_URL)
    if options != DEFAULT:
        yield from option_notices.in_messages(messages, options)


def unanswered_items(
    items: list[Json], options: Options, ended: bool = False, behind: Collection[str] = ()
) -> Named:
    """Find calls without an output; ``ended``: also those that wait at the end of the items.

    ``behind`` has the indexes of outputs that a message of the user is written behind.
    """
    reads, origins = items, list(range(len(items)))
    if options.hosted_calls == "function":
        reads, origins = hosted_calls.wrap(items, set())  # a hosted item is a call, as a turn goes
    yield from _unanswered(_item_events(reads, origins), ended, behind)


def unanswered_messages(messages: list[Json], options: Options, ended: bool = False) -> Named:
    """Find calls without an answer; ``ended``: also those that wait at the end of the messages."""
    yield from _unanswered(_message_events(messages), ended)


def _lone_outputs(values: list[Json], form: lone_outputs.Form, options: Options) -> Named:
    """Find outputs that stand alone, without the calls that an endpoint wants before them."""
    for index in lone_outputs.lone_outputs(values, form, options):
        yield "lone_output", [str(index)]


FILES = ("file", "input_file")


def _parts(values: list[Json], names: tuple[str, ...]) -> Iterator[tuple[Json, list[str]]]:
    """Return the content parts of messages or items that carry media, with their paths."""
    for index, value in enumerate(values):
        for name in names:
            listed = value.get(name)
            for at, part in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(part, dict):
                    yield part, [str(index), name, str(at)]


def _empty_ids(messages: list[Json]) -> Named:
    """Find calls with an empty id, which pairs them as any other, but not for Responses."""
    for event, call_id, path in _message_events(messages):
        if event == CALL and call_id == "":
            yield "empty_call_id", path


def _audio(messages: list[Json]) -> Named:
    """Find sound for the model, which is in the value, but not among the inputs of the SDK."""
    for part, path in _parts(messages, ("content",)):
        role = _role(messages[int(path[0])])
        if part.get("type") == "input_audio" and role in ("user", "tool"):
            yield "audio_input", path


def _file_data(values: list[Json], names: tuple[str, ...], by_url: bool) -> Named:
    """Find data of files that OpenAI's endpoints refuse; ``by_url``: addresses are read as such.

    Both want a name (openai-agents-python pull request 1513, laravel/ai pull request 324) and a
    data URL (langchainjs pull request 9570).
    """
    for part, path in _parts(values, names):
        file = part.get("file") if part.get("type") == "file" else part
        data = file.get("file_data") if isinstance(file, dict) else None
        if not isinstance(data, str) or part.get("type") not in FILES or file.get("file_id"):
            continue
        if by_url and content.is_address(data):
            continue
        if not data.startswith("data:") or not file.get("filename"):
            yield "file_data", path


def _item_events(items: list[Json], places: Sequence[int]) -> Iterator[Event]:
    for index, item in zip(places, items, strict=False):
        event = ITEM_EVENTS.get(item.get("type") or "message") or SPEAKERS.get(_role(item))
        if event == CALL and item.get("async") is True:
            event = FREE_CALL
        if event is not None:
            yield event, item.get("call_id"), [str(index)]


def _message_events(messages: list[Json]) -> Iterator[Event]:
    for index, message in enumerate(messages):
        role = _role(message)
        event = OUTPUT if role in ("tool", "function") else SPEAKERS.get(role)
        if event is not None:
            own = message.get("tool_call_id")
            yield event, _key(message.get("name")) if role == "function" else own, [str(index)]
        calls = message.get("tool_calls")
        for number, call in enumerate(calls if isinstance(calls, list) else ()):
            call_id = call.get("id") if isinstance(call, dict) else None
            yield CALL, call_id, [str(index), "tool_calls", str(number)]
        legacy = message.get("function_call")
        if isinstance(legacy, dict):
            yield FREE_CALL, _key(legacy.get("name")), [str(index), "function_call"]


def _key(name: Json) -> tuple[str] | None:
    """Return what pairs a call and an output in the deprecated form, which has no ids."""
    return (name,) if isinstance(name, str) and name else None


def _role(value: Json) -> str:
    role = value.get("role")
    return role if isinstance(role, str) else ""


def _unanswered(events: Iterator[Event], ended: bool, behind: Collection[str] = ()) -> Named:
    """Pair calls and outputs; a turn ends where others speak, or the model after its outputs."""
    opened: dict[CallKey, list[tuple[int, list[str], bool]]] = {}
    turn, answered, ends = 0, False, -1
    for event, call_id, path in events:
        if event == OUTPUT:
            ends = turn if path[0] in behind else ends
            calls = opened.get(call_id) if isinstance(call_id, (str, tuple)) else None
            if calls:
                answered = calls.pop()[0] == turn or answered
            continue
        if answered or event == OTHERS:
            turn, answered = turn + 1, False
        if event in (CALL, FREE_CALL) and isinstance(call_id, (str, tuple)):
            opened.setdefault(call_id, []).append((turn, path, event == FREE_CALL))
    left = sorted((path, at, free) for calls in opened.values() for at, path, free in calls)
    return (
        ("unanswered_call", path)
        for path, at, free in left
        if free or ended or at < turn or at == ends
    )


def review_messages(
    found: Iterator[tuple[str, str]], source: Json, value: Json, options: Options
) -> Iterator[tuple[str, str]]:
    """Correct the names of losses of messages by what stands in the value, and by the options."""
    for code, pointer in reasoning_losses.review(found, source, value, options):
        yield tool_media.code_by_option(code, options), pointer
