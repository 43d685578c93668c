"""The texts of records in JSON and JSON Lines files, one by one; content shows the format."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO

from responses_protocol._checks.reading.limits import LimitedStream
from responses_protocol._checks.reading.opening import STANDARD, decompress, open_file
from responses_protocol._jsontext import loads
from responses_protocol.errors import ConversionError

_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"


@dataclass(frozen=True)
class Entry:
    """The raw text of one record: a line of JSON Lines, or a whole document.

    ``line`` is the line that it begins in, from 1; ``indented`` marks a document over several
    lines. ``row`` is the row of a table that the text represents, and ``line`` its number then.
    """

    file: str
    line: int
    raw: bytes
    indented: bool = False
    row: Any = None


def entries(files: Sequence[str]) -> Iterator[Entry]:
    """Yield the records of all files, in their order, without blank lines.

    gzip and zstd are decompressed, whatever the name of the file. Only a file that is one document
    is held in memory. Raises ``OSError``.
    """
    for file in files:
        with open_file(file) as stream:
            try:
                yield from split_entries(file, decompress(stream))
            except OSError as error:
                if error.filename is not None:
                    raise
                name = "standard input" if file == STANDARD else file
                raise OSError(error.errno, error.strerror or str(error), name) from None


def split_entries(file: str, stream: BinaryIO | LimitedStream) -> Iterator[Entry]:
    """Yield the records of an open file.

    A first line that is JSON by itself comes at once, before the second line is read.
    """
    rest = read_lines(file, stream)
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
    elif _is_one_document(first.raw, second.raw):
        yield from _document_or_lines(first, second, stream.read())
    else:
        yield from chain((first, second), rest)


def is_json_lines(file: str, stream: BinaryIO) -> bool:
    """Return whether a stream has one record a line, as far as its first two lines show."""
    rest = read_lines(file, stream)
    first = next(rest, None)
    if first is None or _is_json(first.raw):
        return True
    second = next(rest, None)
    return second is None or not _is_one_document(first.raw, second.raw)


def read_lines(file: str, stream: Iterable[bytes], start: int = 1) -> Iterator[Entry]:
    """Yield the lines that are not blank, with their numbers, which begin with ``start``."""
    for number, raw in enumerate(stream, start):
        text = (raw.removeprefix(_BOM) if number == 1 else raw).rstrip(_BLANK)
        if text:
            yield Entry(file, number, text)


def _is_one_document(first: bytes, second: bytes) -> bool:
    """Return whether two lines can be the beginning of one JSON document.

    At a line break in a document, the first line ends with an opening bracket, a comma or a colon,
    or the second one begins with a closing bracket, a comma or a colon. No line of JSON Lines does,
    unless it is broken.
    """
    return first[-1:] in b"[{,:" or second.lstrip(_BLANK)[:1] in b"]},:"


def _document_or_lines(first: Entry, second: Entry, rest: bytes) -> Iterator[Entry]:
    """Yield one document, or its lines if only lines can be parsed (one of them is broken)."""
    before, gap = b"\n" * (first.line - 1), b"\n" * (second.line - first.line)
    raw = b"".join((before, first.raw, gap, second.raw, b"\n", rest.rstrip(_BLANK)))
    document = Entry(first.file, first.line, raw, indented=True)

    def all_lines() -> Iterator[Entry]:
        return chain((first, second), read_lines(first.file, io.BytesIO(rest), second.line + 1))

    # Values inside a document are usually indented; those of JSON Lines never are.
    checked_lines = (
        line.raw for index, line in enumerate(all_lines()) if index < 2 or line.raw[:1] in b"{["
    )
    is_lines = not _is_json(raw) and any(_is_json(line) for line in checked_lines)
    yield from all_lines() if is_lines else (document,)


def _is_json(raw: bytes) -> bool:
    try:
        loads(raw)
    except ConversionError:
        return False
    return True
