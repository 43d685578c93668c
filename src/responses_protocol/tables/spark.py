"""The functions of ``tables`` for Spark: ``mapInArrow`` over the partitions of a DataFrame.

Needs the extra ``spark``, and the package on every executor. Nothing is shuffled or collected: a
row is processed where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
from pyspark.sql.types import StructType

from responses_protocol import tables
from responses_protocol._checks.rule import Profile
from responses_protocol._formats.registry import Dialect, Kind, Options
from responses_protocol._formats.servers import Target
from responses_protocol._severity import Severity
from responses_protocol.tables._columns import (
    CONVERTED_SCHEMA,
    RESTORED_SCHEMA,
    VALIDATED_SCHEMA,
    new_names,
)

Work = Callable[[pa.RecordBatch], pa.RecordBatch]


def convert_column(
    frame: DataFrame,
    column: str,
    to: Dialect,
    *,
    source: Dialect | None = None,
    kind: Kind | None = None,
    options: Options | str | None = None,
    fail_on: Severity | None = None,
    tolerate: Collection[str] = (),
    prefix: str = "",
) -> DataFrame:
    """Return ``frame`` with the payloads of a column converted: ``tables.convert_column``.

        converted = convert_column(spark.table("logs"), "request", to="responses")

    Raises ValueError for unknown columns and names, before Spark does any work.
    """
    work = partial(
        tables.convert_column,
        column=column,
        to=to,
        source=source,
        kind=kind,
        options=options,
        fail_on=fail_on,
        tolerate=tuple(tolerate),
        prefix=prefix,
    )
    return _with_columns(frame, work, CONVERTED_SCHEMA, prefix)


def restore_column(
    frame: DataFrame, value: str = "value", complement: str = "complement", *, prefix: str = ""
) -> DataFrame:
    """Return ``frame`` with the sources of its converted values: ``tables.restore_column``.

    Raises ValueError for columns that are missing, or whose names are taken.
    """
    work = partial(tables.restore_column, value=value, complement=complement, prefix=prefix)
    return _with_columns(frame, work, RESTORED_SCHEMA, prefix)


def validate_column(
    frame: DataFrame,
    column: str,
    subject: str | None = None,
    *,
    profile: Profile = "wire",
    target: Target = "openai",
    prefix: str = "",
) -> DataFrame:
    """Return ``frame`` with the findings of a column: ``tables.validate_column``.

    Raises ValueError for unknown columns and names, before Spark does any work.
    """
    work = partial(
        tables.validate_column,
        column=column,
        subject=subject,
        profile=profile,
        target=target,
        prefix=prefix,
    )
    return _with_columns(frame, work, VALIDATED_SCHEMA, prefix)


def _with_columns(frame: DataFrame, work: Work, new_columns: pa.Schema, prefix: str) -> DataFrame:
    _check_arguments(frame, work)
    names = new_names(new_columns, prefix)
    fields = [field.with_name(name) for field, name in zip(new_columns, names, strict=True)]
    schema = StructType([*frame.schema.fields, *from_arrow_schema(pa.schema(fields)).fields])

    def batches(rows: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return map(work, rows)

    return frame.mapInArrow(batches, schema)


def _check_arguments(frame: DataFrame, work: Work) -> None:
    """Process no rows, so that wrong arguments raise an error here and not on an executor."""
    work(pa.RecordBatch.from_pylist([], schema=to_arrow_schema(frame.schema)))
