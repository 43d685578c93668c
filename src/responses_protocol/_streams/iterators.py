"""``convert_stream``: the translators of streams as iterators, sync and async."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Generator,
    Iterable,
    Iterator,
)
from inspect import isawaitable
from typing import Any, Protocol, overload

from responses_protocol._arguments import check_choice
from responses_protocol._formats.detection import DETECTORS
from responses_protocol._formats.options import Options, Preset
from responses_protocol._formats.registry import DIALECTS, ApiDialect
from responses_protocol._formats.request_context import RequestContext
from responses_protocol._lens.losses import Loss
from responses_protocol._lens.plain import to_plain
from responses_protocol._streams.errors import StreamError
from responses_protocol._streams.event_errors import error_in
from responses_protocol._streams.stream_losses import UNFINISHED, losses_of_codes
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

DONE = "[DONE]"


def dialect_of(payload: Json) -> str:
    """Return the dialect of the stream that begins with ``payload``.

    Events have a type. Chunks have choices, or an error or usage instead; the chunks of a ChatAgent
    have a delta of their own.
    """
    for name, detect_kind in DETECTORS.items():
        if detect_kind(payload) is not None:
            return name
    if not isinstance(payload, dict) or "choices" in payload:
        return "chat_completions"
    if isinstance(payload.get("type"), str):
        return "responses"
    return "chat_agent" if isinstance(payload.get("delta"), dict) else "chat_completions"


def _is_error(payload: Json) -> bool:
    """Return whether a payload is only an error, which can begin a stream of any dialect."""
    return isinstance(payload, dict) and "choices" not in payload and bool(error_in(payload))


class StreamTranslator(Protocol):
    """A translator that is fed with the payloads of a stream, in order."""

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The losses that are known so far."""

    def feed(self, payload: Json) -> list[Json]:
        """Return the payloads that a payload of the source gives."""

    def close(self) -> list[Json]:
        """Return the last payloads."""


class _Conversion:
    """The conversion of a stream; ``losses`` are complete once it has ended."""

    def __init__(self, to: str, source: str | None, translator: StreamTranslator) -> None:
        self._to = to
        stream = DIALECTS[to].stream
        self._content = "" if stream is None else stream.items
        self._source = source
        self._translator = translator
        self._count = 0
        self._is_unfinished = False  # whether it was closed before its end

    @property
    def losses(self) -> tuple[Loss, ...]:
        """The differences between the stream and its translation.

        Pointers are into the folded source. Before the end these are the losses that are known so
        far. If the stream was closed early, or has failed, ``unfinished_stream`` reports that there
        may be more.
        """
        losses = self._translator.losses
        if not self._is_unfinished or any(loss.code == UNFINISHED for loss in losses):
            return losses
        return (*losses, *losses_of_codes((UNFINISHED,), self._content))

    def _feed(self, payload: Any) -> list[Json]:
        if isinstance(payload, str) and payload.strip() == DONE:
            return []
        index, self._count = self._count, self._count + 1
        try:
            value = payload if isinstance(payload, dict) else _plain(payload, index)
            if index == 0 and not _is_error(value):
                _check_dialects(self._source or dialect_of(value), self._to)
            return self._translator.feed(value)
        except (TypeError, RecursionError):
            raise StreamError("no JSON value, or nested too deeply", index) from None


class StreamConversion(_Conversion, Iterator[Json]):
    """The payloads of the other dialect, one by one, and then their ``losses``.

    ``close``, or the end of a ``with`` block, closes the source, as does an error.
    """

    def __init__(self, payloads: Iterable[Any], *rest: Any) -> None:
        super().__init__(*rest)
        self._payloads = payloads
        self._generator = self._run(payloads)
        self._has_begun = False

    def _run(self, payloads: Iterable[Any]) -> Generator[Json, None, None]:
        source, has_ended = iter(payloads), False
        try:
            for payload in source:
                yield from self._feed(payload)
            rest = self._translator.close()
            has_ended = True
            yield from rest
        finally:
            if not has_ended:
                self._is_unfinished = True
                _close(source, payloads)

    def __next__(self) -> Json:
        """Return the next payload."""
        self._has_begun = True
        return next(self._generator)

    def close(self) -> None:
        """End the conversion, and close its source."""
        self._generator.close()
        if not self._has_begun:
            self._has_begun = self._is_unfinished = True
            _close(self._payloads)

    def __enter__(self) -> StreamConversion:
        """Return the conversion; the end of the block closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the conversion, and close its source."""
        self.close()


