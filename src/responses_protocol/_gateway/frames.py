"""The frames of a WebSocket: JSON texts, one for each event."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._gateway.refusals import Refusal, param_of, refusal
from responses_protocol._jsontext import dumps, loads
from responses_protocol._values import Object
from responses_protocol.errors import ConversionError

CREATE = "response.create"


def read_frame(text: str | bytes) -> Object:
    """Return the payload of a client's frame; raise Refusal where it is no object with a type."""
    raw = text.encode() if isinstance(text, str) else text
    try:
        payload = loads(raw)
    except ConversionError as error:
        message = f"We could not parse the JSON of your frame: {error.reason}."
        raise refusal(400, message, param=param_of(error.pointer)) from None
    if not isinstance(payload, dict) or not isinstance(payload.get("type"), str):
        raise refusal(400, "A frame must be a JSON object with a type.", param="type")
    return payload


def stream_id_of(payload: Object) -> str | None:
    """Return the stream id of a frame; raise Refusal where it is no name."""
    stream_id = payload.get("stream_id")
    if stream_id is not None and not isinstance(stream_id, str):
        raise refusal(400, "Invalid type for 'stream_id': expected a string.", param="stream_id")
    return stream_id


def event_frames(data: bytes, stream_id: str | None) -> Iterator[str]:
    """Yield the frames of server-sent events, as the gateway writes these."""
    tail = b"}" if stream_id is None else b',"stream_id":' + dumps(stream_id) + b"}"
    for event in data.split(b"\n\n"):
        payload = event.partition(b"data: ")[2]
        if payload:
            yield (payload[:-1] + tail).decode()


def error_frame(problem: Refusal, stream_id: str | None) -> str:
    """Return the frame of an error, which has the status that HTTP would have."""
    frame = {"type": "error", "status": problem.status, "error": problem.body["error"]}
    return dumps(frame if stream_id is None else {**frame, "stream_id": stream_id}).decode()


def failure_frame(payload: Object, stream_id: str | None) -> str | None:
    """Return the answer to input for an answer that is being made, None for any other frame.

    No server of Chat takes such input, nor one of Responses over HTTP: it comes back.
    """
    frame: Object
    if payload["type"] == "response.steer":
        error = {
            "type": "invalid_request_error",
            "code": "steering_not_supported",
            "message": "The upstream takes no input while it answers.",
        }
        names = ("previous_response_id", "input")
        frame = {"type": "response.steer.failed", "steer": _members(payload, names)}
    elif payload["type"] == "response.inject":
        error = {
            "code": "response_not_found",
            "message": "No answer of the gateway waits for items.",
        }
        members = _members(payload, ("response_id", "input"))
        frame = {"type": "response.inject.failed", **members}
    else:
        return None
    frame["error"] = error
    return dumps(frame if stream_id is None else {**frame, "stream_id": stream_id}).decode()


def _members(payload: Object, names: tuple[str, ...]) -> Object:
    return {name: payload[name] for name in names if name in payload}
