"""Captured streams: server-sent events, each payload with the lines that it came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from responses_protocol.checks.reading.json_issues import JsonIssue
from responses_protocol.checks.reading.parsing import FATAL, parsed
from responses_protocol.checks.reading.positions import lines_and_columns, offsets
from responses_protocol.checks.reading.records import Places, Record, told
from responses_protocol.reporting.finding import Finding
from responses_protocol.streams.sse import SseDecoder, SseError
from responses_protocol.values import Json

_DATA = b"data:"
_BOM = b"\xef\xbb\xbf"
_CUT = "The stream ends in the middle of an event."


@dataclass(frozen=True)
class Piece:
    """The text of one payload, and for each of its lines the line and the column in the file."""

    raw: bytes
    starts: tuple[tuple[int, int], ...]

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Return where in the file a row and a column of the text are, all from 1."""
        line, first = self.starts[min(row, len(self.starts)) - 1]
        return line, first + column - 1


class _Capture:
    """What is read of a stream: the payloads, their pieces, and the lines of the event so far."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.decoder = SseDecoder()
        self.payloads: list[Json] = []
        self.pieces: list[Piece] = []
        self.lines: list[tuple[bytes, int, int]] = []

    def piece(self) -> Piece:
        text = b"\n".join(text for text, _, _ in self.lines)
        return Piece(text, tuple((line, column) for _, line, column in self.lines) or ((1, 1),))


def captured(path: str, stream: Any) -> Iterator[Record | Finding]:
    """Yield the stream as one record, a list of its payloads, after findings for what is no JSON.

    ``[DONE]``, comments and names of events are no payloads.
    """
    read = _Capture(path)
    number = 0
    for number, line in enumerate(stream, 1):
        text = line.rstrip(b"\r\n")
        if number == 1:
            text = text.removeprefix(_BOM)
        if text.startswith(_DATA):
            value = text[len(_DATA) :].removeprefix(b" ")
            read.lines.append((value, number, len(text) - len(value) + 1))
        yield from _fed(read, line, not text)
    yield from _fed(read, b"", True)
    if read.decoder.cut:
        last = read.lines[0][1:] if read.lines else (number, 1)
        yield told(path, JsonIssue("RP002", 0, _CUT), *last)

    def locate(pointers: Iterable[str]) -> Places:
        return located(read.pieces, pointers)

    yield Record(path, read.pieces[0].starts[0][0] if read.pieces else 1, read.payloads, locate)


def _fed(read: _Capture, line: bytes, ends: bool) -> Iterator[Finding]:
    """Take a line, or without one the end of the stream; ``ends`` says that it ends an event."""
    try:
        payloads = read.decoder.feed(line) if line else read.decoder.close()
    except SseError:
        read.decoder = SseDecoder()
        piece = read.piece()
        value, odd = parsed(piece.raw)
        places = lines_and_columns(piece.raw, (one.offset for one in odd))
        for one in odd:
            yield told(read.path, one, *piece.place(*places[one.offset]))
        payloads = [] if any(one.code in FATAL for one in odd) else [value]
    read.payloads += payloads
    read.pieces += [read.piece() for _ in payloads]
    if ends and line:
        read.lines.clear()


def located(pieces: list[Piece], pointers: Iterable[str]) -> Places:
    """Return where the places in a list are of which each element has a piece of its own."""
    inside: dict[int, dict[str, str]] = {}
    found: Places = {}
    for pointer in pointers:
        first, _, rest = pointer[1:].partition("/")
        if pointer and first.isdigit() and int(first) < len(pieces):
            inside.setdefault(int(first), {})[pointer] = (
                f"/{rest}" if pointer.count("/") > 1 else ""
            )
        else:
            found[pointer] = pieces[0].place(1, 1) if pieces else (1, 1)
    for index, wanted in inside.items():
        piece = pieces[index]
        at = offsets(piece.raw, wanted.values())
        places = lines_and_columns(piece.raw, at.values())
        for pointer, rest in wanted.items():
            found[pointer] = piece.place(*places[at[rest]])
    return found
