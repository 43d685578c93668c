"""Read the events that change an item of a Responses stream.

Each reader changes one item, and returns the item and the part that it changed, if there is one. It
returns None if the event changes nothing, or comes too late.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

from responses_protocol._streams.errors import json_copy
from responses_protocol._streams.finished_items import SUPERSEDED, with_text
from responses_protocol._streams.item_fold import ItemFold, PartFold
from responses_protocol._streams.logprobs import Logprobs, merge_streamed_numbers
from responses_protocol._streams.stream_items import StreamItems
from responses_protocol._values import Object, copy_json

Change = tuple[ItemFold, "PartFold | None"]
LATE = "late_event"


class DamagedEventError(Exception):
    """An event with a member that has another type than it must have."""

    def __init__(self, reason: str, pointer: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer


Read = Callable[[StreamItems, Object, "set[str]"], "Change | None"]


def read_object(event: Object, name: str) -> Object:
    """Return a member that is an object; raise DamagedEventError for another value."""
    value = event.get(name)
    if not isinstance(value, dict):
        raise DamagedEventError(f"{name} must be an object", f"/{name}")
    return value


def _read_string(event: Object, name: str) -> str:
    value = event.get(name, 0)
    if value is None:
        return ""  # like an empty one
    if not isinstance(value, str):
        raise DamagedEventError(f"{name} must be a string", f"/{name}")
    return value


def _read_index(event: Object, name: str) -> int | None:
    """Return the index of a part; servers leave it out where there is only one."""
    value = event.get(name)
    return value if type(value) is int and value >= 0 else None


def _read_item_added(items: StreamItems, event: Object, notes: set[str]) -> Change | None:
    item = with_text(json_copy(read_object(event, "item")))
    match = items.item_of_item_event(event, item)
    if match.done:
        return None  # a repetition
    match.announce(item)
    return match, None


def _read_item_done(items: StreamItems, event: Object, notes: set[str]) -> Change:
    item = with_text(json_copy(read_object(event, "item")))
    match = items.item_of_item_event(event, item)
    match.finish(item, notes)
    return match, None


def _read_part(
    items: StreamItems, event: Object, member: str
) -> tuple[Object, str, ItemFold] | None:
    """Return the part of an event, its type and its item, or None if the item is done."""
    value = json_copy(read_object(event, "part"))
    kind = str(value.get("type"))
    item = items.item_of_text_event(event, ITEMS.get(kind, ITEM_OF[member]))
    return None if item.done else (value, kind, item)


def _part_added_reader(member: str, index: str) -> Read:
    def read(items: StreamItems, event: Object, notes: set[str]) -> Change | None:
        target = _read_part(items, event, member)
        if target is None:
            return None
        value, kind, item = target
        part = item.part_to_announce(member, _read_index(event, index), kind)
        part.value = value
        return item, part

    return read


def _part_done_reader(member: str, index: str) -> Read:
    def read(items: StreamItems, event: Object, notes: set[str]) -> Change | None:
        target = _read_part(items, event, member)
        if target is None:
            return None
        value, kind, item = target
        text = value.get("text", value.get("refusal"))
        if not isinstance(text, str):
            text = ""
        part = item.part_to_finish(member, _read_index(event, index), kind, text)
        part.finish(value, notes)
        return item, part

    return read


def _delta_reader(kind: str, member: str, index: str, part_kind: str) -> Read:
    """Return the reader of a delta for a part of an item of this kind."""

    def read(items: StreamItems, event: Object, notes: set[str]) -> Change | None:
        delta = _read_string(event, "delta")
        item = items.item_of_text_event(event, kind)
        if item.done:
            return _note_late(delta, notes)
        part = item.part_to_extend(member, _read_index(event, index), part_kind)
        if part.done:
            return _note_late(delta, notes)
        part.write(delta)
        logprobs = event.get("logprobs")
        if isinstance(logprobs, list) and logprobs:
            part.logprobs = part.logprobs or Logprobs()
            part.logprobs.add(logprobs)
        return item, part

    return read


def _note_late(text: str, notes: set[str]) -> Change | None:
    if text:
        notes.add(LATE)
    return None


def _note_replaced(text: str, streamed: str, item: ItemFold, notes: set[str]) -> None:
    if not text.startswith(streamed) and not item.has_gap:
        notes.add(SUPERSEDED)


def _text_done_reader(kind: str, member: str, index: str, name: str, part_kind: str) -> Read:
    def read(items: StreamItems, event: Object, notes: set[str]) -> Change | None:
        text = event.get(name)
        if not isinstance(text, str):
            return None  # the delivered text stands
        item = items.item_of_text_event(event, kind)
        if item.done:
            return None  # the item contains it
        part = item.part_to_finish(member, _read_index(event, index), part_kind, text)
        streamed = part.current_text()
        if text and text != streamed:
            part.set_text(text)
            _note_replaced(text, streamed, item, notes)
        logprobs = event.get("logprobs")
        if isinstance(logprobs, list) and logprobs:
            entries = part.logprobs.values() if part.logprobs else None
            part.logprobs = Logprobs(merge_streamed_numbers(entries, copy_json(logprobs)))
        part.done = True
        return item, part

    return read


def _input_delta_reader(kind: str, member: str) -> Read:
    """Return the reader of a delta for the text of a call."""

    def read(items: StreamItems, event: Object, notes: set[str]) -> Change | None:
        delta = _read_string(event, "delta")
        item = items.item_of_text_event(event, kind)
        if item.done or member in item.finished_texts:
            return _note_late(delta, notes)
        item.texts.setdefault(member, StringIO()).write(delta)
        return item, None

    return read


def _input_done_reader(kind: str, member: str) -> Read:
    def read(items: StreamItems, event: Object, notes: set[str]) -> Change | None:
        text = event.get(member)
        if not isinstance(text, str):
            return None
        item = items.item_of_text_event(event, kind)
        if item.done:
            return None
        streamed = item.text_of(member)
        if text and text != streamed:
            item.texts[member] = StringIO()
            item.texts[member].write(text)
            _note_replaced(text, streamed, item, notes)
        item.finished_texts.add(member)
        return item, None

    return read


def _read_annotation(items: StreamItems, event: Object, notes: set[str]) -> Change | None:
    annotation = json_copy(read_object(event, "annotation"))
    item = items.item_of_text_event(event, "message")
    if item.done:
        return _note_late("annotation", notes)
    part = item.part_to_annotate(_read_index(event, "content_index"))
    annotations = part.value.get("annotations")
    if not isinstance(annotations, list):
        annotations = part.value["annotations"] = []
    number = _read_index(event, "annotation_index")
    if number is None or number >= len(annotations) or annotations[number] != annotation:
        annotations.append(annotation)
        return item, part
    return None  # a repetition


# the types of the items that have parts of a type, or parts in a member
ITEMS = {
    "output_text": "message",
    "refusal": "message",
    "reasoning_text": "reasoning",
    "summary_text": "reasoning",
}
ITEM_OF = {"content": "message", "summary": "reasoning"}
PARTS = {
    "response.content_part": ("content", "content_index"),
    "response.reasoning_part": ("content", "content_index"),  # of vLLM
    "response.reasoning_summary_part": ("summary", "summary_index"),
}
# type and member of the item; index, text member and type of the part
_SUMMARY = ("reasoning", "summary", "summary_index", "text", "summary_text")
_RAW = ("reasoning", "content", "content_index", "text", "reasoning_text")
TEXTS = {
    "response.output_text": ("message", "content", "content_index", "text", "output_text"),
    "response.refusal": ("message", "content", "content_index", "refusal", "refusal"),
    "response.reasoning_text": _RAW,
    "response.reasoning": _RAW,
    "response.reasoning_summary_text": _SUMMARY,
    "response.reasoning_summary": _SUMMARY,
}
INPUTS = {
    "response.function_call_arguments": ("function_call", "arguments"),
    "response.custom_tool_call_input": ("custom_tool_call", "input"),
    "response.mcp_call_arguments": ("mcp_call", "arguments"),
    "response.mcp_call.arguments": ("mcp_call", "arguments"),
    "response.code_interpreter_call_code": ("code_interpreter_call", "code"),
    "response.code_interpreter_call.code": ("code_interpreter_call", "code"),
    "response.apply_patch_call_operation_diff": ("apply_patch_call", "diff"),
}
READERS: dict[str, Read] = {
    "response.output_item.added": _read_item_added,
    "response.output_item.done": _read_item_done,
    "response.output_text.annotation.added": _read_annotation,
}
for _kind, _position in PARTS.items():
    READERS[f"{_kind}.added"] = _part_added_reader(*_position)
    READERS[f"{_kind}.done"] = _part_done_reader(*_position)
for _kind, (_item, _member, _index, _name, _part_kind) in TEXTS.items():
    READERS[f"{_kind}.delta"] = _delta_reader(_item, _member, _index, _part_kind)
    READERS[f"{_kind}.done"] = _text_done_reader(_item, _member, _index, _name, _part_kind)
for _kind, _call in INPUTS.items():
    READERS[f"{_kind}.delta"] = _input_delta_reader(*_call)
    READERS[f"{_kind}.done"] = _input_done_reader(*_call)
