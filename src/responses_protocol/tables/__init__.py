"""Columns of payloads in Arrow record batches: converted, restored and validated row by row.

Parquet files, Spark, DuckDB, Polars and pandas all speak Arrow, so a function from record batch
to record batch serves each of them. Needs the extra ``tables`` (pyarrow).
"""

from responses_protocol.tables._columns import convert_column, restore_column, validate_column

__all__ = ["convert_column", "restore_column", "validate_column"]
