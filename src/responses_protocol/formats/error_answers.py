"""The error of a server, whatever it answered with, in the shape that both APIs have.

That is ``{"error": {"message", "type", "param", "code"}}``. Servers, gateways and proxies send
strings, members without an object around them, lists of problems, pages of HTML, or nothing.
"""

from __future__ import annotations

import json
import re
from html import unescape
from http import HTTPStatus

from responses_protocol.values import Json

Object = dict[str, Json]
# the members that hold an error, or some of them, and those that have its words
AROUND = ("error", "errors", "fault")
MESSAGES = (
    "message",
    "detail",
    "msg",
    "error_message",
    "error_description",
    "faultstring",
    "title",
    "Message",
    "error",
)
CODES = ("code", "error_code", "status_code", "errorcode")
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
# the types that OpenAI has for its answers, by their status
TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    409: "conflict_error",
    413: "invalid_request_error",
    422: "invalid_request_error",
    429: "rate_limit_error",
}
SERVER_ERROR = "server_error"
UNSAID = "the server did not say what went wrong"  # an empty message is none to some clients
DEPTH = 3  # of objects around an error


def error_answer(payload: Json, status: int | None = None) -> Object:
    """Return the body of an error for a client of either API.

    payload
        What the server answered: JSON, parsed or not, a text, bytes, or None; or what an
        AnswerError has, which may be an answer.
    status
        Its status of HTTP, which says what the payload does not. Without one, a code that is such a
        status counts.
    """
    if isinstance(payload, bytes):
        payload = payload.decode("utf-8", "replace")
    if isinstance(payload, str):
        payload = _parsed(payload)
    found = _error(payload, DEPTH)
    kind = found.get("type")
    code = next((found[name] for name in CODES if found.get(name) is not None), None)
    if status is None:
        status = _status(code)
    words = _words(found) or _phrase(status) or _end(payload) or UNSAID
    param = found.get("param")
    if param is None:
        param = _place(found.get("loc"))
    return {
        "error": {
            "message": words,
            "type": kind if isinstance(kind, str) and kind else _type(status),
            "param": param if isinstance(param, str) else None,
            "code": _code(code),
        }
    }


def _parsed(text: str) -> Json:
    """Return the JSON that a text is, if it is an object, a list or a string; else the text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, (dict, list, str)) else text


def _status(code: Json) -> int | None:
    """Return the status of HTTP that a code is: streams have no other one."""
    number = int(code) if isinstance(code, str) and re.fullmatch("[45][0-9]{2}", code) else code
    return number if type(number) is int and 400 <= number < 600 else None


def _end(payload: Json) -> str:
    """Return how an answer ended that has no error in it, such as one that was cut off."""
    status = payload.get("status") if isinstance(payload, dict) and "output" in payload else None
    return f"the answer has the status {status}" if isinstance(status, str) and status else ""


def _error(payload: Json, depth: int) -> Object:
    """Return the object that says what went wrong, an empty one where none does."""
    if isinstance(payload, str):
        return {"message": _said(payload)}
    if isinstance(payload, list):
        return _error(payload[0], depth - 1) if payload and depth else {}
    if not isinstance(payload, dict) or not depth:
        return {}
    for name in AROUND:
        inner = payload.get(name)
        if isinstance(inner, dict) or (isinstance(inner, list) and inner):
            found = _error(inner, depth - 1)
            return found if _words(found) else {**found, **_plain(payload)}
    detail = payload.get("detail")
    if isinstance(detail, (dict, list)) and detail:
        found = _error(detail, depth - 1)
        if found.get("loc") is not None:  # a problem that a framework found in the request
            found = {**found, "type": None, "code": found.get("type")}
        return found
    return payload


def _plain(payload: Object) -> Object:
    """Return the words and codes that stand beside an object that has none."""
    return {name: payload[name] for name in (*MESSAGES, *CODES) if name in payload}


def _words(found: Object) -> str:
    for name in MESSAGES:
        said = found.get(name)
        if isinstance(said, str) and said.strip():
            return said
        if isinstance(said, dict):
            inner = _words(said)
            if inner:
                return inner
    return ""


def _said(text: str) -> str:
    """Return what a text says; of a page, its title."""
    if not MARKUP.match(text):
        return text.strip()
    title = TITLE.search(text)
    return "" if title is None else unescape(title[1]).strip()


def _place(steps: Json) -> str | None:
    """Return the parameter that a path into a request leads to, as the APIs write it."""
    if not isinstance(steps, list):
        return None
    made = ""
    for step in steps[1:] if steps[:1] == ["body"] else steps:
        made += f"[{step}]" if isinstance(step, int) else f".{step}" if made else str(step)
    return made or None


def _code(code: Json) -> str | None:
    if isinstance(code, bool) or not isinstance(code, (str, int)):
        return None
    if isinstance(code, int) and code.bit_length() > 64:  # Python may not write it
        return None
    return str(code) or None


def _type(status: int | None) -> str:
    if status in TYPES:
        return TYPES[status]
    return TYPES[400] if status is not None and 400 <= status < 500 else SERVER_ERROR


def _phrase(status: int | None) -> str:
    """Return what HTTP says of a status, which is all that is known then."""
    try:
        return "" if status is None else HTTPStatus(status).phrase
    except ValueError:
        return ""
