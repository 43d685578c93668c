"""Streams, and what agents yield, mutated: folded, translated, cut elsewhere."""

from __future__ import annotations

from functools import partial
from random import Random
from typing import Any

from hypothesis import strategies as st
from laws import same
from recut import join_chunks, join_events, split_chunks, split_events
from stream_laws import (
    answer_of,
    are_equivalent,
    check_purity,
    check_swap_of_chunks,
    check_swap_of_events,
)
from test_stream_total import feed_all

import responses_protocol as rp
from fuzz.cases import Case
from fuzz.mutations import is_comparable, mutated
from fuzz.payload_targets import CHOSEN, Given, explained
from fuzz.seeds import DIALECTS, Seed, payloads
from responses_protocol._agents.agent_chunks import EventsToAgentChunks
from responses_protocol._agents.history import to_plain_json
from responses_protocol._formats.options import options_from_json
from responses_protocol.agents import output_events, to_chat_completions_input
from responses_protocol.streams import (
    ChunksToEvents,
    EventsToChunks,
    check_chunks,
    check_events,
    fold_chunks,
    fold_events,
)


def streams(target: str, dialect: str) -> st.SearchStrategy[Case]:
    seeds = payloads(("stream",), (dialect,)).map(lambda seed: seed.payload)
    given = st.fixed_dictionaries({"options": CHOSEN, "cut": st.integers(0, 999)})
    return st.builds(Case, st.just(target), given, mutated(seeds).map(listed))


def listed(payload: Any) -> list[Any]:
    return payload if isinstance(payload, list) else [payload]


CHUNKS = streams("chunks", "chat_completions")
EVENTS = streams("events", "responses")


def chunks(payload: list[Any], *, options: Given, cut: int) -> None:
    """Laws 5, 7 and 8 for chunks, and the same stream cut elsewhere."""
    chosen, pick = options_from_json(options), _picks(cut)
    _translated(payload, "responses", chosen)
    if not is_comparable(payload):
        return
    assert isinstance(list(check_chunks(payload)), list)
    feed_all(ChunksToEvents(chosen), payload)
    if _is_read(payload, "responses"):
        check_purity(payload, partial(ChunksToEvents, chosen))
    try:
        folded = fold_chunks(payload)
        answer, places = answer_of(payload, chosen)
    except rp.ConversionError:
        return
    check_swap_of_chunks(payload, chosen)
    for recut in (split_chunks, join_chunks):
        other = _cut(recut, payload, pick)
        assert same(fold_chunks(other), folded)
        again, others = answer_of(other, chosen)
        assert are_equivalent(again, answer, places | others)


def events(payload: list[Any], *, options: Given, cut: int) -> None:
    """The same for events."""
    chosen, pick = options_from_json(options), _picks(cut)
    _translated(payload, "chat_completions", chosen)
    if not is_comparable(payload):
        return
    assert isinstance(list(check_events(payload)), list)
    feed_all(EventsToChunks(chosen), payload)
    if _is_read(payload, "chat_completions"):
        check_purity(payload, partial(EventsToChunks, chosen))
    try:
        folded = fold_events(payload)
        list(rp.convert_stream(payload, "chat_completions", source="responses", options=chosen))
    except rp.ConversionError:
        return
    if payload:
        check_swap_of_events(payload, chosen, orderly=False)
    for recut in (split_events, join_events):
        assert same(fold_events(_cut(recut, payload, pick)), folded)


def _cut(recut: Any, payload: list[Any], pick: Any) -> list[Any]:
    """Return a stream cut elsewhere, or as it is where nobody knows how to cut it."""
    try:
        made: list[Any] = recut(payload, pick)
    except (AttributeError, KeyError, TypeError):
        return payload
    return made


def _picks(number: int) -> Any:
    random = Random(number)
    return lambda most: random.randint(0, most)


def _is_read(payload: list[Any], to: Any) -> bool:
    """Tell whether a stream is translated to its end, or to the failure that it tells of."""
    try:
        list(rp.convert_stream(payload, to, source=OTHER[to]))
    except rp.streams.AnswerError:
        return True
    except rp.ConversionError:
        return False
    return True


OTHER: dict[str, Any] = {"responses": "chat_completions", "chat_completions": "responses"}


def _translated(payload: list[Any], to: Any, options: rp.Options) -> None:
    """Law 5: a stream is translated, or an error says of which payload it speaks."""
    made = rp.convert_stream(payload, to, source=OTHER[to], options=options)
    try:
        for one in made:
            assert isinstance(one, dict)
    except (rp.streams.StreamError, rp.streams.AnswerError) as error:
        _says_where(error, payload)
    else:
        for loss in made.losses:
            _is_pointer(loss.pointer)


def _says_where(error: rp.ConversionError, payload: list[Any]) -> None:
    if isinstance(error, rp.streams.AnswerError):
        assert isinstance(error.payload, dict)
    else:
        assert isinstance(error, rp.streams.StreamError)
        assert 0 <= error.index < len(payload)
        explained(error, payload)


# --- agents ---


def _elements(seed: Seed) -> list[Any]:
    return seed.payload if isinstance(seed.payload, list) else [seed.payload]


YIELDED = st.lists(
    payloads(("history", "response", "stream"), DIALECTS[:2]) | payloads(("history",), DIALECTS),
    min_size=1,
    max_size=3,
).map(lambda several: [one for seed in several for one in _elements(seed)])
AGENTS = st.builds(Case, st.just("agents"), st.just({}), mutated(YIELDED).map(listed))


def agents(payload: list[Any]) -> None:
    """What an agent yields are events, and these are chunks of a ChatAgent; or it is refused."""
    for read in (_output, _agent_chunks, to_chat_completions_input):
        try:
            made = read(payload)
        except rp.ConversionError as error:
            _is_pointer(error.pointer)
        else:
            assert all(isinstance(one, dict) for one in made)


def _is_pointer(pointer: str) -> None:
    assert pointer == "" or pointer.startswith("/")


def _output(payload: list[Any]) -> list[Any]:
    items: list[Any] = []
    made = list(output_events(payload, items))
    done = [one["item"] for one in made if one["type"] == "response.output_item.done"]
    assert not is_comparable(done) or same(done, items)
    _agent_chunks(made)
    return made


def _agent_chunks(payload: list[Any]) -> list[Any]:
    translator = EventsToAgentChunks({})
    given = [made for made in map(to_plain_json, payload) if isinstance(made, dict)]
    fed = [chunk for one in given for chunk in translator.feed(one)]
    return fed + translator.close()
