"""How bodies differ from records that have members of the same names, or report errors."""

from __future__ import annotations

from responses_protocol._checks.subjects import Subject
from responses_protocol._formats.detection import DETECTORS
from responses_protocol._formats.detection.bodies import (
    AGENT_REQUEST,
    PARAMETERS,
    SHARED,
    find_present,
)
from responses_protocol._formats.detection.elements import AGENT, CHAT, RESPONSES
from responses_protocol._values import Json

# Any record may hold a history or functions: these members do not make it a request.
_CONTENT = frozenset(("functions", "input", "messages"))
_PARAMETERS = (PARAMETERS[RESPONSES] | PARAMETERS[CHAT] | SHARED | AGENT_REQUEST) - _CONTENT
# All members of a request whose input is a text, where it has neither model nor parameters.
_TEXT_REQUEST = frozenset(("input", "metadata", "tools", "user"))
_AGENT_BODY = AGENT_REQUEST | {"custom_outputs", "finish_reason", "messages", "stream", "usage"}
_RESPONSE_MEMBERS = frozenset(("custom_outputs", "id", "model", "object", "status"))
# Members that mark an error, and members that may stand beside them, in small letters and without
# underscores.
_ERROR_MARKS = frozenset(
    ["code", "detail", "error", "errorcode", "errortype", "param", "status", "statuscode", "type"]
)
_ERROR_MEMBERS = frozenset(
    ["data", "id", "message", "object", "path", "requestid", "success", "timestamp", "title"]
)


def is_body(payload: dict[str, Json], subject: Subject) -> bool:
    """Return whether a record is a body of a subject, and not just a record with such a list.

    A request has parameters as well, and a response an id, a model or a status.
    """
    if subject.dialect in DETECTORS:  # its detector is certain
        return True
    if subject.dialect == AGENT:
        return payload.keys() <= _AGENT_BODY or "custom_outputs" in payload or _is_request(payload)
    if subject.kind == "request":
        return _is_request(payload)
    if subject.kind == "response" and isinstance(payload.get("output"), list):
        return not _RESPONSE_MEMBERS.isdisjoint(payload)
    return True


def may_be_request(payload: dict[str, Json]) -> bool:
    """Return whether a record can be a request.

    Records of any other origin have a text as their ``input``, or none, too.
    """
    has_list = any(isinstance(payload.get(name), list) for name in ("input", "messages"))
    return has_list or payload.keys() <= _TEXT_REQUEST or _is_request(payload)


def may_be_error(payload: dict[str, Json]) -> bool:
    """Return whether a record can be the body of an error, and not just one with a message."""
    if isinstance(payload.get("error"), dict):
        return True
    names = {name.lower().replace("_", "") for name in payload}
    return names <= _ERROR_MARKS | _ERROR_MEMBERS or len(names & _ERROR_MARKS) > 1


def _is_request(payload: dict[str, Json]) -> bool:
    return isinstance(payload.get("model"), str) or bool(find_present(payload, _PARAMETERS))
