"""Find the payloads in a record for ``validate``, with the subject and places that are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from responses_protocol._checks.detection import (
    LISTS,
    FoundPayload,
    UnknownPayload,
    find_payloads,
    parse_json_text,
)
from responses_protocol._checks.files import PayloadFinder
from responses_protocol._checks.subjects import SUBJECTS, Subject
from responses_protocol._cli.records import get, parse_pointer
from responses_protocol.errors import ConversionError

# By the name of a stream, the subject of an element that is a record of its own.
_ELEMENTS = {
    f"{subject.dialect}/{LISTS[subject.kind]}": subject
    for subject in SUBJECTS.values()
    if subject.kind in LISTS
}


def make_finder(subject_name: str | None, pointers: Sequence[str]) -> PayloadFinder:
    """Return a function that finds the payloads in a record.

    ``subject_name`` is the name of their subject in ``SUBJECTS``; ``pointers`` are JSON Pointers to
    them, or to their container, which may be JSON text. Without these the content decides.
    """
    subject = None if subject_name is None else SUBJECTS[subject_name]

    def find(record: Any) -> list[FoundPayload]:
        if not pointers:
            return find_payloads(record, _choose_subject(subject, record))
        return [
            payload for pointer in pointers for payload in _find_below(record, pointer, subject)
        ]

    return find


def _find_below(record: Any, pointer: str, subject: Subject | None) -> list[FoundPayload]:
    try:
        value = get(record, parse_pointer(record, pointer))
        payloads = find_payloads(parse_json_text(value), subject)
    except ConversionError as error:
        raise UnknownPayload("There is no value at the place of --at.", error.pointer) from None
    except UnknownPayload as error:
        raise UnknownPayload(error.reason, pointer + error.pointer, error.hint) from None
    is_text = isinstance(value, str)
    return [
        replace(payload, pointer=pointer + payload.pointer, is_text=is_text) for payload in payloads
    ]


def _choose_subject(subject: Subject | None, record: Any) -> Subject | None:
    """Return the subject of a stream, or of its element if the record has no list."""
    if subject is None or subject.name not in _ELEMENTS or not isinstance(record, dict):
        return subject
    return subject if isinstance(record.get(subject.kind), list) else _ELEMENTS[subject.name]
