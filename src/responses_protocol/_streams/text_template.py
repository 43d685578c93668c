"""The fast path for bytes: an event that differs from an earlier one only in its text.

A server writes the payloads of one answer alike. So where the bytes around the text are those of
an earlier payload, it is enough to read the text, and to write it into the bytes of an earlier
translation. The fast path decides nothing: other bytes take the usual path.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import orjson

from responses_protocol._jsontext import UNSURE, quick
from responses_protocol._streams.chunks_to_events import ChunksToEvents
from responses_protocol._streams.events_to_chunks import EventsToChunks
from responses_protocol._streams.plain_text import NUMBER, PlainText
from responses_protocol._streams.sse import SseDecoder, encode_sse
from responses_protocol._values import Json

TranslateBytes = Callable[[bytes], "bytes | None"]  # None for bytes that contain anything else
_EVENT = re.compile(rb"(?:event: response\.[a-z_.]+\n)?data: (\{[^\n]*\})\n\n")
_STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*"'  # that its escapes are JSON is still to be checked
_INTEGER = rb"(?:0|[1-9][0-9]{0,14})"
_MARK, _WRITTEN_MARK = "\0", rb'"\u0000"'
_WRITTEN_NUMBER = b'"%b":0' % NUMBER.encode()


class TextTemplate:
    """The fast path of one stream, beside the decoder and the translator of the usual path.

    ``translate`` returns the translation of some bytes, or None for bytes that need the usual
    path; it is None itself where all do.
    """

    def __init__(self, decoder: SseDecoder, translator: ChunksToEvents | EventsToChunks) -> None:
        self.translate: TranslateBytes | None = None
        self._decoder = decoder
        self._translator = translator
        self._is_between_events = False
        self._text: PlainText | None = None  # that of the last payload
        self._text_of_template: PlainText | None = None
        self._template: TranslateBytes | None = None

    def update(self, data: bytes) -> None:
        """Choose the fast path for the bytes behind ``data``, which took the usual path."""
        was_between_events, last_text = self._is_between_events, self._text
        self._is_between_events = self._decoder.is_between_events
        self._text = text = self._translator.plain_text
        self.translate = None
        if text is None or not self._is_between_events:
            return
        if text is not self._text_of_template:
            # Only a second payload with the same members around its text promises a third one.
            event = _EVENT.fullmatch(data) if text is last_text and was_between_events else None
            if event is None:
                return
            self._text_of_template = text
            self._template = _make_template(data, event.start(1), text, self._decoder)
        self.translate = self._template


def _make_template(
    data: bytes, start: int, text: PlainText, decoder: SseDecoder
) -> TranslateBytes | None:
    """Return a function that translates events like ``data``, or None if their text is not found.

    The payload of ``data``, which begins at ``start``, has been translated already.
    """
    pattern = _find_pattern(data, start, text)
    write = _make_writer(text.write(_MARK))
    if pattern is None or write is None:
        return None
    match, loads, add, skip = pattern.fullmatch, orjson.loads, text.add, decoder.skip_event
    lines = data.count(b"\n")
    varying = [name for name in pattern.groupindex if name != "text"]

    def translate(data: bytes) -> bytes | None:
        groups = match(data)
        if groups is None:
            return None
        try:
            delta = loads(groups["text"])
            for name in varying:
                loads(groups[name])
        except ValueError:
            return None
        if not delta:
            return None
        skip(data, lines)
        return write(add(delta), delta)

    return translate


def _make_writer(sample: Json) -> Callable[[int, str], bytes] | None:
    """Return a function that writes payloads like a sample, with another number and text."""
    dumps = orjson.dumps
    # A quotation mark in a string is escaped, so nothing else looks like the mark.
    before, *rest = encode_sse(sample).split(_WRITTEN_MARK)
    if len(rest) != 1:
        return None
    [tail] = rest
    if NUMBER not in sample:
        return lambda number, text: b"%b%b%b" % (before, dumps(text), tail)
    head, member, middle = before.partition(_WRITTEN_NUMBER)
    if not member:
        return None
    head += member[:-1]
    return lambda number, text: b"%b%d%b%b%b" % (head, number, middle, dumps(text), tail)


def _find_pattern(data: bytes, start: int, text: PlainText) -> re.Pattern[bytes] | None:
    """Return the pattern of events like ``data``, or None if the place of the text is uncertain."""
    place = _find_value(data, start, text.path)
    if place is None:
        return None
    holes = [(*place, b"(?P<text>%b)" % _STRING)]
    for name in text.varying:
        place = _find_value(data, start, (name,))
        if place is not None:
            is_string = data[place[0] : place[0] + 1] == b'"'
            value = b"(?P<%b>%b)" % (name.encode(), _STRING) if is_string else _INTEGER
            holes.append((*place, value))
    pattern, end = b"", 0
    for first, last, value in sorted(holes):
        pattern += re.escape(data[end:first]) + value
        end = last
    return re.compile(pattern + re.escape(data[end:]), re.DOTALL)


def _find_value(data: bytes, start: int, path: tuple[str | int, ...]) -> tuple[int, int] | None:
    """Return where the value at a path begins and ends, None for other than a text or a number."""
    for match in _member_pattern(str(path[-1])).finditer(data, start):
        first, last = match.span(1)
        # Only where another value takes its place, it is the value.
        changed = quick(data[start:first] + b"true" + data[last:])
        if changed is not UNSURE and _read(changed, path) is True:
            return first, last
    return None


def _read(value: Json, path: tuple[str | int, ...]) -> Json:
    """Return the value at a path, None if there is none."""
    for key in path:
        if isinstance(key, str) and key not in value:
            return None
        value = value[key]
    return value


@lru_cache(maxsize=16)
def _member_pattern(name: str) -> re.Pattern[bytes]:
    """Return the pattern of a member with a text or a number."""
    return re.compile(
        rb'"%b"\s*:\s*(%b|%b)' % (re.escape(name.encode()), _STRING, _INTEGER), re.DOTALL
    )
