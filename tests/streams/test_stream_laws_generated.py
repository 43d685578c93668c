"""Laws 7 and 8 on generated streams."""

from __future__ import annotations

from functools import partial

import pytest
from generated import OPTIONS
from grammar import check_events
from hypothesis import given
from hypothesis import strategies as st
from laws import same
from recut import join_chunks, join_events, split_chunks, split_events
from stream_laws import (
    Stream,
    are_equivalent,
    check_purity,
    check_swap_of_chunks,
    check_swap_of_events,
    normalize_content,
    translate_chunks,
    translate_events,
)

import responses_protocol as rp
from responses_protocol._formats.servers import PRESETS
from responses_protocol.streams import (
    ChunksToEvents,
    EventsToChunks,
    fold_chunks,
    fold_events,
)
from responses_protocol.testing import chunk_streams, event_streams

ANY_OPTIONS = OPTIONS | st.sampled_from(list(PRESETS.values()))


@given(chunks=chunk_streams(), options=ANY_OPTIONS)
def test_chunks_may_be_folded_before_or_after(chunks: Stream, options: rp.Options) -> None:
    check_swap_of_chunks(chunks, options)


@given(events=event_streams(orderly=True), options=ANY_OPTIONS)
def test_orderly_events_may_be_folded_before_or_after(events: Stream, options: rp.Options) -> None:
    if events:
        check_swap_of_events(events, options, orderly=True)


@given(events=event_streams(), options=ANY_OPTIONS)
def test_events_may_be_folded_before_or_after(events: Stream, options: rp.Options) -> None:
    if events:
        check_swap_of_events(events, options, orderly=False)


@pytest.mark.parametrize("recut", [split_chunks, join_chunks])
@given(data=st.data(), chunks=chunk_streams(), options=ANY_OPTIONS)
def test_chunks_may_be_cut_elsewhere(
    recut: object, data: st.DataObject, chunks: Stream, options: rp.Options
) -> None:
    assert callable(recut)
    other_stream = recut(chunks, lambda most: data.draw(st.integers(0, most)))
    assert same(fold_chunks(other_stream), fold_chunks(chunks))
    events = translate_chunks(other_stream, options)
    check_events(events)
    assert are_equivalent(fold_events(events), fold_events(translate_chunks(chunks, options)))


@pytest.mark.parametrize("recut", [split_events, join_events])
@given(data=st.data(), events=event_streams(), options=ANY_OPTIONS)
def test_events_may_be_cut_elsewhere(
    recut: object, data: st.DataObject, events: Stream, options: rp.Options
) -> None:
    assert callable(recut)
    other_stream = recut(events, lambda most: data.draw(st.integers(0, most)))
    assert same(fold_events(other_stream), fold_events(events))
    try:
        chunks, _ = translate_events(events, options)
    except rp.ConversionError:
        return
    assert same(
        normalize_content(fold_chunks(translate_events(other_stream, options)[0])),
        normalize_content(fold_chunks(chunks)),
    )


@given(chunks=chunk_streams(), options=ANY_OPTIONS)
def test_chunks_are_not_changed_and_events_share_nothing(
    chunks: Stream, options: rp.Options
) -> None:
    check_purity(chunks, partial(ChunksToEvents, options))


@given(chunks=chunk_streams(), options=ANY_OPTIONS)
def test_the_fast_path_changes_nothing(chunks: Stream, options: rp.Options) -> None:
    pieces = [piece for chunk in chunks for piece in split_chunks([chunk], lambda most: most // 2)]
    fast, slow = ChunksToEvents(options), ChunksToEvents(options)
    for chunk in pieces:
        slow._fast_path = None
        assert same(fast.feed(chunk), slow.feed(chunk))
    assert same(fast.close(), slow.close())
    assert fast.losses == slow.losses


@given(events=event_streams(), options=ANY_OPTIONS)
def test_events_are_not_changed_and_chunks_share_nothing(
    events: Stream, options: rp.Options
) -> None:
    check_purity(events, partial(EventsToChunks, options))
