"""The notices of a history: defects that a conversion keeps, and effects of options."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from responses_protocol._formats import lone_outputs
from responses_protocol._formats.chat_completions import (
    content,
    hosted_calls,
    option_notices,
    reasoning_losses,
    tool_media,
)
from responses_protocol._formats.options import DEFAULT, Options
from responses_protocol._formats.servers import SERVERS
from responses_protocol._formats.turns import CallKey
from responses_protocol._values import Json

Named = Iterator[tuple[str, list[str]]]
Event = tuple[str, Any, list[str]]  # the kind, the key of the call if there is one, and the path
CALL, OUTPUT, MODEL, OTHERS = "call", "output", "model", "others"
# a call that its own API accepts without an output, and the other one does not
FREE_CALL = "free call"

ITEM_EVENTS = {
    "function_call": CALL,
    "custom_tool_call": CALL,
    "function_call_output": OUTPUT,
    "custom_tool_call_output": OUTPUT,
}
SPEAKERS = {"assistant": MODEL, "user": OTHERS, "system": OTHERS, "developer": OTHERS}


def find_item_notices(items: list[Json], options: Options) -> Named:
    """Yield the notices of items."""
    media = list(tool_media.find_notices(items, options))
    behind = {path[0] for _, path in media} if options.tool_output_media == "user_message" else ()
    yield from find_unanswered_items(items, options, behind=behind)
    yield from _find_lone_outputs(items, lone_outputs.ITEMS, options)
    yield from media
    if SERVERS[options.server].openai:  # others accept a file without a name
        yield from _find_file_data(items, ("content", "output"), False)
    if options != DEFAULT:
        yield from option_notices.find_item_notices(items, options)


def find_message_notices(messages: list[Json], options: Options) -> Named:
    """Yield the notices of messages."""
    yield from find_unanswered_messages(messages, options)
    yield from _find_lone_outputs(messages, lone_outputs.MESSAGES, options)
    if options.call_ids == "any":  # otherwise each id is derived
        yield from _find_empty_ids(messages)
    yield from _find_audio(messages)
    yield from _find_file_data(messages, ("content",), options.server in content.FILES_BY_URL)
    if options != DEFAULT:
        yield from option_notices.find_message_notices(messages, options)


def find_unanswered_items(
    items: list[Json], options: Options, ended: bool = False, behind: Collection[str] = ()
) -> Named:
    """Yield the calls without an output in an ended turn, with ``ended`` also in the last turn.

    ``behind`` contains the indexes of outputs behind which a user message is written.
    """
    wrapped, origins = items, list(range(len(items)))
    if options.hosted_calls == "function":
        wrapped, origins = hosted_calls.wrap(items, set())  # a hosted item is a call of its turn
    yield from _find_unanswered(_item_events(wrapped, origins), ended, behind)


def find_unanswered_messages(messages: list[Json], options: Options, ended: bool = False) -> Named:
    """Yield the calls without an output in an ended turn, with ``ended`` also in the last turn."""
    yield from _find_unanswered(_message_events(messages), ended)


def _find_lone_outputs(
    values: list[Json], form: lone_outputs.OutputForm, options: Options
) -> Named:
    """Yield the outputs of a history that contains only outputs."""
    for index in lone_outputs.find_lone_outputs(values, form, options):
        yield "lone_output", [str(index)]


FILES = ("file", "input_file")


def _find_parts(values: list[Json], names: tuple[str, ...]) -> Iterator[tuple[Json, list[str]]]:
    """Yield the content parts in these members of messages or items, with their paths."""
    for index, value in enumerate(values):
        for name in names:
            parts = value.get(name)
            for number, part in enumerate(parts if isinstance(parts, list) else ()):
                if isinstance(part, dict):
                    yield part, [str(index), name, str(number)]


def _find_empty_ids(messages: list[Json]) -> Named:
    """Yield the calls with an empty id, which Responses does not accept."""
    for event, call_id, path in _message_events(messages):
        if event == CALL and call_id == "":
            yield "empty_call_id", path


def _find_audio(messages: list[Json]) -> Named:
    """Yield the audio inputs, which are in the value, but which the SDK's types do not have."""
    for part, path in _find_parts(messages, ("content",)):
        role = _role(messages[int(path[0])])
        if part.get("type") == "input_audio" and role in ("user", "tool"):
            yield "audio_input", path


def _find_file_data(values: list[Json], names: tuple[str, ...], by_url: bool) -> Named:
    """Yield the files that OpenAI's endpoints refuse; with ``by_url``, their data may be addresses.

    Both require a name (openai-agents-python pull request 1513, laravel/ai pull request 324) and a
    data URL (langchainjs pull request 9570).
    """
    for part, path in _find_parts(values, names):
        file = part.get("file") if part.get("type") == "file" else part
        data = file.get("file_data") if isinstance(file, dict) else None
        if not isinstance(data, str) or part.get("type") not in FILES or file.get("file_id"):
            continue
        if by_url and content.is_address(data):
            continue
        if not data.startswith("data:") or not file.get("filename"):
            yield "file_data", path


def _item_events(items: list[Json], origins: Sequence[int]) -> Iterator[Event]:
    for index, item in zip(origins, items, strict=False):
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
            name, call_id = message.get("name"), message.get("tool_call_id")
            yield event, _make_key(name) if role == "function" else call_id, [str(index)]
        calls = message.get("tool_calls")
        for number, call in enumerate(calls if isinstance(calls, list) else ()):
            call_id = call.get("id") if isinstance(call, dict) else None
            yield CALL, call_id, [str(index), "tool_calls", str(number)]
        legacy = message.get("function_call")
        if isinstance(legacy, dict):
            yield FREE_CALL, _make_key(legacy.get("name")), [str(index), "function_call"]


def _make_key(name: Json) -> tuple[str] | None:
    """Return the key of a call and its output in the deprecated form, which has no ids."""
    return (name,) if isinstance(name, str) and name else None


def _role(value: Json) -> str:
    role = value.get("role")
    return role if isinstance(role, str) else ""


def _find_unanswered(events: Iterator[Event], ended: bool, behind: Collection[str] = ()) -> Named:
    """Yield the unanswered calls of ended turns.

    A turn ends at a message of another role, or at a message or call of the model behind outputs.
    """
    open_calls: dict[CallKey, list[tuple[int, list[str], bool]]] = {}
    turn, answered, last_ended = 0, False, -1
    for event, call_id, path in events:
        if event == OUTPUT:
            last_ended = turn if path[0] in behind else last_ended
            calls = open_calls.get(call_id) if isinstance(call_id, (str, tuple)) else None
            if calls:
                answered = calls.pop()[0] == turn or answered
            continue
        if answered or event == OTHERS:
            turn, answered = turn + 1, False
        if event in (CALL, FREE_CALL) and isinstance(call_id, (str, tuple)):
            open_calls.setdefault(call_id, []).append((turn, path, event == FREE_CALL))
    unanswered = sorted(
        (path, call_turn, is_free)
        for calls in open_calls.values()
        for call_turn, path, is_free in calls
    )
    return (
        ("unanswered_call", path)
        for path, call_turn, is_free in unanswered
        if is_free or ended or call_turn < turn or call_turn == last_ended
    )


def review_messages(
    losses: Iterator[tuple[str, str]], source: Json, value: Json, options: Options
) -> Iterator[tuple[str, str]]:
    """Correct the codes of losses of messages by the value and the options."""
    for code, pointer in reasoning_losses.review_losses(losses, source, value, options):
        yield tool_media.choose_code(code, options), pointer
