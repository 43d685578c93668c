"""Writes the events of a Responses stream: everything announced, delivered and closed.

    created, in_progress
    for every item:  output_item.added
        message:     for every part: content_part.added,
                     output_text.delta... annotation.added... (or refusal), .done, content_part.done
        reasoning:   content_part.added, reasoning_text.delta..., .done, content_part.done
                     (or reasoning_summary_part.added, reasoning_summary_text.delta...)
        call:        function_call_arguments.delta... (or custom_tool_call_input), .done
                     output_item.done
    completed, incomplete or failed

One item is open at a time, and one part of it: each is closed when the next one begins, since many
clients follow but one. They are numbered in the order in which they begin.
"""

from __future__ import annotations

from responses_protocol.formats.chat_completions.answer import item_id, needs_id
from responses_protocol.formats.chat_completions.reasoning import sealed_data
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.streams.citations import may_be_announced
from responses_protocol.streams.content_fold import GrowingObject
from responses_protocol.streams.logprobs import Logprobs
from responses_protocol.streams.written_items import (
    CALLS,
    CUT_THOUGHT,
    EVENTS,
    REFUSAL,
    SUMMARY,
    TEXT,
    THOUGHT,
    Item,
    Part,
    delta_event,
    part_place,
)
from responses_protocol.values import Json, copied

Object = dict[str, Json]


