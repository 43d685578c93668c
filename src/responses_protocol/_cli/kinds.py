"""Detect the kind of the payload in a record, if the command line does not name it."""

from __future__ import annotations

from typing import Any

from responses_protocol._cli import records
from responses_protocol._formats.registry import BODY_KINDS, detect_source

# Members that distinguish a body from a record with a history: a request has a model or tools, an
# answer an object.
_DISTINCTIVE_MEMBERS: dict[str, tuple[tuple[str, type], ...]] = {
    "request": (("model", str), ("tools", list)),
    "response": (("object", str),),
}
_ERROR_MEMBERS = {"code", "detail", "error", "message", "param", "type"}


def detect_kind(record: Any, pointer: str | None, source: str | None) -> str:
    """Return the kind of the payload in ``record``, below ``pointer`` if that is given.

    The kind is ``"request"`` or ``"response"`` for the body of a Batch line, and for a value that
    is plainly one of the dialect ``source``, or of any dialect if that is None; ``"history"`` for
    all other values. Raises ``ConversionError`` if there is no value at ``pointer``.
    """
    path, batch_kind = records.inside(record, pointer)
    value = records.get(record, path)
    if not isinstance(value, dict):
        return "history"
    if batch_kind:
        return batch_kind
    dialect, detected = detect_source(value)
    if detected is None or detected not in BODY_KINDS or len({source, dialect} - {None}) > 1:
        return "history"
    if any(isinstance(value.get(name), kind) for name, kind in _DISTINCTIVE_MEMBERS[detected]):
        return detected
    # Choices and errors can't be read as a history; choices beside a history are ignored.
    choices = isinstance(value.get("choices"), list) and not records.holds_history(value)
    return detected if choices or value.keys() <= _ERROR_MEMBERS else "history"
