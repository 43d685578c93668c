"""The cost of whole archives: a row, a second process, Spark, memory, and many findings.

Each figure is a ratio of two measurements of one run, or the memory of a process:

- a row, a whole request of about 1.2 kB: processor time of its value and its complement, as texts,
  over `orjson.loads` and `orjson.dumps` of it
- jobs: the time of `convert --jobs 1` over that of `--jobs 2`, on the same file
- Spark: processor time of `convert_column`, of Spark's and Python's processes together, over that
  of `tables.convert_column` on the same rows in one process, with Spark warm; None where PySpark is
  not installed
- memory: of the largest process that converts a file, and of one that restores it
- findings: processor time of `validate` for each of many findings, and the growth of its memory
  from a tenth of them to all
"""

import contextlib
import importlib.util
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

import responses_protocol as rp
from benchmarks import bodies

ROW_LIMIT = 100 / 7
JOBS_LIMIT = 1.7
SPARK_LIMIT = 1.3
MEMORY_LIMIT = 100
FINDING_LIMIT = 200
FORMATS = ("text", "github", "json-lines", "junit")

_PROGRAM = [sys.executable, "-m", "responses_protocol"]
_MB = 1_000_000
_WARM_ROWS = 20_000
_SPARK_BATCH = 10_000  # the rows of a batch, as Spark has them by default
_DISTINCT = 500
"""Requests that are drawn; a file repeats them, each time with another id."""


@dataclass(frozen=True)
class Cost:
    """The cost of a process: seconds of processor and of wall, and its peak memory in MB."""

    seconds: float
    wall: float
    memory: float


@dataclass(frozen=True)
class Findings:
    """The cost of findings in one format: microseconds of processor each, MB, and the growth."""

    name: str
    each_us: float
    memory: float
    growth: float


@dataclass(frozen=True)
class Bulk:
    """All figures; a constant of the module with a similar name is the limit of each."""

    row: float
    row_us: float
    jobs: float
    spark: float | None
    convert_memory: float
    restore_memory: float
    findings: tuple[Findings, ...]


def measure_bulk(rounds: int, rows: int, megabytes: int, findings: int) -> Bulk:
    """Measure a number of rows, a file of a number of megabytes, and a number of findings."""
    texts = _texts()
    ratio, row_us = _row(texts, rounds)
    spark = _spark(texts, rows) if importlib.util.find_spec("pyspark") else None
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "in.jsonl", texts, megabytes)
        walls = {jobs: _convert(folder, jobs) for jobs in (1, 2)}
        restored = _run(
            *("restore", "out.jsonl", "--complement", "undo.jsonl", "-o", "back.jsonl"),
            folder=folder,
        )
        (folder / "back.jsonl").unlink()
        return Bulk(
            ratio,
            row_us,
            walls[1].wall / walls[2].wall,
            spark,
            max(cost.memory for cost in walls.values()),
            restored.memory,
            tuple(_findings(folder, style, findings) for style in FORMATS),
        )


def _texts() -> list[bytes]:
    rng = random.Random(3)
    return [orjson.dumps(bodies.draw_small_request(rng, 3)) for _ in range(_DISTINCT)]


def _row(texts: Sequence[bytes], rounds: int) -> tuple[float, float]:
    """Return the ratio of a row to the floor, and its microseconds of processor."""
    ratios, times = [], []
    for _ in range(max(3, rounds)):
        start = time.process_time()
        for text in texts:
            orjson.dumps(orjson.loads(text))
        floor = time.process_time() - start
        start = time.process_time()
        _loop(texts)
        spent = time.process_time() - start
        ratios.append(spent / floor)
        times.append(spent / len(texts) * 1e6)
    return statistics.median(ratios), statistics.median(times)


def _loop(texts: Sequence[bytes]) -> None:
    for conversion in rp.convert_many(map(orjson.loads, texts), "chat_completions", kind="request"):
        if isinstance(conversion, rp.Conversion):
            orjson.dumps(conversion.value)
            orjson.dumps(conversion.complement)


