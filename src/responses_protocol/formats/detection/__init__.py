"""What a payload is: its dialect and its kind, by its content.

A list is of the dialect of most of its elements, so that what is of another dialect is a mistake
in it; a request is of the dialect of most of its parameters. ``convert`` and ``validate`` both
ask here: what one converts as a history, the other checks as one.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.formats.detection.bodies import whole
from responses_protocol.formats.detection.elements import (
    AGENT,
    CHAT,
    RESPONSES,
    Recognised,
    element,
    is_nested,
    streamed,
)
from responses_protocol.values import Json

# Where as many elements that tell agree, and no other was seen, the rest of a list is not asked.
ENOUGH = 3
# Of registered dialects: returns the kind of a payload that is certainly of this dialect.
DETECTORS: dict[str, Callable[[Json], str | None]] = {}
_OBJECTS = {
    "chat.completion": (CHAT, "response"),
    "chat.completion.chunk": (CHAT, "chunk"),
    "response": (RESPONSES, "response"),
    "response.compaction": (RESPONSES, "compaction"),
}
_ONE: dict[Recognised, Recognised] = {
    (RESPONSES, "history"): (RESPONSES, "item"),
    (CHAT, "history"): (CHAT, "message"),
    (RESPONSES, "tools"): (RESPONSES, "tool"),
    (CHAT, "tools"): (CHAT, "tool"),
}
# What a converter takes the other kinds for: it has no form for parts of streams.
_CONVERTED = {
    "history": "history",
    "tools": "tools",
    "request": "request",
    "response": "response",
    "chunk": "response",
    "compaction": "response",
}


def recognise(payload: Json, usual: str | None = None) -> Recognised:
    """Return dialect and kind of any JSON value, each None where it can't be told.

    Kinds are those of a subject of ``validate``: ``history``, ``tools``, ``request`` and so on,
    ``item``, ``message`` and ``tool`` for one that stands alone. ``usual`` is the dialect of a
    list of which as much is of it as of another.
    """
    for name, detect_kind in DETECTORS.items():
        certain = detect_kind(payload)
        if certain is not None:
            return name, certain
    if isinstance(payload, list):
        return _recognise_list(payload, usual)
    if not isinstance(payload, dict):
        return None, None
    kind = payload.get("object")
    if isinstance(kind, str) and kind in _OBJECTS:
        return _OBJECTS[kind]
    if kind == "list" and isinstance(payload.get("data"), list):
        dialect, of = _recognise_list(payload["data"], usual)
        return (dialect, "list") if of == "history" else (None, None)
    found = streamed(payload) or whole(payload)
    return found or _ONE.get(element(payload), (None, None))


def detect(payload: Json) -> Recognised:
    """Return dialect and kind of what is to be converted, each None where both dialects would do.

    A text is what Responses takes as its input. An object that is no whole payload is a choice
    of a tool.
    """
    if isinstance(payload, str):
        return RESPONSES, "history"
    dialect, kind = recognise(payload)
    converted = _CONVERTED.get(kind or "")
    if converted is None and isinstance(payload, dict):
        return _choice_dialect(payload), "tool_choice"
    return dialect, converted


def _choice_dialect(choice: dict[str, Json]) -> str | None:
    kind = choice.get("type")
    if not isinstance(kind, str):
        return None
    return CHAT if is_nested(choice, kind) else RESPONSES


def _recognise_list(values: list[Json], usual: str | None) -> Recognised:
    votes: dict[Recognised, int] = {}
    for value in values:
        if isinstance(value, dict):
            found = element(value)
            if found[1] is not None:
                number = votes[found] = votes.get(found, 0) + 1
                if number == ENOUGH and found[0] is not None and _agree(votes, found):
                    break
    if not votes:
        return None, None
    dialect, kind = next(iter(votes)) if len(votes) == 1 else _most(votes, usual)
    if dialect == CHAT and kind == "history" and _has_attachments(values):
        dialect = AGENT  # its messages are those of Chat, but for what few of them have
    return dialect, kind


def _agree(votes: dict[Recognised, int], found: Recognised) -> bool:
    """Tell whether nothing speaks against what was found: plain messages could be of both."""
    return len(votes) == 1 or all(one == found or one == (None, found[1]) for one in votes)


def _most(votes: dict[Recognised, int], usual: str | None) -> Recognised:
    """Return the kind of most elements, and the dialect of most of these."""
    kinds: dict[str | None, int] = {}
    for (_, kind), number in votes.items():
        kinds[kind] = kinds.get(kind, 0) + number
    kind = max(kinds, key=kinds.__getitem__)
    dialects = {name: votes[name, kind] for name, of in votes if of == kind and name is not None}
    if not dialects:
        return None, kind
    dialect = max(dialects, key=dialects.__getitem__)
    even = usual is not None and dialects.get(usual) == dialects[dialect]
    return usual if even else dialect, kind


def _has_attachments(values: list[Json]) -> bool:
    return any(isinstance(value, dict) and "attachments" in value for value in values)
