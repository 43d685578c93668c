"""Recorded requests with one thing altered: a member dropped, doubled, or of another request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from recordings import recorded

from responses_protocol._values import copy_json

Path = tuple[Any, ...]


def altered_requests(dialect: str, number: int) -> Iterator[Any]:
    """Yield each recorded request altered in ``number`` ways, the same ones every time."""
    bodies = [recording.payload for recording in recorded(dialect, "request")]
    for index, body in enumerate(bodies):
        random = Random(index)
        places = list(_places(body))
        for _ in range(number):
            made = copy_json(body)
            random.choice((_drop, _double, _take))(made, random, places, bodies)
            yield made


def _places(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    inner: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        inner = enumerate(value)
    for name, one in inner:
        # what a schema of parameters says means nothing to either API
        if name not in ("properties", "parameters"):
            yield from _places(one, (*path, name))


def _at(value: Any, path: Path) -> Any:
    for name in path:
        value = value[name]
    return value


def _drop(made: Any, random: Random, places: list[Path], bodies: list[Any]) -> None:
    """Leave a member or an element out."""
    *owner, name = random.choice(places)
    del _at(made, tuple(owner))[name]


def _double(made: Any, random: Random, places: list[Path], bodies: list[Any]) -> None:
    """Say an element of a list twice, the second time anywhere in the list."""
    elements = [path for path in places if isinstance(path[-1], int)]
    if elements:
        *owner, at = random.choice(elements)
        listed = _at(made, tuple(owner))
        listed.insert(random.randrange(len(listed) + 1), copy_json(listed[at]))


def _take(made: Any, random: Random, places: list[Path], bodies: list[Any]) -> None:
    """Take one or two members over from another request."""
    other = random.choice(bodies)
    for name in random.sample(sorted(other), min(2, len(other))):
        made[name] = copy_json(other[name])
