"""Parts of files that can be worked on apart: ranges of lines, found by their bytes."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from responses_protocol._checks.reading.entries import Entry, is_json_lines, read_lines
from responses_protocol._checks.reading.opening import STANDARD, is_compressed
from responses_protocol._cli.reading import (
    Choose,
    is_parquet,
    no_columns,
    read_entries,
    require_arrow,
)

SIZE = 4 << 20  # bytes of a range: some seconds of work, and little to hold in memory
_PIECE = 1 << 20


@dataclass(frozen=True)
class Range:
    """The lines of ``file`` from the byte ``start`` to the byte ``stop``; the first is number
    ``line``. Without a ``stop`` it is the whole file, of any form. Of a Parquet file, ``groups``
    are the first row group and the one behind the last. ``beside`` is the range of the complements
    of these records, where they are in another file.
    """

    file: str
    start: int = 0
    stop: int | None = None
    line: int = 1
    groups: tuple[int, int] | None = None
    beside: Range | None = None


def ranges(files: Sequence[str], size: int) -> Iterator[Range]:
    """Yield the ranges of all ``files`` in their order, each of about ``size`` bytes.

    Only Parquet files and files of JSON Lines that are not compressed are parted. Raises
    ``OSError``.
    """
    for file in files:
        if file == STANDARD:
            yield Range(file)
        elif is_parquet(file):
            yield from _row_groups(file, size)
        elif not Path(file).is_file() or Path(file).stat().st_size <= size:
            yield Range(file)
        elif _is_lines(file):
            yield from _split_file(file, size)
        else:
            yield Range(file)


def paired_ranges(saved_files: Mapping[str, str], size: int) -> list[Range] | None:
    """Return the ranges of files with those of their complements, which ``saved_files`` names.

    None if a file is not JSON Lines, so that its records can't be counted without reading it
    whole. A range has less complements than records where there are no more, and the last range of
    a complement has all that are left. Raises ``OSError``.
    """
    if not all(map(_is_lines, {*saved_files, *saved_files.values()})):
        return None
    paired: list[Range] = []
    with ExitStack() as opened:
        saved: dict[str, _Lines] = {}
        for file, complement in saved_files.items():
            if complement not in saved:
                stream = opened.enter_context(Path(complement).open("rb"))
                saved[complement] = _Lines(complement, stream)
            for part in _split_file(file, size):
                count = sum(1 for _ in entries_in(part))
                paired.append(replace(part, beside=saved[complement].take(count)))
    last = {part.beside.file: index for index, part in enumerate(paired) if part.beside is not None}
    for file, index in last.items():
        before = paired[index].beside
        if before is not None:
            paired[index] = replace(
                paired[index], beside=replace(before, stop=saved[file].end.stop)
            )
    return paired


def entries_in(part: Range, choose: Choose = no_columns) -> Iterator[Entry]:
    """Yield the records of a range, numbered as in the whole file. Raises ``OSError``.

    ``choose`` is that of ``read_entries``.
    """
    if part.stop is None:
        yield from read_entries((part.file,), choose, part.groups)
        return
    with Path(part.file).open("rb") as stream:
        stream.seek(part.start)
        text = io.BytesIO(stream.read(part.stop - part.start))
    yield from read_lines(part.file, text, part.line)


def _row_groups(file: str, size: int) -> Iterator[Range]:
    """Yield ranges of row groups, each of about ``size`` bytes."""
    require_arrow(file)
    from responses_protocol.tables._parquet_rows import row_groups

    count = row_groups(file)
    groups = max(1, count * size // max(1, Path(file).stat().st_size))
    for start in range(0, count, groups) if count else (0,):
        yield Range(file, groups=(start, min(start + groups, count)))


def _is_lines(file: str) -> bool:
    """Return whether a file is JSON Lines that can be parted: no Parquet, and not compressed."""
    if file == STANDARD or not Path(file).is_file() or is_parquet(file):
        return False
    with Path(file).open("rb") as stream:
        return not is_compressed(stream.peek()) and is_json_lines(file, stream)


def _split_file(file: str, size: int) -> Iterator[Range]:
    """Yield ranges that end behind a line feed, or where the file ends; one of an empty file."""
    with Path(file).open("rb") as stream:
        end = stream.seek(0, os.SEEK_END)
        start, line = 0, 1
        while start < end or not end:
            stop = stream.seek(min(start + size, end))
            stop += len(stream.readline())
            yield Range(file, start, stop, line)
            if not end:
                return
            line += _line_feeds(stream, start, stop)
            start = stop


class _Lines:
    """The lines of a file that are taken one after the other."""

    def __init__(self, file: str, stream: BinaryIO) -> None:
        self._stream = stream
        self.end = Range(file, 0, os.fstat(stream.fileno()).st_size, 1)
        self._next = self.end

    def take(self, count: int) -> Range:
        """Return the range of so many of the next records, or of those that are left."""
        start, stop, line = self._next.start, self._next.start, self._next.line
        number = line
        while count and (raw := self._stream.readline()):
            count -= any(True for _ in read_lines("", (raw,), number))
            stop, number = stop + len(raw), number + 1
        self._next = replace(self._next, start=stop, line=number)
        return replace(self.end, start=start, stop=stop, line=line)


def _line_feeds(stream: BinaryIO, start: int, stop: int) -> int:
    stream.seek(start)
    count = 0
    while start < stop:
        piece = stream.read(min(_PIECE, stop - start))
        count += piece.count(b"\n")
        start += len(piece)
    return count
