"""The body of a request, within its limit."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request

from responses_protocol._gateway.event_stream import make_disconnect_refusal
from responses_protocol._gateway.refusals import param_of, refusal
from responses_protocol._jsontext import loads
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError


async def json_object(request: Request, limit: int) -> dict[str, Json]:
    """Return the JSON object that a body is; raise Refusal for any other, or a longer one."""
    raw = await body(request, limit)
    try:
        value = loads(raw)
    except ConversionError as error:
        message = f"We could not parse the JSON body of your request: {error.reason}."
        raise refusal(400, message, param=param_of(error.pointer)) from None
    if not isinstance(value, dict):
        raise refusal(400, "The body of the request must be a JSON object.")
    return value


def check_flags(payload: Object, *names: str) -> None:
    """Raise Refusal for flags that are neither true nor false, and that the gateway acts on."""
    for name in names:
        if not isinstance(payload.get(name), bool | None):
            message = f"Invalid type for '{name}': expected a boolean."
            raise refusal(400, message, code="invalid_type", param=name)


async def body(request: Request, limit: int) -> bytes:
    """Return the bytes of a body; stop where they are more than the limit."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > limit:
        raise too_large(limit)
    pieces, size = [], 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > limit:
                raise too_large(limit)
            pieces.append(piece)
    except ClientDisconnect:
        raise make_disconnect_refusal() from None
    return b"".join(pieces)


def too_large(limit: int) -> Exception:
    """Return the refusal of a body that is longer than the limit."""
    return refusal(413, f"The body of the request has more than {limit} bytes.")
