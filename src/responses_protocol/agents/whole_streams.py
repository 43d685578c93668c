"""What an agent streams, as whole Responses streams: what OpenAI's clients follow.

MLflow's agents stream the deltas of texts and the finished items, and each model that one calls may
have a stream of its own. A client of OpenAI wants one answer: announced once, its items numbered,
opened and closed one after another, and one end that has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any
from uuid import uuid4

from responses_protocol.agents.history import dumped
from responses_protocol.agents.items import completed
from responses_protocol.agents.usages import added_up
from responses_protocol.agents.written_items import DELTAS, FORMS, WrittenItem, begun
from responses_protocol.errors import ConversionError
from responses_protocol.formats.ids import free_id
from responses_protocol.formats.repeated_members import repeated_members
from responses_protocol.values import Json, copied

Object = dict[str, Json]
Events = Iterator[Object]
FIRST = frozenset(("response.created", "response.in_progress", "response.queued"))
LAST = frozenset(("response.completed", "response.incomplete", "response.failed"))
# of a part or a text: they are told anew, where the item has them
REPEATED = (
    "_part.added",
    "_part.done",
    "_text.done",
    "response.refusal.done",
    "response.function_call_arguments.done",
    "response.custom_tool_call_input.done",
)


class WholeStream:
    """Translates the events of an agent: ``feed`` every one of them, then ``close``.

    ``request`` is what the answer repeats; ``model`` the name of the agent, where no model says
    one. An answer has a new id, and the time, of its own.
    """

    def __init__(
        self,
        request: Object | None = None,
        *,
        model: str = "agent",
        created_at: int = 0,
        new_id: Callable[[], str] = lambda: f"resp_{uuid4().hex}",
    ) -> None:
        self._response: Object = {
            "id": new_id(),
            "object": "response",
            "created_at": created_at,
            "status": "in_progress",
            "error": None,
            "incomplete_details": None,
            "model": model,
            "output": [],
            "usage": None,
            **repeated_members(request or {}),
        }
        self._sequence = 0
        self._has_begun = False
        self._items: list[Object] = []
        self._open: WrittenItem | None = None
        self._waiting: list[Object] = []  # what concerns another item than the open one
        self._taken: dict[str, int] = {}
        self._names: dict[str, str] = {}  # the ids that items have here, of those that are open
        self._said: set[str] = set()  # the ids of the items that are done, as they came
        self._ending: Object = {"status": "completed"}
        self._usage: Object | None = None

    def feed(self, event: Object) -> list[Object]:
        """Return the events that an event gives rise to; raise ConversionError for none."""
        if not isinstance(event, dict) or not isinstance(event.get("type"), str):
            raise ConversionError("an event must be an object with a type")
        return self._numbered(self._told(event))

    def close(self) -> list[Object]:
        """Return the last events: what was open is closed, and the answer ends with all items."""
        return self._numbered(self._end())

    def _numbered(self, events: Iterable[Object]) -> list[Object]:
        made = []
        for event in events:
            if not self._has_begun:
                self._has_begun = True
                for kind in ("response.created", "response.in_progress"):
                    made.append(self._number({"type": kind, "response": copied(self._response)}))
            made.append(self._number(event))
        return made

    def _number(self, event: Object) -> Object:
        rest = {name: value for name, value in event.items() if name != "type"}
        made = {"type": event["type"], "sequence_number": self._sequence, **rest}
        self._sequence += 1
        return made

    def _told(self, event: Object) -> Events:
        kind = event["type"]
        if kind in FIRST:
            self._note_beginning(event.get("response"))
        elif kind in LAST:
            yield from self._told_end(event)
        elif kind == "error":
            error = {name: event.get(name) for name in ("code", "message")}
            self._ending = {"status": "failed", "error": error}
        elif not kind.endswith(REPEATED):
            yield from self._of_item(event)

    def _note_beginning(self, response: Json) -> None:
        """Take the model and the time of the first answer; its id is that of a part of this one."""
        if self._has_begun or not isinstance(response, dict):
            return
        for name, kinds in (("model", str), ("created_at", (int, float))):
            if isinstance(response.get(name), kinds):
                self._response[name] = response[name]

    def _told_end(self, event: Object) -> Events:
        """Note how an answer ends, and tell the items that nobody has streamed."""
        response = event.get("response")
        response = response if isinstance(response, dict) else {}
        self._note_beginning(response)
        listed = response.get("output")
        for item in listed if isinstance(listed, list) else ():
            own = item.get("id") if isinstance(item, dict) else None
            known = own in self._said if isinstance(own, str) else item in self._items
            if isinstance(item, dict) and not known and not self._is_listed(item):
                yield from self._of_item({"type": "response.output_item.done", "item": item})
        status = response.get("status")
        status = status if isinstance(status, str) else event["type"].removeprefix("response.")
        self._ending = {"status": status}
        for name in ("error", "incomplete_details", "custom_outputs"):
            if isinstance(response.get(name), dict):
                self._ending[name] = response[name]
        if isinstance(event.get("custom_outputs"), dict):
            self._ending["custom_outputs"] = event["custom_outputs"]
        if isinstance(response.get("usage"), dict):
            self._usage = added_up(self._usage, response["usage"])

    def _is_listed(self, item: Object) -> bool:
        """Tell whether an item without an id was streamed: the output of a call has none."""
        pair = (item.get("type"), item.get("call_id"))
        return pair[1] is not None and any(
            (one.get("type"), one.get("call_id")) == pair for one in self._items
        )

    # --- items: one is open at a time ---

    def _of_item(self, event: Object) -> Events:
        own = _item_id(event)
        of_an_item = event["type"] == "response.output_item.done" or own is not None
        if self._open is not None and of_an_item and own != self._names.get("open"):
            self._waiting.append(event)
            return
        yield from self._now(event, own)
        while self._open is None and self._waiting:
            waiting, self._waiting = self._waiting, []
            for one in waiting:
                yield from self._of_item(one)

    def _now(self, event: Object, own: str | None) -> Events:
        kind, item = event["type"], event.get("item")
        if kind in ("response.output_item.added", "response.output_item.done"):
            if not isinstance(item, dict):
                raise ConversionError("item must be an object", "/item")
            if self._open is None:
                yield from self._announced(item, own)
            if kind == "response.output_item.done" and self._open is not None:
                yield from self._close_item(item)
        elif kind in DELTAS:
            if not isinstance(event.get("delta"), str):
                raise ConversionError("delta must be a string", "/delta")
            if self._open is None:
                yield from self._announced(begun(DELTAS[kind], own or "msg"), own)
            assert self._open is not None
            yield from self._open.feed(DELTAS[kind], event["delta"])
        elif kind == "response.output_text.annotation.added":
            if self._open is None:
                yield from self._announced(begun("output_text", own or "msg"), own)
            assert self._open is not None
            yield from self._open.annotate(event.get("annotation"))
        elif self._open is not None and own is not None:
            place = {"item_id": self._open.item_id, "output_index": self._open.output_index}
            yield {**event, **place}
        else:
            yield event

    def _announced(self, item: Object, own: str | None) -> Events:
        whole = completed(item)
        whole["id"] = free_id(whole["id"], self._taken)
        self._names["open"] = own or whole["id"]
        self._open = WrittenItem(whole, len(self._items))
        yield self._open.announce()

    def _close_item(self, item: Object | None) -> Events:
        assert self._open is not None
        yield from self._open.close(item)
        self._items.append(self._open.item)
        self._said.add(self._names.pop("open"))
        self._open = None

    def _leave_item(self) -> Events:
        """Close an item that nobody has; a call of an answer that failed is not done.

        Some clients run each call that is.
        """
        assert self._open is not None
        if self._ending["status"] == "failed" and self._open.item["type"] in FORMS:
            self._items.append({**self._open.made(), "status": "incomplete"})
            self._open = None
        else:
            yield from self._close_item(None)

    def _end(self) -> Events:
        while self._open is not None or self._waiting:
            if self._open is not None:
                yield from self._leave_item()
            waiting, self._waiting = self._waiting, []
            for event in waiting:
                yield from self._of_item(event)
        status = self._ending["status"]
        status = status if f"response.{status}" in LAST else "completed"
        response = {**self._response, **self._ending, "status": status}
        if status == "failed":
            response["error"] = _error(response["error"])
        response.update(output=copied(self._items), usage=copied(self._usage))
        yield {"type": f"response.{status}", "response": response}


def _item_id(event: Object) -> str | None:
    item = event.get("item")
    own = item.get("id") if isinstance(item, dict) else event.get("item_id")
    return own if isinstance(own, str) and own else None


def _error(error: Json) -> Object:
    """Return what went wrong in the two words that clients read."""
    found = error if isinstance(error, dict) else {}
    code, message = found.get("code"), found.get("message")
    return {
        "code": code if isinstance(code, str) else "server_error",
        "message": message if isinstance(message, str) else "the agent has failed",
    }


def whole_events(
    events: Iterable[Any], request: Object | None = None, **choices: Any
) -> Generator[Object, None, None]:
    """Yield the whole Responses stream for the events of an agent; ``choices`` as WholeStream's.

    Raises ConversionError where one is no event.
    """
    stream = WholeStream(request, **choices)
    for event in events:
        yield from stream.feed(dumped(event))
    yield from stream.close()
