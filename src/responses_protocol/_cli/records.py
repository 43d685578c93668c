"""Where the payload stands in a record, taking it out and putting another in its place.

A record is any JSON value that a file holds: a list or an object that is the payload itself, an
object with the payload in a well-known member, an OpenAI Batch line with such an object as the
``body`` of its request or its answer, or anything else with a JSON Pointer (RFC 6901) to the
payload or to the object that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from responses_protocol._checks.detection.places import (
    PAGE,
    is_page,
    locate_batch_body,
    member_names,
)
from responses_protocol._formats.registry import BODY_KINDS, DIALECTS, detect_source
from responses_protocol._values import escape_token, join_pointer, split_pointer
from responses_protocol.errors import ComplementError, ConversionError

Path = tuple[str | int, ...]  # member names and indexes, from the record down

_HISTORIES = (*member_names("history"), PAGE)

_TYPES = {
    str: " string",
    bool: " boolean",
    int: " number",
    float: " number",
    dict: "n object",
    list: " list",
}

# The lists of whole payloads; the length of the first one is the number of items in the summary.
_COUNTED = ("messages", "input", "choices", "output")


def find(record: Any, kind: str, to: str, base: str | None = None) -> tuple[Path, str | None]:
    """Where the payload is in ``record``, looked for below the pointer ``base`` if given.

    Returns its path, and the name of its last step in the dialect ``to``, or None if that stays.
    Raises ``ConversionError`` when there is no payload, or more than one to choose from.
    """
    path, batch_kind = inside(record, base)
    value = get(record, path)
    if kind in BODY_KINDS:
        if batch_kind not in (None, kind):
            raise ConversionError(
                f"a Batch line holds a {batch_kind} here, not a {kind}", pointer(path)
            )
        return path, None
    if isinstance(value, dict):
        name = _find_member(value, kind, pointer(path))
        if name is None:
            return path, None
        new_name = _name_in(name, to)
        return (*path, name), None if new_name in value else new_name
    if isinstance(value, list) or (isinstance(value, str) and base is not None):
        return path, None
    reason = f"this is {name_type(value)}, neither a list nor an object that holds one"
    raise ConversionError(reason, pointer(path))


def _name_in(name: str, to: str) -> str | None:
    """Return the name of a history in a request to the API ``to``, or None if it stays.

    `output`, `items` and the members of pointers mean the same in all APIs.
    """
    apis = {key: dialect.history for key, dialect in DIALECTS.items() if dialect.endpoint}
    return apis[to] if to in apis and name in apis.values() and name != apis[to] else None


def inside(record: Any, base: str | None) -> tuple[Path, str | None]:
    """Return the path of the value that is, or contains, the payload: ``base``, the body of an
    OpenAI Batch line, or the whole record. The second result is the kind of that body.

    Raises ``ConversionError`` when nothing stands at ``base``.
    """
    body = locate_batch_body(record) if base is None and isinstance(record, dict) else None
    return body or (parse_pointer(record, base or ""), None)


def holds_history(container: dict[str, Any]) -> bool:
    """Whether a member of ``container`` can be a history by its name and its type."""
    return any(True for _ in histories(container))


def histories(container: dict[str, Any]) -> Iterator[str]:
    """Yield the members of ``container`` that can be a history by their names and types."""
    return (name for name in _HISTORIES if _can_hold(container, name, "history"))


def size(payload: Any) -> int:
    """How many items, messages or choices there are in a payload."""
    if isinstance(payload, dict):
        payload = next((payload[name] for name in _COUNTED if name in payload), None)
    return len(payload) if isinstance(payload, list) else 1


def get(record: Any, path: Path) -> Any:
    """The value at ``path``."""
    for step in path:
        record = record[step]
    return record


def put(record: Any, path: Path, value: Any, name: str | None = None) -> Any:
    """``record`` with ``value`` at ``path``, under ``name`` in the same position if one is given.

    The record itself is not changed; values outside of the path are shared, not copied. Raises
    ``ConversionError`` when the object has another member called ``name``.
    """
    if not path:
        return value
    step, *rest = path
    if isinstance(record, list):
        return [
            put(old, tuple(rest), value, name) if index == step else old
            for index, old in enumerate(record)
        ]
    changed = put(record[step], tuple(rest), value, name)
    renamed = step if rest or name is None else name
    if renamed != step and renamed in record:
        raise ConversionError(f"has a member `{renamed}` already", "")
    return {
        renamed if key == step else key: changed if key == step else old
        for key, old in record.items()
    }


def pointer(path: Path) -> str:
    """The JSON Pointer of ``path``."""
    return join_pointer(path)


def parse_pointer(record: Any, text: str) -> Path:
    """The path that a JSON Pointer means in ``record``.

    Raises ``ConversionError`` when nothing stands there.
    """
    path: Path = ()
    for name in split_pointer(text):
        if isinstance(record, dict) and name in record:
            step: str | int = name
        elif isinstance(record, list) and _is_index(name) and int(name) < len(record):
            step = int(name)
        else:
            raise ConversionError("there is no value here", pointer((*path, name)))
        path, record = (*path, step), record[step]
    return path


@contextmanager
def located(path: Path) -> Iterator[None]:
    """Make the pointer of a ``ConversionError`` of the payload at ``path`` one of the record."""
    try:
        yield
    except ComplementError:  # points into the complement
        raise
    except ConversionError as error:
        raise ConversionError(error.reason, pointer(path) + error.pointer) from error


def _is_index(name: str) -> bool:
    return name.isascii() and name.isdigit() and (name == "0" or name[0] != "0")


def _find_member(container: dict[str, Any], kind: str, place: str) -> str | None:
    """Return the member with the payload, None where ``container`` is the payload itself."""
    members = _HISTORIES if kind == "history" else member_names(kind)
    names = [name for name in members if _can_hold(container, name, kind)]
    if len(names) == 1:
        return names[0]
    if names:
        pair = " and ".join(f"`{name}`" for name in names)
        raise ConversionError(f"holds both {pair}: name one with --at", place)
    if kind == "tool_choice" and "type" in container:
        return None
    for name in members:
        if name != PAGE and name in container:
            reason = f"`{name}` is {name_type(container[name])}, not a list"
            raise ConversionError(reason.replace("null, not a list", "null"), f"{place}/{name}")
    expected = ", ".join(f"`{name}`" for name in members if name != PAGE)
    example = f", such as --at {inner}" if (inner := _payload_inside(container, place)) else ""
    raise ConversionError(f"holds no {expected}: name its place with --at{example}", place)


def _payload_inside(container: dict[str, Any], place: str) -> str:
    """Return the pointer to a member that is a payload by its content; nothing where none is."""
    for name, value in container.items():
        dialect, kind = (
            detect_source(value) if value and isinstance(value, (dict, list)) else (None, None)
        )
        if kind is not None and (dialect is not None or isinstance(value, list)):
            return f"{place}/{escape_token(name)}"
    return ""


def name_type(value: Any) -> str:
    """Return the type of a JSON value as a sentence names it, such as "an object"."""
    return "null" if value is None else f"a{_TYPES[type(value)]}"


def _can_hold(container: dict[str, Any], name: str, kind: str) -> bool:
    value = container.get(name)
    if kind == "tool_choice":
        return value is not None
    if name == PAGE:  # of any other record, it may be anything
        return is_page(container)
    # A string is a history of one user message, but only as the `input` of a request.
    return isinstance(value, list) or (name == "input" and isinstance(value, str))
