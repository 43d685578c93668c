"""WebSocket mode: ``response.create`` frames come in, and the events of their answers go out.

The rules are those of OpenAI's guide "WebSocket mode": a stream (``stream_id``) answers its frames
one after the other, different streams answer at the same time, and each stream continues from its
last answer even where that is not stored.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from time import monotonic, perf_counter

import anyio
from anyio.abc import TaskGroup
from starlette.websockets import WebSocket, WebSocketDisconnect

from responses_protocol._gateway.event_stream import make_disconnect_refusal
from responses_protocol._gateway.frame_answer import answer_frame
from responses_protocol._gateway.frames import (
    CREATE,
    error_frame,
    event_frames,
    failure_frame,
    read_frame,
    stream_id_of,
)
from responses_protocol._gateway.guard import overload
from responses_protocol._gateway.recent_answers import RecentAnswers
from responses_protocol._gateway.refusals import as_refusal, json_response, refusal
from responses_protocol._gateway.server import Gateway
from responses_protocol._values import Object

ROUTE = "/v1/responses (websocket)"
MAX_STREAMS = 32  # with names of their own
MAX_CONCURRENT = 16  # answers of one connection
MAX_WAITING = 64  # frames of one connection that have no answer yet
MAX_SECONDS = 3600.0  # seconds of a connection


async def connect(websocket: WebSocket) -> None:
    """Serve a client until it goes, or refuse it where WebSockets are switched off."""
    gateway: Gateway = websocket.app.state.gateway
    if not gateway.settings.websockets:
        await _refuse(websocket)
        return
    await websocket.accept()
    await Connection(gateway, websocket).serve()


async def _refuse(websocket: WebSocket) -> None:
    """Refuse a WebSocket by 426, at which the Codex CLI takes server-sent events at once."""
    error = refusal(426, "The gateway serves Responses over HTTP.", code="upgrade_required")
    headers = {"upgrade": "HTTP/1.1"}
    await websocket.send_denial_response(json_response(error.body, error.status, headers))


class Connection:
    """One WebSocket: its streams, and the answers that it continues from."""

    def __init__(self, gateway: Gateway, websocket: WebSocket) -> None:
        self._gateway = gateway
        self._websocket = websocket
        self._recent = RecentAnswers()
        self._locks: defaultdict[str | None, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        self._waiting = 0
        self._end = monotonic() + MAX_SECONDS

    async def serve(self) -> None:
        """Answer the frames of the client; cancel the answers when it disconnects."""
        async with anyio.create_task_group() as group:
            while await self._take_next(group):
                if monotonic() > self._end:
                    break  # the open answers still come
            else:
                group.cancel_scope.cancel()
                return
        with suppress(WebSocketDisconnect):
            await self._websocket.close()

    async def _take_next(self, group: TaskGroup) -> bool:
        """Take the next frame; return whether the client is still there."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            return False
        try:
            await self._take(message.get("text") or message.get("bytes") or "", group)
        except WebSocketDisconnect:
            return False
        return True

    async def _take(self, text: str | bytes, group: TaskGroup) -> None:
        stream_id = None
        try:
            frame = read_frame(text)
            stream_id = stream_id_of(frame)
            failure = failure_frame(frame, stream_id)
            if failure is None:
                self._check(frame, stream_id)
        except Exception as error:  # a defect must not end the connection
            failure = error_frame(as_refusal(error), stream_id)
        if failure is not None:
            await self._websocket.send_text(failure)
            return
        self._waiting += 1
        group.start_soon(self._answer, frame, stream_id)

    def _check(self, frame: Object, stream_id: str | None) -> None:
        if frame["type"] != CREATE:
            message = f"Invalid value: '{frame['type'][:100]}'. Supported values are: '{CREATE}'."
            raise refusal(400, message, code="invalid_value", param="type")
        if self._gateway.closing.is_set():
            raise refusal(503, "The gateway is shutting down.", code="shutting_down")
        if monotonic() > self._end:
            message = "The connection is 60 minutes old: open a new one."
            raise refusal(400, message, code="websocket_connection_limit_reached")
        stream_ids = [name for name in self._locks if name is not None]
        if (
            stream_id is not None
            and stream_id not in self._locks
            and len(stream_ids) >= MAX_STREAMS
        ):
            message = f"A connection has at most {MAX_STREAMS} streams."
            raise refusal(400, message, code="websocket_stream_limit_reached", param="stream_id")
        if self._waiting >= MAX_WAITING:
            message = f"{MAX_WAITING} frames of the connection wait for their answers."
            raise refusal(429, message, code="rate_limit_exceeded")

    async def _answer(self, frame: Object, stream_id: str | None) -> None:
        """Answer a frame when its turn has come."""
        try:
            async with self._locks[stream_id], self._slots:
                await self._write_answer(frame, stream_id)
        finally:
            self._waiting -= 1

    async def _write_answer(self, frame: Object, stream_id: str | None) -> None:
        gateway, started, status = self._gateway, perf_counter(), 200

        async def write(data: bytes) -> None:
            try:
                for text in event_frames(data, stream_id):
                    await self._websocket.send_text(text)
            except WebSocketDisconnect:
                raise make_disconnect_refusal() from None

        token = object()
        gateway.frames.add(token)
        gateway.metrics.open += 1
        try:
            problem = overload(gateway)
            if problem is not None:
                raise problem
            headers = self._websocket.headers
            await answer_frame(gateway, headers, frame, self._recent, write)
        except Exception as error:  # a defect must not end the other answers of the connection
            problem = as_refusal(error)
            status = problem.status
            with suppress(WebSocketDisconnect):
                await self._websocket.send_text(error_frame(problem, stream_id))
        finally:
            gateway.frames.discard(token)
            gateway.metrics.open -= 1
            gateway.metrics.add("requests", route=ROUTE, status=str(status))
            gateway.metrics.add_duration(ROUTE, perf_counter() - started)
