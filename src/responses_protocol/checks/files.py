"""What is wrong in a file: its records are read, told what they are, checked, and placed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from responses_protocol.checks.detection import LISTS
from responses_protocol.checks.payloads import FoundPayload, Unrecognised
from responses_protocol.checks.reading.captures import Piece, located
from responses_protocol.checks.reading.codes import SEVERITY
from responses_protocol.checks.reading.json_issues import TOO_DEEP
from responses_protocol.checks.reading.limits import Limits
from responses_protocol.checks.reading.records import DEFAULT, Places, Record, records
from responses_protocol.checks.rule import Settings, placed
from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.checks.validation import findings_in
from responses_protocol.reporting.finding import Finding
from responses_protocol.values import Json

Find = Callable[[Json], list[FoundPayload]]
"""Finds the payloads in the value of a record; raises ``Unrecognised``."""

Read = Callable[[str, Limits], "Iterator[Record | Finding]"]
"""Reads the records of a file, as ``records`` does."""


@dataclass
class _Stream:
    """Events or chunks that came as records of their own, and the subject that they make."""

    subject: Subject
    members: list[Record] = field(default_factory=list)
    finished: bool = False


@dataclass(frozen=True)
class Checked:
    """What was found in a part of a file; without a record, while that was read."""

    findings: list[Finding]
    record: Record | None = None
    payloads: tuple[FoundPayload, ...] = ()


def checked(
    path: str,
    find: Find,
    settings: Settings,
    limits: Limits = DEFAULT,
    wanted: Callable[[Finding], bool] = lambda one: True,
    read: Read = records,
) -> Iterator[Checked]:
    """Yield what is wrong with each record of a file, and with what is none, in its place.

    Of each record only ``wanted`` findings are kept, and one more than the limit has of a file.
    """
    for one in units(path, find, limits, read):
        if isinstance(one, Finding):
            yield Checked([one] if wanted(one) else [])
        else:
            record, payloads = one
            wrong = (told for payload in payloads for told in _wrong(payload, settings))
            some = islice(filter(wanted, wrong), limits.findings + 1)
            yield Checked(list(record.found(some)), record, tuple(payloads))


def units(
    path: str, find: Find, limits: Limits = DEFAULT, read: Read = records
) -> Iterator[tuple[Record, list[FoundPayload]] | Finding]:
    """Yield the records of a file with the payloads in them, and what is no record as a finding.

    Events and chunks that are records of their own are one list, as long as they can be of one
    stream.
    """
    stream: _Stream | None = None
    for record in read(path, limits):
        if isinstance(record, Finding):
            yield record
            continue
        try:
            payloads = find(record.value)
        except Unrecognised as error:
            yield from record.found([_unrecognised(error)])
            continue
        if stream is not None and not _goes_on(stream, payloads):
            yield _whole(stream)
            stream = None
        if stream is None and record.raw is not None and _is_streamed(payloads):
            alone = payloads[0].subject
            stream = _Stream(SUBJECTS[f"{alone.dialect}/{LISTS[alone.kind]}"])
        if stream is None:
            yield record, payloads
        else:
            _take(stream, record)
    if stream is not None:
        yield _whole(stream)


def _is_streamed(payloads: list[FoundPayload]) -> bool:
    return len(payloads) == 1 and not payloads[0].pointer and payloads[0].subject.kind in LISTS


def _goes_on(stream: _Stream, payloads: list[FoundPayload]) -> bool:
    """Tell whether a record can be of a stream that has begun."""
    if len(payloads) != 1 or payloads[0].pointer:
        return False
    subject, value = payloads[0].subject, _members(payloads[0].value)
    if subject.name == "responses/error":  # which ends many a stream of chunks
        return stream.subject.kind == "chunks"
    if subject.dialect != stream.subject.dialect or LISTS.get(subject.kind) != stream.subject.kind:
        return False
    if value.get("type") == "response.created":
        return False
    # Chunks have no beginning: another id is another stream, but only where this one has ended,
    # for some providers give each chunk an id of its own.
    last = _members(stream.members[-1].value)
    return not (stream.finished and value.get("choices") and value.get("id") != last.get("id"))


def _members(value: Json) -> dict[str, Json]:
    """Return the members of a value; none of what is no object, which may be said to be a chunk."""
    return value if isinstance(value, dict) else {}


def _take(stream: _Stream, record: Record) -> None:
    stream.members.append(record)
    choices = _members(record.value).get("choices")
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, dict) and choice.get("finish_reason"):
            stream.finished = True


def _whole(stream: _Stream) -> tuple[Record, list[FoundPayload]]:
    first = stream.members[0]
    values = [one.value for one in stream.members]
    pieces = [Piece(one.raw or b"", ((one.line, 1),)) for one in stream.members]

    def locate(pointers: Iterable[str]) -> Places:
        return located(pieces, pointers)

    record = Record(first.path, first.line, values, locate)
    return record, [FoundPayload(stream.subject, "", values)]


def _unrecognised(error: Unrecognised) -> Finding:
    return Finding(
        "RP013",
        SEVERITY["RP013"],
        error.reason,
        placed("", error.pointer),
        error.pointer,
        error.hint,
    )


def _wrong(payload: FoundPayload, settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with a payload, with pointers into its record."""
    try:
        yield from findings_in(payload, settings)
    except RecursionError:
        yield Finding("RP007", SEVERITY["RP007"], TOO_DEEP, pointer=payload.pointer)
