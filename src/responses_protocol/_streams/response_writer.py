"""Write the events of a Responses stream, which announce, deliver and close everything.

    created, in_progress
    for every item:  output_item.added
        message:     for every part: content_part.added,
                     output_text.delta... annotation.added... (or refusal), .done, content_part.done
        reasoning:   content_part.added, reasoning_text.delta..., .done, content_part.done
                     (or reasoning_summary_part.added, reasoning_summary_text.delta...)
        call:        function_call_arguments.delta... (or custom_tool_call_input), .done
                     output_item.done
    completed, incomplete or failed

One item is open at a time, and one part of it: the writer closes each when the next one begins,
since many clients follow only one. Their numbers are in the order in which they begin.
"""

from __future__ import annotations

from responses_protocol._formats.chat_completions.answer import derive_item_id, needs_id
from responses_protocol._formats.chat_completions.reasoning import read_encrypted
from responses_protocol._formats.request_context import NO_REQUEST, RequestContext
from responses_protocol._streams.citations import can_be_announced
from responses_protocol._streams.content_fold import GrowingObject
from responses_protocol._streams.logprobs import Logprobs
from responses_protocol._streams.written_items import (
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
    part_identity,
)
from responses_protocol._values import Json, Object, copy_json


class ResponseWriter:
    """Makes the events of one answer; each method adds the numbered events of one step.

    ``current`` is the open item. With ``summaries``, reasoning is written as a summary.
    """

    def __init__(self, summaries: bool = False, request: RequestContext = NO_REQUEST) -> None:
        self._request = request
        self.sequence = 0
        self.response_id = ""
        self.items: list[Item] = []
        self.current: Item | None = None
        self.part: Part | None = None  # the open part of the open item
        self._reasoning_kind = SUMMARY if summaries else THOUGHT
        self._counts = {True: 0, False: 0}  # of reasoning items, and of all others

    def _event(self, kind: str, **members: Json) -> Object:
        """Return the next event."""
        self.sequence += 1
        return {"type": kind, "sequence_number": self.sequence - 1, **members}

    def start(self, response: Object) -> list[Object]:
        """Announce the answer."""
        self.response_id = response["id"]
        return [
            self._event("response.created", response=response),
            self._event("response.in_progress", response=copy_json(response)),
        ]

    # --- items ---

    def open_item(self, kind: str, members: Object, events: list[Object]) -> Item:
        """Announce an item of this kind, behind the last one."""
        item = Item({"type": kind, "id": self._next_id(kind), **members}, len(self.items))
        return self._announce(item, events)

    def _next_id(self, kind: str) -> str:
        number = self._counts[kind == "reasoning"]
        return derive_item_id(kind, number, self.response_id, self._request)

    def add_item(self, value: Object, events: list[Object], done: bool = True) -> Item:
        """Add an item unchanged, with a derived id where it lacks one.

        Without ``done``, it is a call that the client must not run.
        """
        if needs_id(value):
            value = {**value, "id": self._next_id(value["type"])}
        item = self._announce(Item(value, len(self.items), is_whole=True), events)
        if not done:
            item.status, self.current = "incomplete", None
        self.close_item(events)
        return item

    def _announce(self, item: Item, events: list[Object]) -> Item:
        self.close_item(events)
        self._counts[item.kind == "reasoning"] += 1
        self.items.append(item)
        self.current = item
        kind = "response.output_item.added"
        events.append(self._event(kind, output_index=item.index, item=item.value()))
        return item

    def close_item(self, events: list[Object], status: str = "completed") -> None:
        """Close the open item, if there is one.

        A call that is open when its answer fails gets no ``done`` event, since Codex runs each call
        that has one.
        """
        item = self.current
        if item is None:
            return
        if status == "failed":
            status = "incomplete"
            if item.kind in CALLS and not item.is_whole:
                item.status, self.current = status, None
                return
        self._close_part(item, events)
        if item.status == "in_progress":
            item.status = status
        if item.encrypted_detail is not None:
            item.encrypted_content = read_encrypted(item.encrypted_detail.value())
        value = item.value()
        if item.kind in CALLS and not item.is_whole:
            kind, name = CALLS[item.kind]
            members = {member: value[member] for member in ("name", name)[name == "input" :]}
            events.append(self._event(f"{kind}.done", **item.identity(), **members))
        kind = "response.output_item.done"
        events.append(self._event(kind, output_index=item.index, item=value))
        self.current = None

    # --- parts ---

    def _open_part(self, item: Item, kind: str, events: list[Object]) -> Part:
        if self.part is not None and self.part.kind == kind:
            return self.part
        self._close_part(item, events)
        part = self.part = Part(kind, len(item.parts))
        item.parts.append(part)
        added = f"response.{_part_event(kind)}.added"
        events.append(self._event(added, **part_identity(item, part), part=part.value()))
        return part

    def _close_part(self, item: Item, events: list[Object]) -> None:
        part = self.part
        if part is None:
            return
        self.part = None
        place, value = part_identity(item, part), part.value()
        name = "refusal" if part.kind == REFUSAL else "text"
        members = {name: value[name]}
        if part.kind == TEXT:
            members["logprobs"] = copy_json(value["logprobs"])
        kind = f"response.{EVENTS.get(part.kind, part.kind)}.done"
        events.append(self._event(kind, **place, **members))
        events.append(self._event(f"response.{_part_event(part.kind)}.done", **place, part=value))

    def _add_delta(self, item: Item, part: Part | None, delta: str, events: list[Object]) -> Object:
        (item if part is None else part).text.write(delta)
        event = delta_event(item, part)
        event["sequence_number"], event["delta"] = self.sequence, delta
        self.sequence += 1
        events.append(event)
        return event

    # --- messages ---

    def _open_message(self, events: list[Object]) -> Item:
        if self.current is not None and self.current.kind == "message":
            return self.current
        members: Object = {"role": "assistant", "status": "in_progress", "content": []}
        return self.open_item("message", members, events)

    def add_text(self, delta: str, logprobs: list[Json], events: list[Object]) -> None:
        """Add text to the message."""
        item = self._open_message(events)
        part = self._open_part(item, TEXT, events)
        part.logprobs.add(logprobs)
        self._add_delta(item, part, delta, events)["logprobs"] = logprobs

    def add_refusal(self, delta: str, events: list[Object]) -> None:
        """Add to the refusal."""
        item = self._open_message(events)
        self._add_delta(item, self._open_part(item, REFUSAL, events), delta, events)

    def open_logprobs(self) -> Logprobs | None:
        """Return the log probabilities of the open text, or None."""
        return self.part.logprobs if self.part is not None and self.part.kind == TEXT else None

    def add_annotation(self, annotation: Object, events: list[Object]) -> None:
        """Add a citation to the open text, with an event if it has all members of one."""
        item, part = self.current, self.part
        if item is None or part is None:
            return
        part.annotations.append(annotation)
        if can_be_announced(annotation):
            part.announced += 1
            events.append(
                self._event(
                    "response.output_text.annotation.added",
                    **part_identity(item, part),
                    annotation_index=part.announced - 1,
                    annotation=copy_json(annotation),
                )
            )

    # --- reasoning ---

    def _open_reasoning(self, events: list[Object]) -> Item:
        """Return an open item of reasoning."""
        if self.current is not None and self.current.kind == "reasoning":
            return self.current
        content: Object = {} if self._reasoning_kind == SUMMARY else {"content": []}
        return self.open_item("reasoning", {"summary": [], **content}, events)

    def add_reasoning(self, delta: str, events: list[Object]) -> None:
        """Add to the reasoning."""
        item = self._open_reasoning(events)
        self._add_delta(item, self._open_part(item, self._reasoning_kind, events), delta, events)

    def add_encrypted_reasoning(self, detail: GrowingObject, events: list[Object]) -> None:
        """Add encrypted content to the open reasoning, or to a new item if that has some."""
        if self.current is not None and self.current.encrypted_detail is not None:
            self.close_item(events)
        self._open_reasoning(events).encrypted_detail = detail

    def mark_reasoning_cut(self) -> None:
        """Record that the open reasoning has no end."""
        if self.current is not None and self.current.kind == "reasoning":
            self.current.status = CUT_THOUGHT

    # --- calls, and the end ---

    def add_arguments(self, item: Item, delta: str, events: list[Object]) -> None:
        """Add to the arguments, or the input, of the open call."""
        self._add_delta(item, None, delta, events)

    def finish(self, response: Object, events: list[Object]) -> None:
        """End with the members of ``response``; the open item is cut unless it completed."""
        self.close_item(events, response["status"])
        output = [item.value() for item in self.items]
        kind = f"response.{response['status']}"
        events.append(self._event(kind, response={**response, "output": output}))


def _part_event(kind: str) -> str:
    return "reasoning_summary_part" if kind == SUMMARY else "content_part"
