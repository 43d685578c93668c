"""The findings of a file: its records are read, their payloads found, checked, and located.

Each stage is a generator over the one before it, so a file is checked record by record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from responses_protocol._checks.detection import FoundPayload, UnknownPayload
from responses_protocol._checks.reading.codes import SEVERITY
from responses_protocol._checks.reading.json_issues import TOO_DEEP
from responses_protocol._checks.reading.limits import Limits
from responses_protocol._checks.reading.record import Record
from responses_protocol._checks.reading.records import DEFAULT, read_records
from responses_protocol._checks.rule import Settings, format_place
from responses_protocol._checks.stream_records import RecordPayloads, join_streams
from responses_protocol._checks.validation import check_payload
from responses_protocol._reporting.finding import Finding
from responses_protocol._values import Json

PayloadFinder = Callable[[Json], list[FoundPayload]]
"""Finds the payloads in the value of a record; raises ``Unrecognised``."""

Read = Callable[[str, Limits], "Iterator[Record | Finding]"]
"""Reads the records of a file, as ``read_records`` does."""


@dataclass(frozen=True)
class CheckedRecord:
    """The findings of one record, or those about the file itself, without a record."""

    findings: list[Finding]
    record: Record | None = None
    payloads: tuple[FoundPayload, ...] = ()


def check_file(
    path: str,
    find: PayloadFinder,
    settings: Settings,
    limits: Limits = DEFAULT,
    is_selected: Callable[[Finding], bool] = lambda finding: True,
    read: Read = read_records,
) -> Iterator[CheckedRecord]:
    """Yield the findings of a file, in the order of its records.

    Args:
        path: The file, or ``-`` for standard input.
        find: Finds the payloads in the value of a record.
        settings: The profile and the target to check for.
        limits: Sizes beyond which the file is not read. A record has at most one finding more
            than they allow a file.
        wanted: Selects the findings to keep.
        read: Reads the records of the file.
    """
    entries = read(path, limits)
    for entry in join_streams(_find_payloads(entries, find)):
        if isinstance(entry, Finding):
            yield CheckedRecord([entry] if is_selected(entry) else [])
            continue
        record, payloads = entry
        findings = (finding for payload in payloads for finding in _check(payload, settings))
        selected = islice(filter(is_selected, findings), limits.findings + 1)
        yield CheckedRecord(list(record.locate_findings(selected)), record, tuple(payloads))


def _find_payloads(
    entries: Iterable[Record | Finding], find: PayloadFinder
) -> Iterator[RecordPayloads | Finding]:
    """Yield each record with its payloads, or a finding where it has none."""
    for entry in entries:
        if isinstance(entry, Finding):
            yield entry
            continue
        try:
            yield entry, find(entry.value)
        except UnknownPayload as error:
            yield from entry.locate_findings([_unknown_payload_finding(error)])


def _unknown_payload_finding(error: UnknownPayload) -> Finding:
    return Finding(
        "RP013",
        SEVERITY["RP013"],
        error.reason,
        format_place("", error.pointer),
        error.pointer,
        error.hint,
    )


def _check(payload: FoundPayload, settings: Settings) -> Iterator[Finding]:
    """Yield the findings of a payload, with pointers into its record."""
    try:
        yield from check_payload(payload, settings)
    except RecursionError:
        yield Finding("RP007", SEVERITY["RP007"], TOO_DEEP, pointer=payload.pointer)
