"""What kind of payload a record holds, where the command line does not say it."""

from __future__ import annotations

from typing import Any

from responses_protocol.cli import records
from responses_protocol.formats.registry import BODY_KINDS, detect_source

# What a whole payload has and a record that only keeps a history need not have: a request is to a
# model or comes with tools, an answer says what object it is.
_MARKS: dict[str, tuple[tuple[str, type], ...]] = {
    "request": (("model", str), ("tools", list)),
    "response": (("object", str),),
}
_ERROR = {"code", "detail", "error", "message", "param", "type"}


def kind_of(record: Any, pointer: str | None, source: str | None) -> str:
    """The kind of what stands in ``record``, below the pointer ``pointer`` if given.

    ``"request"`` or ``"response"`` for what a Batch line wraps and for what plainly is one of the
    dialect ``source``, or of any if that is None; ``"history"`` for all else. Raises
    ``ConversionError`` when nothing stands at ``pointer``.
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
    if any(isinstance(value.get(name), kind) for name, kind in _MARKS[detected]):
        return detected
    # Choices can't be read as a history, and beside one they are left alone; nor can an error.
    choices = isinstance(value.get("choices"), list) and not records.holds_history(value)
    return detected if choices or value.keys() <= _ERROR else "history"
