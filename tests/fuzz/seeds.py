"""What is mutated: the tables of cases, recorded and drawn payloads, and what was found before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import cases_answers
import cases_chunks
import cases_events
import stream_samples
from generated import PAYLOADS
from hypothesis import strategies as st
from recordings import recorded
from test_cases import CASES, target

from fuzz.cases import FOUND, read_file, write_text
from responses_protocol.testing import chunk_streams, event_streams, histories

DIALECTS = ("responses", "chat_completions", "chat_agent")
KINDS = ("history", "request", "response", "tools", "tool_choice")
LONGEST = 20_000  # characters: what is longer takes long, and shows nothing that others don't


class Seed(NamedTuple):
    """A payload, of which dialect and kind it is: one of ``WHOLE``, or ``stream``."""

    dialect: Any
    kind: Any
    payload: Any


def read_tables() -> Iterator[Seed]:
    for case in CASES:
        yield Seed(case.source, case.kind, case.payload)
        yield Seed(target(case), case.kind, case.expected)
    for stream in (*cases_chunks.CASES, *cases_answers.CHUNKS):
        yield Seed("chat_completions", "stream", stream.payloads)
    for stream in (*cases_events.CASES, *cases_answers.EVENTS):
        yield Seed("responses", "stream", stream.payloads)


def read_recordings() -> Iterator[Seed]:
    for dialect in DIALECTS[:2]:
        for kind in KINDS:
            for recording in recorded(dialect, kind):
                yield Seed(dialect, kind, recording.payload)
        for _, stream in stream_samples.recorded(dialect):
            yield Seed(dialect, "stream", stream)


def read_found_cases() -> Iterator[Seed]:
    for file in sorted(FOUND.glob("*.json")):
        case = read_file(file)
        kind = {"chunks": "stream", "events": "stream"}.get(case.target, case.arguments.get("kind"))
        dialect = {"chunks": "chat_completions"}.get(case.target, case.arguments.get("source"))
        yield Seed(dialect or "responses", kind or "history", case.payload)


@cache
def seeds() -> tuple[Seed, ...]:
    """Return all that there are, each once, the small ones first: failures shrink to these."""
    by_text: dict[tuple[str, str, str], Seed] = {}
    for seed in (*read_tables(), *read_recordings(), *read_found_cases()):
        by_text.setdefault((seed.dialect, seed.kind, write_text(seed.payload)), seed)
    short_keys = [key for key in by_text if len(key[2]) <= LONGEST]
    return tuple(by_text[key] for key in sorted(short_keys, key=lambda key: (len(key[2]), key)))


@cache
def make_strategy(dialect: str, kind: str) -> st.SearchStrategy[Any]:
    if kind == "stream":
        return chunk_streams() if dialect == "chat_completions" else event_streams()
    if dialect == "chat_agent":
        return histories(dialect) if kind == "history" else st.nothing()
    strategy: st.SearchStrategy[Any] = PAYLOADS[kind](dialect)
    return strategy


@cache
def draw_payloads(kinds: tuple[str, ...], dialects: tuple[str, ...]) -> st.SearchStrategy[Seed]:
    """Return seeds of these kinds and dialects: from the tables, from recordings, or drawn."""
    all_seeds = [seed for seed in seeds() if seed.kind in kinds and seed.dialect in dialects]
    pairs = [(dialect, kind) for dialect in dialects for kind in kinds]
    # Older versions of Hypothesis print a bound method, with integers that are too long for that.
    known_seeds = st.integers(0, len(all_seeds) - 1).map(lambda index: all_seeds[index])
    return st.one_of(known_seeds, known_seeds, draw_any_of(pairs))


def draw_any_of(pairs: Iterable[tuple[str, str]]) -> st.SearchStrategy[Seed]:
    strategies = [(dialect, kind, make_strategy(dialect, kind)) for dialect, kind in pairs]
    return st.one_of(
        *(
            st.builds(Seed, st.just(dialect), st.just(kind), payload)
            for dialect, kind, payload in strategies
            if not payload.is_empty
        )
    )
