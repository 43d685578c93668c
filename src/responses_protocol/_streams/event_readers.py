"""Read the events that change an item of a Responses stream.

Each reader changes one item, and returns the item and the part that it changed, if there is one. It
returns None if the event changes nothing, or comes too late.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from responses_protocol._streams.call_fold import body_text
from responses_protocol._streams.errors import json_copy
from responses_protocol._streams.finished_items import (
    SUPERSEDED,
    has_other_text,
    lacks_text,
    with_text,
)
from responses_protocol._streams.item_fold import ItemFold
from responses_protocol._streams.logprobs import Logprobs, merge_streamed_numbers
from responses_protocol._streams.part_fold import PartFold
from responses_protocol._values import Object, copy_json, read_index


class Change(NamedTuple):
    """A changed item, and its changed part, if there is one.

    ``added`` is the text that a delta has added, None where an announced text precedes it.
    """

    item: ItemFold
    part: PartFold | None = None
    added: str | None = ""


LATE = "late_event"


class DamagedEventError(Exception):
    """An event with a member that has another type than it must have."""

    def __init__(self, reason: str, pointer: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer


class Items(Protocol):
    """The items of a stream."""

    def item_of_item_event(self, event: Object, item: Object) -> ItemFold:
        """Return the item that an event announces or ends, a new one if need be."""

    def item_of_text_event(self, event: Object, kind: str) -> ItemFold:
        """Return the item of this type whose text an event delivers, a new one if need be."""


Read = Callable[[Items, Object, "set[str]"], "Change | None"]


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
    index = read_index(event.get(name))
    return index if index is not None and index >= 0 else None


def _read_item_added(items: Items, event: Object, notes: set[str]) -> Change | None:
    item = with_text(json_copy(read_object(event, "item")))
    match = items.item_of_item_event(event, item)
    if match.done:
        return _note_late(has_other_text(item, match.item), notes)
    match.announce(item, notes)
    return Change(match)


def _read_item_done(items: Items, event: Object, notes: set[str]) -> Change:
    item = with_text(json_copy(read_object(event, "item")))
    match = items.item_of_item_event(event, item)
    match.finish(item, notes)
    return Change(match)


def _read_part(
    items: Items, event: Object, member: str, index: str, notes: set[str]
) -> tuple[Object, str, ItemFold, str] | None:
    """Return the part of an event, its type, its item and its text, or None if that is done."""
    value = json_copy(read_object(event, "part"))
    kind = str(value.get("type"))
    item = items.item_of_text_event(event, ITEMS.get(kind, ITEM_OF[member]))
    text = value.get("text", value.get("refusal"))
    if not isinstance(text, str):
        text = ""
    if not item.done:
        return value, kind, item, text
    _note_late(lacks_text(item.item, member, _read_index(event, index), kind, text), notes)
    return None


def _part_added_reader(member: str, index: str) -> Read:
    def read(items: Items, event: Object, notes: set[str]) -> Change | None:
        target = _read_part(items, event, member, index, notes)
        if target is None:
            return None
        value, kind, item, _ = target
        part = item.part_to_announce(member, _read_index(event, index), kind)
        part.announce(value, notes)
        return Change(item, part)

    return read


def _part_done_reader(member: str, index: str) -> Read:
    def read(items: Items, event: Object, notes: set[str]) -> Change | None:
        target = _read_part(items, event, member, index, notes)
        if target is None:
            return None
        value, kind, item, text = target
        part = item.part_to_finish(member, _read_index(event, index), kind, text)
        part.finish(value, notes)
        return Change(item, part)

    return read


def _delta_reader(kind: str, member: str, index: str, part_kind: str) -> Read:
    """Return the reader of a delta for a part of an item of this kind."""

    def read(items: Items, event: Object, notes: set[str]) -> Change | None:
        delta = _read_string(event, "delta")
        item = items.item_of_text_event(event, kind)
        if item.done:
            return _note_late(bool(delta), notes)
        part = item.part_to_extend(member, _read_index(event, index), part_kind)
        if part.done:
            return _note_late(bool(delta), notes)
        added = part.write(delta)
        logprobs = event.get("logprobs")
        if isinstance(logprobs, list) and logprobs:
            part.logprobs = part.logprobs or Logprobs()
            part.logprobs.add(logprobs)
        return Change(item, part, added)

    return read


def _note_late(is_lost: bool, notes: set[str]) -> Change | None:
    if is_lost:
        notes.add(LATE)
    return None


def _note_replaced(text: str, streamed: str, item: ItemFold, notes: set[str]) -> None:
    if not text.startswith(streamed) and not item.has_gap:
        notes.add(SUPERSEDED)


def _text_done_reader(kind: str, member: str, index: str, name: str, part_kind: str) -> Read:
    def read(items: Items, event: Object, notes: set[str]) -> Change | None:
        text = event.get(name)
        if not isinstance(text, str):
            return None  # the delivered text stands
        item = items.item_of_text_event(event, kind)
        if item.done:
            position = _read_index(event, index)
            return _note_late(lacks_text(item.item, member, position, part_kind, text), notes)
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
        return Change(item, part)

    return read


def _input_delta_reader(kind: str, member: str) -> Read:
    """Return the reader of a delta for the text of a call."""

    def read(items: Items, event: Object, notes: set[str]) -> Change | None:
        delta = _read_string(event, "delta")
        item = items.item_of_text_event(event, kind)
        if item.done or member in item.finished_texts:
            return _note_late(bool(delta), notes)
        return Change(item, added=item.write_text(member, delta, notes))

    return read


def _input_done_reader(kind: str, member: str) -> Read:
    def read(items: Items, event: Object, notes: set[str]) -> Change | None:
        text = event.get(member)
        if isinstance(text, (dict, list)):
            text = body_text({"arguments": text}, None)
        if not isinstance(text, str):
            return None
        item = items.item_of_text_event(event, kind)
        if item.done:
            return _note_late(lacks_text(item.item, member, None, kind, text), notes)
        streamed = item.current_text(member)
        if text and text != streamed:
            _note_replaced(text, streamed, item, notes)
        item.set_text(member, text or streamed)
        if isinstance(event.get("name"), str) and not item.item.get("name"):
            item.item["name"] = event["name"]
        item.finished_texts.add(member)
        return Change(item)

    return read


def _read_annotation(items: Items, event: Object, notes: set[str]) -> Change | None:
    annotation = json_copy(read_object(event, "annotation"))
    item = items.item_of_text_event(event, "message")
    if item.done:
        return _note_late(True, notes)
    part = item.part_to_annotate(_read_index(event, "content_index"))
    annotations = part.value.get("annotations")
    if not isinstance(annotations, list):
        annotations = part.value["annotations"] = []
    number = _read_index(event, "annotation_index")
    if number is None or number >= len(annotations) or annotations[number] != annotation:
        annotations.append(annotation)
        return Change(item, part)
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
