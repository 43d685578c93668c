"""How segments are recorded, and found again in a value that may have been edited.

A segment is a run of values of the target. Its record holds how many they are and the digest of
them all; where they are several, a checksum of the first one stands before it, so that not every
run of its length has to be tried.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from zlib import crc32

from responses_protocol.jsontext import canonical, digest
from responses_protocol.values import Json

WIDTH = 16  # hexadecimal digits of a digest
NEAR = 64  # how many places of one segment are tried, the nearest to where it stood

Mark = tuple[int, str]  # by what a segment is recognised: the number of its values, their digest
Places = dict[Mark, list[int]]
Weigh = Callable[[int, list[Json]], int]


def mark(values: list[Json]) -> str:
    """Return the digest of a segment with these values, whatever their number."""
    if len(values) == 1:
        return digest(values[0])
    if not values:
        return ""
    return f"{crc32(canonical(values[0])):08x}{digest(values)}"


def is_marked(values: list[Json], expected: str) -> bool:
    """Tell whether a run has this digest; a checksum before it says nothing more."""
    return (
        digest(values[0] if len(values) == 1 else values) == expected[-WIDTH:]
        if values
        else not expected
    )


def find(marks: Iterable[Mark], values: list[Json], low: int, high: int) -> Places:
    """Return, in order, the places between ``low`` and ``high`` where segments stand."""
    places: Places = {one: [] for one in marks if one[0]}
    counts: dict[str, set[int]] = {}  # by the checksum of the first value: many may begin alike
    for count, expected in places:
        if count > 1:
            counts.setdefault(expected[:-WIDTH], set()).add(count)
    for at in range(low, high):
        written = canonical(values[at])
        alone = places.get((1, sha256(written).hexdigest()[:WIDTH]))
        if alone is not None:
            alone.append(at)
        checksum = f"{crc32(written):08x}" if counts else ""
        for count in counts.get(checksum, ()):
            stop = at + count
            if stop <= high:
                found = places.get((count, checksum + digest(values[at:stop])))
                if found is not None:
                    found.append(at)
    return places


def align(
    marks: Sequence[Mark],
    values: list[Json],
    weigh: Weigh,
    is_marked: Callable[[list[Json], str], bool] = is_marked,
    find: Callable[[Iterable[Mark], list[Json], int, int], Places] = find,
) -> list[int | None]:
    """Return where each segment stands in ``values``, or None.

    The order is kept and nothing overlaps. What stands untouched at either end is taken as it is.
    Between, those segments are found that weigh most together: ``weigh`` gets the number of one and
    its run, and is asked only where not all that stand somewhere can be taken.
    """
    starts: list[int | None] = [None] * len(marks)
    low, first = 0, 0
    for count, expected in marks:
        stop = low + count
        part = values[low:stop]
        if len(part) != count or not is_marked(part, expected):
            break
        starts[first] = low
        low, first = stop, first + 1
    high, last = len(values), len(marks)
    while last > first:
        count, expected = marks[last - 1]
        start = high - count
        if start < low or not is_marked(values[start:high], expected):
            break
        last, high = last - 1, start
        starts[last] = start
    if first < last:
        numbers = range(first, last)
        places = find(marks[first:last], values, low, high)
        chain = _only(marks, numbers, places)
        for number, start in (
            _chain(marks, numbers, places, weigh, values, low) if chain is None else chain
        ):
            starts[number] = start
    return starts


def _only(marks: Sequence[Mark], numbers: range, places: Places) -> list[tuple[int, int]] | None:
    """Return the only places of all segments that have one, if they are in order, and else None."""
    chain: list[tuple[int, int]] = []
    end = 0
    for number in numbers:
        found = places.get(marks[number])
        if found:
            if len(found) > 1 or found[0] < end:
                return None
            chain.append((number, found[0]))
            end = found[0] + marks[number][0]
    return chain


def _chain(
    marks: Sequence[Mark],
    numbers: range,
    places: Places,
    weigh: Weigh,
    values: list[Json],
    low: int,
) -> list[tuple[int, int]]:
    """Return the heaviest chain of (number of the segment, place)."""
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
