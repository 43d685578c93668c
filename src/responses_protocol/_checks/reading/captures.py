"""Captured streams: server-sent events, each payload with the lines that it came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from responses_protocol._checks.reading.parsing import FATAL, parse
from responses_protocol._checks.reading.positions import find_offsets, find_positions
from responses_protocol._checks.reading.record import Positions, Record, issue_finding, text_finding
from responses_protocol._reporting.finding import Finding
from responses_protocol._streams.sse import SseDecoder, SseError
from responses_protocol._values import Json

_DATA = b"data:"
_BOM = b"\xef\xbb\xbf"
_TRUNCATED = "The stream ends in the middle of an event."


@dataclass(frozen=True)
class Piece:
    """The text of one payload, and the line and column in the file where each line of it starts."""

    raw: bytes
    starts: tuple[tuple[int, int], ...]

    def position(self, row: int, column: int) -> tuple[int, int]:
        """Return the position in the file of a row and a column of the text, all from 1."""
        line, first = self.starts[min(row, len(self.starts)) - 1]
        return line, first + column - 1


class _Capture:
    """The payloads of a stream so far, their pieces, and the data lines of the current event."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.decoder = SseDecoder()
        self.payloads: list[Json] = []
        self.pieces: list[Piece] = []
        self.lines: list[tuple[bytes, int, int]] = []

    def piece(self) -> Piece:
        text = b"\n".join(text for text, _, _ in self.lines)
        return Piece(text, tuple((line, column) for _, line, column in self.lines) or ((1, 1),))


def capture_records(path: str, stream: Any) -> Iterator[Record | Finding]:
    """Yield findings for events that are not JSON, then one record: the list of all payloads.

    ``[DONE]``, comments and names of events are no payloads.
    """
    capture = _Capture(path)
    number = 0
    for number, line in enumerate(stream, 1):
        text = line.rstrip(b"\r\n")
        if number == 1:
            text = text.removeprefix(_BOM)
        if text.startswith(_DATA):
            value = text[len(_DATA) :].removeprefix(b" ")
            capture.lines.append((value, number, len(text) - len(value) + 1))
        yield from _feed(capture, line, not text)
    yield from _feed(capture, b"", True)
    if capture.decoder.cut:
        start = capture.lines[0][1:] if capture.lines else (number, 1)
        yield text_finding(path, "RP002", _TRUNCATED, *start)

    def locate(pointers: Iterable[str]) -> Positions:
        return locate_in_pieces(capture.pieces, pointers)

    first_line = capture.pieces[0].starts[0][0] if capture.pieces else 1
    yield Record(path, first_line, capture.payloads, locate)


def _feed(capture: _Capture, line: bytes, ends_event: bool) -> Iterator[Finding]:
    """Feed a line to the decoder, or an empty one at the end of the stream."""
    try:
        payloads = capture.decoder.feed(line) if line else capture.decoder.close()
    except SseError:
        capture.decoder = SseDecoder()
        piece = capture.piece()
        value, issues = parse(piece.raw)
        positions = find_positions(piece.raw, (issue.offset for issue in issues))
        for issue in issues:
            yield issue_finding(capture.path, issue, *piece.position(*positions[issue.offset]))
        payloads = [] if any(issue.code in FATAL for issue in issues) else [value]
    capture.payloads += payloads
    capture.pieces += [capture.piece() for _ in payloads]
    if ends_event and line:
        capture.lines.clear()


def locate_in_pieces(pieces: list[Piece], pointers: Iterable[str]) -> Positions:
    """Return the positions of pointers into a list whose elements have a piece each."""
    pointers_by_index: dict[int, dict[str, str]] = {}  # into the list -> into the element
    located: Positions = {}
    for pointer in pointers:
        first, _, rest = pointer[1:].partition("/")
        if pointer and first.isdigit() and int(first) < len(pieces):
            pointers_by_index.setdefault(int(first), {})[pointer] = (
                f"/{rest}" if pointer.count("/") > 1 else ""
            )
        else:
            located[pointer] = pieces[0].position(1, 1) if pieces else (1, 1)
    for index, inner_pointers in pointers_by_index.items():
        piece = pieces[index]
        offset_of = find_offsets(piece.raw, inner_pointers.values())
        positions = find_positions(piece.raw, offset_of.values())
        for pointer, inner in inner_pointers.items():
            located[pointer] = piece.position(*positions[offset_of[inner]])
    return located
