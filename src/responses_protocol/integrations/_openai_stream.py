"""Streams of Responses as the SDK gives those of Chat Completions, sync and async."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import openai
from openai import AsyncStream, Stream
from openai.types.chat import ChatCompletionChunk

from responses_protocol._streams.errors import AnswerError
from responses_protocol._streams.iterators import convert_stream

if TYPE_CHECKING:
    import httpx


class ChatStream(Iterator[ChatCompletionChunk]):
    """The chunks of an answer, while it comes. Raises the SDK's APIError where the answer fails."""

    def __init__(self, events: Stream[Any], usage: bool = False) -> None:
        self.response: httpx.Response = events.response
        self._events = events
        self._chunks: Any = convert_stream(
            events, to="chat_completions", source="responses", include_usage=usage
        )

    def __next__(self) -> ChatCompletionChunk:
        """Return the next chunk."""
        try:
            return ChatCompletionChunk.construct(**next(self._chunks))
        except AnswerError as error:
            raise error_of(error.payload, self.response.request) from None

    def __enter__(self) -> ChatStream:
        """Return the stream; the end of the block closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the stream."""
        self.close()

    def close(self) -> None:
        """Leave the stream, and close its source."""
        self._chunks.close()
        self._events.close()


class AsyncChatStream(AsyncIterator[ChatCompletionChunk]):
    """The same for an asynchronous client."""

    def __init__(self, events: AsyncStream[Any], usage: bool = False) -> None:
        self.response: httpx.Response = events.response
        self._events = events
        self._chunks: Any = convert_stream(
            events, to="chat_completions", source="responses", include_usage=usage
        )

    async def __anext__(self) -> ChatCompletionChunk:
        """Return the next chunk."""
        try:
            return ChatCompletionChunk.construct(**await anext(self._chunks))
        except AnswerError as error:
            raise error_of(error.payload, self.response.request) from None

    async def __aenter__(self) -> AsyncChatStream:
        """Return the stream; the end of the block closes it."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the stream."""
        await self.close()

    async def close(self) -> None:
        """Leave the stream, and close its source."""
        await self._chunks.aclose()
        await self._events.close()


def error_of(payload: Any, request: Any = None) -> openai.APIError:
    """Return the error that the SDK raises for an answer that failed."""
    error = payload.get("error") if isinstance(payload, dict) else None
    body = error if isinstance(error, dict) else payload
    message = body.get("message") if isinstance(body, dict) else None
    return openai.APIError(str(message or "the answer failed"), request=request, body=body)
