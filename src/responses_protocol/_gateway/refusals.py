"""Refusals: the errors that the gateway answers with, in the form of the API."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from responses_protocol._formats.error_answers import error_answer
from responses_protocol._jsontext import dumps
from responses_protocol._lens.fail_on import LossError
from responses_protocol._lens.losses import Loss
from responses_protocol._streams.errors import AnswerError
from responses_protocol._values import Json, split_pointer
from responses_protocol.errors import ConversionError

Headers = Mapping[str, str]
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


def of_conversion(error: ConversionError, status: int) -> Refusal:
    """Return the error of a payload that has no readable shape, or that loses too much.

    ``status`` is 400 for a request, and 502 for the answer of an upstream.
    """
    if isinstance(error, AnswerError):
        return Refusal(status, error_answer(error.payload, status))
    losses = error.losses if isinstance(error, LossError) else ()
    code = next((loss.code for loss in losses if _reason(loss) == error.reason), None)
    return refusal(status, error.reason, code=code, param=param_of(error.pointer))


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
