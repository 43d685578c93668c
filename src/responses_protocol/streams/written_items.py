"""Items of a Responses stream while they are written, and their parts."""

from __future__ import annotations

from io import StringIO

from responses_protocol.formats.chat_completions.reasoning import CUT
from responses_protocol.streams.content_fold import GrowingObject
from responses_protocol.streams.logprobs import Logprobs
from responses_protocol.values import Json, copied

Object = dict[str, Json]
TEXT, REFUSAL, THOUGHT, SUMMARY = "output_text", "refusal", "reasoning_text", "summary_text"
CALLS = {
    "function_call": ("response.function_call_arguments", "arguments"),
    "custom_tool_call": ("response.custom_tool_call_input", "input"),
}


class Part:
    """A content part, or a part of a summary, that is being written."""

    __slots__ = ("annotations", "announced", "index", "kind", "logprobs", "text")

    def __init__(self, kind: str, index: int) -> None:
        self.kind = kind
        self.index = index
        self.text = StringIO()
        self.annotations: list[Json] = []
        self.announced = 0  # how many of them have an event of their own
        self.logprobs = Logprobs()

    def value(self) -> Object:
        """Return the part as it stands in its item."""
        text = self.text.getvalue()
        if self.kind == REFUSAL:
            return {"type": REFUSAL, "refusal": text}
        if self.kind != TEXT:
            return {"type": self.kind, "text": text}
        return {
            "type": TEXT,
            "text": text,
            "annotations": copied(self.annotations),
            "logprobs": self.logprobs.values(),
        }


class Item:
    """An item: what was announced of it, and its parts or its text."""

    __slots__ = (
        *("announced", "index", "item_id", "parts", "sealed", "seal", "status", "text", "whole"),
    )

    def __init__(self, announced: Object, index: int, whole: bool = False) -> None:
        self.announced = announced
        self.index = index
        self.item_id = announced.get("id")
        self.parts: list[Part] = []
        self.text = StringIO()
        self.seal: GrowingObject | None = None  # the detail that has its encrypted content
        self.sealed = ""  # that content
        self.status = "in_progress"
        self.whole = whole  # whether it is known as it is

    @property
    def kind(self) -> str:
        """The type of the item."""
        kind: str = self.announced["type"]
        return kind

    def place(self) -> Object:
        """Return the members by which an event names the item."""
        return {"item_id": self.item_id, "output_index": self.index}

    def value(self) -> Object:
        """Return the item as it is."""
        made: Object = copied(self.announced)
        if self.whole:
            if self.status == "in_progress" and "status" in made:
                made["status"] = self.status
            return made
        if "status" in made or self.status == CUT_THOUGHT:
            made["status"] = CUT if self.status == CUT_THOUGHT else self.status
        if self.kind in CALLS:
            made[CALLS[self.kind][1]] = self.text.getvalue()
        elif self.parts:
            name = "summary" if self.parts[0].kind == SUMMARY else "content"
            made[name] = [part.value() for part in self.parts]
        if self.sealed:
            made["encrypted_content"] = self.sealed
        return made


CUT_THOUGHT = "cut"  # reasoning that is known to have no end, whatever became of the answer


def part_place(item: Item, part: Part) -> Object:
    """Return the members by which an event names a part of an item."""
    name = "summary_index" if part.kind == SUMMARY else "content_index"
    return {**item.place(), name: part.index}


def delta_event(item: Item, part: Part | None) -> Object:
    """Return the event that delivers a text, but for the text and its number."""
    if part is None:
        kind, place = CALLS[item.kind][0], item.place()
    else:
        kind, place = f"response.{EVENTS.get(part.kind, part.kind)}", part_place(item, part)
    made = {"type": f"{kind}.delta", "sequence_number": 0, **place, "delta": ""}
    if part is not None and part.kind == TEXT:
        made["logprobs"] = []
    return made


EVENTS = {SUMMARY: "reasoning_summary_text"}  # the names of texts in events, where they differ