class ResponseWriter:
    """Makes the events of one answer; every method adds those of one step, numbered.

    ``current`` is the item that is open. ``summaries`` says where reasoning stands in its item.
    """

    def __init__(self, summaries: bool = False, request: RequestContext = NO_REQUEST) -> None:
        self._request = request
        self.sequence = 0
        self.response_id = ""
        self.items: list[Item] = []
        self.current: Item | None = None
        self.part: Part | None = None  # the part of it that is open
        self._thought = SUMMARY if summaries else THOUGHT
        self._count = {True: 0, False: 0}  # of the items: whether they are reasoning

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

    # --- items ---

    def open(self, kind: str, members: Object, events: list[Object]) -> Item:
        """Announce an item of this kind, behind the one before it."""
        item = Item({"type": kind, "id": self._next_id(kind), **members}, len(self.items))
        return self._announce(item, events)

    def _next_id(self, kind: str) -> str:
        number = self._count[kind == "reasoning"]
        return item_id(kind, number, self.response_id, self._request)

    def put(self, whole: Object, events: list[Object], done: bool = True) -> Item:
        """Write an item as it is; it has an id of its own, or gets one.

        It is not ``done`` where it is a call that nobody must run.
        """
        if needs_id(whole):
            whole = {**whole, "id": self._next_id(whole["type"])}
        item = self._announce(Item(whole, len(self.items), whole=True), events)
        if not done:
            item.status, self.current = "incomplete", None
        self.close(events)
        return item

    def _announce(self, item: Item, events: list[Object]) -> Item:
        self.close(events)
        self._count[item.kind == "reasoning"] += 1
        self.items.append(item)
        self.current = item
        kind = "response.output_item.added"
        events.append(self.event(kind, output_index=item.index, item=item.value()))
        return item

    def close(self, events: list[Object], status: str = "completed") -> None:
        """Close the item that is open, if there is one.

        A call that is open when its answer fails is not done, since Codex runs each one that is.
        """
        item = self.current
        if item is None:
            return
        if status == "failed":
            status = "incomplete"
            if item.kind in CALLS and not item.whole:
                item.status, self.current = status, None
                return
        self._close_part(item, events)
        if item.status == "in_progress":
            item.status = status
        if item.seal is not None:
            item.sealed = sealed_data(item.seal.value())
        value = item.value()
        if item.kind in CALLS and not item.whole:
            kind, name = CALLS[item.kind]
            members = {member: value[member] for member in ("name", name)[name == "input" :]}
            events.append(self.event(f"{kind}.done", **item.place(), **members))
        kind = "response.output_item.done"
        events.append(self.event(kind, output_index=item.index, item=value))
        self.current = None

    # --- parts ---

    def _part(self, item: Item, kind: str, events: list[Object]) -> Part:
        if self.part is not None and self.part.kind == kind:
            return self.part
        self._close_part(item, events)
        part = self.part = Part(kind, len(item.parts))
        item.parts.append(part)
        added = f"response.{_parts_of(kind)}.added"
        events.append(self.event(added, **part_place(item, part), part=part.value()))
        return part

    def _close_part(self, item: Item, events: list[Object]) -> None:
        part = self.part
        if part is None:
            return
        self.part = None
        place, value = part_place(item, part), part.value()
        name = "refusal" if part.kind == REFUSAL else "text"
        done = {name: value[name]}
        if part.kind == TEXT:
            done["logprobs"] = copied(value["logprobs"])
        kind = f"response.{EVENTS.get(part.kind, part.kind)}.done"
        events.append(self.event(kind, **place, **done))
        events.append(self.event(f"response.{_parts_of(part.kind)}.done", **place, part=value))

    def _deliver(self, item: Item, part: Part | None, delta: str, events: list[Object]) -> Object:
        (item if part is None else part).text.write(delta)
        made = delta_event(item, part)
        made["sequence_number"], made["delta"] = self.sequence, delta
        self.sequence += 1
        events.append(made)
        return made

    # --- messages ---

    def _message(self, events: list[Object]) -> Item:
        if self.current is not None and self.current.kind == "message":
            return self.current
        members: Object = {"role": "assistant", "status": "in_progress", "content": []}
        return self.open("message", members, events)

    def text(self, delta: str, logprobs: list[Json], events: list[Object]) -> None:
        """Deliver text of a message."""
        item = self._message(events)
        part = self._part(item, TEXT, events)
        part.logprobs.add(logprobs)
        self._deliver(item, part, delta, events)["logprobs"] = logprobs

    def refusal(self, delta: str, events: list[Object]) -> None:
        """Deliver a part of a refusal."""
        item = self._message(events)
        self._deliver(item, self._part(item, REFUSAL, events), delta, events)

    def open_text(self) -> Logprobs | None:
        """Return the log probabilities of the text that is open, None where none is."""
        return self.part.logprobs if self.part is not None and self.part.kind == TEXT else None

    def annotation(self, annotation: Object, events: list[Object]) -> None:
        """Deliver a citation of the text, which is open; one that lacks something, at its end."""
        item, part = self.current, self.part
        if item is None or part is None:
            return
        part.annotations.append(annotation)
        if may_be_announced(annotation):
            part.announced += 1
            events.append(
                self.event(
                    "response.output_text.annotation.added",
                    **part_place(item, part),
                    annotation_index=part.announced - 1,
                    annotation=copied(annotation),
                )
            )

    # --- reasoning ---

    def think(self, events: list[Object]) -> Item:
        """Return an open item of reasoning."""
        if self.current is not None and self.current.kind == "reasoning":
            return self.current
        content: Object = {} if self._thought == SUMMARY else {"content": []}
        return self.open("reasoning", {"summary": [], **content}, events)

    def thought(self, delta: str, events: list[Object]) -> None:
        """Deliver a part of the reasoning."""
        item = self.think(events)
        self._deliver(item, self._part(item, self._thought, events), delta, events)

    def seal(self, detail: GrowingObject, events: list[Object]) -> None:
        """Add encrypted content, to the reasoning that is open if that has none."""
        if self.current is not None and self.current.seal is not None:
            self.close(events)
        self.think(events).seal = detail

    def cut_thought(self) -> None:
        """Note that the reasoning has no end."""
        if self.current is not None and self.current.kind == "reasoning":
            self.current.status = CUT_THOUGHT

    # --- calls, and the end ---

    def arguments(self, item: Item, delta: str, events: list[Object]) -> None:
        """Deliver a part of the arguments, or of the input, of the call that is open."""
        self._deliver(item, None, delta, events)

    def finish(self, response: Object, events: list[Object]) -> None:
        """End with the answer that has this envelope: what is open is cut unless it completed."""
        self.close(events, response["status"])
        output = [item.value() for item in self.items]
        kind = f"response.{response['status']}"
        events.append(self.event(kind, response={**response, "output": output}))


def _parts_of(kind: str) -> str:
    return "reasoning_summary_part" if kind == SUMMARY else "content_part"
