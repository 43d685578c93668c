"""What a payload is, told by all of it: the dialect of the most, so that mistakes stand out.

A Chat message among the items of a Responses history is a mistake in it, and not the reverse;
what one payload has of another dialect is for the rules to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.checks.wholes import AGENT, CHAT, RESPONSES, whole
from responses_protocol.formats.registry import detect
from responses_protocol.values import Json

_LOOKED_AT = 200  # elements of a list

LISTS = {"event": "events", "chunk": "chunks"}
"""The kind of a list by the kind of its elements, of what comes one by one."""

_USUAL = {"history": CHAT, "tools": RESPONSES}  # plain messages; tools with parameters at the top
_ONE: dict[tuple[str | None, str | None], str] = {
    (RESPONSES, "history"): "responses/item",
    (CHAT, "history"): "chat_completions/message",
    (RESPONSES, "tools"): "responses/tool",
    (CHAT, "tools"): "chat_completions/tool",
}
_OBJECTS = {
    "chat.completion": "chat_completions/response",
    "chat.completion.chunk": "chat_completions/chunk",
    "response": "responses/response",
    "response.compaction": "responses/compaction",
}


def recognised(payload: Json) -> Subject | None:
    """Return what a payload is, or None where that can't be told. Any JSON value will do."""
    if isinstance(payload, list):
        return _list(payload)
    return _object(payload) if isinstance(payload, dict) else None


def usual_list(payload: Json, dialect: str | None = None) -> Subject | None:
    """Return what a list is, of the given dialect where its elements could be of several."""
    return _list(payload, dialect) if isinstance(payload, list) else None


def _list(values: list[Json], usual: str | None = None) -> Subject | None:
    dialects: dict[str, Counter[str | None]] = {}
    for value in values[:_LOOKED_AT]:
        if isinstance(value, dict):
            dialect, kind = _element(value)
            if kind is not None:
                dialects.setdefault(kind, Counter())[dialect] += 1
    if not dialects:
        return None
    kind = max(dialects, key=lambda name: dialects[name].total())
    told = Counter({name: number for name, number in dialects[kind].items() if name})
    if not told:
        dialect = usual if usual and f"{usual}/{kind}" in SUBJECTS else _USUAL[kind]
    else:
        ((dialect, number),) = told.most_common(1)
        if usual is not None and told[usual] == number:
            dialect = usual
        # Messages of an agent are those of Chat, but for what few of them have.
        if dialect == CHAT and AGENT in told:
            dialect = AGENT
    return SUBJECTS.get(f"{dialect}/{kind}")


def _element(value: dict[str, Json]) -> tuple[str | None, str | None]:
    """Return the dialect and the kind of the list that an element is of."""
    one = _streamed(value)
    if one is not None:
        return one.dialect, LISTS[one.kind]
    dialect, kind = detect([value])
    return dialect, kind


def _streamed(value: dict[str, Json]) -> Subject | None:
    """Tell an event or a chunk."""
    kind = value.get("type")
    if isinstance(kind, str):
        if kind.startswith("response.") or (kind == "error" and "role" not in value):
            return SUBJECTS["responses/event"]
        return None
    if value.get("object") == "chat.completion.chunk":
        return SUBJECTS["chat_completions/chunk"]
    choices = value.get("choices")
    if isinstance(choices, list):
        members = {name for one in choices if isinstance(one, dict) for name in one}
        # some send neither what object it is nor, at times, a delta
        is_chunk = "delta" in members or not ("message" in members or value.get("object"))
        return SUBJECTS["chat_completions/chunk"] if is_chunk else None
    if isinstance(value.get("delta"), dict):
        return SUBJECTS["chat_agent/chunk"]
    return None


def _object(payload: dict[str, Json]) -> Subject | None:
    for tell in _TELLS:
        subject = tell(payload)
        if subject is not None:
            return subject
    return None


def _by_object(payload: dict[str, Json]) -> Subject | None:
    said = payload.get("object")
    subject = SUBJECTS[_OBJECTS[said]] if isinstance(said, str) and said in _OBJECTS else None
    if subject is SUBJECTS["responses/response"] and "custom_outputs" in payload:
        return SUBJECTS["responses_agent/response"]
    return subject


def _single(payload: dict[str, Json]) -> Subject | None:
    """Tell one element of a list that stands alone, as lines of a log may."""
    dialect, kind = detect([payload])
    return SUBJECTS.get(_ONE.get((dialect, kind), ""))


_TELLS: tuple[Callable[[dict[str, Json]], Subject | None], ...] = (
    _by_object,
    _streamed,
    whole,
    _single,
)
