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
from fuzz.mutations import is_comparable, mutate
from fuzz.payload_targets import OPTION_VALUES, Given, check_error
from fuzz.seeds import DIALECTS, Seed, draw_payloads
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


def make_cases(target: str, dialect: str) -> st.SearchStrategy[Case]:
    seeds = draw_payloads(("stream",), (dialect,)).map(lambda seed: seed.payload)
    arguments = st.fixed_dictionaries({"options": OPTION_VALUES, "cut": st.integers(0, 999)})
    return st.builds(Case, st.just(target), arguments, mutate(seeds).map(put_in_list))


def put_in_list(payload: Any) -> list[Any]:
    return payload if isinstance(payload, list) else [payload]


CHUNKS = make_cases("chunks", "chat_completions")
EVENTS = make_cases("events", "responses")


def chunks(payload: list[Any], *, options: Given, cut: int) -> None:
    """Laws 5, 7 and 8 for chunks, and the same stream cut elsewhere."""
    chosen_options, pick = options_from_json(options), make_pick(cut)
    check_translation(payload, "responses", chosen_options)
    if not is_comparable(payload):
        return
    assert isinstance(list(check_chunks(payload)), list)
    feed_all(ChunksToEvents(chosen_options), payload)
    if is_read_to_its_end(payload, "responses"):
        check_purity(payload, partial(ChunksToEvents, chosen_options))
    try:
        folded = fold_chunks(payload)
        answer, places = answer_of(payload, chosen_options)
    except rp.ConversionError:
        return
    check_swap_of_chunks(payload, chosen_options)
    for recut in (split_chunks, join_chunks):
        other_chunks = recut_stream(recut, payload, pick)
        assert same(fold_chunks(other_chunks), folded)
        other_answer, other_places = answer_of(other_chunks, chosen_options)
        assert are_equivalent(other_answer, answer, places | other_places)


def events(payload: list[Any], *, options: Given, cut: int) -> None:
    """The same for events."""
    chosen_options, pick = options_from_json(options), make_pick(cut)
    check_translation(payload, "chat_completions", chosen_options)
    if not is_comparable(payload):
        return
    assert isinstance(list(check_events(payload)), list)
    feed_all(EventsToChunks(chosen_options), payload)
    if is_read_to_its_end(payload, "chat_completions"):
        check_purity(payload, partial(EventsToChunks, chosen_options))
    try:
        folded = fold_events(payload)
        list(
            rp.convert_stream(
                payload, "chat_completions", source="responses", options=chosen_options
            )
        )
    except rp.ConversionError:
        return
    if payload:
        check_swap_of_events(payload, chosen_options, orderly=False)
    for recut in (split_events, join_events):
        assert same(fold_events(recut_stream(recut, payload, pick)), folded)


def recut_stream(recut: Any, payload: list[Any], pick: Any) -> list[Any]:
    """Return a stream cut elsewhere, or as it is where nobody knows how to cut it."""
    try:
        stream: list[Any] = recut(payload, pick)
    except (AttributeError, KeyError, TypeError):
        return payload
    return stream


def make_pick(number: int) -> Any:
    random = Random(number)
    return lambda maximum: random.randint(0, maximum)


def is_read_to_its_end(payload: list[Any], to: Any) -> bool:
    """Tell whether a stream is translated to its end, or to the failure that it tells of."""
    try:
        list(rp.convert_stream(payload, to, source=OTHER[to]))
    except rp.streams.AnswerError:
        return True
    except rp.ConversionError:
        return False
    return True


OTHER: dict[str, Any] = {"responses": "chat_completions", "chat_completions": "responses"}


def check_translation(payload: list[Any], to: Any, options: rp.Options) -> None:
    """Law 5: a stream is translated, or an error says of which payload it speaks."""
    translated = rp.convert_stream(payload, to, source=OTHER[to], options=options)
    try:
        for event in translated:
            assert isinstance(event, dict)
    except (rp.streams.StreamError, rp.streams.AnswerError) as error:
        check_pointer_of_stream(error, payload)
    else:
        for loss in translated.losses:
            check_pointer(loss.pointer)


def check_pointer_of_stream(error: rp.ConversionError, payload: list[Any]) -> None:
    if isinstance(error, rp.streams.AnswerError):
        assert isinstance(error.payload, dict)
    else:
        assert isinstance(error, rp.streams.StreamError)
        assert 0 <= error.index < len(payload)
        check_error(error, payload)


# --- agents ---


def make_elements(seed: Seed) -> list[Any]:
    return seed.payload if isinstance(seed.payload, list) else [seed.payload]


YIELDED_LISTS = st.lists(
    draw_payloads(("history", "response", "stream"), DIALECTS[:2])
    | draw_payloads(("history",), DIALECTS),
    min_size=1,
    max_size=3,
).map(lambda several: [one for seed in several for one in make_elements(seed)])
AGENTS = st.builds(Case, st.just("agents"), st.just({}), mutate(YIELDED_LISTS).map(put_in_list))


def agents(payload: list[Any]) -> None:
    """What an agent yields are events, and these are chunks of a ChatAgent; or it is refused."""
    for read in (make_output, make_agent_chunks, to_chat_completions_input):
        try:
            values = read(payload)
        except rp.ConversionError as error:
            check_pointer(error.pointer)
        else:
            assert all(isinstance(value, dict) for value in values)


def check_pointer(pointer: str) -> None:
    assert pointer == "" or pointer.startswith("/")


def make_output(payload: list[Any]) -> list[Any]:
    items: list[Any] = []
    events = list(output_events(payload, items))
    items_of_events = [
        event["item"] for event in events if event["type"] == "response.output_item.done"
    ]
    assert not is_comparable(items_of_events) or same(items_of_events, items)
    make_agent_chunks(events)
    return events


def make_agent_chunks(payload: list[Any]) -> list[Any]:
    translator = EventsToAgentChunks({})
    events = [event for event in map(to_plain_json, payload) if isinstance(event, dict)]
    chunks = [chunk for event_ in events for chunk in translator.feed(event_)]
    return chunks + translator.close()
