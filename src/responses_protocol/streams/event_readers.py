"""What events do to the items of a Responses stream.

Each reader changes one place, and returns where: the item, and the part of it if there is one. It
returns None where the event says nothing, or comes too late.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

from responses_protocol.streams.errors import json_copy
from responses_protocol.streams.finished_items import SUPERSEDED, with_text
from responses_protocol.streams.item_fold import ItemFold, PartFold
from responses_protocol.streams.logprobs import Logprobs, settled
from responses_protocol.streams.stream_items import StreamItems
from responses_protocol.values import Json, copied

Object = dict[str, Json]
Place = tuple[ItemFold, "PartFold | None"]
LATE = "late_event"


class DamagedEventError(Exception):
    """What is wrong with an event, and where."""

    def __init__(self, reason: str, pointer: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer


Read = Callable[[StreamItems, Object, "set[str]"], "Place | None"]


def object_in(event: Object, name: str) -> Object:
    """Return a member that is an object; raise DamagedEventError where it is none."""
    value = event.get(name)
    if not isinstance(value, dict):
        raise DamagedEventError(f"{name} must be an object", f"/{name}")
    return value


def _string(event: Object, name: str) -> str:
    value = event.get(name, 0)
    if value is None:
        return ""  # it says nothing
    if not isinstance(value, str):
        raise DamagedEventError(f"{name} must be a string", f"/{name}")
    return value


def _number(event: Object, name: str) -> int | None:
    """Return the index of a part, which servers leave out where there is only one."""
    value = event.get(name)
    return value if type(value) is int and value >= 0 else None


def _item_added(places: StreamItems, event: Object, notes: set[str]) -> Place | None:
    item = with_text(json_copy(object_in(event, "item")))
    found = places.of_item(event, item)
    if found.done:
        return None  # it is told twice
    found.announce(item)
    return found, None


def _item_done(places: StreamItems, event: Object, notes: set[str]) -> Place:
    item = with_text(json_copy(object_in(event, "item")))
    found = places.of_item(event, item)
    found.finish(item, notes)
    return found, None


def _part_of(
    places: StreamItems, event: Object, member: str
) -> tuple[Object, str, ItemFold] | None:
    """Return the part that an event has, its type, and its item; None where that has it already."""
    value = json_copy(object_in(event, "part"))
    kind = str(value.get("type"))
    found = places.of_text(event, ITEMS.get(kind, ITEM_OF[member]))
    return None if found.done else (value, kind, found)


def _part_added(member: str, index: str) -> Read:
    def read(places: StreamItems, event: Object, notes: set[str]) -> Place | None:
        place = _part_of(places, event, member)
        if place is None:
            return None
        value, kind, found = place
        part = found.part_begun(member, _number(event, index), kind)
        part.value = value
        return found, part

    return read


def _part_done(member: str, index: str) -> Read:
    def read(places: StreamItems, event: Object, notes: set[str]) -> Place | None:
        place = _part_of(places, event, member)
        if place is None:
            return None
        value, kind, found = place
        text = value.get("text", value.get("refusal"))
        said = text if isinstance(text, str) else ""
        part = found.part_ended(member, _number(event, index), kind, said)
        part.finish(value, notes)
        return found, part

    return read


def _delta(kind: str, member: str, index: str, part_kind: str) -> Read:
    """Return the reader of what is added to a part of an item of this kind."""

    def read(places: StreamItems, event: Object, notes: set[str]) -> Place | None:
        delta = _string(event, "delta")
        found = places.of_text(event, kind)
        if found.done:
            return _late(delta, notes)
        part = found.part_delivered(member, _number(event, index), part_kind)
        if part.done:
            return _late(delta, notes)
        part.write(delta)
        logprobs = event.get("logprobs")
        if isinstance(logprobs, list) and logprobs:
            part.logprobs = part.logprobs or Logprobs()
            part.logprobs.add(logprobs)
        return found, part

    return read


def _late(said: str, notes: set[str]) -> Place | None:
    if said:
        notes.add(LATE)
    return None


def _note(said: str, before: str, item: ItemFold, notes: set[str]) -> None:
    if not said.startswith(before) and not item.torn:
        notes.add(SUPERSEDED)


def _text_done(kind: str, member: str, index: str, name: str, part_kind: str) -> Read:
    def read(places: StreamItems, event: Object, notes: set[str]) -> Place | None:
        said = event.get(name)
        if not isinstance(said, str):
            return None  # what was delivered stands
        found = places.of_text(event, kind)
        if found.done:
            return None  # the item has it
        part = found.part_ended(member, _number(event, index), part_kind, said)
        before = part.said()
        if said and said != before:
            part.set_text(said)
            _note(said, before, found, notes)
        logprobs = event.get("logprobs")
        if isinstance(logprobs, list) and logprobs:
            streamed = part.logprobs.values() if part.logprobs else None
            part.logprobs = Logprobs(settled(streamed, copied(logprobs)))
        part.done = True
        return found, part

    return read


def _input_delta(kind: str, member: str) -> Read:
    """Return the reader of what is added to the text of a call."""

    def read(places: StreamItems, event: Object, notes: set[str]) -> Place | None:
        delta = _string(event, "delta")
        found = places.of_text(event, kind)
        if found.done or member in found.ended:
            return _late(delta, notes)
        found.texts.setdefault(member, StringIO()).write(delta)
        return found, None

    return read


def _input_done(kind: str, member: str) -> Read:
    def read(places: StreamItems, event: Object, notes: set[str]) -> Place | None:
        said = event.get(member)
        if not isinstance(said, str):
            return None
        found = places.of_text(event, kind)
        if found.done:
            return None
        before = found.delivered(member)
        if said and said != before:
            found.texts[member] = StringIO()
            found.texts[member].write(said)
            _note(said, before, found, notes)
        found.ended.add(member)
        return found, None

    return read


def _annotation(places: StreamItems, event: Object, notes: set[str]) -> Place | None:
    annotation = json_copy(object_in(event, "annotation"))
    found = places.of_text(event, "message")
    if found.done:
        return _late("annotation", notes)
    part = found.part_cited(_number(event, "content_index"))
    annotations = part.value.get("annotations")
    if not isinstance(annotations, list):
        annotations = part.value["annotations"] = []
    number = _number(event, "annotation_index")
    if number is None or number >= len(annotations) or annotations[number] != annotation:
        annotations.append(annotation)
        return found, part
    return None  # it is told twice


# the items that have parts of a type, or in a member
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
# the type of the item, its member, the index of the part in it, the member of the part, its type
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
    "response.output_item.added": _item_added,
    "response.output_item.done": _item_done,
    "response.output_text.annotation.added": _annotation,
}
for _kind, _places in PARTS.items():
    READERS[f"{_kind}.added"] = _part_added(*_places)
    READERS[f"{_kind}.done"] = _part_done(*_places)
for _kind, (_item, _member, _index, _name, _part) in TEXTS.items():
    READERS[f"{_kind}.delta"] = _delta(_item, _member, _index, _part)
    READERS[f"{_kind}.done"] = _text_done(_item, _member, _index, _name, _part)
for _kind, _call in INPUTS.items():
    READERS[f"{_kind}.delta"] = _input_delta(*_call)
    READERS[f"{_kind}.done"] = _input_done(*_call)
