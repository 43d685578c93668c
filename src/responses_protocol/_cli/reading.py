"""The records of files: lines and documents of JSON, and rows of Parquet."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from responses_protocol._checks.detection import parse_json_text
from responses_protocol._checks.reading.entries import Entry, entries
from responses_protocol._checks.reading.limits import Limits
from responses_protocol._checks.reading.opening import STANDARD, open_file
from responses_protocol._checks.reading.paths import unreadable_finding
from responses_protocol._checks.reading.record import Positions, Record
from responses_protocol._jsontext import dumps, loads
from responses_protocol._reporting.finding import Finding

SUFFIX = ".parquet"
_MAGIC = b"PAR1"
_NO_ARROW = "Parquet needs the extra tables: install responses-protocol[tables]"

Choose = Callable[[Sequence[str]], "tuple[str, ...] | None"]


def no_columns(names: Sequence[str]) -> None:
    """Choose no columns of payloads, as where a file is restored."""


def read_entries(
    files: Iterable[str], choose: Choose = no_columns, groups: tuple[int, int] | None = None
) -> Iterator[Entry]:
    """Yield the records of all ``files`` in their order.

    ``choose`` returns the columns of payloads of a Parquet file, given the names of all columns.
    ``groups`` are the first row group of it that is read and the one behind the last; without it
    all are. Raises ``OSError``.
    """
    for file in files:
        if not is_parquet(file):
            yield from entries((file,))
            continue
        require_arrow(file)
        from responses_protocol.tables._parquet_rows import rows

        with copy_of_input() if file == STANDARD else nullcontext(file) as path:
            for number, row, record in rows(path, choose, groups):
                yield Entry(file, number, dumps(record)[:-1], row=row)


@contextmanager
def copy_of_input() -> Iterator[str]:
    """Yield the name of a copy of standard input, which exists until the block ends.

    The directory of a Parquet file is its end, so the file can't be read as it comes. Only the
    user can read the copy.
    """
    number, path = tempfile.mkstemp(suffix=SUFFIX)
    try:
        with os.fdopen(number, "wb") as copy, open_file(STANDARD) as stream:
            shutil.copyfileobj(stream, copy)
        yield path
    except OSError as error:
        if error.filename == path:
            error.filename = STANDARD
        raise
    finally:
        Path(path).unlink()


def parquet_records(file: str, limits: Limits, choose: Choose) -> Iterator[Record | Finding]:
    """Yield the rows of a Parquet file as records of ``validate``: each is one line of the file.

    JSON text of an object or a list is parsed. A row whose payloads are all null is skipped. An
    unreadable row is a finding.
    """
    try:
        for entry in read_entries((file,), choose):
            record = loads(entry.raw)
            if entry.row.payloads and all(record.get(name) is None for name in entry.row.payloads):
                continue
            value = {name: parse_json_text(cell) for name, cell in record.items()}
            yield Record(file, entry.line, value, partial(_places, entry.line))
    except OSError as error:
        yield unreadable_finding(file, error)


def _places(line: int, pointers: Iterable[str]) -> Positions:
    return dict.fromkeys(pointers, (line, 1))


def is_parquet(file: str) -> bool:
    """Return whether a file, or standard input, is Parquet, by its content."""
    if file != STANDARD:
        if not Path(file).is_file():
            return False
        with Path(file).open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC
    with suppress(OSError):  # reading it will tell
        return _begins_with_magic(sys.stdin)
    return False


def _begins_with_magic(standard: Any) -> bool:
    """Return whether standard input is Parquet; its bytes stay there."""
    if standard is None:
        return False
    stream = standard.buffer
    if hasattr(stream, "peek"):
        return bool(stream.peek(len(_MAGIC))[: len(_MAGIC)] == _MAGIC)
    if not stream.seekable():
        return False
    head = stream.read(len(_MAGIC))
    stream.seek(-len(head), os.SEEK_CUR)
    return bool(head == _MAGIC)


def is_parquet_name(target: str | None) -> bool:
    """Return whether the name of an output asks for Parquet."""
    return target is not None and PurePath(target).suffix.lower() == SUFFIX


def require_arrow(file: str) -> None:
    """Raise ``OSError`` where pyarrow is not installed."""
    try:
        import responses_protocol.tables._parquet_rows  # noqa: F401 - it imports pyarrow
    except ImportError:
        raise OSError(None, _NO_ARROW, file) from None
