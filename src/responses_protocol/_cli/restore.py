"""``responses-protocol restore``: undo a conversion, with the complement it left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click

from responses_protocol._checks.reading.entries import Entry
from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._cli.complements import index_complements
from responses_protocol._cli.folders import find_input_files, is_folder, refuse_same_outputs
from responses_protocol._cli.parallel import Run, default_jobs, process_ranges
from responses_protocol._cli.progress import progress, watch
from responses_protocol._cli.ranges import SIZE, Range, paired_ranges, ranges
from responses_protocol._cli.report import Tally, describe
from responses_protocol._cli.restorations import (
    STEPS,
    Find,
    Restorations,
    jobs_in_step,
    make_restorer,
    restoration_jobs,
)
from responses_protocol._cli.running import (
    process,
    refuse_clashes,
    refuse_pointers,
    report_flag,
    report_run,
)


@click.command()
@click.argument("name", metavar="FILE")
@click.option(
    "--complement",
    metavar="FILE",
    help="The complement of `convert`: a file, or a folder with one for each file in FILE.",
)
@click.option(
    "--key",
    metavar="POINTER",
    help="JSON Pointer to the id of a record, as for `convert --key`. Complements are found by the "
    "ids, in any order.",
)
@click.option(
    "--complement-at",
    metavar="POINTER",
    help="Read the complement from each record, at the place of `convert --complement-at`.",
)
@click.option(
    "-o",
    "out",
    metavar="FILE",
    default=STANDARD,
    help="The output; .gz and .zst are compressed. A folder gets an output for each file in FILE. "
    "[default: standard output]",
)
@click.option(
    "--allow-partial",
    is_flag=True,
    help="Accept records that were changed after the conversion: changed values are translated "
    "anew, all others are restored exactly. Without it such a record is a failure.",
)
@click.option(
    "--rejects",
    metavar="FILE",
    help="Write records that can't be restored here, as `convert` does.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1),
    help="Work in N processes; the output is the same. [default: one for each core if the "
    "files are large, else 1]",
)
@click.option(
    "--resume",
    is_flag=True,
    help="Continue an earlier run with --resume that ended early, as `convert` does.",
)
@report_flag
def restore(
    name: str,
    complement: str | None,
    key: str | None,
    complement_at: str | None,
    out: str,
    allow_partial: bool,
    rejects: str | None,
    jobs: int | None,
    resume: bool,
    report: str,
) -> None:
    """Restore the source records of `convert` from its output FILE and its complement.

    FILE is a file, compressed or not, a folder, a pattern, or "-" for standard input. Output and
    complement are read line by line, in the same order, unless --key or --complement-at is given.
    The restored records are written as a whole or not at all.
    """
    refuse_pointers({"--key": key, "--complement-at": complement_at})
    if (complement is None) == (complement_at is None):
        raise click.UsageError("one of --complement and --complement-at is needed")
    if key is not None and (complement is None or is_folder(complement)):
        raise click.UsageError("--key goes with --complement FILE")
    files = find_input_files((name,))
    if resume and STANDARD in (out, complement, *files):
        raise click.UsageError("--resume goes with files, and -o FILE")
    saved_files = {} if complement is None else dict.fromkeys(files, complement)
    if complement is not None and is_folder(complement):
        saved_files = {file: str(Path(complement, place)) for file, place in files.items()}
    keeps_indent = len(files) == 1 or is_folder(out)
    if is_folder(out):
        refuse_same_outputs(files)
    reads = {"FILE": tuple(files), "--complement": tuple(dict.fromkeys(saved_files.values()))}
    refuse_clashes({"-o": out, "--rejects": rejects}, reads)
    tally = Tally("restore")

    settings = Restorations(allow_partial, keeps_indent, complement_at)
    inputs_beside = tuple(saved_files.values())
    with (
        report_run(tally, report, lambda: _hints(tally)),
        progress(files, "restore") as progress_line,
        ExitStack() as open_files,
    ):
        count = jobs or default_jobs(files)
        if resume and key is not None:
            raise click.UsageError("--resume does not go with --key")
        if key is not None:
            index = open_files.enter_context(index_complements(str(complement)))
            settings = replace(settings, key=key, index=index)
        ranges_to_restore = (
            _plan_ranges(settings, files, saved_files) if count > 1 or resume else None
        )
        if ranges_to_restore is not None:
            run = Run(
                *(STEPS, settings, files, (out,), rejects, count, resume),
                ranges_to_restore,
                inputs_beside,
            )
            process_ranges(run, tally, progress_line.advance)
            return
        if resume:
            raise click.UsageError("--resume needs files of JSON Lines that are not compressed")
        found_jobs: Iterator[tuple[Entry, Find]] = (
            jobs_in_step(saved_files)
            if complement_at is None and key is None
            else (job for file in files for job in restoration_jobs(settings, Range(file)))
        )
        work = make_restorer(settings, tally)
        process(
            watch(found_jobs, progress_line), work, (out,), rejects, tally, files, inputs_beside
        )


def _plan_ranges(
    settings: Restorations, files: Iterable[str], saved_files: Mapping[str, str]
) -> list[Range] | None:
    """Return the ranges that can be restored separately; None if the files have none."""
    if settings.complement_at is not None or settings.key is not None:
        return list(ranges(tuple(files), SIZE))
    return paired_ranges(saved_files, SIZE)


def _hints(tally: Tally) -> Iterator[str]:
    if tally.partial is None:
        return
    counts = {
        "records restored in part": tally.partial.number,
        "entries translated anew": tally.afresh,
        "members translated anew": tally.fresh_members,
        "recorded segments missing": tally.missing,
    }
    yield "  " + "; ".join(f"{label}: {number:,}" for label, number in counts.items())
    first = tally.partial.first
    places = {
        "translated anew": [f"{start} to {stop - 1}" for start, stop in first["fresh"]],
        "members": first["fresh_members"],
        "missing": [str(number) for number in first["missing"]],
        "not certain": first.get("uncertain", ()),
    }
    parts = [f"{label}: {', '.join(values)}" for label, values in places.items() if values]
    yield "; ".join([f"  first: {describe(first)}", *parts])
