"""A run in several processes, and one that goes on where it was: ranges, each a part of the output.

The parts are put together in the order of the ranges, so the result is that of one process.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Any

from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._cli.compression import table_sink
from responses_protocol._cli.folders import is_folder, open_outputs_by_file
from responses_protocol._cli.parts import Parts, keep_resumable_parts, make_temporary_parts
from responses_protocol._cli.ranges import Range
from responses_protocol._cli.reading import is_parquet_name
from responses_protocol._cli.report import Tally, add
from responses_protocol._cli.running import Stopped, write_records

Problem = tuple[dict[str, Any], str]  # a place with its reason, and a hint

_LARGE = 32 << 20  # bytes, from which on starting processes is worth it


@dataclass(frozen=True)
class Steps:
    """How a command works on a range: functions of a module, so that they pass to a process.

    ``read`` yields the jobs of a range, ``work`` returns a function that makes texts of one and
    counts it; both get the settings of the command.
    """

    command: str
    read: Callable[[Any, Range], Iterator[tuple[Any, ...]]]
    work: Callable[[Any, Tally], Callable[..., Sequence[bytes]]]


@dataclass(frozen=True)
class Run:
    """A run in parts: its settings, inputs and outputs, and the way it is done.

    ``files`` are the inputs, with the names of their outputs where a target is a folder, and
    ``others`` are read as well. ``planned`` are the parts, in their order.
    """

    steps: Steps
    settings: Any
    files: Mapping[str, str]
    targets: tuple[str | None, ...]
    rejects: str | None
    jobs: int
    resume: bool
    planned: Sequence[Range]
    others: Sequence[str] = ()


def default_jobs(files: Iterable[str]) -> int:
    """Return how many processes are worth it: one for each core where there is much to do."""
    size = sum(Path(file).stat().st_size for file in files if Path(file).is_file())
    return os.cpu_count() or 1 if size >= _LARGE else 1


def process_ranges(
    run: Run,
    tally: Tally,
    advance: Callable[[str, int, int], None] = lambda file, read, records: None,
) -> None:
    """Write the output of a command for all ranges of the files; count it in ``tally``.

    ``advance`` takes the bytes of a file that are done, and the number of records in them.

    Raises ``Stopped`` for the first record that can't be converted, if there are no rejects;
    ``OSError``.
    """
    targets = (*run.targets, run.rejects)
    identity = (run.steps.command, run.settings, targets)
    opened_parts = (
        keep_resumable_parts(str(targets[0]), len(targets), identity, run.planned)
        if run.resume
        else make_temporary_parts(str(targets[0]), len(targets))
    )
    with opened_parts as parts, open_outputs_by_file(targets, run.files, run.others) as sinks:
        work = partial(_work, run.steps, run.settings, parts, keep_rejects=run.rejects is not None)
        waiting = {at: part for at, part in enumerate(run.planned) if not parts.is_done(at)}
        tasks = [(number, part, _is_table(run, part)) for number, part in waiting.items()]
        with closing(_results(work, tasks, run.jobs)) as results:
            for number, part in enumerate(run.planned):
                problem = next(results) if number in waiting else None
                if problem is not None:
                    raise Stopped(*problem)
                parts.copy(number, sinks(part.file), is_table=_is_table(run, part))
                done = parts.tally(number)
                add(tally, done)
                read = sys.maxsize if part.stop is None else part.stop - part.start
                advance(part.file, read, done.done + done.rejected)


def _work(
    steps: Steps,
    settings: Any,
    parts: Parts,
    number: int,
    part: Range,
    is_table: bool,
    *,
    keep_rejects: bool,
) -> Problem | None:
    """Work on the records of a range; return where and why that ended early, if it did.

    ``is_table`` says that the first output is Parquet.
    """
    tally = Tally(steps.command)
    try:
        with (
            parts.write(number) as (first, *more, rejected),
            closing(table_sink(first)) if is_table else nullcontext(first) as output,
        ):
            sinks = (output, *more, rejected if keep_rejects else None)
            work = steps.work(settings, tally)
            write_records(steps.read(settings, part), work, lambda file: sinks, tally)
    except Stopped as stop:
        return stop.place, stop.hint
    parts.finish(number, tally)
    return None


def _is_table(run: Run, part: Range) -> bool:
    """Return whether a range of rows is written as rows: from Parquet to Parquet."""
    target = run.targets[0]
    name = run.files[part.file] if is_folder(target) else target
    return part.groups is not None and is_parquet_name(name)


def _results(
    work: Callable[..., Problem | None], tasks: Sequence[tuple[int, Range, bool]], jobs: int
) -> Generator[Problem | None, None, None]:
    """Yield the result of each task, in their order."""
    if jobs == 1 or len(tasks) < 2:
        yield from (work(*task) for task in tasks)
        return
    with _pool(min(jobs, len(tasks))) as pool:
        futures: list[Future[Problem | None] | None] = [
            # other processes have a standard input of their own
            None if part.file == STANDARD else pool.submit(work, number, part, is_table)
            for number, part, is_table in tasks
        ]
        try:
            for task, future in zip(tasks, futures, strict=True):
                yield work(*task) if future is None else future.result()
        except BrokenProcessPool:
            raise OSError(None, "a process of --jobs was ended by the system") from None


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _begin)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Let the process end with the one that started it, and leave Ctrl-C to that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
