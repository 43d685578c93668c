"""Fixes, as values, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from responses_protocol.lens.patch import Operation, Patch
from responses_protocol.values import Json, token, tokens


@dataclass(frozen=True)
class Fix:
    """A mechanical mend of what some rules find.

    name, summary
        In words joined by ``-``; a sentence that says what is done.
    codes
        The rules whose findings it mends.
    patch
        Takes a payload and the pointer of a finding in it; returns the operations of JSON Patch
        that mend it, on members of objects only. Returns none where there is any doubt.
    """

    name: str
    summary: str
    codes: tuple[str, ...]
    patch: Callable[[Json, str], Patch]


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
