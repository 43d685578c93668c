"""What a payload or a record can be checked as: its subject."""

from __future__ import annotations

from responses_protocol.checks.body_records import may_be_error, may_be_request
from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.formats.detection import DETECTORS, recognise
from responses_protocol.formats.detection.bodies import AGENT_REQUEST
from responses_protocol.formats.detection.elements import CHAT, RESPONSES
from responses_protocol.values import Json

LISTS = {"event": "events", "chunk": "chunks"}
"""The kind of a list by the kind of its elements, of what comes one by one."""

# plain messages; tools with parameters at the top; errors, which all answer alike
_USUAL = {"history": CHAT, "tools": RESPONSES}
# What a ResponsesAgent has, and the Responses API has not.
_AGENT = {"request": AGENT_REQUEST, "response": frozenset(("custom_outputs",))}


def detect_subject(payload: Json) -> Subject | None:
    """Return what a payload is, or None where that can't be told. Any JSON value will do."""
    dialect, kind = recognise(payload)
    if kind is None:
        return None
    if isinstance(payload, list):
        return SUBJECTS.get(f"{dialect or _USUAL.get(kind)}/{kind}")
    if dialect in DETECTORS:  # which is certain
        return SUBJECTS.get(f"{dialect}/{kind}")
    if kind == "request" and not may_be_request(payload):
        return None
    if dialect is None:
        return SUBJECTS["responses/error"] if may_be_error(payload) else None
    if dialect == RESPONSES and kind in _AGENT and not _AGENT[kind].isdisjoint(payload):
        dialect = "responses_agent"
    return SUBJECTS.get(f"{dialect}/{kind}")


def usual_list(payload: Json, dialect: str | None = None) -> Subject | None:
    """Return what a list is, of the given dialect where its elements could be of several."""
    found, kind = recognise(payload, dialect) if isinstance(payload, list) else (None, None)
    name = f"{found or dialect}/{kind}"
    return SUBJECTS.get(name if name in SUBJECTS else f"{found or _USUAL.get(kind or '')}/{kind}")
