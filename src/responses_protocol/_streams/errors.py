"""The errors of streams: an unreadable payload, and a stream without an answer."""

from __future__ import annotations

from responses_protocol._lens.plain import to_plain
from responses_protocol._values import Json
from responses_protocol.errors import ConversionError


class StreamError(ConversionError):
    """A payload is not valid at its position in a stream.

    Attributes:
        index: The position of the payload in the stream, from 0.
        pointer: A JSON Pointer into the list of all payloads.
    """

    def __init__(self, reason: str, index: int, pointer: str = "") -> None:
        super().__init__(reason, f"/{index}{pointer}")
        self.index = index


class AnswerError(ConversionError):
    """A stream failed or was cut off, which the target dialect can't express.

    Attributes:
        payload: The error of the source, or the answer so far.
    """

    def __init__(self, reason: str, payload: Json) -> None:
        super().__init__(reason)
        self.payload = payload


def as_object(payload: Json, name: str, index: int) -> dict[str, Json]:
    """Return a payload of a stream as a plain object; models and SDK objects may represent one."""
    if isinstance(payload, dict):
        return payload
    try:
        value = to_plain(payload)
    except ConversionError as error:
        raise StreamError(error.reason, index, error.pointer) from None
    except RecursionError as error:
        raise as_stream_error(error, index) from None
    if not isinstance(value, dict):
        raise StreamError(f"{name} must be an object", index)
    return value


def json_copy(value: Json) -> Json:
    """Return a copy of a part of a payload.

    Raises TypeError for a value without a JSON text, such as an integer with too many digits.
    """
    try:
        return to_plain(value)
    except ConversionError:
        raise TypeError("no JSON value") from None


def as_stream_error(error: TypeError | RecursionError, index: int) -> StreamError:
    """Return a StreamError for a Python error about a payload that is no JSON, or too deep."""
    is_too_deep = isinstance(error, RecursionError)
    return StreamError(
        "nested too deeply" if is_too_deep else "contains a value that is not JSON", index
    )
