"""Translate the events of an agent to whole Responses streams, as OpenAI's clients require them.

MLflow's agents stream the deltas of texts and the finished items, and each model that an agent
calls may have a stream of its own. OpenAI's clients require one answer: announced once, its items
numbered, opened and closed one after another, and one end that contains them all.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any
from uuid import uuid4

from responses_protocol._agents.history import to_plain_json
from responses_protocol._agents.items import PREFIXES, complete_item
from responses_protocol._agents.usages import add_usage
from responses_protocol._agents.written_items import DELTAS, FORMS, WrittenItem, item_of_delta
from responses_protocol._formats.ids import find_free_id
from responses_protocol._formats.repeated_members import find_repeated_members
from responses_protocol._values import Json, Object, copy_json, read_type
from responses_protocol.errors import ConversionError

Events = Iterator[Object]
FIRST = frozenset(("response.created", "response.in_progress", "response.queued"))
LAST = frozenset(("response.completed", "response.incomplete", "response.failed"))
# events of parts and texts, which this module writes anew
REWRITTEN = (
    "_part.added",
    "_part.done",
    "_text.done",
    "response.refusal.done",
    "response.function_call_arguments.done",
    "response.custom_tool_call_input.done",
)


class WholeStream:
    """Translates the events of an agent: ``feed`` every event, then ``close``.

    The answer repeats members of ``request``; ``model`` is the name of the agent, used where no
    model names itself. The answer has an id and a time of its own.
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
            **find_repeated_members(request or {}),
        }
        self._sequence = 0
        self._has_begun = False
        self._items: list[Object] = []
        self._open: WrittenItem | None = None
        self._waiting: list[Object] = []  # events of other items than the open one
        self._used_ids: dict[str, int] = {}
        self._names: dict[str, str] = {}  # the source id of the open item
        self._finished_ids: set[str] = set()  # the source ids of finished items
        self._ending: Object = {"status": "completed"}
        self._usage: Object | None = None

    def feed(self, event: Object) -> list[Object]:
        """Return the events that an event gives rise to; raise ConversionError if it is none."""
        if not isinstance(event, dict) or not isinstance(event.get("type"), str):
            raise ConversionError("an event must be an object with a type")
        return self._number_all(self._translate(event))

    def close(self) -> list[Object]:
        """Return the last events, which close all items and end the answer with them."""
        return self._number_all(self._finish())

    def _number_all(self, events: Iterable[Object]) -> list[Object]:
        numbered = []
        for event in events:
            if not self._has_begun:
                self._has_begun = True
                for kind in ("response.created", "response.in_progress"):
                    numbered.append(
                        self._number({"type": kind, "response": copy_json(self._response)})
                    )
            numbered.append(self._number(event))
        return numbered

    def _number(self, event: Object) -> Object:
        rest = {name: value for name, value in event.items() if name != "type"}
        numbered = {"type": event["type"], "sequence_number": self._sequence, **rest}
        self._sequence += 1
        return numbered

    def _translate(self, event: Object) -> Events:
        kind = event["type"]
        if kind in FIRST:
            self._read_beginning(event.get("response"))
        elif kind in LAST:
            yield from self._read_end(event)
        elif kind == "error":
            error = {name: event.get(name) for name in ("code", "message")}
            self._ending = {"status": "failed", "error": error}
        elif not kind.endswith(REWRITTEN):
            yield from self._feed_item_event(event)

    def _read_beginning(self, response: Json) -> None:
        """Take the model and the time of the first answer, but not its id."""
        if self._has_begun or not isinstance(response, dict):
            return
        for name, kinds in (("model", str), ("created_at", (int, float))):
            if isinstance(response.get(name), kinds):
                self._response[name] = response[name]

    def _read_end(self, event: Object) -> Events:
        """Record the end of an answer, and yield the events of items that were not streamed."""
        response = event.get("response")
        response = response if isinstance(response, dict) else {}
        self._read_beginning(response)
        output = response.get("output")
        for item in output if isinstance(output, list) else ():
            item_id = item.get("id") if isinstance(item, dict) else None
            is_known = (
                item_id in self._finished_ids if isinstance(item_id, str) else item in self._items
            )
            if isinstance(item, dict) and not is_known and not self._is_listed(item):
                yield from self._feed_item_event(
                    {"type": "response.output_item.done", "item": item}
                )
        status = response.get("status")
        status = status if isinstance(status, str) else event["type"].removeprefix("response.")
        self._ending = {"status": status}
        for name in ("error", "incomplete_details", "custom_outputs"):
            if isinstance(response.get(name), dict):
                self._ending[name] = response[name]
        if isinstance(event.get("custom_outputs"), dict):
            self._ending["custom_outputs"] = event["custom_outputs"]
        if isinstance(response.get("usage"), dict):
            self._usage = add_usage(self._usage, response["usage"])

    def _is_listed(self, item: Object) -> bool:
        """Return whether an item without an id was streamed, such as the output of a call."""
        pair = (item.get("type"), item.get("call_id"))
        return pair[1] is not None and any(
            (known.get("type"), known.get("call_id")) == pair for known in self._items
        )

    # --- items: one is open at a time ---

    def _feed_item_event(self, event: Object) -> Events:
        item_id = _item_id(event)
        belongs_to_item = event["type"] == "response.output_item.done" or item_id is not None
        if self._open is not None and belongs_to_item and item_id != self._names.get("open"):
            self._waiting.append(event)
            return
        yield from self._write_item_event(event, item_id)
        while self._open is None and self._waiting:
            waiting, self._waiting = self._waiting, []
            for waiting_event in waiting:
                yield from self._feed_item_event(waiting_event)

    def _write_item_event(self, event: Object, item_id: str | None) -> Events:
        kind, item = event["type"], event.get("item")
        if kind in ("response.output_item.added", "response.output_item.done"):
            if not isinstance(item, dict):
                raise ConversionError("item must be an object", "/item")
            if self._open is None:
                yield from self._announce(item, item_id)
            if kind == "response.output_item.done" and self._open is not None:
                yield from self._close_item(item)
        elif kind in DELTAS:
            if not isinstance(event.get("delta"), str):
                raise ConversionError("delta must be a string", "/delta")
            if self._open is None:
                yield from self._announce(item_of_delta(DELTAS[kind], item_id or "msg"), item_id)
            assert self._open is not None
            yield from self._open.feed(DELTAS[kind], event["delta"])
        elif kind == "response.output_text.annotation.added":
            if self._open is None:
                yield from self._announce(item_of_delta("output_text", item_id or "msg"), item_id)
            assert self._open is not None
            yield from self._open.annotate(event.get("annotation"))
        elif self._open is not None and item_id is not None:
            identity = {"item_id": self._open.item_id, "output_index": self._open.output_index}
            yield {**event, **identity}
        else:
            yield event

    def _announce(self, item: Object, item_id: str | None) -> Events:
        kind = read_type(item)
        if not item.get("id") and kind in ("message", "reasoning"):
            # an id that no other answer has
            item = {**item, "id": PREFIXES[kind] + self._response["id"].removeprefix("resp_")}
        completed_item = complete_item(item)
        completed_item["id"] = find_free_id(completed_item["id"], self._used_ids)
        self._names["open"] = item_id or completed_item["id"]
        self._open = WrittenItem(completed_item, len(self._items))
        yield self._open.announce()

    def _close_item(self, item: Object | None) -> Events:
        assert self._open is not None
        yield from self._open.close(item)
        self._items.append(self._open.item)
        self._finished_ids.add(self._names.pop("open"))
        self._open = None

    def _close_unfinished(self) -> Events:
        """Close an item without a finished value.

        A call of an answer that failed gets no ``done`` event, since some clients run each call
        with one.
        """
        assert self._open is not None
        if self._ending["status"] == "failed" and self._open.item["type"] in FORMS:
            self._items.append({**self._open.value(), "status": "incomplete"})
            self._open = None
        else:
            yield from self._close_item(None)

    def _finish(self) -> Events:
        while self._open is not None or self._waiting:
            if self._open is not None:
                yield from self._close_unfinished()
            waiting, self._waiting = self._waiting, []
            for event in waiting:
                yield from self._feed_item_event(event)
        status = self._ending["status"]
        status = status if f"response.{status}" in LAST else "completed"
        response = {**self._response, **self._ending, "status": status}
        if status == "failed":
            response["error"] = _error(response["error"])
        response.update(output=copy_json(self._items), usage=copy_json(self._usage))
        yield {"type": f"response.{status}", "response": response}


def _item_id(event: Object) -> str | None:
    item = event.get("item")
    item_id = item.get("id") if isinstance(item, dict) else event.get("item_id")
    return item_id if isinstance(item_id, str) and item_id else None


def _error(error: Json) -> Object:
    """Return an error with the two members that clients read."""
    members = error if isinstance(error, dict) else {}
    code, message = members.get("code"), members.get("message")
    return {
        "code": code if isinstance(code, str) else "server_error",
        "message": message if isinstance(message, str) else "the agent has failed",
    }


def whole_events(
    events: Iterable[Any], request: Object | None = None, **choices: Any
) -> Generator[Object, None, None]:
    """Yield the complete Responses stream for the events of an agent.

    Args:
        events: The events of the agent, in order; dicts, or objects of MLflow or of the openai SDK.
        request: As for WholeStream.
        **choices: As for WholeStream.

    Yields:
        The events of the complete stream.

    Raises:
        ConversionError: A value is not an event.
    """
    stream = WholeStream(request, **choices)
    for event in events:
        yield from stream.feed(to_plain_json(event))
    yield from stream.close()
