"""What is changed in a payload: a table of small mutations, each of them at one place of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from altered import ODD
from hypothesis import strategies as st

from fuzz.cases import no_limits, text_of
from fuzz.seeds import seeds
from responses_protocol.testing import json_values

NUMBERS = (0, -1, 1.5, 1e308, 2**53 + 1, 10**30, 10**5_000, float("nan"), float("inf"))
STRINGS: tuple[str, ...] = (
    "\0",
    "\ud800",
    "\u2028",
    "\u202e",
    "é",
    "𝄞",
    "~1",
    "/",
    "\x1b[2J",
    "::error::",
    "\n",
)
STRINGS += ("<think>", "</think>", "[media 1 of 1: ", '{"responses_item": {}}', "x" * 5_000)
DEPTHS = (1, 3, 30, 150, 600, 3_000)
READABLE = 200  # levels that the parser, and what compares values, follow everywhere
COUNTS = (1, 1, 1, 2, 2, 3, 4, 6)
_NAMES: tuple[str, ...] = (
    "type",
    "role",
    "content",
    "id",
    "call_id",
    "name",
    "arguments",
    "output",
    "tool_calls",
)
_NAMES += ("tool_call_id", "status", "refusal", "summary", "error", "usage", "index", "delta", "")


class Place(NamedTuple):
    """A member or an element: what it is in, and its name or number there."""

    owner: Any
    key: Any

    @property
    def value(self) -> Any:
        return self.owner[self.key]

    def put(self, value: Any) -> None:
        self.owner[self.key] = value


Draw = Callable[[st.SearchStrategy[Any]], Any]
Mutation = Callable[[Draw, Place, list[Place]], None]


def places(root: list[Any]) -> list[Place]:
    """Return the places of the payload in a list of its own, outermost first, that one included."""
    found: list[Place] = []
    for owner in (opened := [root]):
        for key in owner if isinstance(owner, dict) else range(len(owner)):
            found.append(Place(owner, key))
            if isinstance(owner[key], (dict, list)):
                opened.append(owner[key])
    return found


def _odd(draw: Draw, at: Place, _: list[Place]) -> None:
    at.put(copied_of(draw(st.sampled_from(ODD) | json_values(max_leaves=4))))


def _drop(draw: Draw, at: Place, _: list[Place]) -> None:
    del at.owner[at.key]


def _rename(draw: Draw, at: Place, others: list[Place]) -> None:
    if isinstance(at.owner, dict):
        name = draw(st.sampled_from(_NAMES))
        members = [(name if key == at.key else key, one) for key, one in at.owner.items()]
        at.owner.clear()
        at.owner.update(members)


def _duplicate(draw: Draw, at: Place, others: list[Place]) -> None:
    """Say an element twice, or give a member to another object."""
    if isinstance(at.owner, list):
        at.owner.insert(draw(st.integers(0, len(at.owner))), copied_of(at.value))
    else:
        other = others[draw(st.integers(0, len(others) - 1))]
        if isinstance(other.owner, dict):
            other.owner[at.key] = copied_of(at.value)


def _swap(draw: Draw, at: Place, others: list[Place]) -> None:
    other = others[draw(st.integers(0, len(others) - 1))]
    here, there = copied_of(at.value), copied_of(other.value)
    at.put(there)
    if isinstance(other.owner, list) and other.key >= len(other.owner):
        return
    other.put(here)


def _reorder(draw: Draw, at: Place, _: list[Place]) -> None:
    if isinstance(at.value, list):
        at.put(draw(st.permutations(at.value)))


def _splice(draw: Draw, at: Place, _: list[Place]) -> None:
    """Take what another payload has, of any dialect: under the same name, if it has that."""
    listed = seeds()
    found = places([listed[draw(st.integers(0, len(listed) - 1))].payload])
    alike = [one for one in found if one.key == at.key and isinstance(one.key, str)] or found
    at.put(copied_of(alike[draw(st.integers(0, len(alike) - 1))].value))


def _merge(draw: Draw, at: Place, _: list[Place]) -> None:
    """Add the members or the elements of another payload."""
    listed = seeds()
    other = copied_of(listed[draw(st.integers(0, len(listed) - 1))].payload)
    if isinstance(at.value, dict) and isinstance(other, dict):
        at.value.update(other)
    elif isinstance(at.value, list):
        at.value.extend(other if isinstance(other, list) else [other])


def _text(draw: Draw, at: Place, _: list[Place]) -> None:
    """Cut a string, or put odd characters into it."""
    if isinstance(at.value, str):
        cut = draw(st.integers(0, len(at.value)))
        rest = at.value[cut:] if draw(st.booleans()) else ""
        at.put(at.value[:cut] + draw(st.sampled_from(("", *STRINGS))) + rest)
    else:
        at.put(draw(st.sampled_from(STRINGS)))


def _number(draw: Draw, at: Place, _: list[Place]) -> None:
    at.put(draw(st.sampled_from(NUMBERS)))


def _nest(draw: Draw, at: Place, _: list[Place]) -> None:
    value, name = at.value, draw(st.none() | st.sampled_from(_NAMES))
    for _level in range(draw(st.sampled_from(DEPTHS))):
        value = [value] if name is None else {name: value}
    at.put(value)


def _as_text(draw: Draw, at: Place, _: list[Place]) -> None:
    """Write a value as JSON in a string, or read one."""
    try:
        at.put(json.loads(at.value) if isinstance(at.value, str) else json.dumps(at.value))
    except (ValueError, RecursionError):
        at.put("{")


MUTATIONS: tuple[Mutation, ...] = (
    *(_drop, _odd, _rename, _duplicate, _swap, _reorder, _splice, _merge),
    *(_text, _number, _nest, _as_text),
)


def copied_of(value: Any) -> Any:
    """Return a copy as a parser would give it; None for what is too deep for that."""
    if depth(value) > READABLE:
        return None
    with no_limits():
        return json.loads(json.dumps(value))


def depth(value: Any) -> int:
    """Count the levels of a value without going down by calls."""
    found, level = 0, [value]
    while level:
        found += 1
        containers = [one for one in level if isinstance(one, (dict, list))]
        level = [
            inner
            for one in containers
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return found


def is_comparable(value: Any) -> bool:
    """Tell whether a value is JSON, which has no NaN, and not too deep to be compared."""
    if depth(value) > READABLE:
        return False
    try:
        text_of(value, allow_nan=False)
    except ValueError:
        return False
    return True


@st.composite
def mutated(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> Any:
    """Return a copy of a drawn value with some mutations, each of them at any of its places."""
    root = [copied_of(draw(values))]
    for _ in range(draw(st.sampled_from(COUNTS))):
        found = places(root)
        if not found:
            break
        at = found[draw(st.integers(0, len(found) - 1))]
        draw(st.sampled_from(MUTATIONS))(draw, at, found)
    payload = root[0] if root else None
    return payload if depth(payload) > READABLE else copied_of(payload)
