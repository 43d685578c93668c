"""Detection: the payloads in a record, what each of them is, and where it stands.

``find_payloads`` is the entry. ``records.py`` knows the records that usually hold payloads,
``subject.py`` what a value is by its content, ``bodies.py`` how a body differs from a record with
members of the same names, and ``suggestions.py`` what a record may be that is none of these.
"""

from responses_protocol.checks.detection.records import (
    FoundPayload,
    UnknownPayload,
    batch_body,
    find_payloads,
    parse_json_text,
)
from responses_protocol.checks.detection.subject import LISTS, detect_subject

__all__ = [
    "LISTS",
    "FoundPayload",
    "UnknownPayload",
    "batch_body",
    "detect_subject",
    "find_payloads",
    "parse_json_text",
]
