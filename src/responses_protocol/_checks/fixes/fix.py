"""Fixes as values, and the functions that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from responses_protocol._checks.subjects import Subject
from responses_protocol._lens.patch import Operation, Patch
from responses_protocol._values import Json, escape_token, split_pointer

RESPONSES = ("responses", "responses_agent")
CHAT = ("chat_completions",)


@dataclass(frozen=True)
class Fix:
    """A mechanical fix of findings.

    name, summary
        Words joined by ``-``; a sentence that describes the change.
    codes, dialects
        The rules whose findings it mends, in payloads of these dialects.
    patch
        Takes a payload, the pointer of a finding in it (for a missing member, the pointer that the
        member would have), and the subject. Returns operations of JSON Patch on members of objects,
        or an empty list where there is any doubt, or where the finding is another problem of the
        same rule: those of the structure find many.
    """

    name: str
    summary: str
    codes: tuple[str, ...]
    dialects: tuple[str, ...]
    patch: Callable[[Json, str, Subject], Patch]


def iter_ancestors(payload: Json, pointer: str) -> Iterator[tuple[str, Json]]:
    """Yield the pointers and values on the way to a pointer, innermost first.

    The pointer of a missing member leads to its owner.
    """
    values = [("", payload)]
    end = 0
    for step in split_pointer(pointer):
        end = pointer.find("/", end + 1)
        if isinstance(payload, dict) and step in payload:
            payload = payload[step]
        elif isinstance(payload, list) and step.isdigit() and int(step) < len(payload):
            payload = payload[int(step)]
        else:
            break
        values.append((pointer if end < 0 else pointer[:end], payload))
    return reversed(values)


def find_element(
    payload: Json, pointer: str, subject: Subject, lists: tuple[str, ...]
) -> tuple[str, dict[str, Json], list[Json]] | None:
    """Return the pointer, the object and its list, for a pointer to an object or to its member.

    The list is a member with one of these names; a payload that is a list is named for its kind.
    """
    for (place, value), (owner, container) in pairwise(iter_ancestors(payload, pointer)):
        if pointer.count("/") > place.count("/") + 1:
            break
        name = owner.rpartition("/")[2] if owner else subject.kind
        if name in lists and isinstance(value, dict) and isinstance(container, list):
            return place, value, container
    return None


def member_name(pointer: str, place: str) -> str:
    """Return the name of the member of ``place`` that a pointer leads to, or an empty string."""
    return pointer[len(place) + 1 :]


def move(source: str, target: str) -> Operation:
    """Return the operation that moves a member."""
    return {"op": "move", "from": source, "path": target}


def add(path: str, value: Json) -> Operation:
    """Return the operation that adds a member."""
    return {"op": "add", "path": path, "value": value}


def replace(path: str, value: Json) -> Operation:
    """Return the operation that replaces the value of a member."""
    return {"op": "replace", "path": path, "value": value}


def remove(path: str) -> Operation:
    """Return the operation that removes a member."""
    return {"op": "remove", "path": path}


def unwrap(owner: dict[str, Json], name: str, pointer: str) -> Patch:
    """Return the operations that replace a member of ``owner`` by the members in it.

    Return an empty list if two members would have one name.
    """
    inner = owner[name]
    if not isinstance(inner, dict) or inner.keys() & (owner.keys() - {name}) or name in inner:
        return []
    moves = [move(_join(_join(pointer, name), key), _join(pointer, key)) for key in inner]
    return [*moves, remove(_join(pointer, name))]


def wrap(owner: dict[str, Json], name: str, names: tuple[str, ...], pointer: str) -> Patch:
    """Return the operations that move the members ``names`` of ``owner`` into a new member."""
    if name in owner:
        return []
    inner = _join(pointer, name)
    moves = [move(_join(pointer, key), _join(inner, key)) for key in names if key in owner]
    return [add(inner, {}), *moves]


def _join(pointer: str, key: str) -> str:
    return f"{pointer}/{escape_token(key)}"
