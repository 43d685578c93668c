"""The payloads in a record.

A record is a payload itself, or one of the records that usually hold some: those of ``places.py``,
or a line for fine-tuning. Sources: OpenAI's guides on supervised fine-tuning and direct preference
optimization.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from responses_protocol._checks.detection.bodies import is_body
from responses_protocol._checks.detection.places import (
    LISTS,
    PAGE,
    WRAPPED,
    is_page,
    locate_batch_body,
    locate_bodies,
    locate_wrapped_bodies,
    member_names,
)
from responses_protocol._checks.detection.subject import detect_list, detect_subject
from responses_protocol._checks.detection.suggestions import suggest
from responses_protocol._checks.subjects import SUBJECTS, Subject
from responses_protocol._formats.detection.elements import CHAT
from responses_protocol._formats.registry import DIALECTS
from responses_protocol._values import Json, Object, join_pointer

_REASON = "This payload can't be recognized."
_PREFERENCES = ("preferred_output", "non_preferred_output")


@dataclass(frozen=True)
class FoundPayload:
    """A payload in a record: its subject, its JSON Pointer in the record, and its value.

    With ``is_text``, the record has it as JSON text in a string.
    """

    subject: Subject
    pointer: str
    value: Json
    is_text: bool = False


class UnknownPayload(Exception):
    """A record, or its value at ``pointer``, is no known payload; ``hint`` names a likely kind."""

    def __init__(self, reason: str, pointer: str = "", hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer
        self.hint = hint


def find_payloads(record: Json, subject: Subject | None = None) -> list[FoundPayload]:
    """Return the payloads in a record, in their order.

    Args:
        record: The JSON value of the record; a list of records counts as one record.
        subject: The subject of its payloads. Their content shows it where it is None.

    Raises:
        Unrecognised: The record neither is a payload nor holds one.
    """
    if subject is None and isinstance(record, list) and detect_subject(record) is None:
        return list(_in_list(record))
    return _in_record(record, subject)


def _in_record(record: Json, subject: Subject | None) -> list[FoundPayload]:
    payloads = _in_object(record, subject) if isinstance(record, dict) else None
    return [FoundPayload(subject or _subject(record), "", record)] if payloads is None else payloads


def _in_object(record: Object, subject: Subject | None) -> list[FoundPayload] | None:
    """Return the payloads in a record of a known form; None for any other record."""
    payloads = _in_batch_line(record, subject)
    if payloads is not None:
        return payloads
    if subject is not None:
        return _in_list_member(record, subject)
    payloads = _in_preferences(record)
    return _in_members(record) if payloads is None else payloads


def _in_list(records: list[Json]) -> Iterator[FoundPayload]:
    """Yield the payloads of records in a list; the first one decides whether it is such a list."""
    try:
        _in_record(records[0] if records else None, None)
    except UnknownPayload:
        raise UnknownPayload(_REASON, "", suggest(records)) from None
    for index, record in enumerate(records):
        try:
            payloads = _in_record(record, None)
        except UnknownPayload as error:
            raise UnknownPayload(error.reason, f"/{index}{error.pointer}", error.hint) from None
        yield from _below(f"/{index}", payloads)


def _below(pointer: str, payloads: Iterable[FoundPayload]) -> list[FoundPayload]:
    return [replace(payload, pointer=pointer + payload.pointer) for payload in payloads]


def _subject(value: Json, pointer: str = "") -> Subject:
    subject = detect_subject(value)
    if subject is None:
        raise UnknownPayload(_REASON, pointer, suggest(value))
    return subject


def _in_batch_line(record: Object, subject: Subject | None) -> list[FoundPayload] | None:
    location = locate_batch_body(record)
    if location is None:
        return None
    path, kind = location
    pointer = join_pointer(path)
    value: Json = record
    for step in path:
        value = value[step]
    if value is None and kind == "response":  # the line has an error in its place
        return []
    if subject is not None:
        return _below(pointer, find_payloads(value, subject))
    dialect = _endpoint_dialect(record) if kind == "request" else None
    detected = SUBJECTS[f"{dialect}/request"] if dialect else _subject(value, pointer)
    return [FoundPayload(detected, pointer, value)]


def _endpoint_dialect(record: Object) -> str | None:
    url = record.get("url")
    if not isinstance(url, str):
        return None
    for name, dialect in DIALECTS.items():
        if dialect.endpoint and url.endswith(dialect.endpoint):
            return name
    raise UnknownPayload("The requests to this endpoint are not known here.", "/url")


def _in_preferences(record: Object) -> list[FoundPayload] | None:
    """Return the input of a line for direct preference optimization, and its two answers."""
    if not isinstance(record.get("input"), dict) or _PREFERENCES[0] not in record:
        return None
    answers = [
        FoundPayload(detected, f"/{name}", record[name])
        for name in _PREFERENCES
        if (detected := detect_list(record.get(name), CHAT)) is not None
    ]
    return _below("/input", _in_members(record["input"]) or []) + answers


def _in_members(record: Object) -> list[FoundPayload] | None:
    """Return a record that is a payload itself, or else the lists under well-known names."""
    detected = detect_subject(record)
    if detected is not None and is_body(record, detected):
        return [FoundPayload(detected, "", record)]
    return [*_exchange(record), *_lists(record)] or None


def _exchange(record: Object) -> Iterator[FoundPayload]:
    """Yield the request and the response in a line of a log.

    Raises ``UnknownPayload`` for one that can't be read, as ``convert`` refuses it.
    """
    for body in locate_wrapped_bodies(record):
        raise UnknownPayload(WRAPPED.format(body.path[-1]), join_pointer(body.path))
    for body in locate_bodies(record):
        subject = detect_subject(body.value)
        if subject is not None and subject.kind == body.kind:
            yield FoundPayload(subject, join_pointer(body.path), body.value, body.is_text)


def _lists(record: Object) -> Iterator[FoundPayload]:
    if is_page(record) and (page := detect_list(record[PAGE])) is not None:
        yield FoundPayload(page, f"/{PAGE}", record[PAGE])
    for member in LISTS:
        subject = detect_list(record.get(member.name), member.dialect)
        if subject is not None:
            yield FoundPayload(subject, f"/{member.name}", record[member.name])


def _in_list_member(record: Object, subject: Subject) -> list[FoundPayload] | None:
    """Return the list of a known subject, if just one member can hold it by its name."""
    if not subject.many:
        return None
    members = member_names(subject.kind) or (subject.kind,)
    names = [name for name in members if isinstance(record.get(name), list)]
    return [FoundPayload(subject, f"/{names[0]}", record[names[0]])] if len(names) == 1 else None
