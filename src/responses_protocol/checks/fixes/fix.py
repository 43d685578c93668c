"""Fixes, as values, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from responses_protocol.checks.subjects import Subject
from responses_protocol.lens.patch import Operation, Patch
from responses_protocol.values import Json, token, tokens

RESPONSES = ("responses", "responses_agent")
CHAT = ("chat_completions",)


@dataclass(frozen=True)
class Fix:
    """A mechanical mend of what some rules find.

    name, summary
        In words joined by ``-``; a sentence that says what is done.
    codes, dialects
        The rules whose findings it mends, in payloads of these dialects.
    patch
        Takes a payload, the pointer of a finding in it (that of a missing member, where it is about
        that), and its subject; returns the operations of JSON Patch that mend it, on members of
        objects only. Returns none where there is any doubt, or where the finding is none of its
        own: a rule of the structure finds many things.
    """

    name: str
    summary: str
    codes: tuple[str, ...]
    dialects: tuple[str, ...]
    patch: Callable[[Json, str, Subject], Patch]


def above(payload: Json, pointer: str) -> Iterator[tuple[str, Json]]:
    """Yield where a pointer leads and what stands above that, innermost first, with pointers.

    Steps that are not there are left out: the pointer of a missing member leads to its owner.
    """
    found = [("", payload)]
    end = 0
    for step in tokens(pointer):
        end = pointer.find("/", end + 1)
        if isinstance(payload, dict) and step in payload:
            payload = payload[step]
        elif isinstance(payload, list) and step.isdigit() and int(step) < len(payload):
            payload = payload[int(step)]
        else:
            break
        found.append((pointer if end < 0 else pointer[:end], payload))
    return reversed(found)


def element(
    payload: Json, pointer: str, subject: Subject, lists: tuple[str, ...]
) -> tuple[str, dict[str, Json], list[Json]] | None:
    """Return the object in a list of one of these names that a pointer leads to, or into a member.

    A whole payload has the name of its kind. The object comes with its pointer and its list.
    """
    for (place, value), (owner, holder) in pairwise(above(payload, pointer)):
        if pointer.count("/") > place.count("/") + 1:
            break
        name = owner.rpartition("/")[2] if owner else subject.kind
        if name in lists and isinstance(value, dict) and isinstance(holder, list):
            return place, value, holder
    return None


def member(pointer: str, place: str) -> str:
    """Return the member of what is at ``place`` that a pointer leads to; empty if to all of it."""
    return pointer[len(place) + 1 :]


def move(source: str, target: str) -> Operation:
    """Return the operation that moves a member."""
    return {"op": "move", "from": source, "path": target}


def add(path: str, value: Json) -> Operation:
    """Return the operation that adds a member."""
    return {"op": "add", "path": path, "value": value}


def replace(path: str, value: Json) -> Operation:
    """Return the operation that gives a member another value."""
    return {"op": "replace", "path": path, "value": value}


def remove(path: str) -> Operation:
    """Return the operation that removes a member."""
    return {"op": "remove", "path": path}


def unwrapped(owner: dict[str, Json], member: str, pointer: str) -> Patch:
    """Return the operations that put what is in a member of ``owner`` in place of that member.

    None where a name would be there twice.
    """
    inner = owner[member]
    if not isinstance(inner, dict) or inner.keys() & (owner.keys() - {member}) or member in inner:
        return []
    moves = [move(_step(_step(pointer, member), key), _step(pointer, key)) for key in inner]
    return [*moves, remove(_step(pointer, member))]


def wrapped(owner: dict[str, Json], member: str, names: tuple[str, ...], pointer: str) -> Patch:
    """Return the operations that put those of ``names`` that ``owner`` has into a new member."""
    if member in owner:
        return []
    inner = _step(pointer, member)
    moves = [move(_step(pointer, key), _step(inner, key)) for key in names if key in owner]
    return [add(inner, {}), *moves]


def _step(pointer: str, key: str) -> str:
    return f"{pointer}/{token(key)}"
