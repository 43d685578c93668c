"""Read and write server-sent events: bytes to payloads and back, without any I/O.

The rules are those of the HTML standard (WHATWG, "Interpreting an event stream"): lines end with
CR, LF or CRLF and with nothing else (U+2028 is text), a blank line ends an event, several ``data``
lines are one text, a byte order mark is skipped. The data of an event is JSON here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache

from responses_protocol._jsontext import UNSURE, dumps, loads, quick
from responses_protocol._streams.errors import StreamError
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError

DONE = b"data: [DONE]\n\n"  # the end of a Chat stream
_END = "[DONE]"
_ERROR = "error"
_BOM = b"\xef\xbb\xbf"
_NAMED = b"event: response."  # the beginning of an event of Responses
_OBJECT = b"data: {"
_FIELDS = (b"data:", b"event:", b"id:", b"retry:", b":")
_LINE = re.compile(rb"\r\n|\n|\r")
_NAME = re.compile(r"[A-Za-z0-9_.-]+")  # names of events that cannot break a line


class SseError(StreamError):
    """The data of an event is not JSON.

    Attributes:
        line: The line of the event, from 1.
        byte: The position of the event in the bytes, from 0.
    """

    def __init__(self, reason: str, index: int, line: int, byte: int) -> None:
        super().__init__(f"{reason} (event at line {line}, byte {byte})", index)
        self.line = line
        self.byte = byte


class SseDecoder:
    """A reader of the payloads in the bytes of one stream: ``feed`` all of them, then ``close``.

    The bytes may come in pieces of any size. ``[DONE]`` is not a payload. If only the name of the
    server-sent event contains the type of a Responses event, the payload gets that type. An event
    with the name ``error`` becomes the body of an error, even if it is not JSON.

    Attributes:
        done: Whether ``[DONE]`` was read.
        cut: Whether the end of the stream is missing, after ``close``.
        last_event_id: The id to continue from after a new connection.
        retry: The time before a new connection, in milliseconds.
    """

    def __init__(self) -> None:
        self.done: bool = False
        self.cut: bool = False
        self.last_event_id: str = ""
        self.retry: int | None = None
        self._head: bytes | None = b""  # the beginning, while it may be a byte order mark
        self._line: list[bytes] = []  # the pieces of the line without an end
        self._after_cr = False
        self._data: list[bytes] = []
        self._name = ""
        self._lines = 1  # the number of the current line
        self._bytes = 0  # the length of all lines before it
        self._start = (1, 0)  # where the data of the event begins
        self._count = 0
        self._error: SseError | None = None

    def feed(self, data: bytes) -> list[Json]:
        """Return the payloads that end in ``data``.

        Raises SseError for an event that is not JSON, after the payloads before it were returned.
        """
        if self._head is not None:
            data = self._head + data
            if len(data) < len(_BOM) and _BOM.startswith(data):
                self._head = data
                return []
            self._head = None
            if data.startswith(_BOM):
                data, self._bytes = data[len(_BOM) :], len(_BOM)
        if self.is_between_events and data.endswith(b"}\n\n") and b"\r" not in data:
            plain = self._read_plain_events(data)
            if plain is not None:
                return plain
        payloads: list[Json] = []
        self._step(lambda: self._read(data, payloads), payloads)
        return payloads

    @property
    def is_between_events(self) -> bool:
        """Whether the next byte begins an event."""
        return not (
            self._data
            or self._line
            or self._name
            or self._after_cr
            or self._error
            or self._head is not None
        )

    def skip_event(self, data: bytes, lines: int) -> None:
        """Count the bytes and the lines of an event that the caller has read itself."""
        self._count += 1
        self._lines += lines
        self._bytes += len(data)

    def _read_plain_events(self, data: bytes) -> list[Json] | None:
        """Return the payloads of whole events with one line of data each, the usual case.

        Returns None for anything else, of which nothing is read.
        """
        payloads: list[Json] = []
        lines = 0
        for event in data[:-2].split(b"\n\n"):
            name, text = b"", event
            if event.startswith(_NAMED):
                name, _, text = event.partition(b"\n")
                lines += 1
            if not text.startswith(_OBJECT) or b"\n" in text:
                return None
            payload = quick(text[len(b"data: ") :])
            if payload is UNSURE or (name and "type" not in payload):
                return None
            payloads.append(payload)
        self._count += len(payloads)
        self._lines += lines + 2 * len(payloads)
        self._bytes += len(data)
        return payloads

    def close(self) -> list[Json]:
        """Return the payload of an event without a blank line behind it.

        An event that is cut in the middle is skipped, as the standard requires, and ``cut`` is
        true.
        """
        payloads: list[Json] = []
        self._step(lambda: self._finish(payloads), payloads)
        return payloads

    def _step(self, read: Callable[[], None], payloads: list[Json]) -> None:
        """Read; keep an error until the payloads before it were returned."""
        if self._error is None:
            try:
                read()
            except SseError as error:
                self._error = error
        if self._error is not None and not payloads:
            raise self._error

    def _read(self, data: bytes, payloads: list[Json]) -> None:
        start = 0
        if self._after_cr and data:
            self._after_cr = False
            if data.startswith(b"\n"):  # the second half of a CRLF
                start, self._bytes = 1, self._bytes + 1
        for end in _LINE.finditer(data, start):
            line = data[start : end.start()]
            if self._line:
                line, self._line = b"".join((*self._line, line)), []
            start = end.end()
            self._after_cr = start == len(data) and end[0] == b"\r"
            if line:
                self._field(line)
            else:
                self._dispatch(payloads)
            self._lines += 1
            self._bytes += len(line) + len(end[0])
        if start < len(data):
            self._line.append(data[start:])

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            if not self._data:
                self._start = self._lines, self._bytes
            self._data.append(value)
        elif name == b"event":
            self._name = value.decode("utf-8", "replace")
        elif name == b"id":
            if b"\0" not in value:
                self.last_event_id = value.decode("utf-8", "replace")
        elif name == b"retry" and value.isdigit() and len(value) < 10:
            self.retry = int(value)

    def _dispatch(self, payloads: list[Json]) -> None:
        """End an event."""
        data, name = b"\n".join(self._data), self._name
        self._data, self._name = [], ""
        text = data.strip()
        if text == _END.encode():
            self.done = True
        elif text and not text.startswith(b":"):  # a comment that the server sends as data
            try:
                payload = loads(data)
            except ConversionError as error:
                if name != _ERROR:
                    raise SseError(error.reason, self._count, *self._start) from None
                payload = data.decode("utf-8", "replace")
            self._count += 1
            if name.startswith("response.") and isinstance(payload, dict):
                payload.setdefault("type", name)
            payloads.append(_as_error(payload) if name == _ERROR else payload)

    def _finish(self, payloads: list[Json]) -> None:
        rest = self._head or b"".join(self._line)
        self._head, self._line = None, []
        has_begun = bool(self._data or self._name or rest.partition(b":")[0])
        if rest.startswith(b"data:"):
            self._field(rest)
        was_done = self.done
        with suppress(SseError):
            self._dispatch(payloads)
        if payloads and not isinstance(payloads[0], dict):
            payloads.clear()  # a number may go on; an object can't
        self.cut = has_begun and not payloads and self.done == was_done


def _as_error(payload: Json) -> Json:
    """Return the payload of an event with the name ``error`` in a form that readers know."""
    if isinstance(payload, dict) and (payload.get("type") == _ERROR or "error" in payload):
        return payload
    return {"error": payload}


def decode_sse(pieces: Iterable[bytes]) -> Iterator[Json]:
    """Yield the payloads in the bytes of one stream.

    Args:
        pieces: The bytes, in pieces of any size.

    Yields:
        Chunks or events.

    Raises:
        SseError: An event is not JSON.
    """
    decoder = SseDecoder()
    for piece in pieces:
        yield from decoder.feed(piece)
    yield from decoder.close()


def is_sse(text: bytes) -> bool:
    """Return whether a text begins as server-sent events do; no JSON text does."""
    return text.removeprefix(_BOM).lstrip().startswith(_FIELDS)


def encode_sse(payload: Json) -> bytes:
    """Return an event or a chunk as a server-sent event; Responses events get their names.

    A Chat stream ends with ``DONE`` in addition. Raises ConversionError where the payload is nested
    too deeply.
    """
    name = payload.get("type") if isinstance(payload, dict) else None
    head = _name_line(name) if isinstance(name, str) and "choices" not in payload else b""
    return head + b"data: " + dumps(payload) + b"\n"


@lru_cache(maxsize=256)
def _name_line(name: str) -> bytes:
    """Return the line with the name of an event, or nothing for a name that would break it."""
    return b"event: " + name.encode() + b"\n" if _NAME.fullmatch(name) else b""
