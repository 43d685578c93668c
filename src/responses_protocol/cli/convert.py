"""``responses-protocol convert``: payloads in files from one dialect to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import click

import responses_protocol as rp
from responses_protocol.checks.reading.entries import Entry, entries
from responses_protocol.checks.reading.opening import STANDARD
from responses_protocol.cli import endpoints, records
from responses_protocol.cli.kinds import kind_of
from responses_protocol.cli.options import chosen, option_flags
from responses_protocol.cli.report import Tally, count
from responses_protocol.cli.requests import request_context, request_flag
from responses_protocol.cli.running import process, refuse_clashes, report_flag, reported
from responses_protocol.cli.streams import (
    STREAM,
    Wanted,
    convert_streams,
    refuse_misuse,
    sse_flag,
)
from responses_protocol.cli.undo import remember
from responses_protocol.errors import ConversionError
from responses_protocol.formats.registry import DIALECTS, KINDS, Dialect, Kind, detect
from responses_protocol.jsontext import dumps, loads
from responses_protocol.lens.conversion import account, check_tolerance
from responses_protocol.lens.losses import SEVERITIES, Severity

_DIALECTS = click.Choice(DIALECTS)

# What a history is under this name when its content does not tell: plain messages are both.
_NAMED = {"input": "responses", "output": "responses", "messages": "chat_completions"}


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--to", required=True, type=_DIALECTS, help="The dialect to convert to.")
@click.option("--from", "source", type=_DIALECTS, help="The dialect of FILE. [default: detected]")
@click.option(
    "--kind",
    type=click.Choice((*KINDS, STREAM)),
    help="What a payload is: a list of items or messages, a list of tools, a tool choice, a whole "
    "request, a whole answer, or a stream of events or chunks. [default: request or response "
    "where a record plainly is one, else history]",
)
@click.option(
    "--at",
    metavar="POINTER",
    help="JSON Pointer to the payload, or to the object that holds it, in each record.",
)
@click.option(
    "-o", "out", metavar="FILE", default=STANDARD, help="The output. [default: standard output]"
)
@click.option(
    "--complement", metavar="FILE", help="Write here what the output can't hold, for `restore`."
)
@click.option(
    "--rejects",
    metavar="FILE",
    help="Set records that can't be converted aside, here, as JSON Lines with file, line, reason, "
    "pointer and the raw record. Without it the first one ends the run.",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Take a loss of this severity, or a graver one, for a failure of its record.",
)
@click.option(
    "--tolerate",
    metavar="CODE",
    multiple=True,
    help="Losses with this code never fail a record. May be given several times.",
)
@request_flag
@sse_flag
@report_flag
@option_flags
def convert(
    files: tuple[str, ...],
    to: Dialect,
    source: Dialect | None,
    kind: str | None,
    at: str | None,
    out: str,
    complement: str | None,
    rejects: str | None,
    fail_on: Severity | None,
    tolerate: tuple[str, ...],
    report: str,
    preset: str | None,
    sse: bool | None,
    request_file: BinaryIO | None,
    **flags: str | None,
) -> None:
    """Convert the payloads in FILE... to another dialect.

    A FILE is JSON or JSON Lines; "-" is standard input. A payload is a list of items or messages;
    a whole request or answer; an object that holds a list as "input", "messages", "output" or
    "items"; the body of an OpenAI Batch line; or what --at points to. All else in a record passes
    through untouched, but for what has to follow: the name of a list, "input" or "messages", and
    the "url" of a Batch line.

    Several FILEs become one JSON Lines output, in their order. Nothing is written unless all of it
    can be. What was lost is summed up on standard error.
    """
    if at and not at.startswith("/"):
        raise click.BadParameter('a JSON Pointer begins with "/"', param_hint="--at")
    refuse_clashes({"-o": out, "--complement": complement, "--rejects": rejects}, {"FILE": files})
    refuse_misuse(kind, sse, complement, len(files))
    if tolerate and fail_on is None:
        raise click.UsageError("--tolerate goes with --fail-on")
    if fail_on is not None:
        try:
            check_tolerance(fail_on, tolerate)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--tolerate") from None
    options = chosen(preset, flags)
    request = request_context(request_file, to, options)
    if kind == STREAM:
        wanted = Wanted(to, source, at, sse, fail_on, tolerate, options, request)
        convert_streams(files, wanted, out, rejects, report)
        return
    tally = Tally("convert")

    def work(entry: Entry) -> tuple[bytes, bytes]:
        record = loads(entry.raw)
        said = cast("Kind", kind or kind_of(record, at, source))
        path, name = records.find(record, said, to, at)
        payload = records.get(record, path)
        with records.located(path):
            dialect = source
            if dialect is None and said == "history":
                dialect = _dialect_of_history(payload, path, to)
            conversion = rp.convert(
                payload,
                to,
                source=dialect,
                kind=said,
                options=options,
                fail_on=fail_on,
                tolerate=tolerate,
                request=request,
            )
            if fail_on is None:
                account(conversion)
        changed = records.put(record, path, conversion.value, name)
        url = None
        if said == "request" and at is None and path:  # a Batch line
            changed = endpoints.moved(changed, conversion.complement["source"], to)
            url = record.get("url")
        text = dumps(changed, indent=entry.indented and len(files) == 1)
        undo = dumps(remember(path, name, url, conversion.complement)) if complement else b""
        start = records.pointer(path)
        count(tally.losses, conversion.losses, entry, start)
        count(tally.notices, conversion.notices, entry, start)
        tally.kinds[said] += 1
        tally.items += records.size(payload)
        return text, undo

    def hints() -> Iterator[str]:
        if tally.losses and not complement:
            yield "What was lost can be restored only with a complement: --complement FILE."
        if kind is None and ("error", "unknown_parameter") in tally.losses:
            yield "--kind history converts only the history of a request; all else passes through."

    with reported(tally, report, hints):
        jobs = ((entry,) for entry in entries(files))
        process(jobs, work, (out, complement), rejects, tally, files)


def _dialect_of_history(payload: Any, path: records.Path, to: str) -> Dialect | None:
    """The dialect that a history's content or its name tells; None where both would do."""
    name = path[-1] if path else None
    dialect = cast("Dialect | None", detect(payload)[0] or _NAMED.get(str(name)))
    if dialect == to:
        raise ConversionError(f"this is {to} already, unless --from says otherwise")
    return dialect
