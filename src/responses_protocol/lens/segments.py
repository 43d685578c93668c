"""How segments are recorded, and found again in a value that may have been edited.

A segment is a run of values of the target. Its record holds how many they are and one digest of
them all; that of a long run begins with the digest of its first value, so that it can be looked for
without trying every run of its length.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from hashlib import sha256

from orjson import OPT_SORT_KEYS, dumps

from responses_protocol.values import Json

WIDTH = 16  # hexadecimal digits of one digest
LONG_RUN = 8  # values from which on a segment has the digest of its first one as well
NEAR = 64  # how many places of one segment are tried, the nearest to where it stood


Mark = tuple[int, str]  # by what a segment is recognised: the number of its values, their digest
Weigh = Callable[[int, list[Json]], int]


def digest(values: list[Json]) -> str:
    """Return the digest of a run: equal JSON has equal digests, whatever the order of its keys.

    Raises RecursionError where a value is nested too deeply, TypeError where it is not JSON.
    """
    try:
        written = dumps(values, None, OPT_SORT_KEYS)
    except TypeError:  # integers beyond 64 bits, lone surrogates, more than 254 levels
        written = json.dumps(values, sort_keys=True, separators=(",", ":")).encode()
    return sha256(written).digest()[:8].hex()


def mark(values: list[Json]) -> str:
    """Return the digest of a segment with these values, whatever their number."""
    if len(values) < LONG_RUN:
        return digest(values) if values else ""
    return long_mark([digest([value]) for value in values])


def long_mark(digests: list[str]) -> str:
    """Return the digest of a long run, by those of its values."""
    return digests[0] + sha256("".join(digests).encode()).digest()[:8].hex()


def align(marks: Sequence[Mark], weigh: Weigh, values: list[Json]) -> list[int | None]:
    """Return where each segment stands in ``values``, or None.

    The order is kept and nothing overlaps. What stands untouched at either end is taken as it is.
    Between, those segments are found that weigh most together: ``weigh`` gets the number of one and
    its run, and is asked only there.
    """
    starts: list[int | None] = [None] * len(marks)
    low, first = 0, 0
    for count, expected in marks:
        stop = low + count
        part = values[low:stop]
        if len(part) != count or mark(part) != expected:
            break
        starts[first] = low
        low, first = stop, first + 1
    high, last = len(values), len(marks)
    while last > first:
        count, expected = marks[last - 1]
        start = high - count
        if start < low or mark(values[start:high]) != expected:
            break
        last, high = last - 1, start
        starts[last] = start
    if first < last:
        for number, start in _chain(marks, range(first, last), weigh, values, low, high):
            starts[number] = start
    return starts


def _chain(
    marks: Sequence[Mark], numbers: range, weigh: Weigh, values: list[Json], low: int, high: int
) -> list[tuple[int, int]]:
    """Return the heaviest chain of (number of the segment, place) between ``low`` and ``high``."""
    places = _places([marks[number] for number in numbers], values, low, high)
    ends: list[int] = []  # of the chains that no other one outweighs and ends before, ascending
    totals: list[int] = []  # their weights, ascending as well
    tops: list[int] = []  # and the links they end with
    links: list[tuple[int, int, int]] = []  # number, place, link before (-1: none)
    expected = low
    for number in numbers:
        one = marks[number]
        found = places.get(one, [])
        weight = weigh(number, values[found[0] : found[0] + one[0]]) if found else 0
        if len(found) > NEAR:
            middle = bisect_right(found, expected)
            found = found[max(0, middle - NEAR // 2) : middle + NEAR // 2]
        for place in reversed(found):
            before = bisect_right(ends, place) - 1
            total = weight + (totals[before] if before >= 0 else 0)
            stop = place + one[0]
            at = bisect_right(ends, stop)
            if at and totals[at - 1] >= total:
                continue
            links.append((number, place, tops[before] if before >= 0 else -1))
            outweighed = bisect_right(totals, total)
            at = bisect_left(ends, stop)
            ends[at:outweighed] = [stop]
            totals[at:outweighed] = [total]
            tops[at:outweighed] = [len(links) - 1]
        expected += one[0]
    chain = []
    link = tops[-1] if tops else -1
    while link >= 0:
        number, place, link = links[link]
        chain.append((number, place))
    return chain


def _places(
    marks: Sequence[Mark], values: list[Json], low: int, high: int
) -> dict[Mark, list[int]]:
    """Return, in order, the places where runs with these marks stand."""
    places: dict[Mark, list[int]] = {}
    for count in {count for count, _ in marks if 0 < count < LONG_RUN}:
        for place in range(low, high - count + 1):
            found = digest(values[place : place + count])
            places.setdefault((count, found), []).append(place)
    long_runs = {one for one in marks if one[0] >= LONG_RUN}
    if long_runs:
        single = [digest([value]) for value in values[low:high]]
        begins: dict[str, list[int]] = {}
        for at, one_digest in enumerate(single):
            begins.setdefault(one_digest, []).append(at)
        for count, wanted in long_runs:
            for at in begins.get(wanted[:WIDTH], ()):
                run = single[at : at + count]
                if len(run) == count and long_mark(run) == wanted:
                    places.setdefault((count, wanted), []).append(low + at)
    return places
