"""The conversion of one record of a file, as its command line wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import responses_protocol as rp
from responses_protocol.checks.reading.entries import Entry
from responses_protocol.cli import endpoints, records
from responses_protocol.cli.kinds import kind_of
from responses_protocol.cli.report import Tally, count
from responses_protocol.cli.requests import request_context
from responses_protocol.cli.undo import remember
from responses_protocol.errors import ConversionError
from responses_protocol.formats.options import Options
from responses_protocol.formats.registry import Dialect, Kind, detect
from responses_protocol.jsontext import dumps, loads
from responses_protocol.lens.conversion import account
from responses_protocol.lens.losses import Severity

# What a history is under this name when its content does not tell: plain messages are both.
_NAMED = {"input": "responses", "output": "responses", "messages": "chat_completions"}


@dataclass(frozen=True)
class Conversions:
    """What the command line asks for; plain values, so that they pass from process to process.

    ``request`` is the text of the request that answers belong to. ``complement`` says whether
    complements are made, ``indent`` whether what was indented stays so.
    """

    to: Dialect
    source: Dialect | None
    kind: Kind | None
    at: str | None
    fail_on: Severity | None
    tolerate: tuple[str, ...]
    options: Options
    request: bytes | None
    complement: bool
    indent: bool


def converter(settings: Conversions, tally: Tally) -> Callable[[Entry], tuple[bytes, bytes]]:
    """Return what converts a record and counts it: to its new text and that of its complement.

    That raises ``ConversionError`` where the record can't be converted.
    """
    to, at = settings.to, settings.at
    request = request_context(settings.request, to, settings.options)

    def convert(entry: Entry) -> tuple[bytes, bytes]:
        record = loads(entry.raw)
        kind = cast("Kind", settings.kind or kind_of(record, at, settings.source))
        path, name = records.find(record, kind, to, at)
        payload = records.get(record, path)
        with records.located(path):
            source = settings.source
            if source is None and kind == "history":
                source = _dialect_of_history(payload, path, to)
            conversion = rp.convert(
                payload,
                to,
                source=source,
                kind=kind,
                options=settings.options,
                fail_on=settings.fail_on,
                tolerate=settings.tolerate,
                request=request,
            )
            if settings.fail_on is None:
                account(conversion)
        changed = records.put(record, path, conversion.value, name)
        url = None
        if kind == "request" and at is None and path:  # a Batch line
            changed = endpoints.moved(changed, conversion.complement["source"], to)
            url = record.get("url")
        text = dumps(changed, indent=entry.indented and settings.indent)
        undo = b""
        if settings.complement:
            undo = dumps(remember(path, name, url, conversion.complement))
        start = records.pointer(path)
        count(tally.losses, conversion.losses, entry, start)
        count(tally.notices, conversion.notices, entry, start)
        tally.kinds[kind] += 1
        tally.items += records.size(payload)
        return text, undo

    return convert


def _dialect_of_history(payload: Any, path: records.Path, to: str) -> Dialect | None:
    """The dialect that a history's content or its name tells; None where both would do."""
    name = path[-1] if path else None
    dialect = cast("Dialect | None", detect(payload)[0] or _NAMED.get(str(name)))
    if dialect == to:
        raise ConversionError(f"this is {to} already, unless --from says otherwise")
    return dialect
