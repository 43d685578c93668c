"""Translate the events of an agent to whole Responses streams, as OpenAI's clients require them.

MLflow's agents stream the deltas of texts and the finished items, and each model that an agent
calls may have a stream of its own. OpenAI's clients require one answer: announced once, its items
numbered, opened and closed one after another, and one end that contains them all.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any
from uuid import uuid4

from responses_protocol._agents.agent_items import AgentItems, item_type
from responses_protocol._agents.history import to_plain_json
from responses_protocol._agents.items import PREFIXES, complete_item
from responses_protocol._agents.usages import add_usage
from responses_protocol._agents.written_items import CALLS, LISTS, WrittenItem
from responses_protocol._formats.ids import find_free_id
from responses_protocol._formats.repeated_members import find_repeated_members
from responses_protocol._streams.event_errors import error_in
from responses_protocol._streams.event_readers import (
    READERS,
    Change,
)
from responses_protocol._streams.item_fold import ItemFold
from responses_protocol._values import Json, Object, copy_json, read_type
from responses_protocol.errors import ConversionError

Events = Iterator[Object]
FIRST = frozenset(("response.created", "response.in_progress", "response.queued"))
LAST = frozenset(("response.completed", "response.incomplete", "response.failed"))


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
        self._agent_items = AgentItems()
        self._open: WrittenItem | None = None
        self._written: dict[ItemFold, WrittenItem] = {}
        self._passing: dict[ItemFold, list[Object]] = {}  # events of items that wait
        self._used_ids: dict[str, int] = {}
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
        numbered = {"type": event["type"], **event, "sequence_number": self._sequence}
        self._sequence += 1
        return numbered

    def _translate(self, event: Object) -> Events:
        kind = event["type"]
        if kind in FIRST:
            self._agent_items.begin_answer()
            self._read_beginning(event.get("response"))
        elif kind in LAST:
            yield from self._read_end(event)
        elif kind == "error":
            self._ending = {"status": "failed", "error": error_in(event)}
        else:
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
        for missing in self._agent_items.missing_events(output if isinstance(output, list) else []):
            yield from self._feed_item_event(missing)
        self._agent_items.begin_answer()
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

    # --- items: one is open at a time ---

    def _feed_item_event(self, event: Object) -> Events:
        kind = event["type"]
        change = self._agent_items.read(event)
        if kind not in READERS or item_type(kind) not in ("", *CALLS):
            yield from self._pass_on(event, None if change is None else change.item)
        if change is not None:
            yield from self._write(change, event)

    def _pass_on(self, event: Object, fold: ItemFold | None) -> Events:
        """Yield an event that is not written anew, with the identity of its item."""
        fold = fold or self._agent_items.find(event)
        written = None if fold is None else self._written.get(fold)
        if fold is not None and written is None:
            self._passing.setdefault(fold, []).append(event)
        else:
            yield event if written is None else written.identify(event)

    def _write(self, change: Change, event: Object) -> Events:
        """Yield the events for a change, and those of the items that wait for its end."""
        if self._open is not None and change.item is self._open.fold:
            yield from self._open.write(change, event)
        while True:
            if self._open is None:
                waiting = self._agent_items.waiting
                if not waiting or not _can_be_announced(waiting[0]):
                    return
                yield from self._announce(waiting.popleft())
            assert self._open is not None
            if not self._open.fold.done:
                return
            yield from self._close_item(self._open)

    def _announce(self, fold: ItemFold) -> Events:
        item = complete_item(fold.view())
        kind = read_type(item)
        if not fold.item.get("id") and kind in ("message", "reasoning"):
            # an id that no other answer has
            item["id"] = PREFIXES[kind] + self._response["id"].removeprefix("resp_")
        item_id = find_free_id(item["id"], self._used_ids)
        self._open = self._written[fold] = WrittenItem(fold, item_id, len(self._items))
        yield self._open.announce()
        yield from map(self._open.identify, self._passing.pop(fold, ()))
        yield from self._open.catch_up()

    def _close_item(self, written: WrittenItem, status: str = "completed") -> Events:
        final, events = written.close(status)
        self._items.append(final)
        self._open = None
        yield from events

    def _close_unfinished(self, written: WrittenItem) -> Events:
        """Close an item without a finished value.

        A call of an answer that failed gets no ``done`` event, since some clients run each call
        with one.
        """
        status = self._ending["status"]
        if status != "failed" or written.fold.kind not in CALLS:
            status = "completed" if status == "completed" else "incomplete"
            yield from self._close_item(written, status)
            return
        item = complete_item(written.fold.result())
        self._items.append({**item, "id": written.item_id, "status": "incomplete"})
        self._open = None

    def _finish(self) -> Events:
        while self._open is not None or self._agent_items.waiting:
            if self._open is not None:
                yield from self._close_unfinished(self._open)
            elif _can_be_announced(self._agent_items.waiting[0]):
                yield from self._announce(self._agent_items.waiting.popleft())
            else:
                self._agent_items.waiting.popleft()
                self._ending = {"status": "failed", "error": {"message": UNNAMED}}
        status = self._ending["status"]
        status = status if f"response.{status}" in LAST else "completed"
        response = {**self._response, **self._ending, "status": status}
        if status == "failed":
            response["error"] = _error(response["error"])
        response.update(output=copy_json(self._items), usage=copy_json(self._usage))
        yield {"type": f"response.{status}", "response": response}


UNNAMED = "a call has no name, or no call_id"


def _can_be_announced(fold: ItemFold) -> bool:
    """Return whether the members that identify an item are known."""
    if fold.done or fold.kind not in CALLS:
        return fold.done or fold.announced or fold.kind in LISTS
    return bool(fold.item.get("call_id") and fold.item.get("name"))


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
