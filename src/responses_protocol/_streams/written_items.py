"""The items of a Responses stream while they are written, and their parts."""

from __future__ import annotations

from io import StringIO

from responses_protocol._formats.chat_completions.reasoning import CUT
from responses_protocol._streams.content_fold import GrowingObject
from responses_protocol._streams.logprobs import Logprobs
from responses_protocol._values import Json, Object, copy_json

TEXT, REFUSAL, THOUGHT, SUMMARY = "output_text", "refusal", "reasoning_text", "summary_text"
CALLS = {
    "function_call": ("response.function_call_arguments", "arguments"),
    "custom_tool_call": ("response.custom_tool_call_input", "input"),
}


class Part:
    """A content part, or a part of a summary, while it is written."""

    __slots__ = ("annotations", "announced", "index", "kind", "logprobs", "text")

    def __init__(self, kind: str, index: int) -> None:
        self.kind = kind
        self.index = index
        self.text = StringIO()
        self.annotations: list[Json] = []
        self.announced = 0  # how many annotations have an event of their own
        self.logprobs = Logprobs()

    def value(self) -> Object:
        """Return the part in the form that its item contains."""
        text = self.text.getvalue()
        if self.kind == REFUSAL:
            return {"type": REFUSAL, "refusal": text}
        if self.kind != TEXT:
            return {"type": self.kind, "text": text}
        return {
            "type": TEXT,
            "text": text,
            "annotations": copy_json(self.annotations),
            "logprobs": self.logprobs.values(),
        }


class Item:
    """An item: its announced members, and its parts or its text."""

    __slots__ = (
        *(
            "announced",
            "index",
            "item_id",
            "parts",
            "encrypted_content",
            "encrypted_detail",
            "status",
            "text",
            "is_whole",
        ),
    )

    def __init__(self, announced: Object, index: int, is_whole: bool = False) -> None:
        self.announced = announced
        self.index = index
        self.item_id = announced.get("id")
        self.parts: list[Part] = []
        self.text = StringIO()
        self.encrypted_detail: GrowingObject | None = None  # the detail with its encrypted content
        self.encrypted_content = ""
        self.status = "in_progress"
        self.is_whole = is_whole  # whether the announced members are all

    @property
    def kind(self) -> str:
        """The type of the item."""
        kind: str = self.announced["type"]
        return kind

    def identity(self) -> Object:
        """Return the members that identify the item in an event."""
        return {"item_id": self.item_id, "output_index": self.index}

    def value(self) -> Object:
        """Return the item so far."""
        item: Object = copy_json(self.announced)
        if self.is_whole:
            if self.status == "in_progress" and "status" in item:
                item["status"] = self.status
            return item
        if "status" in item or self.status == CUT_THOUGHT:
            item["status"] = CUT if self.status == CUT_THOUGHT else self.status
        if self.kind in CALLS:
            item[CALLS[self.kind][1]] = self.text.getvalue()
        elif self.parts:
            name = "summary" if self.parts[0].kind == SUMMARY else "content"
            item[name] = [part.value() for part in self.parts]
        if self.encrypted_content:
            item["encrypted_content"] = self.encrypted_content
        return item


CUT_THOUGHT = "cut"  # the status of reasoning without an end, whatever the status of the answer


def part_identity(item: Item, part: Part) -> Object:
    """Return the members that identify a part of an item in an event."""
    name = "summary_index" if part.kind == SUMMARY else "content_index"
    return {**item.identity(), name: part.index}


def delta_event(item: Item, part: Part | None) -> Object:
    """Return the event that delivers a text, without the text and its sequence number."""
    if part is None:
        kind, identity = CALLS[item.kind][0], item.identity()
    else:
        kind, identity = f"response.{EVENTS.get(part.kind, part.kind)}", part_identity(item, part)
    event = {"type": f"{kind}.delta", "sequence_number": 0, **identity, "delta": ""}
    if part is not None and part.kind == TEXT:
        event["logprobs"] = []
    return event


EVENTS = {
    SUMMARY: "reasoning_summary_text"
}  # names of texts in events, where they differ from the type of the part
