"""The subject of a payload by its content."""

from __future__ import annotations

from responses_protocol._checks.detection.bodies import may_be_error, may_be_request
from responses_protocol._checks.subjects import SUBJECTS, Subject
from responses_protocol._formats.detection import DETECTORS, detect_payload
from responses_protocol._formats.detection.bodies import AGENT_REQUEST
from responses_protocol._formats.detection.elements import CHAT, RESPONSES
from responses_protocol._values import Json

LISTS = {"event": "events", "chunk": "chunks"}
"""The kind of a stream by the kind of its elements."""

# Lists that every dialect has: plain messages, tools with parameters at the top.
_DEFAULT_DIALECTS = {"history": CHAT, "tools": RESPONSES}
# Members of a ResponsesAgent's bodies that the Responses API does not have.
_AGENT_MEMBERS = {"request": AGENT_REQUEST, "response": frozenset(("custom_outputs",))}


def detect_subject(payload: Json) -> Subject | None:
    """Return the subject of any JSON value, or None if the content does not show it."""
    dialect, kind = detect_payload(payload)
    if kind is None:
        return None
    if isinstance(payload, list):
        return SUBJECTS.get(f"{dialect or _DEFAULT_DIALECTS.get(kind)}/{kind}")
    if dialect in DETECTORS:  # its detector is certain
        return SUBJECTS.get(f"{dialect}/{kind}")
    if kind == "request" and not may_be_request(payload):
        return None
    if dialect is None:  # errors, which all endpoints answer alike
        return SUBJECTS["responses/error"] if may_be_error(payload) else None
    if (
        dialect == RESPONSES
        and kind in _AGENT_MEMBERS
        and not _AGENT_MEMBERS[kind].isdisjoint(payload)
    ):
        dialect = "responses_agent"
    return SUBJECTS.get(f"{dialect}/{kind}")


def detect_list(value: Json, dialect: str | None = None) -> Subject | None:
    """Return the subject of a list, or None for any other value.

    ``dialect`` is that of a list whose elements could be of several.
    """
    if not isinstance(value, list):
        return None
    detected, kind = detect_payload(value, dialect)
    subject = SUBJECTS.get(f"{detected or dialect}/{kind}")
    return subject or SUBJECTS.get(f"{detected or _DEFAULT_DIALECTS.get(kind or '')}/{kind}")
