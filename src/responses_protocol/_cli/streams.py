"""``convert --kind stream``: streams in files, as server-sent events or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import click

import responses_protocol as rp
from responses_protocol._checks.reading.entries import Entry, split_entries
from responses_protocol._checks.reading.opening import decompress, open_file
from responses_protocol._cli import records
from responses_protocol._cli.folders import is_folder
from responses_protocol._cli.report import Tally, count
from responses_protocol._cli.running import process, report_run
from responses_protocol._formats.options import Options
from responses_protocol._formats.registry import DIALECTS
from responses_protocol._formats.request_context import RequestContext
from responses_protocol._jsontext import dumps, loads
from responses_protocol._lens.fail_on import refuse_losses
from responses_protocol._severity import Severity
from responses_protocol.errors import ConversionError

STREAM = "stream"

_SSE, _LINES, _LIST = "server-sent events", "lines", "list"
_BOM = b"\xef\xbb\xbf"
_JSON = b'{["0123456789-'  # first characters of JSON, but not of fields of server-sent events
_MARKS = {"type", "choices", "object", "error", "usage"}  # one of them every payload has


@dataclass(frozen=True)
class StreamSettings:
    """The settings of the command line; ``sse`` is None without a flag."""

    to: Any
    source: Any
    at: str | None
    sse: bool | None
    fail_on: Severity | None
    tolerate: tuple[str, ...]
    options: Options
    request: RequestContext


def sse_flag(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give ``command`` the flag that chooses the form of a stream that is written."""
    return click.option(
        "--sse/--no-sse",
        default=None,
        help="Write a stream as server-sent events, or as JSON. [default: as it was read]",
    )(command)


def refuse_misuse(
    kind: str | None, sse: bool | None, complement: str | None, *, has_one_input: bool
) -> None:
    """Refuse, as wrong usage, flags that streams do not have, and flags that only they have."""
    if kind != STREAM:
        if sse is not None:
            raise click.UsageError("--sse and --no-sse go with --kind stream")
        return
    if complement:
        raise click.UsageError(
            "a stream has no complement: fold it into a whole answer (--kind response) for that"
        )
    if sse and not has_one_input:
        raise click.UsageError("server-sent events contain one stream: name one FILE, or --no-sse")


def convert_streams(
    files: Mapping[str, str], settings: StreamSettings, out: str, rejects: str | None, report: str
) -> None:
    """Convert the streams in ``files`` and report as every command does.

    Several files become JSON Lines, a list for each stream; one file keeps its form, and so does
    each in a folder.
    """
    has_one_input = len(files) == 1 or is_folder(out)
    tally = Tally("convert")
    cut: list[str] = []
    written: set[str] = set()

    def work(entry: Entry, form: str) -> tuple[bytes]:
        target = _target(form, settings.sse) if has_one_input else _LIST
        if target == _SSE and entry.file in written:
            raise ConversionError("server-sent events contain one stream, and this is another one")
        record, path, payloads = _payloads(entry, form, settings.at, cut)
        conversion = rp.convert_stream(
            payloads,
            settings.to,
            source=settings.source,
            options=settings.options,
            request=settings.request,
        )
        with records.located(path):
            payloads_made = list(conversion)
            if settings.fail_on is not None:
                refuse_losses(conversion.losses, settings.fail_on, settings.tolerate)
        count(tally.losses, conversion.losses, entry, "")
        tally.items += len(payloads)
        written.add(entry.file)
        if target == _LIST:
            indent = entry.indented and has_one_input
            return (dumps(records.put(record, path, payloads_made), indent=indent),)
        return (_text(payloads_made, target, settings.to),)

    def hints() -> Iterator[str]:
        if tally.losses:
            yield "Places of losses are in the answer that a stream adds up to."
        for file in cut:
            yield f"{file} ends in the middle of an event, which was passed over."

    with report_run(tally, report, hints):
        process(_streams(tuple(files), settings.at), work, (out,), rejects, tally, files)


def _target(form: str, sse: bool | None) -> str:
    if sse is None:
        return form
    return _SSE if sse else _LINES if form == _SSE else form


def _text(payloads: Iterable[Any], target: str, to: str) -> bytes:
    if target == _LINES:
        return b"".join(map(dumps, payloads))
    stream = DIALECTS[to].stream
    end = rp.streams.DONE if stream is not None and stream.has_done else b""
    return b"".join(map(rp.streams.encode_sse, payloads)) + end


def _streams(files: tuple[str, ...], pointer: str | None) -> Iterator[tuple[Entry, str]]:
    """The text of each stream, or of the record that holds it, and its form.

    Server-sent events, and lines that are payloads themselves, are one stream a file; a list is
    one stream. Raises ``OSError``.
    """
    for file in files:
        with open_file(file) as source:
            stream = decompress(source)
            if _is_sse(stream.peek(1)):
                yield Entry(file, 1, stream.read()), _SSE
                continue
            entries = split_entries(file, stream)
            first = next(entries, None)
            if first is None:
                continue
            if pointer is None and not first.indented and first.raw.startswith(b"{"):
                lines = chain((first,), entries)
                raw = b"\n".join(line.raw for line in lines)
                yield Entry(file, first.line, raw), _LINES
            else:
                yield first, _LIST
                yield from ((entry, _LIST) for entry in entries)


def _is_sse(head: bytes) -> bool:
    text = head.removeprefix(_BOM).lstrip()
    return bool(text) and text[:1] not in _JSON


def _payloads(
    entry: Entry, form: str, pointer: str | None, cut: list[str]
) -> tuple[Any, records.Path, list[Any]]:
    """The record, where the stream is in it, and the payloads of the stream."""
    if form == _SSE:
        decoder = rp.streams.SseDecoder()
        payloads = decoder.feed(entry.raw)
        payloads += decoder.close()
        if not payloads:
            raise ConversionError("neither JSON nor server-sent events")
        if decoder.cut:
            cut.append(click.format_filename(entry.file))
        return None, (), payloads
    if form == _LINES:
        payloads = [_line(line, index) for index, line in enumerate(entry.raw.split(b"\n"))]
        if not _MARKS & payloads[0].keys():
            raise ConversionError("no chunk or event: name the place of the stream with --at", "/0")
        return None, (), payloads
    record = loads(entry.raw)
    path = records.parse_pointer(record, pointer or "")
    payloads = records.get(record, path)
    if not isinstance(payloads, list):
        raise ConversionError(
            "no list of chunks or events: name its place with --at", records.pointer(path)
        )
    return record, path, payloads


def _line(raw: bytes, index: int) -> Any:
    with records.located((index,)):
        return loads(raw)
