"""The conversion of one record of a file, as its command line wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import responses_protocol as rp
from responses_protocol.checks.reading.entries import Entry
from responses_protocol.cli import endpoints, records
from responses_protocol.cli.complements import key_of, put_inside
from responses_protocol.cli.payload_places import Place, places
from responses_protocol.cli.report import MOST_RECORDS, Tally, count
from responses_protocol.cli.requests import request_context
from responses_protocol.cli.samples import keep
from responses_protocol.cli.undo import Undo, as_text, remember
from responses_protocol.errors import ConversionError
from responses_protocol.formats.options import Options
from responses_protocol.formats.registry import DIALECTS, HUB, Dialect, Kind, detect
from responses_protocol.formats.request_context import NO_REQUEST, RequestContext
from responses_protocol.jsontext import dumps, loads
from responses_protocol.lens.conversion import Conversion, account, known_request
from responses_protocol.lens.losses import Severity


@dataclass(frozen=True)
class Conversions:
    """What the command line asks for; plain values, so that they pass from process to process.

    ``request`` is the text of the request that answers belong to. ``complement`` says whether
    complements are made, ``indent`` whether what was indented stays so, ``report`` whether what was
    converted is listed, for a report. ``key`` points to what complements are found by, and
    ``complement_at`` to where they are put in the records.
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


def converter(settings: Conversions, tally: Tally) -> Callable[[Entry], tuple[bytes, bytes]]:
    """Return what converts a record and counts it: to its new text and that of its complement.

    The answer in a record is read by the request in it, unless another one is given. That raises
    ``ConversionError`` where the record can't be converted.
    """
    to = settings.to
    request = request_context(settings.request, to, settings.options)

    def one(record: Any, place: Place, request: RequestContext) -> Conversion:
        payload = records.get(record, place.path)
        with records.located(place.path):
            source = settings.source
            if source is None and place.kind == "history":
                source = _dialect_of_history(payload, place.path, to)
            conversion = rp.convert(
                loads(payload.encode()) if place.is_text else payload,
                to,
                source=source,
                kind=place.kind,
                options=settings.options,
                fail_on=settings.fail_on,
                tolerate=settings.tolerate,
                request=request,
            )
            if settings.fail_on is None:
                account(conversion)
        return conversion

    def convert(entry: Entry) -> tuple[bytes, bytes]:
        record = changed = loads(entry.raw)
        found = places(record, to, settings.kind, settings.source, settings.at)
        done: list[tuple[Place, Conversion]] = []
        undos: list[Undo] = []
        context = request
        for place in found:
            conversion = one(record, place, context)
            done.append((place, conversion))
            if place.kind == "request" and context is NO_REQUEST and len(found) > 1:
                context = known_request(conversion.value, to, settings.options)
            value, text = conversion.value, None
            if place.is_text:
                value, text = as_text(value), records.get(record, place.path)
            changed = records.put(changed, place.path, value, place.name)
            url = None
            if place.kind == "request" and not settings.at and place.path == ("body",):
                changed = endpoints.moved(changed, conversion.complement["source"], to)
                url = record.get("url")
            undos.append(Undo.of(place.path, place.name, url, conversion.complement, text))
        saved = b""
        if settings.complement:
            keyed = {} if settings.key is None else {"key": key_of(changed, settings.key)}
            saved = dumps(remember(undos) | keyed)
        if settings.complement_at is not None:
            changed = put_inside(changed, settings.complement_at, remember(undos))
        output = dumps(changed, indent=entry.indented and settings.indent)
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
                keep(tally.samples, conversion.losses, where, payload, conversion.value)
        if settings.report and len(tally.records) < MOST_RECORDS:
            kinds = ", ".join(place.kind for place, _ in done)
            lost = sum(len(conversion.losses) for _, conversion in done)
            tally.records.append((entry.file, entry.line, kinds, lost))
        return output, saved

    return convert


def _dialects_by_member() -> dict[str, str]:
    """Return the dialects of histories by their members.

    They decide where the content is ambiguous: plain messages are of both APIs.
    """
    apis = ((name, dialect) for name, dialect in DIALECTS.items() if dialect.endpoint)
    return {**{dialect.history: name for name, dialect in apis}, "output": HUB}


def _dialect_of_history(payload: Any, path: records.Path, to: str) -> Dialect | None:
    """The dialect that a history's content or its name tells; None where both would do."""
    name = path[-1] if path else None
    dialect = cast("Dialect | None", detect(payload)[0] or _dialects_by_member().get(str(name)))
    if dialect == to:
        raise ConversionError(f"this is {to} already, unless --from says otherwise")
    return dialect
