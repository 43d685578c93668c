"""The laws of conversions and streams, for answers that are read by any request."""

from __future__ import annotations

import copy
from typing import Any

from generated import OPTIONS
from hypothesis import given
from hypothesis import strategies as st
from laws import OTHER, same
from test_declared_tools import feed_all

import responses_protocol as rp
from responses_protocol._formats.repeated_members import NAMES
from responses_protocol._lens.bodies import translate_answer
from responses_protocol._lens.conversion import as_request_context
from responses_protocol.schemas.fast_validator import accepts
from responses_protocol.streams import AnswerError, fold_chunks, fold_events
from responses_protocol.testing import chunk_streams, event_streams, requests, responses

Payload = dict[str, Any]
REQUESTS = {dialect: requests(dialect) for dialect in OTHER}
ANSWERS = {dialect: responses(dialect) for dialect in OTHER}
CALLERS = st.sampled_from(sorted(OTHER))
CHUNKS, EVENTS = chunk_streams(), event_streams(orderly=True)


@given(CALLERS, st.data(), OPTIONS)
def test_answers_keep_the_laws(caller: Any, data: st.DataObject, options: rp.Options) -> None:
    request = data.draw(REQUESTS[caller])
    server = OTHER[caller]
    answer = data.draw(ANSWERS[server])
    before = copy.deepcopy([request, answer])
    try:
        exchange = rp.exchange(request, server, source=caller, options=options)
        conversion = exchange.answer(answer)
    except rp.ConversionError:
        return
    assert same(rp.restore(conversion.value, conversion.complement), answer)  # exact
    context = as_request_context(request, caller, options)
    translated = translate_answer(conversion.value, caller, server, options, context)
    assert same(translated, answer) == (conversion.losses == ())  # complete
    assert same([request, answer], before)  # pure
    assert same(exchange.answer(answer).value, conversion.value)
    if caller == "responses" and accepts(answer, server, "Response"):
        assert accepts(conversion.value, caller, "Response")  # valid


@given(REQUESTS["responses"], CHUNKS, OPTIONS)
def test_chunks_may_be_folded_before_or_after(
    request: Payload, chunks: list[Payload], options: rp.Options
) -> None:
    exchange = rp.exchange(request, "chat_completions", source="responses", options=options)
    translator = exchange.stream()
    events = feed_all(translator, chunks)
    conversion = exchange.answer(fold_chunks(chunks))
    actual, expected = fold_events(events), conversion.value
    constant_names = NAMES - {"service_tier"}  # which the server may say when it began
    assert actual.keys() == expected.keys()
    for name in (*NAMES & actual.keys(), "id", "metadata", "service_tier"):
        assert same(actual[name], expected[name])
        heads = [event["response"] for event in events if "response" in event]
        assert all(same(head[name], actual[name]) for head in heads if name in constant_names)
    if {loss.code for loss in translator.losses} == {loss.code for loss in conversion.losses}:
        assert list_calls(actual) == list_calls(expected)


def list_calls(answer: Payload) -> list[list[Any]]:
    """Return what the calls of an answer name, whatever their places."""
    names = ("type", "call_id", "namespace", "name")
    calls = [[item.get(name) for name in names] for item in answer["output"] if "call_id" in item]
    return sorted(calls, key=str)


@given(REQUESTS["chat_completions"], EVENTS, OPTIONS)
def test_events_may_be_folded_before_or_after(
    request: Payload, events: list[Payload], options: rp.Options
) -> None:
    exchange = rp.exchange(request, "responses", source="chat_completions", options=options)
    try:
        actual = fold_chunks(feed_all(exchange.stream(), events))
    except (AnswerError, rp.ConversionError):
        return
    expected = exchange.answer(fold_events(events)).value
    assert actual["choices"][0]["message"].get("tool_calls") == expected["choices"][0][
        "message"
    ].get("tool_calls")
