"""Reading records from JSON and JSON Lines files: one at a time, by content and not by name."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO

from responses_protocol.checks.reading.limits import Bounded
from responses_protocol.checks.reading.opening import decompressed, opened
from responses_protocol.errors import ConversionError
from responses_protocol.jsontext import loads

_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"


@dataclass(frozen=True)
class Entry:
    """The raw text of one record: a line of JSON Lines, or a whole document.

    ``line`` counts from 1 (a document's is where it begins); ``indented`` says that the text is a
    document over several lines. ``row`` is the row of a table that the text stands for, if any;
    then ``line`` is its number.
    """

    file: str
    line: int
    raw: bytes
    indented: bool = False
    row: Any = None


def entries(files: Sequence[str]) -> Iterator[Entry]:
    """The records of all ``files``, in their order; blank lines are passed over.

    gzip and zstd are decompressed, whatever a file is called. A file is held in memory only when it
    is one document. Raises ``OSError``.
    """
    for file in files:
        with opened(file) as stream:
            yield from entries_of(file, decompressed(stream))


def entries_of(file: str, stream: BinaryIO | Bounded) -> Iterator[Entry]:
    """The records of the open ``stream`` of a ``file``.

    A first line that is JSON by itself is given at once, before the second one is there.
    """
    rest = lines(file, stream)
    first = next(rest, None)
    if first is None:
        return
    if _is_json(first.raw):
        yield first
        yield from rest
        return
    second = next(rest, None)
    if second is None:
        yield first
    elif _runs_on(first.raw, second.raw):
        yield from _document_or_lines(first, second, stream.read())
    else:
        yield from chain((first, second), rest)


def is_json_lines(file: str, stream: BinaryIO) -> bool:
    """Whether ``stream`` plainly holds a record a line, and no document over several lines."""
    rest = lines(file, stream)
    first = next(rest, None)
    if first is None or _is_json(first.raw):
        return True
    second = next(rest, None)
    return second is None or not _runs_on(first.raw, second.raw)


def lines(file: str, stream: Iterable[bytes], start: int = 1) -> Iterator[Entry]:
    """Yield the lines that are not blank; the first one has the number ``start``."""
    for number, raw in enumerate(stream, start):
        text = (raw.removeprefix(_BOM) if number == 1 else raw).rstrip(_BLANK)
        if text:
            yield Entry(file, number, text)


def _runs_on(first: bytes, second: bytes) -> bool:
    """Whether two lines can be the beginning of one JSON document.

    Between its lines a document stands open: the one ends with an opening bracket, a comma or a
    colon, or the other begins with a closing bracket, a comma or a colon. No line of JSON Lines
    does either, unless it is broken.
    """
    return first[-1:] in b"[{,:" or second.lstrip(_BLANK)[:1] in b"]},:"


def _document_or_lines(first: Entry, second: Entry, rest: bytes) -> Iterator[Entry]:
    """One document; or the lines after all, when only they can be read (one of them is broken)."""
    before, between = b"\n" * (first.line - 1), b"\n" * (second.line - first.line)
    raw = b"".join((before, first.raw, between, second.raw, b"\n", rest.rstrip(_BLANK)))
    document = Entry(first.file, first.line, raw, indented=True)

    def all_lines() -> Iterator[Entry]:
        return chain((first, second), lines(first.file, io.BytesIO(rest), second.line + 1))

    # inside of a document values are indented, as a rule; those of lines never are
    alone = (line.raw for at, line in enumerate(all_lines()) if at < 2 or line.raw[:1] in b"{[")
    is_lines = not _is_json(raw) and any(_is_json(line) for line in alone)
    yield from all_lines() if is_lines else (document,)


def _is_json(raw: bytes) -> bool:
    try:
        loads(raw)
    except ConversionError:
        return False
    return True
