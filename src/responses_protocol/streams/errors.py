"""The errors of streams: one for what is no stream, one for a stream that gives no answer."""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.lens.plain import plain
from responses_protocol.values import Json


class StreamError(ConversionError):
    """An input that no stream has at this place.

    ``index`` is its number in the stream, from 0; ``pointer`` leads into it.
    """

    def __init__(self, reason: str, index: int, pointer: str = "") -> None:
        super().__init__(reason, f"/{index}{pointer}")
        self.index = index


class AnswerError(ConversionError):
    """A stream that failed or was cut off, where the target has no word for that.

    ``payload`` is what the source said of it: an error, or the answer as far as it came.
    """

    def __init__(self, reason: str, payload: Json) -> None:
        super().__init__(reason)
        self.payload = payload


def as_object(payload: Json, name: str, index: int) -> dict[str, Json]:
    """Return a payload of a stream as a plain object: models and SDK objects may stand for one."""
    if isinstance(payload, dict):
        return payload
    try:
        made = plain(payload)
    except ConversionError as error:
        raise StreamError(error.reason, index, error.pointer) from None
    except RecursionError as error:
        raise guarded(error, index) from None
    if not isinstance(made, dict):
        raise StreamError(f"{name} must be an object", index)
    return made


def json_copy(value: Json) -> Json:
    """Return a copy of a part of a payload; raise TypeError where no JSON text can say it.

    An integer may have more digits than Python writes.
    """
    try:
        return plain(value)
    except ConversionError:
        raise TypeError("no JSON value") from None


def guarded(error: TypeError | RecursionError, index: int) -> StreamError:
    """Return the StreamError for what Python says of a payload that is no JSON, or too deep."""
    deep = isinstance(error, RecursionError)
    return StreamError("nested too deeply" if deep else "holds what is no JSON value", index)
