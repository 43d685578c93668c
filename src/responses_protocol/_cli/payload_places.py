"""The payloads of a record to convert: those at the pointers of a command, or in known members.

The request and the answer of a line of a log are both converted, and so is a history beside them:
see ``_checks/detection/places.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from responses_protocol._checks.detection.places import (
    ORIGINAL,
    WRAPPED,
    Body,
    holds_body,
    is_agent_answer,
    is_streamed,
    is_structured,
    iter_members_with_bodies,
    locate_batch_body,
    locate_bodies,
    locate_unchanged_calls,
    locate_wrapped_bodies,
    member_names,
    parse_json_text,
)
from responses_protocol._cli import records
from responses_protocol._cli.kinds import detect_kind
from responses_protocol._formats.registry import BODY_KINDS, Dialect, Kind, detect_source
from responses_protocol._values import split_pointer
from responses_protocol.errors import ConversionError

AGENT: Dialect = "chat_agent"
_LISTS: frozenset[Kind | None] = frozenset(("history", "tools"))
_ELEMENT_MEMBERS = ("role", "type", "content", "tool_calls", "function", "choices", "delta")
_COLUMN_KINDS = ("request", "response", "history", "tools", "tool_choice")


@dataclass(frozen=True)
class Place:
    """The place of a payload in a record, and its kind.

    ``name`` is that of its last step in the dialect of the target, or None if it stays; ``is_text``
    means that the payload is JSON text in a string. ``source`` is its dialect, if its place shows
    that. ``call`` is the path of the object that holds a request and its answer.
    """

    path: records.Path
    name: str | None
    kind: Kind
    is_text: bool = False
    source: Dialect | None = None
    call: records.Path = ()


def holds_records(record: Any, pointers: Sequence[str]) -> bool:
    """Return whether a record is a list of records: ``pointers``, if any, lead into each of them.

    An element that is an item, a message, a tool, an event or a chunk is no record.
    """
    if not isinstance(record, list) or not record or not isinstance(record[0], dict):
        return False
    if pointers:
        names = [next(iter(split_pointer(pointer)), "") for pointer in pointers]
        return not any(name.isdigit() or not name for name in names)
    first = record[0]
    dialect, kind = detect_source(first)
    return not first.keys() & {"role", "type"} and (
        records.holds_history(first)
        or locate_batch_body(first) is not None
        or (dialect is not None and kind in BODY_KINDS)
        or bool(_locate_bodies(first, None, None, None))
    )


def places(
    record: Any, to: Dialect, kind: Kind | None, source: Dialect | None, pointers: Sequence[str]
) -> list[Place]:
    """Return the places of the payloads in a record, below ``pointers`` if there are some.

    There is none in a Batch line that was never sent. Raises ``ConversionError`` where there is no
    payload to be found, more than one to choose from, or one inside of another.
    """
    if pointers:
        found_places = [_below(record, to, kind, source, pointer) for pointer in pointers]
        _refuse_nested(found_places)
        return found_places
    if not isinstance(record, dict):
        if kind is None and _is_array_of_records(record):
            reason = "this is an array of records: name the place of their payloads with --at"
            raise ConversionError(reason)
        return [_below(record, to, kind, source, None)]
    batch = locate_batch_body(record)
    if batch is not None:
        return [] if _is_unsent(record, batch[0]) else [_below(record, to, kind, source, None)]
    return _exchange(record, to, kind, source) or [_below(record, to, kind, source, None)]


def _is_array_of_records(value: Any) -> bool:
    """Return whether a list begins with an object that is no damaged message or item either."""
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, dict) and first.keys().isdisjoint(_ELEMENT_MEMBERS)


def payload_columns(
    names: Sequence[str], kind: Kind | None, pointers: Sequence[str]
) -> tuple[str, ...]:
    """Return the columns of a table that hold payloads: those of ``pointers``, or by their names.

    A table has a column of histories, or requests and their answers, or all three. One of litellm's
    log has a second column of requests.
    """
    if pointers:
        return tuple(
            dict.fromkeys(name for pointer in pointers for name in list(split_pointer(pointer))[:1])
        )
    kinds = ("request", "response", "history") if kind is None else (kind,)
    columns = [name for each in kinds for name in member_names(each)]
    if "request" in kinds:
        columns.append(ORIGINAL)
    return tuple(name for name in columns if name in names)


def places_in_row(
    record: dict[str, Any],
    to: Dialect,
    kind: Kind | None,
    source: Dialect | None,
    pointers: Sequence[str],
    columns: Sequence[str],
) -> list[Place]:
    """Return the places of the payloads in the row of a table; a null holds none.

    ``columns`` are those of payloads, if there are no ``pointers``. Raises ``ConversionError``
    where something else stands there, and where columns could both hold the history.
    """
    if not columns:
        every = [name for each in _COLUMN_KINDS for name in member_names(each)]
        known = ", ".join(f"`{name}`" for name in payload_columns(every, kind, ()))
        raise ConversionError(f"no column {known}: name one with --at")
    if pointers:
        filled = [one for one in pointers if record.get(next(iter(split_pointer(one)))) is not None]
        found_places = [_below(record, to, kind, source, pointer) for pointer in filled]
        _refuse_nested(found_places)
    else:
        found_places = list(_in_columns(record, to, kind, source, columns))
    for place in found_places:
        if not place.is_text and isinstance(records.get(record, place.path), str):
            reason = "holds text that is not the JSON text of a payload"
            raise ConversionError(reason, records.pointer(place.path))
    return found_places


def _in_columns(
    record: dict[str, Any],
    to: Dialect,
    kind: Kind | None,
    source: Dialect | None,
    columns: Sequence[str],
) -> Iterator[Place]:
    filled = [name for name in columns if record.get(name) is not None]
    _refuse_wrapped({name: record[name] for name in filled}, kind, to, source)
    histories = [name for name in filled if name in member_names("history")]
    if len(histories) > 1:
        reason = f"holds both `{histories[0]}` and `{histories[1]}`: name one with --at"
        raise ConversionError(reason)
    for name in filled:
        if name in histories:
            kind_of_cell = _kind_of_text(record[name], "history")
            text = Place((name,), None, "history", is_text=True) if kind_of_cell else None
            yield text or _below(record, to, "history", source, f"/{name}")
        elif name in ("request", "response", ORIGINAL):
            bodies = _locate_bodies(record, None, to, source)
            place = next((body for body in bodies if body.path[0] == name), None)
            if place is not None:
                yield place
            elif name != ORIGINAL:
                raise _no_payload((name,), record[name])
        else:
            yield _below(record, to, kind, source, f"/{name}")


def _below(
    record: Any, to: Dialect, kind: Kind | None, source: Dialect | None, pointer: str | None
) -> Place:
    path, _ = records.inside(record, pointer)
    value = records.get(record, path)
    can_be_agent = kind in (None, "response") and source in (None, AGENT)
    if path[-1:] == ("response",) and can_be_agent and is_agent_answer(parse_json_text(value)):
        return Place(path, None, "response", isinstance(value, str), AGENT)
    kind_of_text = _kind_of_text(value, kind) if pointer else None
    # The `input` of a request may be any text of a user.
    if kind_of_text in BODY_KINDS or (kind_of_text is not None and path[-1] != "input"):
        return Place(path, None, kind_of_text, is_text=True)
    if kind is None and isinstance(value, dict) and isinstance(value.get("choices"), list):
        _refuse_choices(value, records.pointer(path))
    known_kind = cast("Kind", kind or detect_kind(record, pointer, source))
    return Place(*records.find(record, known_kind, to, pointer), known_kind)


def _exchange(
    record: dict[str, Any], to: Dialect, kind: Kind | None, source: Dialect | None
) -> list[Place]:
    """The requests, the answers and the history of a log line; none where it is no such line."""
    _refuse_wrapped(record, kind, to, source)
    found_places = _locate_bodies(record, kind, to, source)
    if not found_places and kind in (None, *BODY_KINDS):
        for path in locate_unchanged_calls(record):
            reason = "no call is certain to be whole, with a request and its answer: name one with "
            raise ConversionError(f"{reason}--at", records.pointer(path))
    if not found_places or kind is not None:
        return found_places
    paths = {place.path[: len(place.call) + 1] for place in found_places}
    calls = {place.call for place in found_places}
    own = records.holds_history(record)
    for _, path, value in iter_members_with_bodies(record):
        is_left = path not in paths and path[:-1] in calls and path != (ORIGINAL,)
        is_own = own and len(path) == 1 and not is_streamed(value)
        if is_left and is_structured(value) and not is_own:
            raise _no_payload(path, value)
    if own:
        found_places.insert(0, Place(*records.find(record, "history", to), "history"))
    return found_places


def _no_payload(path: records.Path, value: Any) -> ConversionError:
    reason = f"`{path[-1]}` contains no payload: name its place with --at"
    if is_streamed(value):
        reason = f"`{path[-1]}` holds a streamed answer: responses_protocol.tables converts those"
    return ConversionError(reason, records.pointer(path))


def _locate_bodies(
    record: dict[str, Any], kind: Kind | None, to: Dialect | None, source: Dialect | None
) -> list[Place]:
    """Return the places of the requests and answers of a log line, or of those of a kind.

    The request that a client sent to litellm is one of them, unless it is not in the dialect that
    is converted: the client may use the API of the target.
    """
    bodies = []
    for body in locate_bodies(record):
        if body.call == (ORIGINAL,) and _stays(body, to, source):
            continue
        if kind in (None, body.kind) and holds_body(body):
            is_agent = body.kind == "response" and is_agent_answer(body.value)
            own_source = AGENT if is_agent else None
            known_kind = cast("Kind", body.kind)
            bodies.append(Place(body.path, None, known_kind, body.is_text, own_source, body.call))
    return bodies


def _stays(body: Body, to: Dialect | None, source: Dialect | None) -> bool:
    """Return whether the request of a client is not in the dialect that is converted."""
    dialect = detect_source(body.value)[0]
    return dialect == to or source not in (None, dialect)


def _refuse_wrapped(
    record: dict[str, Any], kind: Kind | None, to: Dialect, source: Dialect | None
) -> None:
    """Refuse a request or an answer that would stay as it is beside a converted one."""
    for body in locate_wrapped_bodies(record):
        is_converted = body.path != (ORIGINAL,) or not _stays(body, to, source)
        if kind in (None, body.kind) and is_converted:
            raise ConversionError(WRAPPED.format(body.path[-1]), records.pointer(body.path))


def unchanged_calls(record: Any, pointers: Sequence[str]) -> Iterator[records.Path]:
    """Yield the paths of the calls in a trace that ``places`` leaves out: they are not whole."""
    if pointers:
        return
    if holds_records(record, pointers):
        for index, element in enumerate(record):
            yield from ((index, *path) for path in unchanged_calls(element, pointers))
    elif isinstance(record, dict):
        yield from locate_unchanged_calls(record)


def _kind_of_text(value: Any, kind: Kind | None) -> Kind | None:
    """Return the kind of the payload that a string holds as JSON text; None for any other value.

    ``kind`` is that of the command line, and is returned if the text can be of that kind.
    """
    inner = parse_json_text(value)
    if not isinstance(value, str) or isinstance(inner, str):
        return None
    detected = cast("Kind | None", detect_source(inner)[1])
    if isinstance(inner, list):
        return (kind or detected) if {kind or detected} <= _LISTS else None
    return (kind or detected) if detected in BODY_KINDS and kind in (None, *BODY_KINDS) else None


def _is_unsent(record: dict[str, Any], path: records.Path) -> bool:
    return record.get("response") is None and tuple(path) == ("response",)


def _refuse_choices(container: dict[str, Any], place: str) -> None:
    names: Iterator[str] = records.histories(container)
    for name in names:
        reason = f"holds both `{name}` and `choices`: name one with --at or --kind"
        raise ConversionError(reason, place)


def _refuse_nested(found_places: Sequence[Place]) -> None:
    paths = sorted((place.path for place in found_places), key=len)
    for index, path in enumerate(paths):
        for other_path in paths[index + 1 :]:
            if other_path[: len(path)] == path:
                reason = f"--at names this, and {records.pointer(path) or 'the record'} around it"
                raise ConversionError(reason, records.pointer(other_path))
