"""Which payloads of a record are converted: what the command line says, or what a log line holds.

A line of a gateway's log, a trace or an inference table has a request and its answer as ``request``
and ``response``, each an object, or JSON text of one, or what has it as its ``body``. Both are
converted, and so is a history beside them. Sources: the schemas of MLflow's traces and inference
tables and of litellm's logs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from responses_protocol.checks.detection import batch_body
from responses_protocol.cli import records
from responses_protocol.cli.kinds import kind_of
from responses_protocol.errors import ConversionError
from responses_protocol.formats.registry import WHOLE_KINDS, Dialect, Kind, detect
from responses_protocol.jsontext import loads

_MEMBERS: tuple[tuple[str, Kind], ...] = (("request", "request"), ("response", "response"))


@dataclass(frozen=True)
class Place:
    """Where a payload is in a record, and of what kind it is.

    ``name`` is that of its last step in the dialect of the target, or None if it stays; ``is_text``
    says that the payload is JSON text in a string there.
    """

    path: records.Path
    name: str | None
    kind: Kind
    is_text: bool = False


def places(
    record: Any, to: Dialect, kind: Kind | None, source: Dialect | None, pointers: Sequence[str]
) -> list[Place]:
    """Return the places of the payloads in a record, below ``pointers`` if there are some.

    There is none in a Batch line that was never sent. Raises ``ConversionError`` where there is no
    payload to be found, more than one to choose from, or one inside of another.
    """
    if pointers:
        found = [_below(record, to, kind, source, pointer) for pointer in pointers]
        _refuse_nested(found)
        return found
    if not isinstance(record, dict):
        return [_below(record, to, kind, source, None)]
    batch = batch_body(record)
    if batch is not None:
        return [] if _is_unsent(record, batch[0]) else [_below(record, to, kind, source, None)]
    return _exchange(record, to, kind) or [_below(record, to, kind, source, None)]


def _below(
    record: Any, to: Dialect, kind: Kind | None, source: Dialect | None, pointer: str | None
) -> Place:
    path, _ = records.inside(record, pointer)
    value = records.get(record, path)
    inner = _parsed(value)
    if pointer and inner is not None and kind in (None, *WHOLE_KINDS):
        return Place(path, None, kind or inner[1], is_text=True)
    if kind is None and isinstance(value, dict) and isinstance(value.get("choices"), list):
        _refuse_choices(value, records.pointer(path))
    said = cast("Kind", kind or kind_of(record, pointer, source))
    return Place(*records.find(record, said, to, pointer), said)


def _exchange(record: dict[str, Any], to: Dialect, kind: Kind | None) -> list[Place]:
    """The request, the answer and the history of a log line; none where it is no such line."""
    found = [
        place
        for name, told in _MEMBERS
        if kind in (None, told) and (place := _member(record, name, told)) is not None
    ]
    if not found or kind is not None:
        return found
    own = records.holds_history(record)
    if own:
        found.insert(0, Place(*records.find(record, "history", to), "history"))
    for name, _ in _MEMBERS:
        is_left = not any(place.path[0] == name for place in found)
        if is_left and not own and isinstance(record.get(name), (dict, list)):
            reason = f"`{name}` holds no payload: say with --at what is converted"
            raise ConversionError(reason, f"/{name}")
    return found


def _member(record: dict[str, Any], name: str, kind: Kind) -> Place | None:
    """The place of a whole payload in a member of a log line."""
    value = record.get(name)
    path: records.Path = (name,)
    if isinstance(value, dict) and "body" in value:
        value, path = value["body"], (name, "body")
    if isinstance(value, dict):
        return Place(path, None, kind) if detect(value)[1] == kind else None
    inner = _parsed(value)
    return Place(path, None, kind, is_text=True) if inner and inner[1] == kind else None


def _parsed(value: Any) -> tuple[dict[str, Any], Kind] | None:
    """The whole payload that a string holds as JSON text, and its kind; None for any other."""
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return None
    try:
        inner = loads(value.encode())
    except (ConversionError, UnicodeEncodeError):
        return None
    kind = detect(inner)[1] if isinstance(inner, dict) else None
    return (inner, cast("Kind", kind)) if kind in WHOLE_KINDS else None


def _is_unsent(record: dict[str, Any], path: Sequence[str]) -> bool:
    return record.get("response") is None and tuple(path) == ("response",)


def _refuse_choices(holder: dict[str, Any], place: str) -> None:
    names: Iterator[str] = records.histories(holder)
    for name in names:
        reason = f"holds both `{name}` and `choices`: say which with --at or --kind"
        raise ConversionError(reason, place)


def _refuse_nested(found: Sequence[Place]) -> None:
    paths = sorted((one.path for one in found), key=len)
    for at, path in enumerate(paths):
        for other in paths[at + 1 :]:
            if other[: len(path)] == path:
                reason = f"--at names this, and {records.pointer(path) or 'the record'} around it"
                raise ConversionError(reason, records.pointer(other))
