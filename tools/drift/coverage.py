"""Find the types of an SDK that no root leads to, so that every type is compared or listed."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from tools.drift import sdk_types


@cache
def declared(package: str) -> tuple[Any, ...]:
    """Return all types with members that the modules of a package define."""
    found = {}
    for name in _modules(package):
        for value in vars(importlib.import_module(name)).values():
            if getattr(value, "__module__", None) == name and sdk_types.is_object(value):
                found[f"{name}.{value.__qualname__}"] = value
    return tuple(found.values())


def _modules(package: str) -> Iterator[str]:
    module = importlib.import_module(package)
    yield package
    for one in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{package}."):
        yield one.name


def reachable(roots: Iterable[Any]) -> set[Any]:
    """Return the types that these types hold, at any depth, and those that they are made from."""
    found: set[Any] = set()
    left = list(roots)
    while left:
        for one in sdk_types.objects(left.pop()):
            if one not in found:
                found.add(one)
                left += sdk_types.members(one).values()
                # Types that extend others, as the frames of a WebSocket extend events.
                bases = getattr(one, "__orig_bases__", one.__bases__)
                left += [base for base in bases if sdk_types.is_object(base)]
    return found


def passed_over(package: str, roots: Iterable[Any]) -> list[str]:
    """Return the types that no root leads to; a module or package where that is all of it."""
    reached = reachable(roots)
    inside: dict[str, set[bool]] = defaultdict(set)
    for one in declared(package):
        for name in _holders(one):
            inside[name].add(one in reached)
    places = set()
    for one in declared(package):
        if one not in reached:
            whole = [name for name in _holders(one) if inside[name] == {False}]
            places.add(min(whole, key=len))
    return sorted(places)


def _holders(sdk_type: Any) -> list[str]:
    """Return the dotted names of a type and of all that it stands in."""
    words = f"{sdk_type.__module__}.{sdk_type.__qualname__}".split(".")
    return [".".join(words[:end]) for end in range(1, len(words) + 1)]
