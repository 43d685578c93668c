"""Find recorded segments in a value that may have been edited."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

NEAR = 64  # how many places of one segment are tried, the nearest to where it stood


def align(segments: Sequence[Sequence[str]], digests: Sequence[str]) -> list[int | None]:
    """Return where each segment, a run of digests, stands in ``digests``, or None.

    The order is kept and nothing overlaps. What stands untouched at either end is taken as it
    is; between, as many segments as possible are found.
    """
    starts: list[int | None] = [None] * len(segments)
    low, first = 0, 0
    for segment in segments:
        stop = low + len(segment)
        if list(digests[low:stop]) != list(segment):
            break
        starts[first] = low
        low, first = stop, first + 1
    high, last = len(digests), len(segments)
    while last > first:
        segment = segments[last - 1]
        start = high - len(segment)
        if start < low or list(digests[start:high]) != list(segment):
            break
        last, high = last - 1, start
        starts[last] = start
    for number, start in _chain(segments[first:last], digests, low, high):
        starts[first + number] = start
    return starts


def _chain(
    segments: Sequence[Sequence[str]], digests: Sequence[str], low: int, high: int
) -> list[tuple[int, int]]:
    """Return the longest chain of (number of the segment, place) between ``low`` and ``high``."""
    places: dict[str, list[int]] = {}
    for place in range(low, high):
        places.setdefault(digests[place], []).append(place)
    ends: list[int] = []  # ends[k]: the smallest end of a chain of k + 1 segments
    tops: list[int] = []  # and the link it ends with
    links: list[tuple[int, int, int]] = []  # number, place, link before (-1: none)
    expected = low
    for number, segment in enumerate(segments):
        found = places.get(segment[0], []) if segment else []
        if len(found) > NEAR:
            middle = bisect_right(found, expected)
            found = found[max(0, middle - NEAR // 2) : middle + NEAR // 2]
        for place in reversed(found):
            stop = place + len(segment)
            if stop > high or list(digests[place:stop]) != list(segment):
                continue
            length = bisect_right(ends, place)
            if length == len(ends) or stop < ends[length]:
                links.append((number, place, tops[length - 1] if length else -1))
                ends[length : length + 1] = [stop]
                tops[length : length + 1] = [len(links) - 1]
        expected += len(segment)
    chain = []
    link = tops[-1] if tops else -1
    while link >= 0:
        number, place, link = links[link]
        chain.append((number, place))
    return chain
