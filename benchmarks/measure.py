"""Time subjects side by side, as ratios to the least that any converter of JSON lines must do.

The floor is `orjson.loads` + `orjson.dumps` of the same line. Two figures are taken of a subject:

- `call`: the call alone, on dicts parsed just before it (outside of the timed region). It moves
  with what else is in the CPU cache, so compare it within one run only.
- `line`: parse, call and serialise again, line to line: what a user of it waits for.

Subjects take turns by the chunk of histories, in changing order, each with a measurement of the
floor just before it on the same chunk: a slow moment of the machine falls on all alike. A round is
once through new histories, which no subject has seen before (one of the peers remembers what it has
validated, and is four times faster the second time). The figure of a round is the ratio of totals
over the histories that the subject can convert at all, without those that the system interrupted;
the median of the rounds is reported.

The garbage collector stays on, since making garbage is part of the cost, but what was there before
the run (the peers' modules) is frozen away from it: nobody pays for another's imports.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson

Lines = Mapping[str, bytes]
"""The serialised inputs made of one history, by name."""

_CHUNK = 20
"""Histories a turn: long enough to have the caches to itself, short enough to share the noise."""


@dataclass(frozen=True)
class Subject:
    """Something to time: `run` is called with the parsed `inputs`, and held against `floor`."""

    work: str
    name: str
    inputs: tuple[str, ...]
    run: Callable[..., Any]
    floor: str


@dataclass(frozen=True)
class Figure:
    """What a subject took: ratios to the floor (medians of the rounds, range of `call`)."""

    work: str
    name: str
    call: float
    call_range: tuple[float, float]
    line: float
    floor_us: float
    converted: float


_Pairs = list[tuple[float, float]]
"""Seconds of a call and of the floor below it, a history each."""


def dumps(value: Any) -> bytes:
    """Serialise a result; some peers return pydantic objects among their dicts."""
    return orjson.dumps(value, default=lambda other: other.model_dump())


def measure(
    subjects: Sequence[Subject], draw: Callable[[int], Sequence[Lines]], rounds: int
) -> list[Figure]:
    """Return a figure for each subject that converts anything, in order.

    `draw` makes the histories of a round, of the same number each time; the first round warms up
    and does not count. A history at which a subject raises is left out of its figure, together with
    its floor; `converted` is the share that remained.
    """
    rng = random.Random(0)
    seen: list[list[tuple[_Pairs, _Pairs]]] = [[] for _ in subjects]
    gc.collect()
    gc.freeze()
    for number in range(rounds + 1):
        data = draw(number)
        times: list[tuple[_Pairs, _Pairs]] = [([], []) for _ in subjects]
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            for at in rng.sample(range(len(subjects)), len(subjects)):
                # A history serves one kind of call only: the second would find it remembered.
                times[at][0].extend(_time(_call, subjects[at], chunk[::2]))
                times[at][1].extend(_time(_line, subjects[at], chunk[1::2]))
        if number:
            for one, time_of_round in zip(seen, times, strict=True):
                one.append(time_of_round)
    gc.unfreeze()
    found = zip(subjects, seen, strict=True)
    figures = (_figure(subject, one, len(data)) for subject, one in found)
    return [figure for figure in figures if figure]


def _time(
    timed: Callable[[Subject, Lines], float], subject: Subject, chunk: Sequence[Lines]
) -> Iterator[tuple[float, float]]:
    gc.collect()
    floors = [_floor(lines[subject.floor]) for lines in chunk]
    for lines, floor in zip(chunk, floors, strict=True):
        # Whatever a converter raises, it did not convert.
        with suppress(Exception):
            yield timed(subject, lines), floor


def _floor(line: bytes) -> float:
    start = time.perf_counter()
    orjson.dumps(orjson.loads(line))
    return time.perf_counter() - start


def _call(subject: Subject, lines: Lines) -> float:
    arguments = [orjson.loads(lines[name]) for name in subject.inputs]
    start = time.perf_counter()
    subject.run(*arguments)
    return time.perf_counter() - start


def _line(subject: Subject, lines: Lines) -> float:
    start = time.perf_counter()
    dumps(subject.run(*[orjson.loads(lines[name]) for name in subject.inputs]))
    return time.perf_counter() - start


def _figure(
    subject: Subject, rounds: Sequence[tuple[_Pairs, _Pairs]], histories: int
) -> Figure | None:
    rounds = [(calls, lines) for calls, lines in rounds if calls and lines]
    if not rounds:
        return None
    ratios = [_ratio(calls) for calls, _ in rounds]
    return Figure(
        subject.work,
        subject.name,
        statistics.median(ratios),
        (min(ratios), max(ratios)),
        statistics.median(_ratio(lines) for _, lines in rounds),
        statistics.median(floor for calls, _ in rounds for _, floor in calls) * 1e6,
        statistics.mean((len(calls) + len(lines)) / histories for calls, lines in rounds),
    )


def _ratio(pairs: _Pairs) -> float:
    # What takes ten times as long as usual was interrupted by the system.
    limits = [10 * statistics.median(column) for column in zip(*pairs, strict=True)]
    whole = [pair for pair in pairs if pair[0] < limits[0] and pair[1] < limits[1]]
    return sum(spent for spent, _ in whole) / sum(floor for _, floor in whole)