class AsyncStreamConversion(_Conversion, AsyncIterator[Json]):
    """The same for an asynchronous source: use ``aclose``, or ``async with``."""

    def __init__(self, payloads: AsyncIterable[Any], *rest: Any) -> None:
        super().__init__(*rest)
        self._payloads = payloads
        self._generator = self._run(payloads)
        self._has_begun = False

    async def _run(self, payloads: AsyncIterable[Any]) -> AsyncGenerator[Json, None]:
        source, has_ended = aiter(payloads), False
        try:
            async for payload in source:
                for translated in self._feed(payload):
                    yield translated
            rest = self._translator.close()
            has_ended = True
            for translated in rest:
                yield translated
        finally:
            if not has_ended:
                self._is_unfinished = True
                await _aclose(source, payloads)

    async def __anext__(self) -> Json:
        """Return the next payload."""
        self._has_begun = True
        return await anext(self._generator)

    async def aclose(self) -> None:
        """End the conversion, and close its source."""
        await self._generator.aclose()
        if not self._has_begun:
            self._has_begun = self._is_unfinished = True
            await _aclose(self._payloads)

    async def __aenter__(self) -> AsyncStreamConversion:
        """Return the conversion; the end of the block closes it."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the conversion, and close its source."""
        await self.aclose()


def _plain(payload: Any, index: int) -> Json:
    try:
        return to_plain(payload)
    except ConversionError as error:
        raise StreamError(error.reason, index, error.pointer) from None


def _close(*sources: Any) -> None:
    for source in sources:
        close = getattr(source, "close", None)
        if callable(close):
            close()


async def _aclose(*sources: Any) -> None:
    for source in sources:
        close = getattr(source, "aclose", None) or getattr(source, "close", None)
        result = close() if callable(close) else None
        if isawaitable(result):
            await result


@overload
def convert_stream(
    payloads: AsyncIterable[Any],
    to: ApiDialect,
    *,
    source: ApiDialect | None = None,
    options: Options | Preset | None = None,
    include_usage: bool = True,
    head: Iterable[Any] = (),
    request: Json | RequestContext = None,
    id_seed: str | None = None,
) -> AsyncStreamConversion: ...


@overload
def convert_stream(
    payloads: Iterable[Any],
    to: ApiDialect,
    *,
    source: ApiDialect | None = None,
    options: Options | Preset | None = None,
    include_usage: bool = True,
    head: Iterable[Any] = (),
    request: Json | RequestContext = None,
    id_seed: str | None = None,
) -> StreamConversion: ...


def convert_stream(
    payloads: Iterable[Any] | AsyncIterable[Any],
    to: ApiDialect,
    *,
    source: ApiDialect | None = None,
    options: Options | Preset | None = None,
    include_usage: bool = True,
    head: Iterable[Any] = (),
    request: Json | RequestContext = None,
    id_seed: str | None = None,
) -> StreamConversion | AsyncStreamConversion:
    """Translate a stream, payload by payload.

    Args:
        payloads: The chunks of a Chat stream or the events of a Responses stream, in order: dicts,
            or pydantic and SDK objects. ``"[DONE]"`` is skipped. An asynchronous iterable is
            translated asynchronously.
        to: ``"responses"`` or ``"chat_completions"``.
        source: The dialect of the stream, by default that of the first payload.
        options: As for ``convert``.
        include_usage: Whether a Chat stream ends with a chunk that has the usage.
        head: The earlier events, if ``payloads`` is the rest of a resumed Responses stream
            (``starting_after``). Their chunks are not written again.
        request: As for ``convert``.
        id_seed: As for ``convert``.

    Returns:
        An iterator with ``losses``, which are complete at its end. It is also a context manager,
        which closes the source if the stream is left early.

    Raises:
        StreamError: A payload does not belong to such a stream. The iterator raises it.
        AnswerError: The answer has failed or was cut off, which the target can't express. The
            iterator raises it.
        ConversionError: The stream is in the target dialect, or is one of a ChatAgent, which
            ``agents`` translates.
    """
    check_choice("to", to, DIALECTS)
    check_choice("source", source, (None, *DIALECTS))
    _check_dialects(source, to)
    translator = stream_translator(to, options, include_usage, head, request, id_seed)
    if isinstance(payloads, AsyncIterable):
        return AsyncStreamConversion(payloads, to, source, translator)
    return StreamConversion(payloads, to, source, translator)


def _check_dialects(source: str | None, to: str) -> None:
    if source == to:
        raise ConversionError(f"this is {to} already; there is nothing to convert")
    for dialect in (source or to, to):
        if DIALECTS[dialect].stream is None:
            raise ConversionError(f"convert_stream cannot read or write a stream of {dialect}")


def stream_translator(
    to: str,
    options: Options | str | None = None,
    include_usage: bool = True,
    head: Iterable[Any] = (),
    request: Json | RequestContext = None,
    id_seed: str | None = None,
) -> StreamTranslator:
    """Return the translator of streams to a dialect; raise ConversionError where it has none."""
    stream = DIALECTS[to].stream
    if stream is None:
        raise ConversionError(f"no stream can be converted to {to}")
    translator: StreamTranslator = stream.make(options, include_usage, head, request, id_seed)
    return translator
