"""Recorded requests with one thing altered: a member dropped, doubled, or of another request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from recordings import recorded

from responses_protocol._values import copy_json

Path = tuple[Any, ...]


def alter_requests(dialect: str, number: int) -> Iterator[Any]:
    """Yield each recorded request altered in ``number`` ways, the same ones every time."""
    bodies = [recording.payload for recording in recorded(dialect, "request")]
    for index, body in enumerate(bodies):
        random = Random(index)
        paths = list(find_paths(body))
        for _ in range(number):
            request = copy_json(body)
            random.choice((drop_member, double_element, take_members))(
                request, random, paths, bodies
            )
            yield request


def find_paths(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    members: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        members = enumerate(value)
    for name, member in members:
        # what a schema of parameters says means nothing to either API
        if name not in ("properties", "parameters"):
            yield from find_paths(member, (*path, name))


def get_value(value: Any, path: Path) -> Any:
    for name in path:
        value = value[name]
    return value


def drop_member(request: Any, random: Random, paths: list[Path], bodies: list[Any]) -> None:
    """Leave a member or an element out."""
    *owner, name = random.choice(paths)
    del get_value(request, tuple(owner))[name]


def double_element(request: Any, random: Random, paths: list[Path], bodies: list[Any]) -> None:
    """Say an element of a list twice, the second time anywhere in the list."""
    elements = [path for path in paths if isinstance(path[-1], int)]
    if elements:
        *owner, index = random.choice(elements)
        elements_ = get_value(request, tuple(owner))
        elements_.insert(random.randrange(len(elements_) + 1), copy_json(elements_[index]))


def take_members(request: Any, random: Random, paths: list[Path], bodies: list[Any]) -> None:
    """Take one or two members over from another request."""
    other_request = random.choice(bodies)
    for name in random.sample(sorted(other_request), min(2, len(other_request))):
        request[name] = copy_json(other_request[name])
