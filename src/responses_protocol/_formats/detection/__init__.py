"""The dialect and kind of a payload, by its content.

The dialect of a list is that of most of its elements, so that elements of another one are mistakes;
the dialect of a request is that of most of its parameters. ``convert`` and ``validate`` both use
this module, so that they read a payload as the same kind.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol._formats.detection.bodies import detect_body
from responses_protocol._formats.detection.elements import (
    AGENT,
    CHAT,
    RESPONSES,
    PayloadType,
    detect_element,
    detect_stream_part,
    is_nested,
)
from responses_protocol._values import Json

# The number of elements that decide for a list, where no earlier one is of another dialect or kind.
ENOUGH = 3
# Of registered dialects: returns the kind of a payload that is certainly of this dialect.
DETECTORS: dict[str, Callable[[Json], str | None]] = {}
_OBJECTS = {
    "chat.completion": (CHAT, "response"),
    "chat.completion.chunk": (CHAT, "chunk"),
    "response": (RESPONSES, "response"),
    "response.compaction": (RESPONSES, "compaction"),
}
_ELEMENTS: dict[PayloadType, PayloadType] = {
    (RESPONSES, "history"): (RESPONSES, "item"),
    (CHAT, "history"): (CHAT, "message"),
    (RESPONSES, "tools"): (RESPONSES, "tool"),
    (CHAT, "tools"): (CHAT, "tool"),
}
# The kind of conversion for each kind of payload; there is none for events.
_SOURCE_KINDS = {
    "history": "history",
    "tools": "tools",
    "request": "request",
    "response": "response",
    "chunk": "response",
    "compaction": "response",
}


def detect_payload(payload: Json, usual: str | None = None) -> PayloadType:
    """Return the dialect and kind of any JSON value, each None if it is ambiguous.

    Kinds are those of ``validate``: ``history``, ``tools``, ``request`` and so on, and ``item``,
    ``message`` and ``tool`` for a single value. ``usual`` decides where two dialects are equally
    frequent in a list.
    """
    for name, detect_kind in DETECTORS.items():
        certain = detect_kind(payload)
        if certain is not None:
            return name, certain
    if isinstance(payload, list):
        return _detect_list(payload, usual)
    if not isinstance(payload, dict):
        return None, None
    kind = payload.get("object")
    if isinstance(kind, str) and kind in _OBJECTS:
        return _OBJECTS[kind]
    if kind == "list" and isinstance(payload.get("data"), list):
        dialect, data_kind = _detect_list(payload["data"], usual)
        return (dialect, "list") if data_kind == "history" else (None, None)
    payload_type = detect_stream_part(payload) or detect_body(payload)
    return payload_type or _ELEMENTS.get(detect_element(payload), (None, None))


def detect_source(payload: Json) -> PayloadType:
    """Return the dialect and kind of the source of a conversion, each None if it is ambiguous.

    A string is an input of Responses. An object that is no other payload is a tool choice.
    """
    if isinstance(payload, str):
        return RESPONSES, "history"
    dialect, kind = detect_payload(payload)
    converted = _SOURCE_KINDS.get(kind or "")
    if converted is None and isinstance(payload, dict):
        return _choice_dialect(payload), "tool_choice"
    return dialect, converted


def _choice_dialect(choice: dict[str, Json]) -> str | None:
    kind = choice.get("type")
    if not isinstance(kind, str):
        return None
    return CHAT if is_nested(choice, kind) else RESPONSES


def _detect_list(values: list[Json], usual: str | None) -> PayloadType:
    votes: dict[PayloadType, int] = {}
    for value in values:
        if isinstance(value, dict):
            vote = detect_element(value)
            if vote[1] is not None:
                count = votes[vote] = votes.get(vote, 0) + 1
                if count == ENOUGH and vote[0] is not None and _agree(votes, vote):
                    break
    if not votes:
        return None, None
    dialect, kind = next(iter(votes)) if len(votes) == 1 else _count_votes(votes, usual)
    if dialect == CHAT and kind == "history" and _has_attachments(values):
        dialect = AGENT  # most of its messages have the form of Chat's
    return dialect, kind


def _agree(votes: dict[PayloadType, int], winner: PayloadType) -> bool:
    """Return whether all votes agree with one; those without a dialect agree with any."""
    return len(votes) == 1 or all(vote in (winner, (None, winner[1])) for vote in votes)


def _count_votes(votes: dict[PayloadType, int], usual: str | None) -> PayloadType:
    """Return the kind of most elements, and the dialect of most of these."""
    kinds: dict[str | None, int] = {}
    for (_, kind), count in votes.items():
        kinds[kind] = kinds.get(kind, 0) + count
    top_kind = max(kinds, key=kinds.__getitem__)
    dialects = {
        dialect: count
        for (dialect, kind), count in votes.items()
        if kind == top_kind and dialect is not None
    }
    if not dialects:
        return None, top_kind
    dialect = max(dialects, key=dialects.__getitem__)
    is_even = usual is not None and dialects.get(usual) == dialects[dialect]
    return usual if is_even else dialect, top_kind


def _has_attachments(values: list[Json]) -> bool:
    return any(isinstance(value, dict) and "attachments" in value for value in values)
