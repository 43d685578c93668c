"""Records written as a Parquet file: rows that keep the columns they had, or lines of JSON."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from responses_protocol._jsontext import loads
from responses_protocol._values import Json
from responses_protocol.tables._cells import is_string, is_text, text
from responses_protocol.tables._parquet_rows import (
    ABSENT,
    JSON,
    TEXT,
    Row,
    is_absent,
    is_json,
)

_GROUP = 32 << 20  # bytes of Arrow data in a row group, about
_LINES = 1024
_EXACT = 1 << 63  # integers below it have a type

Cells = Callable[[pa.RecordBatch, list[dict[str, Json]]], pa.Array]


class ParquetSink:
    """A Parquet file that is written to ``file``.

    It holds rows of Parquet files, whose other columns stay unchanged, or JSON lines, whose
    members become columns. ``close`` ends it and leaves ``file`` open.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._writer: pq.ParquetWriter | None = None
        self._spool: BinaryIO | None = None
        self._source: pa.Schema | None = None  # of the rows that are read
        self._columns: list[tuple[pa.Field, Cells]] = []
        self._batch: pa.RecordBatch | None = None
        self._indexes: list[int] = []
        self._records: list[dict[str, Json]] = []
        self._waiting: list[pa.RecordBatch] = []

    def write(self, lines: bytes) -> int:
        """Write JSON lines. They are kept on the disk, since all of them decide the columns."""
        if self._source is not None:
            raise OSError(None, _MIXED)
        if self._spool is None:
            self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed in ``close``
        return self._spool.write(lines)

    def write_row(self, row: Row, line: bytes) -> None:
        """Write the record that a row became. Raises ``OSError`` for rows of other columns."""
        record = loads(line)
        if not isinstance(record, dict):
            raise OSError(None, _NO_COLUMNS)
        if self._source is None and self._spool is None:
            self._source = row.batch.schema
            self._columns = list(_columns(row, record))
        if self._spool is not None or row.batch.schema != self._source:
            raise OSError(None, _MIXED)
        if row.batch is not self._batch:
            self._end_batch()
            self._batch = row.batch
        self._indexes.append(row.index)
        self._records.append(record)

    def append(self, part: str) -> None:
        """Write all rows of a file that another sink wrote from rows of the same columns."""
        with pq.ParquetFile(part) as source:
            if not source.metadata.num_rows:
                return
            if self._source is None:
                self._source = source.schema_arrow
            if self._spool is not None or source.schema_arrow != self._source:
                raise OSError(None, _MIXED)
            for group in range(source.num_row_groups):
                self._write(source.read_row_group(group))

    def close(self) -> None:
        """Write the remaining rows, and the end of the file."""
        if self._spool is not None:
            with self._spool as spool:
                for batch in _batches(spool):
                    self._add(batch)
        self._end_batch()
        self._end_group()
        if self._writer is None:
            self._write(pa.table({}))
        if self._writer is not None:
            self._writer.close()

    def _end_batch(self) -> None:
        if self._batch is None or not self._indexes:
            return
        rows = self._batch.take(pa.array(self._indexes, pa.int64()))
        arrays = []
        for column, cells in self._columns:
            try:
                arrays.append(cells(rows, self._records))
            except (pa.ArrowException, TypeError, ValueError):
                reason = f"a value does not fit column {column.name!r} of type {column.type}"
                raise OSError(None, reason) from None
        schema = pa.schema([column for column, _ in self._columns])
        self._indexes, self._records = [], []
        self._add(pa.RecordBatch.from_arrays(arrays, schema=schema))

    def _add(self, batch: pa.RecordBatch) -> None:
        self._waiting.append(batch)
        if sum(waiting.nbytes for waiting in self._waiting) > _GROUP:
            self._end_group()

    def _end_group(self) -> None:
        if self._waiting:
            self._write(pa.Table.from_batches(self._waiting))
            self._waiting = []

    def _write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(_Target(self._file), table.schema)
        self._writer.write_table(table)


_NO_COLUMNS = "a record that is no object has no columns, so it can't be written as Parquet"
_MIXED = "files with other columns can't be one Parquet file: name a folder with -o"


