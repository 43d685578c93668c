"""The conversion of one record of a file, as its command line wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

import responses_protocol as rp
from responses_protocol._checks.reading.entries import Entry
from responses_protocol._cli import endpoints, records
from responses_protocol._cli.complements import key_of, put_inside
from responses_protocol._cli.parallel import Steps
from responses_protocol._cli.payload_places import (
    Place,
    holds_records,
    payload_columns,
    places,
    places_in_row,
    unchanged_calls,
)
from responses_protocol._cli.ranges import Range, entries_in
from responses_protocol._cli.report import MOST_RECORDS, Tally, count
from responses_protocol._cli.requests import request_context
from responses_protocol._cli.samples import keep_samples
from responses_protocol._cli.undo import Undo, as_text, remember
from responses_protocol._formats.options import Options
from responses_protocol._formats.registry import (
    BODY_KINDS,
    DIALECTS,
    HUB,
    Dialect,
    Kind,
    detect_source,
)
from responses_protocol._formats.request_context import NO_REQUEST, RequestContext
from responses_protocol._jsontext import dumps, loads
from responses_protocol._lens.conversion import (
    Conversion,
    as_request_context,
    compute_losses,
    compute_notices,
)
from responses_protocol._lens.losses import Loss
from responses_protocol._severity import Severity
from responses_protocol.errors import ConversionError

_UNCHANGED = Loss("unchanged_call", "info", "", "a call of a trace that is not whole stays")


@dataclass(frozen=True)
class Conversions:
    """The settings of the command line; plain values, so that they pass from process to process.

    ``request`` is the text of the request that answers belong to. ``complement`` is whether
    complements are made, ``indent`` whether indented records stay indented, ``report`` whether
    conversions are listed, for a report. ``key`` points to the key of a complement, and
    ``complement_at`` to its place in the record. ``group_by`` points to the key of a conversation,
    if each message is a record.
    """

    to: Dialect
    source: Dialect | None
    kind: Kind | None
    at: tuple[str, ...]
    fail_on: Severity | None
    tolerate: tuple[str, ...]
    options: Options
    request: bytes | None
    complement: bool
    indent: bool
    report: bool = False
    key: str | None = None
    complement_at: str | None = None
    group_by: str | None = None


@dataclass
class _ConvertedRecord:
    """A record that was converted, its payloads, and how to undo each of these conversions."""

    record: Any
    done: list[tuple[Place, Conversion]]
    undos: list[Undo]

    def append(self, element: _ConvertedRecord, index: int) -> None:
        """Add an element to a record that is a list of records."""
        self.record.append(element.record)
        self.done += [
            (replace(place, path=(index, *place.path)), conversion)
            for place, conversion in element.done
        ]
        self.undos += [replace(undo, at=f"/{index}{undo.at}") for undo in element.undos]


def make_converter(settings: Conversions, tally: Tally) -> Callable[[Entry], tuple[bytes, bytes]]:
    """Return a function that converts a record and counts it.

    It returns the new text of the record and that of its complement. The answer in a record is
    translated with the request in it, unless another one is given. It raises ``ConversionError`` if
    the record can't be converted.
    """
    to = settings.to
    request = request_context(settings.request, to, settings.options)

    def convert_payload(record: Any, place: Place, request: RequestContext) -> Conversion:
        payload = records.get(record, place.path)
        with records.located(place.path):
            if place.is_text:
                payload = loads(payload.encode())
            source = settings.source or place.source
            if request is not NO_REQUEST and settings.request is None:
                request = request if _takes_request(payload, source) else NO_REQUEST
            if source is None and place.kind == "history":
                source = _dialect_of_history(payload, place.path, to)
            conversion = rp.convert(
                payload,
                to,
                source=source,
                kind=place.kind,
                options=settings.options,
                fail_on=settings.fail_on,
                tolerate=settings.tolerate,
                request=request,
            )
            if settings.fail_on is None:
                compute_losses(conversion)
        return compute_notices(conversion)

    def convert_record(record: Any, places_found: list[Place], is_line: bool) -> _ConvertedRecord:
        changed = record
        done: list[tuple[Place, Conversion]] = []
        undos: list[Undo] = []
        requests: dict[records.Path, RequestContext] = {}
        for place in places_found:
            is_read_by_it = place.kind == "response" or len(places_found) == 1
            context = requests.get(place.call, request) if is_read_by_it else NO_REQUEST
            conversion = convert_payload(record, place, context)
            done.append((place, conversion))
            is_first = request is NO_REQUEST and place.call not in requests
            if place.kind == "request" and is_first and len(places_found) > 1:
                requests[place.call] = as_request_context(conversion.value, to, settings.options)
            value, text = conversion.value, None
            if place.is_text:
                value, text = as_text(value), records.get(record, place.path)
            changed = records.put(changed, place.path, value, place.name)
            url = None
            if place.kind == "request" and is_line and place.path == ("body",):
                changed = endpoints.convert_url(changed, conversion.complement["source"], to)
                url = record.get("url")
            undos.append(Undo.of(place.path, place.name, url, conversion.complement, text))
        return _ConvertedRecord(changed, done, undos)

    def convert_entry(entry: Entry) -> tuple[bytes, bytes]:
        record = loads(entry.raw)
        if settings.group_by is not None:
            key_of(record, settings.group_by)
        arguments = to, settings.kind, settings.source, settings.at
        is_line = entry.row is None and not settings.at
        if entry.row is not None:
            record_places = places_in_row(record, *arguments, entry.row.payloads)
            converted = convert_record(record, record_places, is_line)
        elif holds_records(record, settings.at):
            converted = _ConvertedRecord([], [], [])
            for index, element in enumerate(record):
                with records.located((index,)):
                    record_places = places(element, *arguments)
                    converted.append(convert_record(element, record_places, is_line), index)
        else:
            converted = convert_record(record, places(record, *arguments), is_line)
        changed = converted.record
        saved = b""
        if settings.complement:
            keyed = {} if settings.key is None else {"key": key_of(changed, settings.key)}
            saved = dumps(remember(converted.undos) | keyed)
        if settings.complement_at is not None:
            changed = put_inside(changed, settings.complement_at, remember(converted.undos))
        output = dumps(changed, indent=entry.indented and settings.indent)
        count_record(entry, record, converted.done)
        return output, saved

    def count_record(entry: Entry, record: Any, done: list[tuple[Place, Conversion]]) -> None:
        for place, conversion in done:  # all of a record counts, or nothing
            start = records.pointer(place.path)
            count(tally.losses, conversion.losses, entry, start)
            count(tally.notices, conversion.notices, entry, start)
            tally.kinds[place.kind] += 1
            payload = records.get(record, place.path)
            payload = loads(payload.encode()) if place.is_text else payload
            tally.items += records.size(payload)
            if conversion.losses:
                where = (entry.file, entry.line, start, place.kind)
                keep_samples(tally.samples, conversion.losses, where, payload, conversion.value)
        if entry.row is None and settings.kind in (None, *BODY_KINDS):
            for path in unchanged_calls(record, settings.at):
                count(tally.notices, [_UNCHANGED], entry, records.pointer(path))
        if settings.report and len(tally.records) < MOST_RECORDS:
            kinds = ", ".join(dict.fromkeys(place.kind for place, _ in done))
            lost = sum(len(conversion.losses) for _, conversion in done)
            tally.records.append((entry.file, entry.line, kinds, lost))

    return convert_entry


def conversion_jobs(settings: Conversions, part: Range) -> Iterator[tuple[Entry]]:
    """Yield the records of a range, each as arguments for the function of ``converter``."""
    choose = partial(payload_columns, kind=settings.kind, pointers=settings.at)
    yield from ((entry,) for entry in entries_in(part, choose))


STEPS = Steps("convert", conversion_jobs, make_converter)


def _takes_request(answer: Any, source: Dialect | None) -> bool:
    """Return whether the answers of a dialect, or of the detected one, are read by a request."""
    dialect = source or detect_source(answer)[0]
    return dialect is None or DIALECTS[dialect].answers is not None


def _dialects_by_member() -> dict[str, str]:
    """Return the dialects of histories by their members.

    They decide where the content is ambiguous: plain messages are of both APIs.
    """
    apis = ((name, dialect) for name, dialect in DIALECTS.items() if dialect.endpoint)
    return {**{dialect.history: name for name, dialect in apis}, "output": HUB}


def _dialect_of_history(payload: Any, path: records.Path, to: str) -> Dialect | None:
    """Return the dialect of a history by its content or its name; None if it is ambiguous."""
    name = path[-1] if path else None
    dialect = cast(
        "Dialect | None", detect_source(payload)[0] or _dialects_by_member().get(str(name))
    )
    if dialect == to:
        raise ConversionError(f"this is {to} already, unless --from says otherwise")
    return dialect