def _spark(texts: Sequence[bytes], rows: int) -> float | None:
    """Return the processor time of all processes of Spark, over that of one without Spark.

    Both convert the same Parquet file with the same function. Spark converts the first rows once
    before, so that it is warm.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyspark.sql import SparkSession

    from responses_protocol import tables
    from responses_protocol.tables.spark import convert_column

    if not Path("/proc/self/stat").exists():  # the time of other processes is read there
        return None
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    try:
        with TemporaryDirectory() as folder:
            file = str(Path(folder, "rows.parquet"))
            requests = [texts[number % len(texts)].decode() for number in range(rows)]
            pq.write_table(pa.table({"request": requests}), file)
            table = session.read.parquet(file)
            for frame in (table.limit(_WARM_ROWS), table):
                converted = convert_column(frame, "request", to="chat_completions", kind="request")
                start = _processor_seconds()
                converted.write.format("noop").mode("overwrite").save()
                seconds = _processor_seconds() - start
            start = time.process_time()
            for batch in pq.ParquetFile(file).iter_batches(_SPARK_BATCH):
                tables.convert_column(batch, "request", "chat_completions", kind="request")
            return seconds / (time.process_time() - start)
    finally:
        session.stop()


def _processor_seconds() -> float:
    """Return the processor time of all processes below this one."""
    parents: dict[int, tuple[int, float]] = {}  # with the seconds
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended
            fields = status.read_text().rpartition(")")[2].split()
            ticks = sum(map(int, fields[11:15]))  # of its own, and of children that have ended
            parents[int(status.parent.name)] = (int(fields[1]), ticks / os.sysconf("SC_CLK_TCK"))
    family, children = {os.getpid()}, {os.getpid()}
    while children:
        children = {
            number for number, (parent, _) in parents.items() if parent in children
        } - family
        family |= children
    return sum(parents[number][1] for number in family - {os.getpid()})


def _write(file: Path, texts: Sequence[bytes], megabytes: int) -> None:
    with file.open("wb") as stream:
        number = 0
        while stream.tell() < megabytes * _MB:
            body = texts[number % len(texts)]
            stream.write(b'{"custom_id":"%d","url":"/v1/responses","body":%b}\n' % (number, body))
            number += 1


def _convert(folder: Path, jobs: int) -> Cost:
    outputs = ("-o", "out.jsonl", "--complement", "undo.jsonl", "--jobs", str(jobs))
    return _run("convert", "in.jsonl", "--to", "chat_completions", *outputs, folder=folder)


def _findings(folder: Path, style: str, count: int) -> Findings:
    """Measure a file in which each line has a call without its output, and a tenth of it."""
    costs = []
    for number in (count // 10, count):
        with (folder / "bad.jsonl").open("w", encoding="utf-8") as stream:
            stream.writelines(_unanswered(number))
        limits = ("--max-problems", str(10 * count), "--exit-zero", "--output", "found")
        costs.append(_run("validate", "bad.jsonl", "--format", style, *limits, folder=folder))
    few, many = costs
    each = (many.seconds - few.seconds) / (count - count // 10) * 1e6  # without the start
    return Findings(style, each, many.memory, many.memory - few.memory)


def _unanswered(count: int) -> Iterator[str]:
    call: dict[str, Any] = {"type": "function_call", "name": "add", "arguments": "{}"}
    user = {"role": "user", "content": "Add them."}
    for number in range(count):
        yield json.dumps([{**call, "call_id": f"call_{number}"}, user]) + "\n"


def _run(*arguments: str, folder: Path) -> Cost:
    """Return the cost of a command, with the processes that it starts.

    A small process starts the command and measures it. Linux counts the memory of the process that
    starts a program as that of the program, and this one is larger than most commands.
    """
    starter = [sys.executable, "-I", "-S", "-c", _MEASURE, *_PROGRAM, *arguments]
    result = subprocess.run(starter, cwd=folder, stdout=subprocess.PIPE, check=True)
    seconds, wall, peak = json.loads(result.stdout)
    return Cost(seconds, wall, peak * (1 if sys.platform == "darwin" else 1024) / _MB)


_MEASURE = """
import os, sys, time
start = time.perf_counter()
nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=nothing)
_, status, usage = os.wait4(process, 0)
wall = time.perf_counter() - start
print([usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss])
sys.exit(os.waitstatus_to_exitcode(status))
"""
