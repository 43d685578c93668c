"""Parts of files that can be worked on apart: ranges of lines, found by their bytes."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from responses_protocol.checks.reading.entries import Entry, is_json_lines, lines
from responses_protocol.checks.reading.opening import STANDARD, is_compressed
from responses_protocol.cli.reading import Choose, is_parquet, need_arrow, read_entries

SIZE = 4 << 20  # bytes of a range: some seconds of work, and little to hold in memory
_PIECE = 1 << 20


@dataclass(frozen=True)
class Range:
    """The lines of ``file`` from the byte ``start`` to the byte ``stop``; the first is number
    ``line``. Without a ``stop`` it is the whole file, of any form. Of a Parquet file, ``groups``
    are the first row group and the one behind the last.
    """

    file: str
    start: int = 0
    stop: int | None = None
    line: int = 1
    groups: tuple[int, int] | None = None


def ranges(files: Sequence[str], size: int) -> Iterator[Range]:
    """Yield the ranges of all ``files`` in their order, each of about ``size`` bytes.

    Only Parquet files and files of JSON Lines that are not compressed are parted. Raises
    ``OSError``.
    """
    for file in files:
        if is_parquet(file):
            yield from _row_groups(file, size)
        elif file == STANDARD or not Path(file).is_file() or Path(file).stat().st_size <= size:
            yield Range(file)
        else:
            with Path(file).open("rb") as stream:
                if is_compressed(stream.peek(4)[:4]) or not is_json_lines(file, stream):
                    yield Range(file)
                else:
                    yield from _parted(file, stream, size)


def entries_in(part: Range, choose: Choose) -> Iterator[Entry]:
    """Yield the records of a range, numbered as in the whole file. Raises ``OSError``.

    ``choose`` is that of ``read_entries``.
    """
    if part.stop is None:
        yield from read_entries((part.file,), choose, part.groups)
        return
    with Path(part.file).open("rb") as stream:
        stream.seek(part.start)
        text = io.BytesIO(stream.read(part.stop - part.start))
    yield from lines(part.file, text, part.line)


def _row_groups(file: str, size: int) -> Iterator[Range]:
    """Yield ranges of row groups, each of about ``size`` bytes."""
    need_arrow(file)
    from responses_protocol.tables.parquet_rows import row_groups

    count = row_groups(file)
    groups = max(1, count * size // max(1, Path(file).stat().st_size))
    for start in range(0, count, groups) if count else (0,):
        yield Range(file, groups=(start, min(start + groups, count)))


def _parted(file: str, stream: BinaryIO, size: int) -> Iterator[Range]:
    """Yield ranges that end behind a line feed, or where the file ends."""
    end = stream.seek(0, os.SEEK_END)
    start, line = 0, 1
    while start < end:
        stop = stream.seek(min(start + size, end))
        stop += len(stream.readline())
        yield Range(file, start, stop, line)
        line += _line_feeds(stream, start, stop)
        start = stop


def _line_feeds(stream: BinaryIO, start: int, stop: int) -> int:
    stream.seek(start)
    count = 0
    while start < stop:
        piece = stream.read(min(_PIECE, stop - start))
        count += piece.count(b"\n")
        start += len(piece)
    return count
