"""Work that ends with its client: the gateway cancels it when the client disconnects."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from anyio import CancelScope
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from responses_protocol._gateway.refusals import GONE, Refusal, refusal

Write = Callable[[bytes], Awaitable[None]]
Produce = Callable[[Write], Awaitable[None]]
_Result = TypeVar("_Result")
HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",  # nginx would collect the events
}


async def wait_for_disconnect(receive: Receive) -> None:
    """Return when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def run_unless_disconnected(receive: Receive, work: Coroutine[Any, Any, _Result]) -> _Result:
    """Return the result of ``work``; cancel it and raise Refusal if the client goes first."""
    task, watch = asyncio.ensure_future(work), asyncio.ensure_future(wait_for_disconnect(receive))
    try:
        await asyncio.wait((task, watch), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise make_disconnect_refusal()
    finally:
        task.cancel()
        watch.cancel()
        await asyncio.gather(task, watch, return_exceptions=True)


def make_disconnect_refusal() -> Refusal:
    """Return the refusal of a request whose client has disconnected."""
    return refusal(GONE, "The client has closed the connection.")


class EventStream(Response):
    """Server-sent events, written by ``produce`` as fast as the client reads them.

    ``close`` is called at the end, even if the client disconnects before the first event.
    """

    def __init__(
        self,
        produce: Produce,
        headers: Mapping[str, str],
        close: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__(None, 200, {**headers, **HEADERS})
        self._head = [header for header in self.raw_headers if header[0] != b"content-length"]
        self._produce = produce
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream; cancel ``produce`` if the client disconnects."""

        async def write(data: bytes) -> None:
            await send({"type": "http.response.body", "body": data, "more_body": True})

        async def run() -> None:
            await send({"type": "http.response.start", "status": 200, "headers": self._head})
            await self._produce(write)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        try:
            with suppress(OSError, Refusal):  # a server may also say by an error that it is gone
                await run_unless_disconnected(receive, run())
        finally:
            if self._close is not None:
                with CancelScope(shield=True):
                    await self._close()
