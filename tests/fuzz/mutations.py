"""What is changed in a payload: a table of small mutations, each of them at one place of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from altered import ODD
from hypothesis import strategies as st

from fuzz.cases import lift_limits, write_text
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


def find_places(root: list[Any]) -> list[Place]:
    """Return the places of the payload in a list of its own, outermost first, that one included."""
    places: list[Place] = []
    for owner in (containers := [root]):
        for key in owner if isinstance(owner, dict) else range(len(owner)):
            places.append(Place(owner, key))
            if isinstance(owner[key], (dict, list)):
                containers.append(owner[key])
    return places


def put_odd_value(draw: Draw, place: Place, _: list[Place]) -> None:
    place.put(copy_payload(draw(st.sampled_from(ODD) | json_values(max_leaves=4))))


def drop_value(draw: Draw, place: Place, _: list[Place]) -> None:
    del place.owner[place.key]


def rename_member(draw: Draw, place: Place, places: list[Place]) -> None:
    if isinstance(place.owner, dict):
        name = draw(st.sampled_from(_NAMES))
        members = [
            (name if key == place.key else key, member) for key, member in place.owner.items()
        ]
        place.owner.clear()
        place.owner.update(members)


def duplicate_value(draw: Draw, place: Place, places: list[Place]) -> None:
    """Say an element twice, or give a member to another object."""
    if isinstance(place.owner, list):
        place.owner.insert(draw(st.integers(0, len(place.owner))), copy_payload(place.value))
    else:
        other_place = places[draw(st.integers(0, len(places) - 1))]
        if isinstance(other_place.owner, dict):
            other_place.owner[place.key] = copy_payload(place.value)


def swap_values(draw: Draw, place: Place, places: list[Place]) -> None:
    other_place = places[draw(st.integers(0, len(places) - 1))]
    value, other_value = copy_payload(place.value), copy_payload(other_place.value)
    place.put(other_value)
    if isinstance(other_place.owner, list) and other_place.key >= len(other_place.owner):
        return
    other_place.put(value)


def reorder_elements(draw: Draw, place: Place, _: list[Place]) -> None:
    if isinstance(place.value, list):
        place.put(draw(st.permutations(place.value)))


def put_value_of_seed(draw: Draw, place: Place, _: list[Place]) -> None:
    """Take what another payload has, of any dialect: under the same name, if it has that."""
    all_seeds = seeds()
    places = find_places([all_seeds[draw(st.integers(0, len(all_seeds) - 1))].payload])
    candidates = [
        candidate
        for candidate in places
        if candidate.key == place.key and isinstance(candidate.key, str)
    ] or places
    place.put(copy_payload(candidates[draw(st.integers(0, len(candidates) - 1))].value))


def merge_seed(draw: Draw, place: Place, _: list[Place]) -> None:
    """Add the members or the elements of another payload."""
    all_seeds = seeds()
    other_payload = copy_payload(all_seeds[draw(st.integers(0, len(all_seeds) - 1))].payload)
    if isinstance(place.value, dict) and isinstance(other_payload, dict):
        place.value.update(other_payload)
    elif isinstance(place.value, list):
        place.value.extend(other_payload if isinstance(other_payload, list) else [other_payload])


def change_text(draw: Draw, place: Place, _: list[Place]) -> None:
    """Cut a string, or put odd characters into it."""
    if isinstance(place.value, str):
        length = draw(st.integers(0, len(place.value)))
        end = place.value[length:] if draw(st.booleans()) else ""
        place.put(place.value[:length] + draw(st.sampled_from(("", *STRINGS))) + end)
    else:
        place.put(draw(st.sampled_from(STRINGS)))


def put_number(draw: Draw, place: Place, _: list[Place]) -> None:
    place.put(draw(st.sampled_from(NUMBERS)))


def nest_value(draw: Draw, place: Place, _: list[Place]) -> None:
    value, name = place.value, draw(st.none() | st.sampled_from(_NAMES))
    for _level in range(draw(st.sampled_from(DEPTHS))):
        value = [value] if name is None else {name: value}
    place.put(value)


def convert_to_or_from_text(draw: Draw, place: Place, _: list[Place]) -> None:
    """Write a value as JSON in a string, or read one."""
    try:
        place.put(
            json.loads(place.value) if isinstance(place.value, str) else json.dumps(place.value)
        )
    except (ValueError, RecursionError):
        place.put("{")


MUTATIONS: tuple[Mutation, ...] = (
    *(
        drop_value,
        put_odd_value,
        rename_member,
        duplicate_value,
        swap_values,
        reorder_elements,
        put_value_of_seed,
        merge_seed,
    ),
    *(change_text, put_number, nest_value, convert_to_or_from_text),
)


def copy_payload(value: Any) -> Any:
    """Return a copy as a parser would give it; None for what is too deep for that."""
    if count_levels(value) > READABLE:
        return None
    with lift_limits():
        return json.loads(json.dumps(value))


def count_levels(value: Any) -> int:
    """Count the levels of a value without going down by calls."""
    count, level = 0, [value]
    while level:
        count += 1
        containers = [container for container in level if isinstance(container, (dict, list))]
        level = [
            child
            for container in containers
            for child in (container.values() if isinstance(container, dict) else container)
        ]
    return count


def is_comparable(value: Any) -> bool:
    """Tell whether a value is JSON, which has no NaN, and not too deep to be compared."""
    if count_levels(value) > READABLE:
        return False
    try:
        write_text(value, allow_nan=False)
    except ValueError:
        return False
    return True


@st.composite
def mutate(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> Any:
    """Return a copy of a drawn value with some mutations, each of them at any of its places."""
    root = [copy_payload(draw(values))]
    for _ in range(draw(st.sampled_from(COUNTS))):
        places = find_places(root)
        if not places:
            break
        place = places[draw(st.integers(0, len(places) - 1))]
        draw(st.sampled_from(MUTATIONS))(draw, place, places)
    payload = root[0] if root else None
    return payload if count_levels(payload) > READABLE else copy_payload(payload)
