"""The record of one conversion in a complement file: where the payload stands, and how to undo it.

The complement of the library speaks of the payload alone; a file's record needs to know as well
where in the record the payload is now, the name it had there, and the url that moved with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from responses_protocol.cli.records import Path, pointer
from responses_protocol.errors import ComplementError, ConversionError
from responses_protocol.jsontext import loads

_VERSION = 1


@dataclass(frozen=True)
class Undo:
    """How to undo the conversion of one record.

    ``at`` points to the payload in the converted record, ``name`` is what its last member was
    called before, or None if it kept its name; ``url`` is what that of a Batch line was, or None if
    it stayed; ``complement`` is the library's own.
    """

    at: str
    name: str | None
    url: str | None
    complement: Any


def remember(
    path: Path, new_name: str | None, old_url: str | None, complement: Any
) -> dict[str, Any]:
    """What to write for a payload at ``path`` of the source, renamed to ``new_name`` if given,
    of a Batch line whose url was ``old_url`` if that was changed.
    """
    at = path if new_name is None else (*path[:-1], new_name)
    changed = {"name": None if new_name is None else path[-1], "url": old_url}
    return {
        "version": _VERSION,
        "at": pointer(at),
        **{name: value for name, value in changed.items() if value is not None},
        "complement": complement,
    }


def recall(raw: bytes) -> Undo:
    """Read what ``remember`` made; raises ``ComplementError`` for anything else."""
    try:
        saved = loads(raw)
    except ConversionError as error:
        raise ComplementError(error.reason, error.pointer) from None
    if not isinstance(saved, dict) or not {"version", "at", "complement"} <= saved.keys():
        raise ComplementError("not written by `convert --complement`")
    at, name, url = saved["at"], saved.get("name"), saved.get("url")
    if saved["version"] != _VERSION:
        raise ComplementError("of a version that this program does not know", "/version")
    if not isinstance(at, str) or (at and not at.startswith("/")):
        raise ComplementError("not a JSON Pointer", "/at")
    if not (name is None or (isinstance(name, str) and at)):
        raise ComplementError("not a member's name", "/name")
    if not (url is None or isinstance(url, str)):
        raise ComplementError("not a url", "/url")
    return Undo(at, name, url, saved["complement"])
