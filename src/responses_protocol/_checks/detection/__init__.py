"""Detection: the payloads in a record, their subjects, and their places.

``find_payloads`` is the entry. ``places.py`` has the members of records that hold payloads,
``records.py`` finds the payloads there, ``subject.py`` detects the subject of a value by its
content, ``bodies.py`` distinguishes a body from a record with members of the same names, and
``suggestions.py`` suggests a subject for any other record.
"""

from responses_protocol._checks.detection.places import parse_json_text
from responses_protocol._checks.detection.records import (
    FoundPayload,
    UnknownPayload,
    find_payloads,
)
from responses_protocol._checks.detection.subject import LISTS, detect_subject

__all__ = [
    "LISTS",
    "FoundPayload",
    "UnknownPayload",
    "detect_subject",
    "find_payloads",
    "parse_json_text",
]
