"""Record segments, and find them again in a value that may have been edited.

A segment is a run of values of the target. Its record has their number and a digest of them all.
Where they are several, a checksum of the first one precedes the digest, so that the search need not
try every run of this length.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from zlib import crc32

from responses_protocol._jsontext import canonical, digest
from responses_protocol._values import Json

WIDTH = 16  # hexadecimal digits of a digest
NEAR = 64  # positions of one segment that are tried, the nearest to the old one

Mark = tuple[int, str]  # identifies a segment: the number of its values, their digest
Positions = dict[Mark, list[int]]
Weigh = Callable[[int, list[Json]], int]


def digest_of_run(values: list[Json]) -> str:
    """Return the digest of a segment with these values, whatever their number."""
    if len(values) == 1:
        return digest(values[0])
    if not values:
        return ""
    return f"{crc32(canonical(values[0])):08x}{digest(values)}"


def is_marked(values: list[Json], expected: str) -> bool:
    """Return whether a run has this digest; the checksum before it is not needed."""
    return (
        digest(values[0] if len(values) == 1 else values) == expected[-WIDTH:]
        if values
        else not expected
    )


def find_positions(marks: Iterable[Mark], values: list[Json], low: int, high: int) -> Positions:
    """Return the positions of segments between ``low`` and ``high``, in order."""
    positions: Positions = {(count, expected): [] for count, expected in marks if count}
    counts: dict[str, set[int]] = {}  # by the checksum of the first value: many may begin alike
    for count, expected in positions:
        if count > 1:
            counts.setdefault(expected[:-WIDTH], set()).add(count)
    for index in range(low, high):
        value_json = canonical(values[index])
        single = positions.get((1, sha256(value_json).hexdigest()[:WIDTH]))
        if single is not None:
            single.append(index)
        checksum = f"{crc32(value_json):08x}" if counts else ""
        for count in counts.get(checksum, ()):
            stop = index + count
            if stop <= high:
                starts = positions.get((count, checksum + digest(values[index:stop])))
                if starts is not None:
                    starts.append(index)
    return positions


def align(
    marks: Sequence[Mark],
    values: list[Json],
    weigh: Weigh,
    is_marked: Callable[[list[Json], str], bool] = is_marked,
    search: Callable[[Iterable[Mark], list[Json], int, int], Positions] = find_positions,
) -> list[int | None]:
    """Return the index of each segment in ``values``, or None.

    The order is kept and nothing overlaps. Segments at both ends that are unchanged match first.
    Between them, the function takes the most segments, and of these the heaviest. Where another
    segment is found beside them, values were moved: then it takes the segments that weigh most
    together. It calls ``weigh`` with the number of a segment and its run, but only where not all
    found segments can be taken.
    """
    starts: list[int | None] = [None] * len(marks)
    low, first = 0, 0
    for count, expected in marks:
        stop = low + count
        run = values[low:stop]
        if len(run) != count or not is_marked(run, expected):
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
        positions = search(marks[first:last], values, low, high)
        chain = _unique_chain(marks, numbers, positions)
        if chain is None:
            chain = _best_chain(marks, numbers, positions, weigh, values, low)
        for number, start in chain:
            starts[number] = start
    return starts


def _unique_chain(
    marks: Sequence[Mark], numbers: range, positions: Positions
) -> list[tuple[int, int]] | None:
    """Return the only positions of all segments that have one, if they are in order, else None."""
    chain: list[tuple[int, int]] = []
    end = 0
    for number in numbers:
        starts = positions.get(marks[number])
        if starts:
            if len(starts) > 1 or starts[0] < end:
                return None
            chain.append((number, starts[0]))
            end = starts[0] + marks[number][0]
    return chain


def _best_chain(
    marks: Sequence[Mark],
    numbers: range,
    positions: Positions,
    weigh: Weigh,
    values: list[Json],
    low: int,
) -> list[tuple[int, int]]:
    """Return the longest chain if it leaves no segment that is found, else the heaviest one."""
    weights = [0] * len(numbers)
    for index, number in enumerate(numbers):
        starts = positions.get(marks[number])
        if starts:
            weights[index] = weigh(number, values[starts[0] : starts[0] + marks[number][0]])
    total = sum(weights)
    longest = _heaviest_chain(marks, numbers, positions, [total + one for one in weights], low)
    if _leaves_segment(marks, numbers, positions, longest):
        return _heaviest_chain(marks, numbers, positions, weights, low)
    return longest


def _leaves_segment(
    marks: Sequence[Mark], numbers: range, positions: Positions, chain: list[tuple[int, int]]
) -> bool:
    """Return whether a segment that is not in the chain is found between those of the chain."""
    taken = {index for number, start in chain for index in range(start, start + marks[number][0])}
    chain_numbers = {number for number, _ in chain}
    left_marks = {marks[number] for number in numbers if number not in chain_numbers}
    return any(
        taken.isdisjoint(range(start, start + mark[0]))
        for mark in left_marks
        for start in positions.get(mark, ())
    )


def _heaviest_chain(
    marks: Sequence[Mark], numbers: range, positions: Positions, weights: list[int], low: int
) -> list[tuple[int, int]]:
    """Return the heaviest chain of pairs: the number of a segment, and its position."""
    ends: list[int] = []  # of the chains that are the best up to their end, ascending
    totals: list[int] = []  # their weights, ascending
    tops: list[int] = []  # their last links
    links: list[tuple[int, int, int]] = []  # number, position, previous link (-1: none)
    expected = low
    for number, weight in zip(numbers, weights, strict=True):
        mark = marks[number]
        starts = positions.get(mark, [])
        if len(starts) > NEAR:
            middle = bisect_right(starts, expected)
            starts = starts[max(0, middle - NEAR // 2) : middle + NEAR // 2]
        for start in reversed(starts):
            previous = bisect_right(ends, start) - 1
            total = weight + (totals[previous] if previous >= 0 else 0)
            stop = start + mark[0]
            index = bisect_right(ends, stop)
            if index and totals[index - 1] >= total:
                continue
            links.append((number, start, tops[previous] if previous >= 0 else -1))
            outweighed = bisect_right(totals, total)
            index = bisect_left(ends, stop)
            ends[index:outweighed] = [stop]
            totals[index:outweighed] = [total]
            tops[index:outweighed] = [len(links) - 1]
        expected += mark[0]
    chain = []
    link = tops[-1] if tops else -1
    while link >= 0:
        number, start, link = links[link]
        chain.append((number, start))
    return chain
