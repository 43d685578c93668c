"""Where ``validate`` finds payloads in records, and what they are, as far as that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from responses_protocol.checks.detection import (
    LISTS,
    FoundPayload,
    UnknownPayload,
    find_payloads,
    parse_json_text,
)
from responses_protocol.checks.files import PayloadFinder
from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.cli.records import get, parse_pointer
from responses_protocol.errors import ConversionError

# Streams, and what each of their elements is when it is a record of its own.
_ONE = {f"{one.dialect}/{LISTS[one.kind]}": one for one in SUBJECTS.values() if one.kind in LISTS}


def finder(subject_name: str | None, pointers: Sequence[str]) -> PayloadFinder:
    """Return what finds the payloads in a record.

    ``subject_name`` is what they are, a name of ``SUBJECTS``; ``pointers`` are JSON Pointers to
    them, or to what holds them, which may be JSON text. Without these the content decides.
    """
    subject = None if subject_name is None else SUBJECTS[subject_name]

    def find(record: Any) -> list[FoundPayload]:
        if not pointers:
            return find_payloads(record, _wanted(subject, record))
        return [payload for pointer in pointers for payload in _below(record, pointer, subject)]

    return find


def _below(record: Any, pointer: str, subject: Subject | None) -> list[FoundPayload]:
    try:
        value = get(record, parse_pointer(record, pointer))
        payloads = find_payloads(parse_json_text(value), subject)
    except ConversionError as error:
        raise UnknownPayload("Nothing stands where --at points to.", error.pointer) from None
    except UnknownPayload as error:
        raise UnknownPayload(error.reason, pointer + error.pointer, error.hint) from None
    is_text = isinstance(value, str)
    return [
        replace(payload, pointer=pointer + payload.pointer, is_text=is_text) for payload in payloads
    ]


def _wanted(subject: Subject | None, record: Any) -> Subject | None:
    """A record that has no list of a stream is one element of it."""
    if subject is None or subject.name not in _ONE or not isinstance(record, dict):
        return subject
    return subject if isinstance(record.get(subject.kind), list) else _ONE[subject.name]
