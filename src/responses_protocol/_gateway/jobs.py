"""Answers in the background: they are made whether or not a client is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from responses_protocol._formats.finish_reasons import translate_error
from responses_protocol._values import Object

OPEN = ("queued", "in_progress")
BEAT = 10.0  # seconds between two signs of life
LIFE = 60.0  # seconds behind the last one, when nobody works on an answer any more


@dataclass(eq=False)
class Job:
    """An answer that is being made, and its events so far.

    ``response`` is its present state. ``task`` makes it, and can be cancelled.
    """

    owner: str
    response: Object
    events: list[Object] = field(default_factory=list)
    task: asyncio.Task[None] | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_open(self) -> bool:
        """Whether more may come."""
        return self.response["status"] in OPEN

    def add(self, event: Object) -> None:
        """Add an event, and update the answer."""
        if isinstance(event.get("response"), dict):
            event = {**event, "response": {**event["response"], **self._own()}}
            self.response = event["response"]
        elif event.get("type") == "response.output_item.done":
            self.response = {**self.response, "output": [*self.response["output"], event["item"]]}
        elif event.get("type") == "error":  # the end of a stream whose translator has failed
            self.response = {**self.response, "status": "failed", "error": translate_error(event)}
        self.events.append(event)
        self._notify()

    def end(self, status: str) -> None:
        """Record the end of an answer without an event for it."""
        self.response = {**self.response, "status": status}
        self._notify()

    async def follow(self, after: int) -> AsyncIterator[Object]:
        """Yield the events behind the number ``after``, also those that are still to come."""
        number = after + 1
        while True:
            changed = self._changed
            while number < len(self.events):
                yield self.events[number]
                number += 1
            if not self.is_open:
                return
            await changed.wait()

    def _own(self) -> Object:
        return {"id": self.response["id"], "background": True}

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


Beat = Callable[[], Awaitable[None]]


async def beating(work: Awaitable[None], beat: Beat) -> None:
    """Wait for ``work``, and give signs of life until it is done."""

    async def signs() -> None:
        while True:
            await asyncio.sleep(BEAT)
            await beat()

    task = asyncio.ensure_future(signs())
    try:
        await work
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
