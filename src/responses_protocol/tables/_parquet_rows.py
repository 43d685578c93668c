"""The rows of Parquet files as JSON records, read batch by batch.

A file of the command line describes in its schema how it stores values without a Parquet type, so
that they are read unchanged: a column of JSON text, the column that this text replaces, and nulls
that represent absent members.
"""

from __future__ import annotations

import base64
import datetime
import decimal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import types

from responses_protocol._jsontext import loads
from responses_protocol._values import Json
from responses_protocol.tables._cells import is_string

JSON = b"responses_protocol.json"
"""Marks a column of JSON text. The value is the field that the text replaces, or empty."""

TEXT = b"responses_protocol.text"
"""Marks a column of text that replaces one of binaries; the value is the field of that."""

ABSENT = b"responses_protocol.absent"
"""Marks a column whose nulls represent absent members."""

_ROWS = 1024  # of a batch that is held in memory


@dataclass(frozen=True)
class Row:
    """A row of a record batch.

    ``payloads`` are the columns of payloads that are converted, or None if a file is restored.
    """

    batch: pa.RecordBatch
    index: int
    payloads: tuple[str, ...] | None = None


def row_groups(file: str) -> int:
    """Return the number of row groups in a Parquet file. Raises ``OSError``."""
    with _opened(file) as source:
        return int(source.num_row_groups)


def rows(
    file: str,
    choose: Callable[[Sequence[str]], tuple[str, ...] | None],
    groups: tuple[int, int] | None,
) -> Iterator[tuple[int, Row, dict[str, Json]]]:
    """Yield the rows of a Parquet file: the number from 1, the row, and its record.

    ``choose`` returns the columns of payloads, given the names of all columns. ``groups`` are the
    first row group that is read and the one behind the last; all are where it is None. Raises
    ``OSError``.
    """
    with _opened(file) as source:
        chosen = range(*(groups or (0, source.num_row_groups)))
        before = (source.metadata.row_group(group).num_rows for group in range(chosen.start))
        number = sum(before)
        payloads = choose(source.schema_arrow.names)
        for name in payloads or ():
            if name not in source.schema_arrow.names:
                raise OSError(None, f"has no column `{name}`", file)
        try:
            for batch in source.iter_batches(_ROWS, row_groups=list(chosen)):
                for index, record in enumerate(records(batch)):
                    number += 1
                    yield number, Row(batch, index, payloads), record
        except pa.ArrowException as error:
            raise _unreadable(file, error) from None


def records(batch: pa.RecordBatch) -> Iterator[dict[str, Json]]:
    """Yield the rows of a batch as JSON objects.

    Text that is not known to be JSON stays a string. Dates and times become ISO 8601 text, decimal
    numbers text, and binaries their UTF-8 text, or else base64.
    """
    fields = list(batch.schema)
    columns = [_cells(field, column) for field, column in zip(fields, batch.columns, strict=True)]
    there = [
        column.is_valid().to_pylist() if is_absent(field) else [True] * batch.num_rows
        for field, column in zip(fields, batch.columns, strict=True)
    ]
    for index in range(batch.num_rows):
        yield {
            field.name: cells[index]
            for field, cells, known in zip(fields, columns, there, strict=True)
            if known[index]
        }


def is_absent(field: pa.Field) -> bool:
    """Return whether nulls of a column represent absent members."""
    return ABSENT in (field.metadata or {})


def is_json(field: pa.Field) -> bool:
    """Return whether a column holds JSON text of which the schema says so."""
    return JSON in (field.metadata or {})


def _opened(file: str) -> Any:
    try:
        return pq.ParquetFile(file)
    except pa.ArrowException as error:
        raise _unreadable(file, error) from None


def _unreadable(file: str, error: Exception) -> OSError:
    reason = str(error).partition("\n")[0].rstrip(".")
    return OSError(None, f"damaged Parquet: {reason}", file)


def _cells(field: pa.Field, column: pa.Array) -> list[Json]:
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if is_json(field):
        return [None if cell is None else loads(cell.encode()) for cell in column.to_pylist()]
    if is_string(column.type):
        return list(column.to_pylist())
    nested = types.is_nested(column.type)
    cells = column.to_pylist(maps_as_pydicts="strict") if nested else column.to_pylist()
    return [_value(cell) for cell in cells]


def _value(cell: Any) -> Json:
    """Return a cell as a JSON value; a null member of a struct is read as an absent one."""
    if isinstance(cell, dict):
        return {name: _value(member) for name, member in cell.items() if member is not None}
    if isinstance(cell, list):
        return [_value(element) for element in cell]
    for kinds, convert in _AS_TEXT:
        if isinstance(cell, kinds):
            return convert(cell)
    return cell


def _decode(cell: bytes) -> str:
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return base64.b64encode(cell).decode()


_AS_TEXT: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bytes, _decode),
    ((datetime.date, datetime.time), lambda cell: cell.isoformat()),
    ((datetime.timedelta, decimal.Decimal), str),
)
