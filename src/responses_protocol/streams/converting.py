"""``convert_stream``: the translators as iterators, sync and async."""

from __future__ import annotations

from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
)
from typing import Any, overload

from responses_protocol.errors import ConversionError
from responses_protocol.formats.options import Options
from responses_protocol.formats.registry import DIALECTS
from responses_protocol.lens.losses import Loss
from responses_protocol.lens.plain import plain
from responses_protocol.streams.chunks_to_events import ChunksToEvents
from responses_protocol.streams.errors import StreamError
from responses_protocol.streams.events_to_chunks import EventsToChunks
from responses_protocol.values import Json

DONE = "[DONE]"


def dialect_of(payload: Json) -> str:
    """Return the dialect of the stream that begins with ``payload``.

    Events have a type. Chunks have choices, or what stands instead of them: an error, or usage.
    """
    has_type = isinstance(payload, dict) and isinstance(payload.get("type"), str)
    return "responses" if has_type and "choices" not in payload else "chat_completions"


class _Conversion:
    """A stream on its way to a dialect; ``losses`` are known when it has ended."""

    def __init__(
        self, to: str, source: str | None, translator: ChunksToEvents | EventsToChunks
    ) -> None:
        self._to = to
        self._source = source
        self._translator = translator
        self._count = 0

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What the target does not say of the answer; pointers are into the folded answer."""
        return self._translator.losses

    def _feed(self, payload: Any) -> list[Json]:
        if isinstance(payload, str) and payload.strip() == DONE:
            return []
        index, self._count = self._count, self._count + 1
        try:
            value = payload if isinstance(payload, dict) else plain(payload, f"/{index}")
            if index == 0:
                _refuse(self._source or dialect_of(value), self._to)
            return self._translator.feed(value)
        except (TypeError, RecursionError):
            raise StreamError("no JSON value, or nested too deeply", index) from None


class StreamConversion(_Conversion, Iterator[Json]):
    """The payloads of the other dialect, one by one, and then their ``losses``."""

    def __init__(self, payloads: Iterable[Any], *rest: Any) -> None:
        super().__init__(*rest)
        self._made = self._run(payloads)

    def _run(self, payloads: Iterable[Any]) -> Generator[Json, None, None]:
        for payload in payloads:
            yield from self._feed(payload)
        yield from self._translator.close()

    def __next__(self) -> Json:
        """Return the next payload."""
        return next(self._made)


class AsyncStreamConversion(_Conversion, AsyncIterator[Json]):
    """The same for a source that is read asynchronously."""

    def __init__(self, payloads: AsyncIterable[Any], *rest: Any) -> None:
        super().__init__(*rest)
        self._made = self._run(payloads)

    async def _run(self, payloads: AsyncIterable[Any]) -> AsyncIterator[Json]:
        async for payload in payloads:
            for made in self._feed(payload):
                yield made
        for made in self._translator.close():
            yield made

    async def __anext__(self) -> Json:
        """Return the next payload."""
        return await anext(self._made)


@overload
def convert_stream(
    payloads: AsyncIterable[Any],
    to: str,
    *,
    source: str | None = None,
    options: Options | str | None = None,
    include_usage: bool = True,
) -> AsyncStreamConversion: ...


@overload
def convert_stream(
    payloads: Iterable[Any],
    to: str,
    *,
    source: str | None = None,
    options: Options | str | None = None,
    include_usage: bool = True,
) -> StreamConversion: ...


def convert_stream(
    payloads: Iterable[Any] | AsyncIterable[Any],
    to: str,
    *,
    source: str | None = None,
    options: Options | str | None = None,
    include_usage: bool = True,
) -> StreamConversion | AsyncStreamConversion:
    """Translate a stream while it comes.

    payloads
        The chunks of a Chat stream or the events of a Responses stream, in order: dicts, or
        pydantic and SDK objects. ``"[DONE]"`` is passed over. What is iterated asynchronously is
        translated asynchronously.
    to, source
        Dialects as for ``convert``; ``source`` is told by the first payload.
    options
        As for ``convert``.
    include_usage
        Whether a Chat stream ends with a chunk that has the usage.

    Returns an iterator with a member ``losses``, which are known when it has ended. It raises
    StreamError for what is no payload of such a stream, and AnswerError where an answer has failed
    or was cut off and the target has no word for that.
    """
    if to not in DIALECTS or source not in (None, *DIALECTS):
        raise ValueError(f"dialects are {', '.join(DIALECTS)}")
    _refuse(source, to)
    translator = TRANSLATORS[to](options, include_usage)
    if isinstance(payloads, AsyncIterable):
        return AsyncStreamConversion(payloads, to, source, translator)
    return StreamConversion(payloads, to, source, translator)


def _refuse(source: str | None, to: str) -> None:
    if source == to:
        raise ConversionError(f"this is {to} already; there is nothing to convert")


TRANSLATORS: dict[str, Callable[[Any, bool], ChunksToEvents | EventsToChunks]] = {
    "responses": lambda options, _: ChunksToEvents(options),
    "chat_completions": lambda options, usage: EventsToChunks(options, include_usage=usage),
}
