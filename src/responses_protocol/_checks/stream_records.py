"""Streams whose events or chunks are records of their own: they are checked as one list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from responses_protocol._checks.detection import LISTS, FoundPayload
from responses_protocol._checks.reading.captures import Piece, locate_in_pieces
from responses_protocol._checks.reading.record import Positions, Record
from responses_protocol._checks.subjects import SUBJECTS, Subject
from responses_protocol._reporting.finding import Finding
from responses_protocol._values import Json

RecordPayloads = tuple[Record, list[FoundPayload]]
"""A record, and the payloads in it."""


@dataclass
class _Stream:
    """The records of a stream so far, and the subject of their list."""

    subject: Subject
    records: list[Record] = field(default_factory=list)
    is_finished: bool = False

    def add(self, record: Record) -> None:
        self.records.append(record)
        choices = _members(record.value).get("choices")
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict) and choice.get("finish_reason"):
                self.is_finished = True


def join_streams(
    entries: Iterable[RecordPayloads | Finding],
) -> Iterator[RecordPayloads | Finding]:
    """Yield records and findings as they come, and the records of one stream as one record."""
    stream: _Stream | None = None
    for entry in entries:
        if isinstance(entry, Finding):
            yield entry
            continue
        record, payloads = entry
        if stream is not None and not _belongs_to(stream, payloads):
            yield _join(stream)
            stream = None
        if stream is None and record.raw is not None and _is_stream_element(payloads):
            element = payloads[0].subject
            stream = _Stream(SUBJECTS[f"{element.dialect}/{LISTS[element.kind]}"])
        if stream is None:
            yield entry
        else:
            stream.add(record)
    if stream is not None:
        yield _join(stream)


def _is_stream_element(payloads: list[FoundPayload]) -> bool:
    return _is_lone(payloads) and payloads[0].subject.kind in LISTS


def _is_lone(payloads: list[FoundPayload]) -> bool:
    """Return whether a record is one payload, and nothing around it."""
    return [payload.pointer for payload in payloads] == [""]


def _belongs_to(stream: _Stream, payloads: list[FoundPayload]) -> bool:
    """Return whether a record with these payloads can continue a stream."""
    if not _is_lone(payloads):
        return False
    subject, element = payloads[0].subject, _members(payloads[0].value)
    if subject.name == "responses/error":  # the last record of many a stream of chunks
        return stream.subject.kind == "chunks"
    if subject.dialect != stream.subject.dialect or LISTS.get(subject.kind) != stream.subject.kind:
        return False
    if element.get("type") == "response.created":
        return False
    # Chunks have no beginning. Another id is another stream, but only where this one has ended:
    # some providers give each chunk an id of its own.
    last = _members(stream.records[-1].value)
    return not (
        stream.is_finished and element.get("choices") and element.get("id") != last.get("id")
    )


def _members(value: Json) -> dict[str, Json]:
    """Return an object, or an empty one for any other value, which the user may call a chunk."""
    return value if isinstance(value, dict) else {}


def _join(stream: _Stream) -> RecordPayloads:
    first = stream.records[0]
    elements = [record.value for record in stream.records]
    pieces = [Piece(record.raw or b"", ((record.line, 1),)) for record in stream.records]

    def locate(pointers: Iterable[str]) -> Positions:
        return locate_in_pieces(pieces, pointers)

    record = Record(first.path, first.line, elements, locate)
    return record, [FoundPayload(stream.subject, "", elements)]
