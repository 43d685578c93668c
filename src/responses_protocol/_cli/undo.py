"""The record of one conversion in a complement file: the place of the payload, and how to undo it.

The complement of the library describes the payload alone; a record of a file also contains the
place of the payload in the record, its former name there, and the url that was converted with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from responses_protocol._cli.records import Path, pointer
from responses_protocol._jsontext import dumps, loads
from responses_protocol.errors import ComplementError, ConversionError

_VERSION = 1
_SEVERAL = 2  # of a record with other than one payload, or with JSON text as a string


@dataclass(frozen=True)
class Undo:
    """How to undo the conversion of one payload of a record.

    ``at`` points to the payload in the converted record, ``name`` is the former name of its last
    member, or None if it kept its name; ``url`` is the former one of a Batch line, or None if it
    stayed; ``complement`` is the library's own. ``text`` is the JSON text of a payload that was a
    string, or None for any other payload.
    """

    at: str
    name: str | None
    url: str | None
    complement: Any
    text: str | None = None

    @classmethod
    def of(
        cls,
        path: Path,
        new_name: str | None,
        old_url: str | None,
        complement: Any,
        text: str | None = None,
    ) -> Undo:
        """Return how to undo the conversion of a payload at ``path`` of the source.

        ``new_name`` is its name in the result, if that differs; ``old_url`` the url of its line,
        if that was changed.
        """
        new_path = path if new_name is None else (*path[:-1], new_name)
        name = None if new_name is None else str(path[-1])
        return cls(pointer(new_path), name, old_url, complement, text)


def as_text(payload: Any) -> str:
    """Return the JSON text of a payload, for a string that holds it."""
    return dumps(payload)[:-1].decode()


def remember(undos: Sequence[Undo]) -> dict[str, Any]:
    """Return the JSON value to write for a record with these payloads."""
    if len(undos) == 1 and undos[0].text is None:
        return {"version": _VERSION, **_as_json(undos[0])}
    return {"version": _SEVERAL, "payloads": [_as_json(undo) for undo in undos]}


def recall(raw: bytes) -> list[Undo]:
    """Read the text of a value of ``remember``; raises ``ComplementError`` for any other text."""
    return recall_value(parse_complement(raw))


def parse_complement(raw: bytes) -> Any:
    """Return the value of a complement's JSON text; raises ``ComplementError``."""
    try:
        return loads(raw)
    except ConversionError as error:
        raise ComplementError(error.reason, error.pointer) from None


def recall_value(saved: Any) -> list[Undo]:
    """Read a value of ``remember``; raises ``ComplementError`` for any other value."""
    if not isinstance(saved, dict) or "version" not in saved:
        raise ComplementError(_FOREIGN)
    if saved["version"] == _VERSION:
        return [_read(saved, "")]
    if saved["version"] != _SEVERAL:
        raise ComplementError(
            "the version is unknown; a later release of this program may have written it",
            "/version",
        )
    payloads = saved.get("payloads")
    if not isinstance(payloads, list):
        raise ComplementError("not a list", "/payloads")
    return [_read(payload, f"/payloads/{index}") for index, payload in enumerate(payloads)]


_FOREIGN = "not written by `convert --complement`"


def _as_json(undo: Undo) -> dict[str, Any]:
    changed = {"name": undo.name, "url": undo.url, "text": undo.text}
    return {
        "at": undo.at,
        **{name: value for name, value in changed.items() if value is not None},
        "complement": undo.complement,
    }


def _read(saved: Any, place: str) -> Undo:
    if not isinstance(saved, dict) or not {"at", "complement"} <= saved.keys():
        raise ComplementError(_FOREIGN, place)
    pointer, name, url, text = (saved.get(member) for member in ("at", "name", "url", "text"))
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise ComplementError("not a JSON Pointer", f"{place}/at")
    if not (name is None or (isinstance(name, str) and pointer)):
        raise ComplementError("not a member's name", f"{place}/name")
    if not (url is None or isinstance(url, str)):
        raise ComplementError("not a url", f"{place}/url")
    if not (text is None or isinstance(text, str)):
        raise ComplementError("not a text", f"{place}/text")
    return Undo(pointer, name, url, saved["complement"], text)
