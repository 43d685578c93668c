"""Whole tables through Spark: every row is converted, also where a task is killed."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

import responses_protocol as rp

pytest.importorskip("pyspark")

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

from responses_protocol.tables.spark import (
    convert_column,
    restore_column,
    validate_column,
)

ROWS = 1_000_000
# A request of one user message; `#` stands where the number of the row goes.
REQUEST = '{"messages":[{"role":"user","content":"Question #"}],"context":{"user_id":"u#"}}'
ANSWER = (
    '{"messages":[{"role":"assistant","id":"m#","content":"Answer #"}],'
    '"custom_outputs":{"number":"#"}}'
)


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2,4]")  # two cores; a task is tried four times
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    yield session
    session.stop()


def make_table(spark: SparkSession, rows: int, **columns: str) -> DataFrame:
    """Return a table whose texts have the number of their row in each place of a `#`."""
    numbers = spark.range(rows)
    return numbers.select(
        "id",
        *(
            sql.replace(sql.lit(text), sql.lit("#"), sql.col("id").cast("string")).alias(name)
            for name, text in columns.items()
        ),
    )


def kill_once(frame: DataFrame, marker: Path) -> DataFrame:
    """Return `frame` by way of a worker that is killed on its first rows, once."""

    def batches(rows: Iterable[Any]) -> Iterator[Any]:
        for batch in rows:
            try:
                marker.touch(exist_ok=False)
            except FileExistsError:
                yield batch
            else:
                os.kill(os.getpid(), signal.SIGKILL)

    return frame.mapInArrow(batches, frame.schema)


@pytest.mark.timeout(900)
def test_a_whole_table_arrives_though_a_task_is_killed(spark: SparkSession, tmp_path: Path) -> None:
    """Convert an inference table of a ChatAgent to one of a ResponsesAgent, and restore it."""
    marker = tmp_path / "killed"
    source = kill_once(make_table(spark, ROWS, request=REQUEST, response=ANSWER), marker)
    converted = convert_column(
        source, "request", "responses", source="chat_agent", kind="request", prefix="request_"
    )
    converted = convert_column(
        converted, "response", "responses", source="chat_agent", kind="response", prefix="answer_"
    )
    restored = restore_column(converted, "request_value", "request_complement", prefix="a_")
    restored = restore_column(restored, "answer_value", "answer_complement", prefix="b_")
    row = restored.agg(
        sql.count("*").alias("rows"),
        sql.count_distinct("id").alias("ids"),
        sql.count_if(sql.expr("a_restored = request and a_exact")).alias("requests"),
        sql.count_if(sql.expr("b_restored = response and b_exact")).alias("answers"),
        sql.count_if(sql.expr("request_value like '%Question %'")).alias("questions"),
    ).first()
    assert row is not None
    assert row.asDict() == dict.fromkeys(("rows", "ids", "requests", "answers", "questions"), ROWS)
    assert marker.exists()


def test_rows_are_those_of_convert(spark: SparkSession) -> None:
    rows = [(1, REQUEST), (2, None), (3, "{"), (4, '{"messages":[{"role":"bird"}]}')]
    frame = spark.createDataFrame(rows, "id long, request string")
    converted = convert_column(frame, "request", "responses", source="chat_agent", kind="request")
    rows_by_id = {row["id"]: row for row in converted.collect()}
    conversion = rp.convert(json.loads(REQUEST), "responses", source="chat_agent", kind="request")
    assert json.loads(rows_by_id[1]["value"]) == conversion.value
    assert [loss["code"] for loss in rows_by_id[1]["losses"]] == [
        loss.code for loss in conversion.losses
    ]
    assert [rows_by_id[2][name] for name in ("value", "complement", "losses", "error")] == [
        None
    ] * 4
    assert "not JSON" in rows_by_id[3]["error"]
    assert rows_by_id[4]["error"] or rows_by_id[4]["value"]


def test_structs_and_other_columns(spark: SparkSession) -> None:
    frame = spark.createDataFrame(
        [(1.5, [{"role": "user", "content": "Hello"}], ["kept"])],
        "score double, messages array<struct<role: string, content: string>>, tags array<string>",
    )
    [row] = convert_column(frame, "messages", "responses").collect()
    assert (row["score"], row["tags"]) == (1.5, ["kept"])
    assert row["messages"][0].asDict() == {"role": "user", "content": "Hello"}
    assert json.loads(row["value"]) == [{"type": "message", "role": "user", "content": "Hello"}]


def test_findings(spark: SparkSession) -> None:
    text = '[{"role": "tool", "tool_call_id": "call_1", "content": "seen"}]'
    frame = spark.createDataFrame([(text,), ("[]",)], "messages string")
    rows = validate_column(frame, "messages", "chat_completions/history").collect()
    codes = [[finding["code"] for finding in row["findings"]] for row in rows]
    assert codes == [
        [
            expected_finding.code
            for expected_finding in rp.validate(json.loads(text), "chat_completions/history")
        ],
        [],
    ]
    assert codes[0]


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (lambda frame: convert_column(frame, "other", "responses"), "no column 'other'"),
        (lambda frame: convert_column(frame, "request", cast("Any", "latin")), "to must be one of"),
        (lambda frame: validate_column(frame, "request", "latin"), "subject must be one of"),
        (lambda frame: restore_column(frame), "no column"),
    ],
)
def test_wrong_arguments_raise_before_any_work(
    spark: SparkSession, work: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        work(spark.createDataFrame([("{}",)], "request string"))
