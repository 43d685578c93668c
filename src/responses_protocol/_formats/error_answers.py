"""The error of a server, in any form, as the error body of both APIs.

That body is ``{"error": {"message", "type", "param", "code"}}``. Servers, gateways and proxies send
strings, members without an object around them, lists of problems, pages of HTML, or nothing.
"""

from __future__ import annotations

import json
import re
from html import unescape
from http import HTTPStatus

from responses_protocol._values import Json, Object

# the members that contain an error, or a list of errors, and those with its message
WRAPPERS = ("error", "errors", "fault")
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
# OpenAI's types of errors, by the status of HTTP
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
NO_MESSAGE = "the server sent no error message"  # some clients ignore an empty message
DEPTH = 3  # of objects around an error


def error_answer(payload: Json, status: int | None = None) -> Object:
    """Return the body of an error for a client of either API.

    payload
        The answer of the server: JSON, parsed or not, text, bytes, or None; or the payload of an
        AnswerError, which may be an answer.
    status
        The status of HTTP, used where the payload has no type or message. By default, a code in
        the payload that is such a status.
    """
    if isinstance(payload, bytes):
        payload = payload.decode("utf-8", "replace")
    if isinstance(payload, str):
        payload = _parse(payload)
    error = _find_error(payload, DEPTH)
    kind = error.get("type")
    code = next((error[name] for name in CODES if error.get(name) is not None), None)
    if status is None:
        status = _status(code)
    message = _message(error) or _phrase(status) or _describe_status(payload) or NO_MESSAGE
    param = error.get("param")
    if param is None:
        param = _write_path(error.get("loc"))
    return {
        "error": {
            "message": message,
            "type": kind if isinstance(kind, str) and kind else _type(status),
            "param": param if isinstance(param, str) else None,
            "code": _code(code),
        }
    }


def _parse(text: str) -> Json:
    """Parse a text as JSON; return the text itself for a number, true, false, null or no JSON."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, (dict, list, str)) else text


def _status(code: Json) -> int | None:
    """Return a code that is a status of HTTP, which streams have nowhere else."""
    number = int(code) if isinstance(code, str) and re.fullmatch("[45][0-9]{2}", code) else code
    return number if type(number) is int and 400 <= number < 600 else None


def _describe_status(payload: Json) -> str:
    """Return a message for an answer without an error, such as an incomplete one."""
    status = payload.get("status") if isinstance(payload, dict) and "output" in payload else None
    return f"the answer has the status {status}" if isinstance(status, str) and status else ""


def _find_error(payload: Json, depth: int) -> Object:
    """Return the object with the members of the error, an empty one if there is none."""
    if isinstance(payload, str):
        return {"message": _text_or_title(payload)}
    if isinstance(payload, list):
        return _find_error(payload[0], depth - 1) if payload and depth else {}
    if not isinstance(payload, dict) or not depth:
        return {}
    for name in WRAPPERS:
        inner = payload.get(name)
        if isinstance(inner, dict) or (isinstance(inner, list) and inner):
            error = _find_error(inner, depth - 1)
            return error if _message(error) else {**error, **_error_members(payload)}
    detail = payload.get("detail")
    if isinstance(detail, (dict, list)) and detail:
        error = _find_error(detail, depth - 1)
        if error.get("loc") is not None:  # a web framework refused a member of the request
            error = {**error, "type": None, "code": error.get("type")}
        return error
    return payload


def _error_members(payload: Object) -> Object:
    """Return the messages and codes beside an error object without a message."""
    return {name: payload[name] for name in (*MESSAGES, *CODES) if name in payload}


def _message(error: Object) -> str:
    for name in MESSAGES:
        message = error.get(name)
        if isinstance(message, str) and message.strip():
            return message
        if isinstance(message, dict):
            inner = _message(message)
            if inner:
                return inner
    return ""


def _text_or_title(text: str) -> str:
    """Return a text; of a page of HTML, its title."""
    if not MARKUP.match(text):
        return text.strip()
    title = TITLE.search(text)
    return "" if title is None else unescape(title[1]).strip()


def _write_path(steps: Json) -> str | None:
    """Return a path into a request as the APIs write it: ``messages[0].content``."""
    if not isinstance(steps, list):
        return None
    path = ""
    for step in steps[1:] if steps[:1] == ["body"] else steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path or None


def _code(code: Json) -> str | None:
    if isinstance(code, bool) or not isinstance(code, (str, int)):
        return None
    if isinstance(code, int) and code.bit_length() > 64:  # it may exceed Python's limit on digits
        return None
    return str(code) or None


def _type(status: int | None) -> str:
    if status in TYPES:
        return TYPES[status]
    return TYPES[400] if status is not None and 400 <= status < 500 else SERVER_ERROR


def _phrase(status: int | None) -> str:
    """Return the standard phrase of a status of HTTP."""
    try:
        return "" if status is None else HTTPStatus(status).phrase
    except ValueError:
        return ""
