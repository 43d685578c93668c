"""Time subjects side by side, as ratios to the least that any converter of JSON lines must do.

The floor is `orjson.loads` + `orjson.dumps` of the same line. Two figures are taken of a subject:

- `call`: the call alone, on dicts parsed just before it (outside of the timed region). It moves
  with what else is in the CPU cache, so compare it within one run only.
- `line`: parse, call and serialise again, line to line: what a user of it waits for.

Subjects take turns by the chunk of histories, in changing order, each with a measurement of the
floor just before it on the same chunk: a slow moment of the machine falls on all alike. A round is
once through new histories, which no subject has seen before (one of the peers remembers what it has
validated, and is four times faster the second time). The figure of a round is the ratio of totals
over the histories that the subject can convert at all; the median of the rounds is reported.

The garbage collector stays on, since making garbage is part of the cost, but what was there before
the run (the peers' modules) is frozen away from it: nobody pays for another's imports.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
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


@dataclass
class _Total:
    """Seconds that a kind of call and the floor below it took in one round."""

    spent: float = 0.0
    floor: float = 0.0
    converted: int = 0


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
    seen: list[list[tuple[_Total, _Total]]] = [[] for _ in subjects]
    gc.collect()
    gc.freeze()
    for number in range(rounds + 1):
        data = draw(number)
        totals = [(_Total(), _Total()) for _ in subjects]
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            for at in rng.sample(range(len(subjects)), len(subjects)):
                # A history serves one kind of call only: the second would find it remembered.
                _time(_call, subjects[at], chunk[::2], totals[at][0])
                _time(_line, subjects[at], chunk[1::2], totals[at][1])
        if number:
            for one, total in zip(seen, totals, strict=True):
                one.append(total)
    gc.unfreeze()
    found = zip(subjects, seen, strict=True)
    figures = (_figure(subject, one, len(data)) for subject, one in found)
    return [figure for figure in figures if figure]


def _time(
    timed: Callable[[Subject, Lines], float],
    subject: Subject,
    chunk: Sequence[Lines],
    total: _Total,
) -> None:
    gc.collect()
    floors = [_floor(lines[subject.floor]) for lines in chunk]
    for lines, floor in zip(chunk, floors, strict=True):
        try:
            total.spent += timed(subject, lines)
        # Whatever a converter raises, it did not convert.
        except Exception:
            continue
        total.floor += floor
        total.converted += 1


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
    subject: Subject, rounds: Sequence[tuple[_Total, _Total]], histories: int
) -> Figure | None:
    rounds = [(call, line) for call, line in rounds if call.converted and line.converted]
    if not rounds:
        return None
    calls = [call.spent / call.floor for call, _ in rounds]
    return Figure(
        subject.work,
        subject.name,
        statistics.median(calls),
        (min(calls), max(calls)),
        statistics.median(line.spent / line.floor for _, line in rounds),
        statistics.median(call.floor / call.converted for call, _ in rounds) * 1e6,
        statistics.mean((call.converted + line.converted) / histories for call, line in rounds),
    )
