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
def declared_types(package: str) -> tuple[Any, ...]:
    """Return all types with members that the modules of a package define."""
    types_by_name = {}
    for name in _modules(package):
        for value in vars(importlib.import_module(name)).values():
            if getattr(value, "__module__", None) == name and sdk_types.is_object(value):
                types_by_name[f"{name}.{value.__qualname__}"] = value
    return tuple(types_by_name.values())


def _modules(package: str) -> Iterator[str]:
    module = importlib.import_module(package)
    yield package
    for module_info in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{package}."):
        yield module_info.name


def reachable_types(roots: Iterable[Any]) -> set[Any]:
    """Return the types that these types hold, at any depth, and those that they are made from."""
    types: set[Any] = set()
    waiting = list(roots)
    while waiting:
        for definition in sdk_types.objects(waiting.pop()):
            if definition not in types:
                types.add(definition)
                waiting += sdk_types.members(definition).values()
                # Types that extend others, as the frames of a WebSocket extend events.
                bases = getattr(definition, "__orig_bases__", definition.__bases__)
                waiting += [base for base in bases if sdk_types.is_object(base)]
    return types


def unreached_types(package: str, roots: Iterable[Any]) -> list[str]:
    """Return the types that no root leads to; a module or package where that is all of it."""
    reached = reachable_types(roots)
    inside: dict[str, set[bool]] = defaultdict(set)
    for sdk_type in declared_types(package):
        for name in _holders(sdk_type):
            inside[name].add(sdk_type in reached)
    places = set()
    for sdk_type in declared_types(package):
        if sdk_type not in reached:
            unreached = [name for name in _holders(sdk_type) if inside[name] == {False}]
            places.add(min(unreached, key=len))
    return sorted(places)


def _holders(sdk_type: Any) -> list[str]:
    """Return the dotted names of a type and of all that it stands in."""
    words = f"{sdk_type.__module__}.{sdk_type.__qualname__}".split(".")
    return [".".join(words[:end]) for end in range(1, len(words) + 1)]
