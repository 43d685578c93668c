"""The payloads in a record.

A record is a payload itself, or one of the records that usually hold some: a line of OpenAI's Batch
API, of its requests or of their output; a line for fine-tuning; an object with a history or tools
in a well-known member. Sources: OpenAI's guides on batches, supervised fine-tuning and direct
preference optimization.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from responses_protocol.checks.detection.bodies import is_body
from responses_protocol.checks.detection.subject import detect_list, detect_subject
from responses_protocol.checks.detection.suggestions import suggest
from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.errors import ConversionError
from responses_protocol.formats.detection.elements import CHAT, RESPONSES
from responses_protocol.formats.registry import DIALECTS
from responses_protocol.jsontext import loads
from responses_protocol.values import Json

# Members that hold lists, and the dialect of a list that could be of several.
_MEMBERS = {
    "messages": CHAT,
    "input": RESPONSES,
    "output": RESPONSES,
    "items": None,
    "tools": None,
    "events": RESPONSES,
    "chunks": CHAT,
}
_REASON = "This is no payload that can be recognised."
_PREFERENCES = ("preferred_output", "non_preferred_output")


@dataclass(frozen=True)
class FoundPayload:
    """A payload in a record: what it is, its JSON Pointer in the record, and its value.

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


def _in_object(record: dict[str, Json], subject: Subject | None) -> list[FoundPayload] | None:
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


def batch_body(record: dict[str, Json]) -> tuple[tuple[str, ...], str] | None:
    """Return the path to the body in a line of OpenAI's Batch API, and the kind of the body.

    None for any other record.
    """
    if "custom_id" not in record:
        return None
    if "body" in record:
        return ("body",), "request"
    response = record.get("response")
    if isinstance(response, dict) and "body" in response:
        return ("response", "body"), "response"
    if {"response", "error"} <= record.keys() and response is None:  # it was never sent
        return ("response",), "response"
    return None


def _in_batch_line(record: dict[str, Json], subject: Subject | None) -> list[FoundPayload] | None:
    location = batch_body(record)
    if location is None:
        return None
    path, kind = location
    pointer = "".join(f"/{step}" for step in path)
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


def _endpoint_dialect(record: dict[str, Json]) -> str | None:
    url = record.get("url")
    if not isinstance(url, str):
        return None
    for name, dialect in DIALECTS.items():
        if dialect.endpoint and url.endswith(dialect.endpoint):
            return name
    raise UnknownPayload("The requests to this endpoint are not known here.", "/url")


def _in_preferences(record: dict[str, Json]) -> list[FoundPayload] | None:
    """Return the input of a line for direct preference optimization, and its two answers."""
    if not isinstance(record.get("input"), dict) or _PREFERENCES[0] not in record:
        return None
    answers = [
        FoundPayload(detected, f"/{name}", record[name])
        for name in _PREFERENCES
        if (detected := detect_list(record.get(name), CHAT)) is not None
    ]
    return _below("/input", _in_members(record["input"]) or []) + answers


def _in_members(record: dict[str, Json]) -> list[FoundPayload] | None:
    """Return a record that is a payload itself, or else the lists under well-known names."""
    detected = detect_subject(record)
    if detected is not None and is_body(record, detected):
        return [FoundPayload(detected, "", record)]
    return [*_exchange(record), *_lists(record)] or None


def _exchange(record: dict[str, Json]) -> Iterator[FoundPayload]:
    """Yield the request and response in a line of a log: objects, their bodies, or JSON text."""
    for name in ("request", "response"):
        pointer, value = f"/{name}", record.get(name)
        if isinstance(value, dict) and "body" in value:
            pointer, value = f"{pointer}/body", value["body"]
        body = parse_json_text(value)
        subject = detect_subject(body) if isinstance(body, dict) else None
        if subject is not None and subject.kind == name:
            yield FoundPayload(subject, pointer, body, isinstance(value, str))


def parse_json_text(value: Json) -> Json:
    """Return the object or list whose JSON text a string is, or any other value as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        with suppress(ConversionError, UnicodeEncodeError):
            return loads(value.encode())
    return value


def _lists(record: dict[str, Json]) -> Iterator[FoundPayload]:
    if record.get("object") == "list" and (page := detect_list(record.get("data"))) is not None:
        yield FoundPayload(page, "/data", record["data"])
    for name, dialect in _MEMBERS.items():
        subject = detect_list(record.get(name), dialect)
        if subject is not None:
            yield FoundPayload(subject, f"/{name}", record[name])


def _in_list_member(record: dict[str, Json], subject: Subject) -> list[FoundPayload] | None:
    """Return the list of a known subject, if just one member can hold it by its name."""
    if not subject.many:
        return None
    names_by_kind = {"tools": ("tools",), "history": ("messages", "input", "output", "items")}
    names = [
        name
        for name in names_by_kind.get(subject.kind, (subject.kind,))
        if isinstance(record.get(name), list)
    ]
    return [FoundPayload(subject, f"/{names[0]}", record[names[0]])] if len(names) == 1 else None
