"""How whole payloads differ from records that only keep what those have, or tell of errors."""

from __future__ import annotations

from responses_protocol.checks.subjects import Subject
from responses_protocol.formats.detection import DETECTORS
from responses_protocol.formats.detection.bodies import (
    AGENT_REQUEST,
    PARAMETERS,
    SHARED,
    present,
)
from responses_protocol.formats.detection.elements import AGENT, CHAT, RESPONSES
from responses_protocol.values import Json

# What a record may be besides that holds a history: these do not make it a request.
_HELD = frozenset(("functions", "input", "messages"))
_BESIDE_TEXT = frozenset(("input", "metadata", "tools", "user"))
_AGENT = AGENT_REQUEST | {"custom_outputs", "finish_reason", "messages", "stream", "usage"}
_TELLING = (PARAMETERS[RESPONSES] | PARAMETERS[CHAT] | SHARED | AGENT_REQUEST) - _HELD
_ANSWER = frozenset(("custom_outputs", "id", "model", "object", "status"))
# What errors have besides a message, in small letters and without underscores.
_OF_ERRORS = frozenset(
    ["code", "detail", "error", "errorcode", "errortype", "param", "status", "statuscode", "type"]
)
_BESIDE_ERRORS = frozenset(
    ["data", "id", "message", "object", "path", "requestid", "success", "timestamp", "title"]
)


def is_whole(payload: dict[str, Json], subject: Subject) -> bool:
    """Tell whether a record is what it was taken for, or only holds a list as that does.

    A request has parameters besides, and an answer says what it is, or whose.
    """
    if subject.dialect in DETECTORS:  # which is certain
        return True
    if subject.dialect == AGENT:
        return payload.keys() <= _AGENT or "custom_outputs" in payload or _is_request(payload)
    if subject.kind == "request":
        return _is_request(payload)
    if subject.kind == "response" and isinstance(payload.get("output"), list):
        return not _ANSWER.isdisjoint(payload)
    return True


def may_be_request(payload: dict[str, Json]) -> bool:
    """Tell whether a record may be meant as a request.

    A text, or nothing: many a record that has to do with no API is like that.
    """
    listed = any(isinstance(payload.get(name), list) for name in ("input", "messages"))
    return listed or payload.keys() <= _BESIDE_TEXT or _is_request(payload)


def may_be_error(payload: dict[str, Json]) -> bool:
    """Tell the body of an error from a record that has a message, or tells of an error."""
    if isinstance(payload.get("error"), dict):
        return True
    names = {name.lower().replace("_", "") for name in payload}
    return names <= _OF_ERRORS | _BESIDE_ERRORS or len(names & _OF_ERRORS) > 1


def _is_request(payload: dict[str, Json]) -> bool:
    return isinstance(payload.get("model"), str) or bool(present(payload, _TELLING))
