"""What of a payload can be read though something in it is damaged.

Rules need a structure that is right. Where a single element of a list is not, something that can be
read stands for it, so that the rules still see all others, at their places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from responses_protocol import schemas
from responses_protocol.checks.structure.faults import Fault, Steps, faults
from responses_protocol.checks.subjects import SUBJECTS, Subject
from responses_protocol.schemas import gate
from responses_protocol.values import Json

_KINDS = {"input": "history", "messages": "history", "tools": "tools"}  # of members of requests
_MOST = 4  # faults of an element of which something is made: each is tried out
_EMPTY: tuple[Json, ...] = ("", [], {}, False, 0)
# what is read as nothing in particular, and keeps rules from missing what may be told there
_ANYTHING: dict[str, Json] = {
    "responses/history": {"type": "item_reference", "id": ""},
    "responses/tools": {"type": "unknown"},
    "chat_completions/history": {"role": "unknown"},
    "chat_completions/tools": {"type": "unknown"},
    "chat_agent/history": {"role": "unknown", "content": ""},
}
# where that can be a call or an output without a rule going wrong about the others
_KEEPING = frozenset({"responses/history", "responses/tools", "chat_completions/tools"})
# members by which calls and outputs belong together
_TIES = frozenset({"call_id", "id", "tool_call_id", "tool_calls"})
# the tag of what lacks one, by the members that it has; a call may be answered by it
_SHOWN: tuple[tuple[str, tuple[str, ...], dict[str, Json]], ...] = (
    ("responses/history", ("call_id", "output"), {"type": "function_call_output"}),
    ("responses/history", ("call_id", "arguments"), {"type": "function_call"}),
    ("chat_completions/history", ("tool_call_id",), {"role": "tool"}),
    ("chat_completions/history", ("tool_calls",), {"role": "assistant"}),
)


@dataclass(frozen=True)
class Readable:
    """A payload that can be read, the places where something stands for what was damaged.

    ``is_whole`` tells whether no member had to be left out.
    """

    payload: Json
    places: frozenset[str]
    is_whole: bool


def readable(payload: Json, subject: Subject) -> Readable | None:
    """Return a damaged payload as far as it can be read; None where nothing of it can.

    Raises RecursionError where it is nested too deeply.
    """
    if subject.name in _ANYTHING:
        made, at = _list(payload, subject)
        found = Readable(made, frozenset(f"/{each}" for each in at), is_whole=True)
    elif isinstance(payload, dict):
        found = _object(payload, subject)
    else:
        return None
    fits = gate.accepts(found.payload, subject.dialect, subject.definition, many=subject.many)
    return found if fits else None


def _object(payload: dict[str, Json], subject: Subject) -> Readable:
    made: dict[str, Json] = {}
    places: set[str] = set()
    place = schemas.ref(subject.dialect, subject.definition, "wire")
    damaged = {str(one.steps[0]) for one in faults(payload, place) if one.steps}
    for name, member in payload.items():
        inner = SUBJECTS.get(f"{subject.dialect}/{_KINDS.get(name, '')}")
        if name not in damaged:
            made[name] = member
        elif subject.kind == "request" and inner is not None and isinstance(member, list):
            likenesses, at = _list(member, inner)
            if at:
                made[name] = likenesses
                places.update(f"/{name}/{each}" for each in at)
    return Readable(made, frozenset(places), is_whole=made.keys() == payload.keys())


def _list(values: Json, subject: Subject) -> tuple[Json, list[int]]:
    """Return a list with something else in the place of what is damaged, and where that is.

    Returns the list as it is where nothing can stand for an object, which may be a call.
    """
    if not isinstance(values, list):
        return values, []
    made, at = list(values), []
    for index, one in enumerate(values):
        if not gate.accepts(one, subject.dialect, subject.definition):
            likeness = _likeness(one, subject) if isinstance(one, dict) else None
            if likeness is None and isinstance(one, dict) and subject.name not in _KEEPING:
                return values, []
            made[index] = _ANYTHING[subject.name] if likeness is None else likeness
            at.append(index)
    return made, at


def _likeness(value: dict[str, Json], subject: Subject) -> Json:
    """Return what is read as a damaged element is, but for what is damaged; None if nothing is."""
    place = schemas.ref(subject.dialect, subject.definition, "wire")
    made: Json = {**value, **_tag(value, subject)}
    found = list(islice(faults(made, place), _MOST + 1))
    if len(found) > _MOST or any(not _TIES.isdisjoint(_steps(fault)[-1:]) for fault in found):
        return None
    while found:
        better = next(_better(made, found, place), None)
        if better is None:
            return None
        made, found = better  # with fewer faults, at other places where an element is gone
    return made if gate.accepts(made, subject.dialect, subject.definition) else None


def _better(value: Json, found: list[Fault], place: str) -> Iterator[tuple[Json, list[Fault]]]:
    """Yield values that lack the first fault, with the faults that they have."""
    for candidate in _candidates(value, found[0]):
        left = list(islice(faults(candidate, place), len(found)))
        if len(left) < len(found):
            yield candidate, left


def _steps(fault: Fault) -> Steps:
    """Return the steps to what a fault is about, which may be missing."""
    return (*fault.steps, fault.limit) if fault.keyword == "required" else fault.steps


def _tag(value: dict[str, Json], subject: Subject) -> dict[str, Json]:
    for name, members, tag in _SHOWN:
        if name == subject.name and value.keys() >= {*members} and not value.keys() & tag.keys():
            return tag
    return {}


def _candidates(value: Json, fault: Fault) -> Iterator[Json]:
    """Yield a value without what a fault is about, and with nothing in its place."""
    steps = _steps(fault)
    if steps:
        if fault.keyword != "required":
            yield _changed(value, steps, None)
        yield from (_changed(value, steps, (empty,)) for empty in _EMPTY)


def _changed(value: Json, steps: Steps, member: tuple[Json] | None) -> Json:
    """Return a value with another member where the steps lead; without that where it is None."""
    step, *others = steps
    made: Any = dict(value) if isinstance(value, dict) else list(value)
    if others:
        made[step] = _changed(made[step], tuple(others), member)
    elif member is not None:
        made[step] = member[0]
    else:
        del made[step]
    return made
