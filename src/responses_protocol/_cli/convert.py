"""``responses-protocol convert``: payloads in files from one dialect to another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import BinaryIO, cast

import click

from responses_protocol._checks.reading.entries import Entry
from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._cli.conversions import STEPS, Conversions, make_converter
from responses_protocol._cli.folders import find_input_files, is_folder, refuse_same_outputs
from responses_protocol._cli.groups import group_entries
from responses_protocol._cli.options import add_option_flags, choose_options
from responses_protocol._cli.parallel import Run, default_jobs, process_ranges
from responses_protocol._cli.payload_places import payload_columns
from responses_protocol._cli.progress import progress, watch
from responses_protocol._cli.ranges import SIZE, ranges
from responses_protocol._cli.reading import read_entries
from responses_protocol._cli.report import Tally
from responses_protocol._cli.requests import request_context, request_flag
from responses_protocol._cli.run_report import write_report
from responses_protocol._cli.running import (
    process,
    refuse_clashes,
    refuse_grouping,
    refuse_pointers,
    report_file_flag,
    report_run,
)
from responses_protocol._cli.samples import find_options
from responses_protocol._cli.streams import (
    STREAM,
    StreamSettings,
    convert_streams,
    refuse_misuse,
    sse_flag,
)
from responses_protocol._cli.writing import outputs
from responses_protocol._formats.registry import DIALECTS, KINDS, Dialect, Kind
from responses_protocol._lens.fail_on import check_tolerance
from responses_protocol._severity import SEVERITIES, Severity

_DIALECTS = click.Choice(tuple(DIALECTS))


@click.command()
@click.argument("names", metavar="FILE...", nargs=-1, required=True)
@click.option("--to", required=True, type=_DIALECTS, help="The dialect to convert to.")
@click.option("--from", "source", type=_DIALECTS, help="The dialect of FILE. [default: detected]")
@click.option(
    "--kind",
    type=click.Choice((*KINDS, STREAM)),
    help="The kind of the payload: a list of items or messages, a list of tools, a tool choice, a "
    "whole request, a whole answer, or a stream of events or chunks. [default: request or response "
    "if a record certainly is one, else history]",
)
@click.option(
    "--at",
    metavar="POINTER",
    multiple=True,
    help="JSON Pointer to the payload, or to the object that holds it, in each record. May be "
    "given several times.",
)
@click.option(
    "-o",
    "out",
    metavar="FILE",
    default=STANDARD,
    help="The output; .gz and .zst are compressed. A folder gets an output for each FILE. "
    "[default: standard output]",
)
@click.option("--complement", metavar="FILE", help="Write the complement here, for `restore`.")
@click.option(
    "--key",
    metavar="POINTER",
    help="JSON Pointer to the id of a record, such as /custom_id. The complement contains the ids, "
    "for `restore --key`.",
)
@click.option(
    "--complement-at",
    metavar="POINTER",
    help="Write the complement into each record, as a new member at this place.",
)
@click.option(
    "--group-by",
    metavar="POINTER",
    help="JSON Pointer to the key of a conversation, such as /conversation_id. Each record is a "
    "message; those with the same key become one record.",
)
@click.option(
    "--rejects",
    metavar="FILE",
    help="Write records that can't be converted here, as JSON Lines with file, line, reason, "
    "pointer and the raw record. Without it the first one ends the run.",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="A loss of this severity or a higher one is a failure of its record.",
)
@click.option(
    "--tolerate",
    metavar="CODE",
    multiple=True,
    help="Losses with this code never fail a record. May be given several times.",
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
    help="Continue an earlier run with --resume that ended early. Finished parts are kept in a "
    "folder beside the output until the output is complete.",
)
@request_flag
@sse_flag
@report_file_flag
@add_option_flags
def convert(
    names: tuple[str, ...],
    to: Dialect,
    source: Dialect | None,
    kind: str | None,
    at: tuple[str, ...],
    out: str,
    complement: str | None,
    key: str | None,
    complement_at: str | None,
    group_by: str | None,
    rejects: str | None,
    fail_on: Severity | None,
    tolerate: tuple[str, ...],
    jobs: int | None,
    resume: bool,
    report: str,
    preset: str | None,
    sse: bool | None,
    request_file: BinaryIO | None,
    **flags: str | None,
) -> None:
    """Convert the payloads in FILE... to another dialect.

    A FILE is JSON, JSON Lines or Parquet, compressed or not; a folder of such files, a pattern, or
    "-" for standard input. A payload is a list of items or messages; a whole request or answer; a
    list in a member "input", "messages", "output" or "items" of an object; the body of an OpenAI
    Batch line; or the value at --at. All other members of a record are unchanged, except those that
    depend on the payload: the name of a list, "input" or "messages", and the "url" of a Batch line.

    Several FILEs become one JSON Lines output, in their order, or one output each in a folder. The
    output is written as a whole or not at all. Standard error gets a summary of the losses.
    """
    refuse_pointers(
        {"--at": at, "--key": key, "--complement-at": complement_at, "--group-by": group_by}
    )
    if group_by is not None:
        _refuse_grouping(group_by, kind, at, jobs, resume=resume)
    if key is not None and complement is None:
        raise click.UsageError("--key goes with --complement")
    files = find_input_files(names, streams=kind == STREAM)
    report_file = None if report in ("text", "json") else report
    style = "text" if report_file else report
    writes = {
        "-o": out,
        "--complement": complement,
        "--rejects": rejects,
        "--report": report_file,
    }
    refuse_clashes(writes, {"FILE": tuple(files)})
    has_one_input = len(files) == 1 or is_folder(out)
    if is_folder(out):
        refuse_same_outputs(files)
    elif is_folder(complement):
        raise click.UsageError("--complement must be a folder if -o is one")
    refuse_misuse(kind, sse, complement or complement_at, has_one_input=has_one_input)
    if resume and STANDARD in (out, *files):
        raise click.UsageError("--resume goes with files, and -o FILE")
    if kind == STREAM and len(at) > 1:
        raise click.UsageError("a stream has one place in a record: pass --at once")
    if kind == STREAM and report_file:
        raise click.UsageError("--report FILE is about payloads, not streams")
    if tolerate and fail_on is None:
        raise click.UsageError("--tolerate goes with --fail-on")
    if fail_on is not None:
        try:
            check_tolerance(fail_on, tolerate)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--tolerate") from None
    options = choose_options(preset, flags)
    request = None if request_file is None else request_file.read()
    context = request_context(request, to, options)
    if kind == STREAM:
        stream_settings = StreamSettings(
            to, source, at[0] if at else None, sse, fail_on, tolerate, options, context
        )
        convert_streams(files, stream_settings, out, rejects, style)
        return
    tally = Tally("convert")
    settings = Conversions(
        *(to, source, cast("Kind | None", kind), at, fail_on, tolerate, options, request),
        complement=complement is not None,
        indent=has_one_input,
        report=report_file is not None,
        key=key,
        complement_at=complement_at,
        group_by=group_by,
    )

    remedies: dict[str, str] = {}  # by code of a loss, when all are known

    def hints() -> Iterator[str]:
        for (_, code), losses in tally.losses.items():
            if code in remedies:
                yield f"{losses.number:,} {code}: {remedies[code]} has a place for it."
        if tally.losses and not (complement or complement_at):
            yield "Only a complement can restore the losses: --complement FILE."
        if kind is None and ("error", "unknown_parameter") in tally.losses:
            yield "--kind history converts only the history of a request; all else passes through."

    with report_run(tally, style, hints):
        count = 1 if group_by else jobs or default_jobs(files)
        if count > 1 or resume:
            planned = list(ranges(tuple(files), SIZE))
            run = Run(*(STEPS, settings, files, (out, complement), rejects, count, resume), planned)
            with progress(files, "convert") as shown:
                process_ranges(run, tally, shown.advance)
        else:
            convert_one = make_converter(settings, tally)
            with progress(files, "convert") as shown:
                choose = partial(payload_columns, kind=settings.kind, pointers=at)
                record_jobs = watch(((entry,) for entry in read_entries(files, choose)), shown)
                if group_by:
                    record_jobs = _group_messages(
                        record_jobs, group_by, to, source, by_file=is_folder(out)
                    )
                process(record_jobs, convert_one, (out, complement), rejects, tally, files)
        lost = [code for severity, code in tally.losses if severity != "info"]
        remedies |= find_options(tally.samples, lost, to, source, options, context)
        if report_file:
            with outputs(report_file, inputs=tuple(files)) as (sink,):
                if sink is not None:
                    sink.write(write_report(report_file, tally, remedies))


def _refuse_grouping(
    pointer: str, kind: str | None, pointers: tuple[str, ...], jobs: int | None, *, resume: bool
) -> None:
    """Refuse, as wrong usage, options that do not combine with ``--group-by``."""
    refuse_grouping(pointer, kind not in (None, "history") or pointers, "--kind nor --at")
    if resume or (jobs or 1) > 1:
        raise click.UsageError("--group-by works in one process, from the beginning")


def _group_messages(
    record_jobs: Iterator[tuple[Entry]], pointer: str, to: str, source: str | None, *, by_file: bool
) -> Iterator[tuple[Entry]]:
    """Yield a record for each conversation, of each file by itself or of all together."""
    dialect = source or ("chat_completions" if to == "responses" else "responses")
    name = "input" if dialect == "responses" else "messages"
    entries = (entry for (entry,) in record_jobs)
    files = groupby(entries, attrgetter("file")) if by_file else [("", entries)]
    for _, some in files:
        yield from ((entry,) for entry in group_entries(some, pointer, name))
