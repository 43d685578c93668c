"""The record of one conversion in a complement file: where the payload stands, and how to undo it.

The complement of the library speaks of the payload alone; a file's record needs to know as well
where in the record the payload is now, and the name it had there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from responses_protocol.cli.jsontext import loads
from responses_protocol.cli.records import Path, pointer
from responses_protocol.errors import ComplementError, ConversionError

_VERSION = 1


@dataclass(frozen=True)
class Undo:
    """How to undo the conversion of one record.

    ``at`` points to the payload in the converted record, ``name`` is what its last member was
    called before, or None if it kept its name; ``complement`` is the library's own.
    """

    at: str
    name: str | None
    complement: Any


def remember(path: Path, new_name: str | None, complement: Any) -> dict[str, Any]:
    """What to write for a payload at ``path`` of the source, renamed to ``new_name`` if given."""
    if new_name is None:
        return {"version": _VERSION, "at": pointer(path), "complement": complement}
    at = pointer((*path[:-1], new_name))
    return {"version": _VERSION, "at": at, "name": path[-1], "complement": complement}


def recall(raw: bytes) -> Undo:
    """Read what ``remember`` made; raises ``ComplementError`` for anything else."""
    try:
        saved = loads(raw)
    except ConversionError as error:
        raise ComplementError(error.reason, error.pointer) from None
    if not isinstance(saved, dict) or not {"version", "at", "complement"} <= saved.keys():
        raise ComplementError("not written by `convert --complement`")
    at, name = saved["at"], saved.get("name")
    if saved["version"] != _VERSION:
        raise ComplementError("of a version that this program does not know", "/version")
    if not isinstance(at, str) or (at and not at.startswith("/")):
        raise ComplementError("not a JSON Pointer", "/at")
    if not (name is None or (isinstance(name, str) and at)):
        raise ComplementError("not a member's name", "/name")
    return Undo(at, name, saved["complement"])
