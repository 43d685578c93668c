"""A failing case made smaller: what Hypothesis took whole from a table is taken apart as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from typing import Any

from fuzz.cases import Case
from fuzz.mutations import READABLE, copy_payload, count_levels, find_places
from fuzz.targets import Failure, find_failure

SECONDS = 30
_MISSING = object()


def reduce_failure(failure_: Failure, seconds: float = SECONDS) -> Failure:
    """Return the failure with the smallest case that fails at the same place.

    Each place in turn is left out, or becomes a part of itself or something plain, as long as
    that still fails, and until nothing does or the time is over.
    """
    end = monotonic() + seconds
    if count_levels(failure_.case.payload) > READABLE:
        return failure_
    best, index, is_changed = failure_, 0, False
    while monotonic() < end:
        smaller_failure = find_smaller_failure(best, index, end)
        if smaller_failure is not None:
            best, is_changed = smaller_failure, True
            continue
        index += 1
        if index >= len(find_places([best.case.arguments, best.case.payload])):
            if not is_changed:
                break
            index, is_changed = 0, False
    return best


def find_smaller_failure(best: Failure, index: int, end: float) -> Failure | None:
    """Return the failure of the first smaller case that fails at the same place."""
    for case in make_smaller_cases(best.case, index):
        if monotonic() > end:
            return None
        failure_ = find_failure(case)
        if failure_ is not None and failure_.place == best.place:
            return failure_
    return None


def make_smaller_cases(case: Case, index: int) -> Iterator[Case]:
    """Yield the case with the place of this number made smaller, in each of the ways."""
    places_ = find_places([case.arguments, case.payload])
    if index >= len(places_):
        return
    for value in make_smaller_values(places_[index].value):
        root = [copy_payload(case.arguments), copy_payload(case.payload)]
        place = find_places(root)[index]
        if value is not _MISSING:
            place.put(copy_payload(value))
        elif place.owner is not root:
            del place.owner[place.key]
        else:
            continue
        yield replace(case, arguments=root[0], payload=root[1])


def make_smaller_values(value: Any) -> Iterator[Any]:
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