class _Target:
    """A file for a Parquet writer, which writes its end even where a run failed."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        return len(data) if self._file.closed else self._file.write(data)

    def flush(self) -> None:
        """Do nothing: whoever opened the file flushes it."""

    def close(self) -> None:
        """Leave the file open: whoever opened it closes it."""


def _columns(row: Row, record: dict[str, Json]) -> Iterator[tuple[pa.Field, Cells]]:
    """Yield the columns of the output, each with the function that makes its cells."""
    for index, column in enumerate(row.batch.schema):
        name = column.name
        if name not in record and row.batch.column(index)[row.index].is_valid:
            continue  # the record lost this member
        replaced = _replaced(column)
        if row.payloads is None and replaced is not None:
            yield replaced, _texts(replaced) if is_string(replaced.type) else _values(replaced)
        elif is_string(column.type) and not {JSON, TEXT} & set(column.metadata or {}):
            yield column, _texts(column)
        elif row.payloads is None or name not in row.payloads:
            yield column, _kept(name)
        else:
            mark = TEXT if is_text(column.type) and not is_json(column) else JSON
            saved = base64.b64encode(pa.schema([column]).serialize().to_pybytes())
            text_column = pa.field(name, pa.string(), metadata={mark: saved})
            yield text_column, _texts(text_column)
    known = set(row.batch.schema.names)
    for name in (key for key in record if key not in known):
        new = pa.field(name, pa.string(), metadata={JSON: b"", ABSENT: b""})
        yield new, _texts(new)


def _replaced(column: pa.Field) -> pa.Field | None:
    """Return the field that a column of text replaces; None if it replaces none."""
    metadata = column.metadata or {}
    saved = metadata.get(JSON) or metadata.get(TEXT)
    return pa.ipc.read_schema(pa.py_buffer(base64.b64decode(saved))).field(0) if saved else None


def _kept(name: str) -> Cells:
    return lambda batch, _: batch.column(name)


def _values(column: pa.Field) -> Cells:
    return lambda _, records: pa.array([record.get(column.name) for record in records], column.type)


def _texts(column: pa.Field) -> Cells:
    as_json = is_json(column)

    def cell(record: dict[str, Json]) -> str | None:
        value = record.get(column.name)
        if value is None or (isinstance(value, str) and not as_json):
            return value if column.name not in record or not _is_null_text(column) else "null"
        return text(value)

    return lambda _, records: pa.array(
        [cell(record_of_row) for record_of_row in records], column.type
    )


def _is_null_text(column: pa.Field) -> bool:
    return is_json(column) and is_absent(column)


# --- JSON lines ---


@dataclass
class _Member:
    """The types of the values of a member in the records of a file, and their number."""

    kinds: set[type] = field(default_factory=set)
    number: int = 0


def _batches(spool: BinaryIO) -> Iterator[pa.RecordBatch]:
    members: dict[str, _Member] = {}
    spool.seek(0)
    count = 0
    for record in _records(spool):
        count += 1
        for name, value in record.items():
            member = members.setdefault(name, _Member())
            member.kinds.add(_kind(value))
            member.number += 1
    columns = [_column(name, member, count) for name, member in members.items()]
    spool.seek(0)
    records = _records(spool)
    while some := list(islice(records, _LINES)):
        arrays = [_json_cells(column, some) for column in columns]
        yield pa.RecordBatch.from_arrays(arrays, schema=pa.schema(columns))


def _records(lines: Iterable[bytes]) -> Iterator[dict[str, Json]]:
    for line in lines:
        record = loads(line)
        if not isinstance(record, dict):
            raise OSError(None, _NO_COLUMNS)
        yield record


def _kind(value: Json) -> type:
    if isinstance(value, int) and not -_EXACT <= value < _EXACT:
        return object
    if isinstance(value, str) and not _is_unicode(value):
        return object
    return type(value)


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _column(name: str, member: _Member, count: int) -> pa.Field:
    """Return the field for a member: of a type of its own, or of JSON text."""
    nothing = type(None)
    kinds = member.kinds - {nothing}
    absent = {ABSENT: b""} if member.number < count else {}
    simple = _SIMPLE.get(next(iter(kinds))) if len(kinds) == 1 else None
    if simple is not None and not (absent and nothing in member.kinds):
        return pa.field(name, simple, metadata=absent)
    return pa.field(name, pa.string(), metadata={JSON: b"", ABSENT: b""})


_SIMPLE: dict[type, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
}


def _json_cells(column: pa.Field, records: Sequence[dict[str, Json]]) -> pa.Array:
    if is_json(column):
        cells = [text(record[column.name]) if column.name in record else None for record in records]
        return pa.array(cells, pa.string())
    return pa.array([record.get(column.name) for record in records], column.type)
