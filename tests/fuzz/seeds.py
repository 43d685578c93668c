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

from fuzz.cases import FOUND, read, text_of
from responses_protocol.testing import chunk_streams, event_streams, histories

DIALECTS = ("responses", "chat_completions", "chat_agent")
WHOLE = ("history", "request", "response", "tools", "tool_choice")
LONGEST = 20_000  # characters: what is longer takes long, and shows nothing that others don't


class Seed(NamedTuple):
    """A payload, of which dialect and kind it is: one of ``WHOLE``, or ``stream``."""

    dialect: Any
    kind: Any
    payload: Any


def _tables() -> Iterator[Seed]:
    for case in CASES:
        yield Seed(case.source, case.kind, case.payload)
        yield Seed(target(case), case.kind, case.expected)
    for stream in (*cases_chunks.CASES, *cases_answers.CHUNKS):
        yield Seed("chat_completions", "stream", stream.payloads)
    for stream in (*cases_events.CASES, *cases_answers.EVENTS):
        yield Seed("responses", "stream", stream.payloads)


def _recorded() -> Iterator[Seed]:
    for dialect in DIALECTS[:2]:
        for kind in WHOLE:
            for recording in recorded(dialect, kind):
                yield Seed(dialect, kind, recording.payload)
        for _, stream in stream_samples.recorded(dialect):
            yield Seed(dialect, "stream", stream)


def _found() -> Iterator[Seed]:
    for file in sorted(FOUND.glob("*.json")):
        case = read(file)
        kind = {"chunks": "stream", "events": "stream"}.get(case.target, case.arguments.get("kind"))
        dialect = {"chunks": "chat_completions"}.get(case.target, case.arguments.get("source"))
        yield Seed(dialect or "responses", kind or "history", case.payload)


@cache
def seeds() -> tuple[Seed, ...]:
    """Return all that there are, each once, the small ones first: failures shrink to these."""
    listed: dict[tuple[str, str, str], Seed] = {}
    for one in (*_tables(), *_recorded(), *_found()):
        listed.setdefault((one.dialect, one.kind, text_of(one.payload)), one)
    short = [key for key in listed if len(key[2]) <= LONGEST]
    return tuple(listed[key] for key in sorted(short, key=lambda key: (len(key[2]), key)))


@cache
def _drawn(dialect: str, kind: str) -> st.SearchStrategy[Any]:
    if kind == "stream":
        return chunk_streams() if dialect == "chat_completions" else event_streams()
    if dialect == "chat_agent":
        return histories(dialect) if kind == "history" else st.nothing()
    drawn: st.SearchStrategy[Any] = PAYLOADS[kind](dialect)
    return drawn


@cache
def payloads(kinds: tuple[str, ...], dialects: tuple[str, ...]) -> st.SearchStrategy[Seed]:
    """Return seeds of these kinds and dialects: from the tables, from recordings, or drawn."""
    listed = [one for one in seeds() if one.kind in kinds and one.dialect in dialects]
    pairs = [(dialect, kind) for dialect in dialects for kind in kinds]
    # Older versions of Hypothesis print a bound method, with integers that are too long for that.
    known = st.integers(0, len(listed) - 1).map(lambda index: listed[index])
    return st.one_of(known, known, _any_of(pairs))


def _any_of(pairs: Iterable[tuple[str, str]]) -> st.SearchStrategy[Seed]:
    drawn = [(dialect, kind, _drawn(dialect, kind)) for dialect, kind in pairs]
    return st.one_of(
        *(
            st.builds(Seed, st.just(dialect), st.just(kind), payload)
            for dialect, kind, payload in drawn
            if not payload.is_empty
        )
    )
