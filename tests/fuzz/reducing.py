"""A failing case made smaller: what Hypothesis took whole from a table is taken apart as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from typing import Any

from fuzz.cases import Case
from fuzz.mutations import READABLE, copied_of, depth, places
from fuzz.targets import Failure, failure

SECONDS = 30
_MISSING = object()


def reduced(found: Failure, seconds: float = SECONDS) -> Failure:
    """Return the failure with the smallest case that fails at the same place.

    Each place in turn is left out, or becomes a part of itself or something plain, as long as
    that still fails, and until nothing does or the time is over.
    """
    end = monotonic() + seconds
    if depth(found.case.payload) > READABLE:
        return found
    best, at, changed = found, 0, False
    while monotonic() < end:
        smaller = _first(best, at, end)
        if smaller is not None:
            best, changed = smaller, True
            continue
        at += 1
        if at >= len(places([best.case.arguments, best.case.payload])):
            if not changed:
                break
            at, changed = 0, False
    return best


def _first(best: Failure, at: int, end: float) -> Failure | None:
    """Return the failure of the first smaller case that fails at the same place."""
    for case in _smaller(best.case, at):
        if monotonic() > end:
            return None
        wrong = failure(case)
        if wrong is not None and wrong.place == best.place:
            return wrong
    return None


def _smaller(case: Case, at: int) -> Iterator[Case]:
    """Yield the case with the place of this number made smaller, in each of the ways."""
    found = places([case.arguments, case.payload])
    if at >= len(found):
        return
    for value in _smaller_values(found[at].value):
        root = [copied_of(case.arguments), copied_of(case.payload)]
        place = places(root)[at]
        if value is not _MISSING:
            place.put(copied_of(value))
        elif place.owner is not root:
            del place.owner[place.key]
        else:
            continue
        yield replace(case, arguments=root[0], payload=root[1])


def _smaller_values(value: Any) -> Iterator[Any]:
    yield _MISSING
    if isinstance(value, list) and len(value) > 3:
        middle = len(value) // 2
        yield from (value[:middle], value[middle:])
    if isinstance(value, (list, dict)) and value:
        yield type(value)()
        yield from value.values() if isinstance(value, dict) else value
    if isinstance(value, str) and len(value) > 1:
        yield from ("", "x", value[: len(value) // 2], value[len(value) // 2 :])
    if isinstance(value, (int, float)) and value not in (0, None, True, False):
        yield 0
