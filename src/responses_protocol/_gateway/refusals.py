"""Refusals: the errors that the gateway answers with, in the form of the API."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from traceback import format_tb

from starlette.responses import Response

from responses_protocol._formats.error_answers import error_answer
from responses_protocol._jsontext import dumps
from responses_protocol._lens.fail_on import LossError
from responses_protocol._lens.losses import Loss
from responses_protocol._streams.errors import AnswerError
from responses_protocol._values import Json, split_pointer
from responses_protocol.errors import ConversionError

Headers = Mapping[str, str]
LOG = logging.getLogger("responses_protocol.gateway")
LOGGED_CALLS = 20  # the innermost ones
GONE = 499  # as nginx has it: the client has closed the connection, and sees no status


class Refusal(Exception):
    """An answer that is an error: its ``status``, its ``body`` and its ``headers``."""

    def __init__(self, status: int, body: Json, headers: Headers | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def refusal(
    status: int,
    message: str,
    *,
    code: str | None = None,
    param: str | None = None,
    headers: Headers | None = None,
) -> Refusal:
    """Return an error of the gateway; its type follows from the status."""
    error = {"message": message, "code": code, "param": param}
    return Refusal(status, error_answer(error, status), headers)


def internal_error(error: Exception) -> Refusal:
    """Log a defect of the gateway by its type and place, and return the error for the client.

    The message of an exception may have content, so it is not logged.
    """
    calls = "".join(format_tb(error.__traceback__, limit=-LOGGED_CALLS))
    LOG.error("The gateway has failed: %s at\n%s", type(error).__name__, calls.rstrip())
    return refusal(500, "The gateway has failed.", code="internal_error")


def as_refusal(error: Exception) -> Refusal:
    """Return the refusal that an exception is, or the error of a defect of the gateway."""
    if isinstance(error, ConversionError):
        return of_conversion(error, 400)
    return error if isinstance(error, Refusal) else internal_error(error)


def client_status(status: int) -> int:
    """Return the status for the client of an answer that is none, by that of the upstream.

    A redirect, or a status that HTTP does not have, is no error of the client's API.
    """
    return status if 400 <= status < 600 else 502


def of_conversion(error: ConversionError, status: int, member: str = "") -> Refusal:
    """Return the error of a payload that has no readable shape, or that loses too much.

    ``status`` is 400 for a request, and 502 for the answer of an upstream. ``member`` is that of
    the request in which the payload stands, if it is not the request.
    """
    if isinstance(error, AnswerError):
        return Refusal(status, error_answer(error.payload, status))
    if isinstance(error, LossError):
        code = next((loss.code for loss in error.losses if _reason(loss) == error.reason), None)
        return refusal(status, error.reason, code=code, param=param_of(error.pointer))
    if status >= 500:
        place = param_of(error.pointer)
        reason = error.reason if place is None else f"{place}: {error.reason}"
        return refusal(status, f"The upstream has sent no answer: {reason}", code="upstream_error")
    pointer = f"/{member}{error.pointer}" if member else error.pointer
    return refusal(status, error.reason, param=param_of(pointer))


def _reason(loss: Loss) -> str:
    return f"{loss.severity} {loss.code}: {loss.message}"


def param_of(pointer: str) -> str | None:
    """Return a JSON Pointer as the API writes places: ``input[0].content``."""
    param = ""
    for step in split_pointer(pointer):
        param += f"[{step}]" if step.isdecimal() and param else f".{step}" if param else step
    return param or None


def json_response(body: Json, status: int = 200, headers: Headers | None = None) -> Response:
    """Return a value as a response."""
    return Response(dumps(body), status, dict(headers or {}), "application/json")
