"""Writes the events of a Responses stream: everything announced, delivered and closed.

    created, in_progress
    for every item:  output_item.added
        message:     content_part.added, output_text.delta... annotation.added... (or refusal)
        reasoning:   content_part.added, reasoning_text.delta...
        call:        function_call_arguments.delta... (or custom_tool_call_input)
    for every item:  the same, .done, from the inside out
    completed, incomplete or failed

Items stay open until the end, since a Chat stream may come back to each of them at any time. They
are numbered in the order in which they begin.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from responses_protocol.formats.chat_completions.answer import item_id
from responses_protocol.formats.chat_completions.reasoning import CUT
from responses_protocol.values import Json, copied

Object = dict[str, Json]
TEXT, REFUSAL, THOUGHT = "output_text", "refusal", "reasoning_text"
CALLS = {
    "function_call": ("response.function_call_arguments", "arguments"),
    "custom_tool_call": ("response.custom_tool_call_input", "input"),
}


class Part:
    """A content part that is being written."""

    __slots__ = ("annotations", "index", "kind", "logprobs", "text")

    def __init__(self, kind: str, index: int) -> None:
        self.kind = kind
        self.index = index
        self.text = StringIO()
        self.annotations: list[Json] = []
        self.logprobs: list[Json] = []

    def value(self) -> Object:
        """Return the part as it stands in its item."""
        text = self.text.getvalue()
        if self.kind == REFUSAL:
            return {"type": REFUSAL, "refusal": text}
        if self.kind == THOUGHT:
            return {"type": THOUGHT, "text": text}
        return {
            "type": TEXT,
            "text": text,
            "annotations": copied(self.annotations),
            "logprobs": copied(self.logprobs),
        }


class Item:
    """An item that is being written: what was announced of it, and its parts or its text."""

    __slots__ = ("announced", "cut", "index", "item_id", "parts", "sealed", "text", "whole")

    def __init__(self, announced: Object, index: int) -> None:
        self.announced = announced
        self.index = index
        self.item_id = announced.get("id")
        self.parts: dict[str, Part] = {}
        self.text = StringIO()
        self.cut = False  # whether it is known to be, whatever became of the answer
        self.sealed: str | None = None  # its encrypted content
        self.whole = False  # whether it is known as it is, and is announced like that

    def value(self, status: str) -> Object:
        """Return the item as it is."""
        made: Object = copied(self.announced)
        if self.whole:
            return made
        if self.cut:
            made["status"] = CUT
        elif "status" in made:
            made["status"] = status
        if made["type"] in CALLS:
            made[CALLS[made["type"]][1]] = self.text.getvalue()
        else:
            made["content"] = [part.value() for part in self.parts.values()]
        if self.sealed is not None:
            made["encrypted_content"] = self.sealed
        return made


class ResponseWriter:
    """Makes the events of one answer; every method returns those of one step, numbered."""

    def __init__(self) -> None:
        self.sequence = 0
        self.response_id = ""
        self.items: list[Item] = []
        self.message: Item | None = None
        self.reasoning: Item | None = None

    def event(self, kind: str, **members: Json) -> Object:
        """Return the next event."""
        made = {"type": kind, "sequence_number": self.sequence, **members}
        self.sequence += 1
        return made

    def start(self, response: Object) -> list[Object]:
        """Announce the answer."""
        self.response_id = response["id"]
        return [
            self.event("response.created", response=response),
            self.event("response.in_progress", response=copied(response)),
        ]

    def open(self, kind: str, members: Object, events: list[Object]) -> Item:
        """Announce an item of this kind."""
        before = [item.announced["type"] for item in self.items]
        own = item_id(kind, before, self.response_id)
        return self._announce(Item({"type": kind, "id": own, **members}, len(self.items)), events)

    def put(self, whole: Object, events: list[Object]) -> None:
        """Announce an item as it is, with an id of its own."""
        item = Item(whole, len(self.items))
        item.whole = True
        self._announce(item, events)

    def _announce(self, item: Item, events: list[Object]) -> Item:
        self.items.append(item)
        value = item.value("in_progress")
        events.append(self.event("response.output_item.added", output_index=item.index, item=value))
        return item

    def _part(self, item: Item, kind: str, events: list[Object]) -> Part:
        part = item.parts.get(kind)
        if part is None:
            part = item.parts[kind] = Part(kind, len(item.parts))
            events.append(
                self.event("response.content_part.added", **_place(item, part), part=part.value())
            )
        return part

    def text(self, delta: str, logprobs: list[Json], events: list[Object]) -> None:
        """Deliver text of the message."""
        item = self._message(events)
        part = self._part(item, TEXT, events)
        part.text.write(delta)
        part.logprobs += logprobs
        said = {"delta": delta, "logprobs": copied(logprobs), "sequence_number": self.sequence}
        self.sequence += 1
        events.append({**text_event(item, part), **said})

    def annotation(self, annotation: Object, events: list[Object]) -> None:
        """Deliver a citation of the text, which has begun."""
        item = self._message(events)
        part = self._part(item, TEXT, events)
        part.annotations.append(annotation)
        events.append(
            self.event(
                "response.output_text.annotation.added",
                **_place(item, part),
                annotation_index=len(part.annotations) - 1,
                annotation=copied(annotation),
            )
        )

    def late_logprobs(self, logprobs: list[Json]) -> None:
        """Add log probabilities of text that was delivered before them."""
        if self.message is not None and TEXT in self.message.parts:
            self.message.parts[TEXT].logprobs += logprobs

    def refusal(self, delta: str, events: list[Object]) -> None:
        """Deliver a part of a refusal."""
        item = self._message(events)
        part = self._part(item, REFUSAL, events)
        part.text.write(delta)
        events.append(self.event("response.refusal.delta", **_place(item, part), delta=delta))

    def _message(self, events: list[Object]) -> Item:
        if self.message is None:
            members: Object = {"role": "assistant", "status": "in_progress", "content": []}
            self.message = self.open("message", members, events)
        return self.message

    def thought(self, delta: str, events: list[Object]) -> None:
        """Deliver a part of the reasoning."""
        item = self.think(events)
        part = self._part(item, THOUGHT, events)
        part.text.write(delta)
        kind = "response.reasoning_text.delta"
        events.append(self.event(kind, **_place(item, part), delta=delta))

    def think(self, events: list[Object]) -> Item:
        """Return the item of the reasoning, announced in any case."""
        if self.reasoning is None:
            self.reasoning = self._open_reasoning(events)
        return self.reasoning

    def _open_reasoning(self, events: list[Object]) -> Item:
        return self.open("reasoning", {"summary": [], "content": []}, events)

    def seal(self, sealed: Iterable[str], events: list[Object]) -> None:
        """Add encrypted contents: the first one to the reasoning, and each other one as an item."""
        for number, data in enumerate(sealed):
            item = self._open_reasoning(events) if number else self.think(events)
            item.sealed = data

    def cut_thought(self) -> None:
        """Note that the reasoning has no end."""
        if self.reasoning is not None:
            self.reasoning.cut = True

    def arguments(self, item: Item, delta: str, events: list[Object]) -> None:
        """Deliver a part of the arguments, or of the input, of a call."""
        item.text.write(delta)
        kind = f"{CALLS[item.announced['type']][0]}.delta"
        events.append(self.event(kind, item_id=item.item_id, output_index=item.index, delta=delta))

    def finish(self, response: Object) -> list[Object]:
        """Close all items; end with the answer that has this envelope."""
        events: list[Object] = []
        status = response["status"]
        # what a whole answer would have last was cut, wherever it began
        last = None if status == "completed" else max(self.items, key=_rank, default=None)
        output = []
        for item in self.items:
            value = item.value("incomplete" if item is last else "completed")
            self._close(item, value, events)
            kind = "response.output_item.done"
            events.append(self.event(kind, output_index=item.index, item=value))
            output.append(copied(value))
        kind = f"response.{status}"
        events.append(self.event(kind, response={**response, "output": output}))
        return events

    def _close(self, item: Item, value: Object, events: list[Object]) -> None:
        if item.whole:
            return
        if value["type"] in CALLS:
            kind, name = CALLS[value["type"]]
            place = {"item_id": item.item_id, "output_index": item.index}
            if name == "arguments":
                place["name"] = value["name"]
            events.append(self.event(f"{kind}.done", **place, **{name: value[name]}))
        for part, said in zip(item.parts.values(), value.get("content", ()), strict=True):
            place = _place(item, part)
            if part.kind == TEXT:
                done = {"text": said["text"], "logprobs": copied(said["logprobs"])}
            else:
                name = "text" if part.kind == THOUGHT else "refusal"
                done = {name: said[name]}
            events.append(self.event(f"response.{part.kind}.done", **place, **done))
            kind = "response.content_part.done"
            events.append(self.event(kind, **place, part=copied(said)))


RANKS = {"reasoning": 0, "message": 1}


def _rank(item: Item) -> tuple[int, int]:
    return RANKS.get(item.announced["type"], len(RANKS)), item.index


def text_event(item: Item, part: Part) -> Object:
    """Return the event that delivers text of a part, but for the text and its number."""
    kind = {"type": f"response.{TEXT}.delta", "sequence_number": 0}
    return {**kind, **_place(item, part), "delta": "", "logprobs": []}


def _place(item: Item, part: Part) -> Object:
    return {
        "item_id": item.item_id,
        "output_index": item.index,
        "content_index": part.index,
    }
