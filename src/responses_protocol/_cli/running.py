"""The way of every command: record by record, all or nothing, and one clear line on a problem."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import combinations
from typing import Any, TypeVar

import click

from responses_protocol._checks.reading.entries import Entry
from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._cli import records, report
from responses_protocol._cli.file_delivery import NotPlaced
from responses_protocol._cli.folders import Sinks, open_outputs_by_file
from responses_protocol._cli.report import MOST_RECORDS, Tally, place
from responses_protocol._cli.run_report import is_report
from responses_protocol._cli.writing import same_file
from responses_protocol._jsontext import dumps, loads
from responses_protocol._values import split_pointer
from responses_protocol.errors import ComplementError, ConversionError

Command = TypeVar("Command", bound=Callable[..., Any])

report_flag = click.option(
    "--report",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="The form of the summary on standard error: for people, or one JSON object.",
)


def report_file_flag(command: Command) -> Command:
    """Give ``command`` the flag for a report on standard error or in a file."""
    return click.option(
        "--report",
        metavar="text|json|FILE",
        default="text",
        show_default=True,
        callback=_report,
        help="The form of the summary on standard error: for people, or one JSON object. A FILE "
        "gets a report as well, in the format of its ending: .html (with examples of payloads), "
        ".md, .json or .csv.",
    )(command)


def _report(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if value in ("text", "json") or is_report(value):
        return value
    raise click.BadParameter("neither text, json nor a name in .html, .md, .json or .csv")


class Stopped(Exception):
    """The end of a run that can't go on; ``place`` says where and why.

    ``place`` is a ``report.place`` with a ``reason``; ``hint`` is advice for a person.
    """

    def __init__(self, place: dict[str, Any], hint: str = "") -> None:
        """Take the place and the hint as they are."""
        super().__init__(place["reason"])
        self.place = place
        self.hint = hint


def process(
    jobs: Iterable[tuple[Any, ...]],
    work: Callable[..., Sequence[bytes]],
    targets: Sequence[str | None],
    rejects: str | None,
    tally: Tally,
    inputs: Mapping[str, str],
    more_inputs: Iterable[str] = (),
) -> None:
    """Write the results of ``work`` for every job, one text for each of ``targets``.

    ``inputs`` are the files that jobs come from, with the names of their outputs where a target is
    a folder; ``more_inputs`` are read as well. Content of standard input goes to standard
    output at once. Errors are those of ``write_records``.
    """
    live = STANDARD in inputs
    with open_outputs_by_file((*targets, rejects), inputs, more_inputs, live=live) as sinks:
        write_records(jobs, work, sinks, tally)


def write_records(
    jobs: Iterable[tuple[Any, ...]],
    work: Callable[..., Sequence[bytes]],
    sinks_of: Callable[[str], Sinks],
    tally: Tally,
) -> None:
    """Write the results of ``work`` for every job to the sinks of its file, one text for each.

    A job is the record, an ``Entry``, and further arguments of ``work``. When ``work`` raises
    ``ConversionError``, the record goes to the last of the sinks, or without one the run ends:
    raises ``Stopped``.
    """
    for job in jobs:
        *sinks, rejected = sinks_of(job[0].file)
        try:
            texts = work(*job)
        except (ConversionError, RecursionError) as error:
            problem = _problem(job[0], error)
            if rejected is None:
                hint = "--rejects FILE sets such records aside"
                raise Stopped(problem, hint) from error
            # Bytes that are no UTF-8 are kept as lone surrogates, so that none is lost.
            raw = job[0].raw.decode("utf-8", "surrogateescape")
            rejected.write(dumps(problem | {"record": raw}))
            tally.rejected += 1
            if len(tally.records) < MOST_RECORDS:
                shown = f"rejected: {problem['reason']}"
                tally.records.append((problem["file"], problem["line"], shown, 0))
            continue
        tally.done += 1
        for index, (sink, text) in enumerate(zip(sinks, texts, strict=True)):
            if sink is None:
                continue
            if index == 0 and job[0].row is not None and hasattr(sink, "write_row"):  # Parquet
                sink.write_row(job[0].row, text)
            else:
                sink.write(text)


def refuse_clashes(writes: dict[str, str | None], reads: Mapping[str, Sequence[str]]) -> None:
    """Refuse, as wrong usage, a file that would be written twice, or read and written.

    Both are files by the name of their parameter. Only ``-o`` may name a FILE: it is written when
    everything has been read. Standard input can be read once.
    """
    written = [(name, file) for name, file in writes.items() if file is not None]
    read = [(name, file) for name, files in reads.items() for file in files]
    pairs = [
        *combinations(written, 2),
        *(
            (written_file, read_file)
            for written_file in written
            for read_file in read
            if STANDARD not in (written_file[1], read_file[1])
            and (written_file[0], read_file[0]) != ("-o", "FILE")
        ),
        *combinations([written_file for written_file in read if written_file[1] == STANDARD], 2),
    ]
    for (name, file), (other_name, read_file) in pairs:
        if same_file(file, read_file):
            raise click.UsageError(
                f"{click.format_filename(file)} is named twice: as {name} and as {other_name}"
            )


def refuse_pointers(pointers_by_flag: Mapping[str, Sequence[str] | str | None]) -> None:
    """Refuse, as wrong usage, values of flags that are no JSON Pointers.

    A single string may not be the whole record.
    """
    for flag, value in pointers_by_flag.items():
        single = isinstance(value, str)
        for pointer in (value,) if isinstance(value, str) else value or ():
            if not pointer.startswith("/") and (pointer or single):
                raise click.BadParameter('a JSON Pointer begins with "/"', param_hint=flag)


def refuse_grouping(pointer: str, conflicting: object, names: str) -> None:
    """Refuse, as wrong usage, a ``--group-by`` of no member, or with ``others``, called so."""
    if len(list(split_pointer(pointer))) != 1:
        raise click.UsageError("--group-by points to a member of each record, such as /id")
    if conflicting:
        raise click.UsageError(f"--group-by makes histories: it goes with neither {names}")


@contextmanager
def report_run(tally: Tally, style: str, hints: Callable[[], Iterable[str]]) -> Iterator[None]:
    """Report the work of the block, in ``style``; exit with 1 if it failed.

    ``hints`` are further lines for people, asked for at the end.
    """
    try:
        yield
    except Stopped as stop:
        _fail(tally, style, stop.place, stop.hint)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = {"file": str(error.filename or ""), "reason": reason[:1].lower() + reason[1:]}
        _fail(tally, style, problem, placed=error.placed if isinstance(error, NotPlaced) else ())
    except MemoryError:
        _fail(tally, style, {"file": "", "reason": "out of memory"})
    else:
        if style == "json":
            report.write_json(tally, None)
        else:
            report.write_text(tally, hints())


def _problem(entry: Entry, error: ConversionError | RecursionError) -> dict[str, Any]:
    if isinstance(error, RecursionError):
        error = ConversionError("nested too deeply")
    reason = error.reason
    if isinstance(error, ComplementError):  # its pointer is not one of the record
        reason = f"complement{error.pointer and ' at ' + error.pointer}: {reason}"
        return place(entry, "") | {"reason": reason}
    return place(entry, error.pointer) | {"reason": _with_type(reason, entry.raw, error.pointer)}


def _with_type(reason: str, raw: bytes, pointer: str) -> str:
    """Return a reason that names both the required and the present value."""
    if " must be " not in reason:
        return reason
    above = pointer.rpartition("/")[0]
    names = list(split_pointer(pointer))
    with suppress(ConversionError):
        record = loads(raw)
        container = records.get(record, records.parse_pointer(record, above))
        if names and isinstance(container, dict) and names[-1] not in container:
            return f"{reason}, and is missing"
        value = records.get(record, records.parse_pointer(record, pointer))
        return f"{reason}, not {records.name_type(value)}"
    return reason


def _fail(
    tally: Tally,
    style: str,
    problem: dict[str, Any],
    hint: str = "",
    placed: Sequence[str] = (),
) -> None:
    """End the run; ``placed`` are the files that were written all the same."""
    if style == "json":
        report.write_json(tally, problem | ({"written": list(placed)} if placed else {}))
    else:
        where = (
            report.describe(problem)
            if "line" in problem
            else click.format_filename(problem["file"])
        )
        text = ": ".join(filter(None, ("Error", where, problem["reason"])))
        written = (
            "No file" if not placed else f"Only {', '.join(map(click.format_filename, placed))}"
        )
        report.write_line(f"{text}. {written} was written{hint and '; ' + hint}.")
    sys.exit(1)
