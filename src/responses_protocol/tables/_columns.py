"""Functions from record batch to record batch, for a column of payloads.

Each keeps the existing columns and adds its own. A ``prefix`` of their names distinguishes the
results of several columns. A row never raises: its ``error`` has the reason, and its other new
columns are null. A null stays null, without an error.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import pyarrow as pa

from responses_protocol._checks.rule import Profile
from responses_protocol._checks.validation import validate
from responses_protocol._formats.registry import Dialect, Kind, Options
from responses_protocol._formats.servers import Target
from responses_protocol._lens.conversion import Conversion, compute_losses
from responses_protocol._lens.fail_on import refuse_losses
from responses_protocol._lens.losses import Loss
from responses_protocol._lens.many import convert_many
from responses_protocol._lens.restoration import restoration
from responses_protocol._reporting.finding import Finding
from responses_protocol._severity import Severity
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError
from responses_protocol.tables._cells import SseText, payloads, text
from responses_protocol.tables._streamed_answers import (
    convert_streamed_answer,
    find_dialect,
    is_stream_complement,
    restore_streamed_answer,
)

_LOSS = ("code", "severity", "pointer", "message")
_FINDING = ("code", "severity", "pointer", "place", "message", "hint")


def _structs(members: Sequence[str]) -> pa.DataType:
    return pa.list_(pa.struct([(name, pa.string()) for name in members]))


CONVERTED_SCHEMA = pa.schema(
    [
        ("value", pa.string()),
        ("complement", pa.string()),
        ("losses", _structs(_LOSS)),
        ("error", pa.string()),
    ]
)
RESTORED_SCHEMA = pa.schema(
    [("restored", pa.string()), ("exact", pa.bool_()), ("error", pa.string())]
)
VALIDATED_SCHEMA = pa.schema([("findings", _structs(_FINDING)), ("error", pa.string())])

Row = tuple[Any, ...]


def convert_column(
    batch: pa.RecordBatch,
    column: str,
    to: Dialect,
    *,
    source: Dialect | None = None,
    kind: Kind | None = None,
    options: Options | str | None = None,
    fail_on: Severity | None = None,
    tolerate: Collection[str] = (),
    prefix: str = "",
) -> pa.RecordBatch:
    """Return ``batch`` with the converted payloads of a column, in new columns.

    ``to``, ``source``, ``kind``, ``options``, ``fail_on`` and ``tolerate`` are those of
    ``responses_protocol.convert``.

    batch, column
        A record batch, and the name of its column of payloads: JSON text, or structs.
    prefix
        Precedes the names of the new columns: ``value`` (JSON text), ``complement`` (JSON text, for
        ``restore_column``), ``losses`` (structs of code, severity, pointer and message) and
        ``error``.

    Raises ValueError for unknown arguments, and if the batch has a column of one of the new names.
    """
    cells = [
        _refuse_text(cell, kind, source) if isinstance(cell, SseText) else cell
        for cell in payloads(_column(batch, column))
    ]
    streams = {id(cell): dialect for cell in cells if (dialect := find_dialect(cell, kind, source))}
    readable = [cell for cell in cells if not (_is_done(cell) or id(cell) in streams)]
    results = convert_many(
        readable, to, source=source, kind=kind, options=options, fail_on=fail_on, tolerate=tolerate
    )

    def row(cell: Json) -> Row:
        if id(cell) in streams:
            dialect = streams[id(cell)]
            value, complement, losses = convert_streamed_answer(cell, dialect, to, options)
            if fail_on is not None:
                refuse_losses(losses, fail_on, tolerate)
            return value, text(complement), _members(losses, _LOSS), None
        result = next(results)
        if isinstance(result, Conversion):
            compute_losses(result)  # at once: nothing has changed the payload
            return text(result.value), text(result.complement), _members(result.losses, _LOSS), None
        raise result

    return _with_columns(batch, prefix, CONVERTED_SCHEMA, cells, row)


def restore_column(
    batch: pa.RecordBatch,
    value: str = "value",
    complement: str = "complement",
    *,
    prefix: str = "",
) -> pa.RecordBatch:
    """Return ``batch`` with the sources of its converted values, in new columns.

    value, complement
        The names of the columns that ``convert_column`` made; the values may have been edited.
    prefix
        Precedes the names of the new columns: ``restored`` (JSON text), ``exact`` (whether the
        value is unedited, so that the result equals the source) and ``error``.

    Raises ValueError where a column is missing, or the batch has one of the new names.
    """
    complements = payloads(_column(batch, complement))
    pairs = [
        next((cell for cell in pair if isinstance(cell, ConversionError)), pair)
        for pair in zip(payloads(_column(batch, value)), complements, strict=True)
    ]
    cells = [None if pair == (None, None) else pair for pair in pairs]

    def row(pair: tuple[Json, Json]) -> Row:
        if is_stream_complement(pair[1]):
            return restore_streamed_answer(*pair), True, None
        result = restoration(*map(_as_payload, pair))
        return text(result.value), result.exact, None

    return _with_columns(batch, prefix, RESTORED_SCHEMA, cells, row)


def validate_column(
    batch: pa.RecordBatch,
    column: str,
    subject: str | None = None,
    *,
    profile: Profile = "wire",
    target: Target = "openai",
    prefix: str = "",
) -> pa.RecordBatch:
    """Return ``batch`` with the findings for the payloads of a column, in new columns.

    subject, profile, target
        As ``responses_protocol.validate`` has them.
    prefix
        Precedes the names of the new columns: ``findings`` (structs of code, severity, pointer,
        place, message and hint; an empty list for a valid payload) and ``error``, for text that is
        not JSON and for payloads that are not recognized.

    Raises ValueError for arguments that name nothing, and where the batch has a column of one of
    the new names.
    """
    cells = list(payloads(_column(batch, column)))
    validate([], subject or "responses/history", profile=profile, target=target)

    def row(cell: Json | SseText) -> Row:
        findings = validate(_as_payload(cell), subject, profile=profile, target=target)
        return _members(findings, _FINDING), None

    return _with_columns(batch, prefix, VALIDATED_SCHEMA, cells, row)


def _as_payload(cell: Json | SseText) -> Json:
    return cell.events if isinstance(cell, SseText) else cell


def _refuse_text(
    cell: SseText, kind: Kind | None, source: Dialect | None
) -> SseText | ConversionError:
    """Return the error of server-sent events that are no answer of the source, or the events."""
    if find_dialect(cell, kind, source) is not None:
        return cell
    name = "an answer" if source is None else f"an answer of {source}"
    return ConversionError(f"these server-sent events are no stream of {name}")


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    if name not in batch.schema.names:
        raise ValueError(f"the batch has no column {name!r}; it has {batch.schema.names}")
    return batch.column(name)


def _members(values: Collection[Loss | Finding], names: Sequence[str]) -> list[dict[str, str]]:
    return [{name: _encodable(getattr(value, name)) for name in names} for value in values]


def _encodable(text: str) -> str:
    """Return a text with lone surrogates escaped: names of members may have some."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _is_done(cell: Any) -> bool:
    """Return whether a cell needs no work: it is null, or no payload could be read."""
    return cell is None or isinstance(cell, ConversionError)


def new_names(schema: pa.Schema, prefix: str) -> list[str]:
    """Return the names of the columns of ``schema`` under a prefix."""
    return [prefix + name for name in schema.names]


def _with_columns(
    batch: pa.RecordBatch,
    prefix: str,
    schema: pa.Schema,
    cells: Sequence[Any],
    work: Callable[[Any], Row],
) -> pa.RecordBatch:
    """Return ``batch`` with the columns of ``schema`` beside its own, a row for each cell."""
    names = new_names(schema, prefix)
    for name in names:
        if name in batch.schema.names:
            raise ValueError(f"the batch has a column {name!r} already: choose another prefix")
    nulls = (None,) * (len(names) - 1)
    rows = []
    for cell in cells:
        try:
            if isinstance(cell, ConversionError):
                raise cell
            rows.append((*nulls, None) if cell is None else work(cell))
        except ConversionError as error:
            rows.append((*nulls, _encodable(str(error))))
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = [
        pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)
    ]
    fields = [pa.field(name, field.type) for name, field in zip(names, schema, strict=True)]
    return pa.RecordBatch.from_arrays(
        [*batch.columns, *arrays], schema=pa.schema([*batch.schema, *fields], batch.schema.metadata)
    )
