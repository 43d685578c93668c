"""Where ``validate`` finds payloads in records, and what they are, as far as that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from responses_protocol.checks.detection import LISTS
from responses_protocol.checks.files import Find
from responses_protocol.checks.payloads import FoundPayload, Unrecognised, find_payloads, json_text
from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.cli.records import get, parse_pointer
from responses_protocol.errors import ConversionError

# Streams, and what each of their elements is when it is a record of its own.
_ONE = {f"{one.dialect}/{LISTS[one.kind]}": one for one in SUBJECTS.values() if one.kind in LISTS}


def finder(said: str | None, at: Sequence[str]) -> Find:
    """Return what finds the payloads in a record.

    ``said`` is what they are, a name of ``SUBJECTS``; ``at`` are JSON Pointers to them, or to what
    holds them, which may be JSON text. What is not said is told by the content.
    """
    subject = None if said is None else SUBJECTS[said]

    def find(record: Any) -> list[FoundPayload]:
        if not at:
            return find_payloads(record, _wanted(subject, record))
        return [payload for pointer in at for payload in _below(record, pointer, subject)]

    return find


def _below(record: Any, pointer: str, subject: Subject | None) -> list[FoundPayload]:
    try:
        value = get(record, parse_pointer(record, pointer))
        payloads = find_payloads(json_text(value), subject)
    except ConversionError as error:
        raise Unrecognised("Nothing stands where --at points to.", error.pointer) from None
    except Unrecognised as error:
        raise Unrecognised(error.reason, pointer + error.pointer, error.hint) from None
    is_text = isinstance(value, str)
    return [replace(one, pointer=pointer + one.pointer, is_text=is_text) for one in payloads]


def _wanted(said: Subject | None, record: Any) -> Subject | None:
    """A record that has no list of a stream is one element of it."""
    if said is None or said.name not in _ONE or not isinstance(record, dict):
        return said
    return said if isinstance(record.get(said.kind), list) else _ONE[said.name]
