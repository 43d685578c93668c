"""Where in a record the payloads are, and what each of them is.

A record is the payload itself, or one of what usually holds some: a line of OpenAI's Batch API, of
its requests or of their output; a line for fine-tuning; an object with a history or tools in a
well-known member. Sources: OpenAI's guides on batches, supervised fine-tuning and direct preference
optimization.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from responses_protocol.checks.body_records import is_whole
from responses_protocol.checks.detection import detect_subject, usual_list
from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.checks.suggestions import suggest
from responses_protocol.formats.detection.elements import CHAT, RESPONSES
from responses_protocol.formats.registry import DIALECTS
from responses_protocol.values import Json

# Where a list is kept, and the dialect of what could be of several there.
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
    """A payload in a record: what it is, and where, as a JSON Pointer."""

    subject: Subject
    pointer: str
    value: Json


class Unrecognised(Exception):
    """A record, or what it holds at ``pointer``, is nothing known; ``hint`` says what it may be."""

    def __init__(self, reason: str, pointer: str = "", hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer
        self.hint = hint


def find_payloads(record: Json, said: Subject | None = None) -> list[FoundPayload]:
    """Return the payloads in a record, in their order.

    ``said`` is what they are; without it that is told by the content. Raises ``Unrecognised``.
    """
    if said is None and isinstance(record, list) and detect_subject(record) is None:
        return list(_several(record))
    return _alone(record, said)


def _alone(record: Json, said: Subject | None) -> list[FoundPayload]:
    for find in _TOLD if said is None else _SAID:
        found = find(record, said) if isinstance(record, dict) else None
        if found is not None:
            return found
    return [FoundPayload(said or _recognised(record), "", record)]


def _several(records: list[Json]) -> Iterator[FoundPayload]:
    """Records that stand in one list; where the first is none, the list is nothing known."""
    try:
        _alone(records[0] if records else None, None)
    except Unrecognised:
        raise Unrecognised(_REASON, "", suggest(records)) from None
    for index, record in enumerate(records):
        try:
            payloads = _alone(record, None)
        except Unrecognised as error:
            raise Unrecognised(error.reason, f"/{index}{error.pointer}", error.hint) from None
        for one in payloads:
            yield FoundPayload(one.subject, f"/{index}{one.pointer}", one.value)


def _recognised(value: Json, pointer: str = "") -> Subject:
    subject = detect_subject(value)
    if subject is None:
        raise Unrecognised(_REASON, pointer, suggest(value))
    return subject


def batch_body(record: dict[str, Json]) -> tuple[tuple[str, ...], str] | None:
    """Return where a line of OpenAI's Batch API has its body, and of what kind that is.

    None for any other record.
    """
    if "custom_id" not in record:
        return None
    if "body" in record:
        return ("body",), "request"
    answer = record.get("response")
    if isinstance(answer, dict) and "body" in answer:
        return ("response", "body"), "response"
    if {"response", "error"} <= record.keys() and answer is None:  # it was never sent
        return ("response",), "response"
    return None


def _batch(record: dict[str, Json], said: Subject | None) -> list[FoundPayload] | None:
    found = batch_body(record)
    if found is None:
        return None
    path, kind = found
    pointer = "".join(f"/{step}" for step in path)
    value: Json = record
    for step in path:
        value = value[step]
    if value is None and kind == "response":  # the line says why there is none
        return []
    if said is not None:
        return [
            FoundPayload(one.subject, pointer + one.pointer, one.value)
            for one in find_payloads(value, said)
        ]
    dialect = _of_url(record) if kind == "request" else None
    subject = SUBJECTS[f"{dialect}/request"] if dialect else _recognised(value, pointer)
    return [FoundPayload(subject, pointer, value)]


def _of_url(record: dict[str, Json]) -> str | None:
    url = record.get("url")
    if not isinstance(url, str):
        return None
    for name, dialect in DIALECTS.items():
        if dialect.endpoint and url.endswith(dialect.endpoint):
            return name
    raise Unrecognised("The requests to this endpoint are not known here.", "/url")


def _preferences(record: dict[str, Json], said: Subject | None) -> list[FoundPayload] | None:
    """A line for direct preference optimization: an input, and two answers to it."""
    if not isinstance(record.get("input"), dict) or _PREFERENCES[0] not in record:
        return None
    inside = _members(record["input"], said) or []
    answers = [
        FoundPayload(subject, f"/{name}", record[name])
        for name in _PREFERENCES
        if (subject := said or usual_list(record.get(name), CHAT)) is not None
    ]
    return [
        FoundPayload(one.subject, f"/input{one.pointer}", one.value) for one in inside
    ] + answers


def _members(record: dict[str, Json], said: Subject | None) -> list[FoundPayload] | None:
    """A record that is a payload itself, or else holds lists under the usual names."""
    subject = detect_subject(record)
    if subject is not None and is_whole(record, subject):
        return [FoundPayload(subject, "", record)]
    return list(_lists(record)) or None


def _lists(record: dict[str, Json]) -> Iterator[FoundPayload]:
    if record.get("object") == "list" and (page := usual_list(record.get("data"))) is not None:
        yield FoundPayload(page, "/data", record["data"])
    for name, dialect in _MEMBERS.items():
        subject = usual_list(record.get(name), dialect)
        if subject is not None:
            yield FoundPayload(subject, f"/{name}", record[name])


def _said_list(record: dict[str, Json], said: Subject | None) -> list[FoundPayload] | None:
    """What the command line says is a list may be in a record under one of the usual names."""
    if said is None or not said.many:
        return None
    kinds = {"tools": ("tools",), "history": ("messages", "input", "output", "items")}
    names = [
        name for name in kinds.get(said.kind, (said.kind,)) if isinstance(record.get(name), list)
    ]
    return [FoundPayload(said, f"/{names[0]}", record[names[0]])] if len(names) == 1 else None


_Find = Callable[[dict[str, Json], "Subject | None"], "list[FoundPayload] | None"]
_TOLD: tuple[_Find, ...] = (_batch, _preferences, _members)
_SAID: tuple[_Find, ...] = (_batch, _said_list)
