"""Time subjects side by side, as ratios to the minimal work of any converter of JSON lines.

The floor is `orjson.loads` + `orjson.dumps` of the same line. Two figures are taken of a subject:

- `call`: the call alone, on dicts parsed just before it (outside of the timed region). It depends
  on the contents of the CPU cache, so compare it within one run only.
- `line`: parse, call and serialise again, line to line: the time that a user waits.

Subjects take turns by the chunk of histories, in changing order, each with a measurement of the
floor just before it on the same chunk: a slow moment of the machine falls on all alike. A round is
once through new histories, which no subject has seen before (one of the peers remembers what it has
validated, and is four times faster the second time). The figure of a round is the ratio of totals
over the histories that the subject can convert at all, without those that the system interrupted;
the median of the rounds is reported.

The garbage collector stays on, since making garbage is part of the cost. Objects that exist before
the run (the peers' modules) are frozen, so that no subject pays for the imports of another.
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
    """A function to time: `run` gets the parsed `inputs`; `floor` is the line of its floor."""

    work: str
    name: str
    inputs: tuple[str, ...]
    run: Callable[..., Any]
    floor: str


@dataclass(frozen=True)
class Figure:
    """The figures of a subject: ratios to the floor (medians of the rounds, range of `call`)."""

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
    rounds_of_subjects: list[list[tuple[_Pairs, _Pairs]]] = [[] for _ in subjects]
    gc.collect()
    gc.freeze()
    for number in range(rounds + 1):
        data = draw(number)
        times: list[tuple[_Pairs, _Pairs]] = [([], []) for _ in subjects]
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            for index in rng.sample(range(len(subjects)), len(subjects)):
                # A history serves one kind of call only: the second would find it remembered.
                times[index][0].extend(_time(_call, subjects[index], chunk[::2]))
                times[index][1].extend(_time(_line, subjects[index], chunk[1::2]))
        if number:
            for one, time_of_round in zip(rounds_of_subjects, times, strict=True):
                one.append(time_of_round)
    gc.unfreeze()
    pairs = zip(subjects, rounds_of_subjects, strict=True)
    figures = (_figure(subject, one, len(data)) for subject, one in pairs)
    return [figure for figure in figures if figure]


def _time(
    measure_one: Callable[[Subject, Lines], float], subject: Subject, chunk: Sequence[Lines]
) -> Iterator[tuple[float, float]]:
    gc.collect()
    floors = [_floor(lines[subject.floor]) for lines in chunk]
    for lines, floor in zip(chunk, floors, strict=True):
        # Converters raise errors of any class.
        with suppress(Exception):
            yield measure_one(subject, lines), floor


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
    # The system interrupts calls that take ten times as long as the median.
    limits = [10 * statistics.median(column) for column in zip(*pairs, strict=True)]
    undisturbed = [pair for pair in pairs if pair[0] < limits[0] and pair[1] < limits[1]]
    return sum(seconds for seconds, _ in undisturbed) / sum(floor for _, floor in undisturbed)
