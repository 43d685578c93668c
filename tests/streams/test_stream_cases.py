"""The table of streams: what goes in, what comes out step by step, and what is lost."""

from __future__ import annotations

import json
from typing import Any

import cases_answers
import cases_around
import cases_call_begins
import cases_calls
import cases_chunks
import cases_events
import cases_servers
import pytest
from grammar import check_chunks, check_events
from stream_laws import check_swap_of_chunks, check_swap_of_events
from stream_table import (
    CREATED,
    Case,
    call_fragment,
    calls,
    chunk,
    done,
    end_event,
    lines_of_chunks,
    lines_of_events,
    message,
    text,
    text_chunks,
    whole_call,
)

import responses_protocol as rp
from responses_protocol._formats.codes import CODES
from responses_protocol.streams import AnswerError, ChunksToEvents, EventsToChunks, fold_chunks

Payload = dict[str, Any]
PLAIN_CHUNKS = [*text_chunks("Hi."), chunk("stop")]
PLAIN_EVENTS = [CREATED, text("Hi."), done(message("Hi.")), end_event(message("Hi."))]


def codes(translator: ChunksToEvents | EventsToChunks, stream: list[Any]) -> set[str]:
    for payload in stream:
        translator.feed(payload)
    translator.close()
    return {loss.code for loss in translator.losses}


OF_CHUNKS = [
    *(*cases_chunks.CASES, *cases_calls.CASES, *cases_call_begins.CASES),
    *(*cases_answers.CHUNKS, *cases_around.CHUNKS),
]
OF_EVENTS = [
    *(*cases_events.CASES, *cases_answers.EVENTS),
    *(*cases_servers.CASES, *cases_around.EVENTS),
]


def name(case: Case) -> str:
    return f"{case.decision}: {case.name}"


@pytest.mark.parametrize("case", OF_CHUNKS, ids=name)
def test_chunks(case: Case) -> None:
    translator = ChunksToEvents(case.options)
    events = [event for chunk in case.payloads for event in translator.feed(chunk)]
    events += translator.close()
    check_events(events)
    assert " | ".join(lines_of_events(events)) == case.expected
    usual = codes(ChunksToEvents(case.options), PLAIN_CHUNKS)
    assert {loss.code for loss in translator.losses} - usual == case.losses
    check_swap_of_chunks(case.payloads, case.options)


@pytest.mark.parametrize("case", OF_EVENTS, ids=name)
def test_events(case: Case) -> None:
    translator = EventsToChunks(case.options)
    chunks = [chunk for event in case.payloads for chunk in translator.feed(event)]
    chunks += translator.close()
    check_chunks(chunks)
    assert " | ".join(lines_of_chunks(chunks)) == case.expected
    usual = codes(EventsToChunks(case.options), PLAIN_EVENTS)
    assert {loss.code for loss in translator.losses} - usual == case.losses
    check_swap_of_events(case.payloads, case.options, orderly=False)


@pytest.mark.parametrize(("title", "given", "payload"), cases_events.FAILURES)
def test_failures(title: str, given: list[Any], payload: Payload) -> None:
    translator = EventsToChunks()
    with pytest.raises(AnswerError) as error_info:
        codes(translator, given)
    assert {key: error_info.value.payload.get(key) for key in payload} == payload


@pytest.mark.parametrize("before", [0, 1, 3])
@pytest.mark.parametrize(("title", "error"), cases_servers.ERRORS)
def test_errors(title: str, error: Payload, before: int) -> None:
    translator = EventsToChunks()
    with pytest.raises(AnswerError) as error_info:
        codes(translator, [*[CREATED, text("Hi"), text(".")][:before], error])
    payload = error_info.value.payload
    assert "overloaded" in str(payload["error"] if before else payload)
    assert "unfinished_stream" in {loss.code for loss in translator.losses}
    with pytest.raises(AnswerError):
        list(rp.convert_stream([error], to="chat_completions", source="responses"))


def test_every_row_has_a_case() -> None:
    cases = [*cases_chunks.CASES, *cases_events.CASES]
    assert {case.decision for case in cases} == {0, *range(87, 95)}


def test_what_streams_lose_beyond_whole_answers_is_documented() -> None:
    assert "streamed_otherwise" in CODES
    found = {code for case in OF_EVENTS for code in case.losses}
    assert {"streamed_otherwise", "order", "reasoning"} <= found
    assert {"late_event", "missing_events", "superseded", "unknown_event"} <= found
    assert rp.Options() == cases_events.CASES[0].options


def test_lists_in_deltas_are_joined() -> None:
    deltas = [chunk(executed_tools=[{"index": index}]) for index in range(3)]
    message = fold_chunks(deltas)["choices"][0]["message"]
    assert message["executed_tools"] == [{"index": 0}, {"index": 1}, {"index": 2}]


def test_the_first_value_of_a_member_of_a_detail_counts() -> None:
    first = {"type": "reasoning.text", "text": "a", "index": 0, "id": "rs_1"}
    more = {"type": "reasoning.text", "text": "b", "index": 0, "id": "rs_2", "format": "x"}
    chunks = [chunk(reasoning_details=[detail]) for detail in (first, more)]
    message = fold_chunks(chunks)["choices"][0]["message"]
    assert message["reasoning_details"] == [{**first, "text": "ab", "format": "x"}]


def test_the_answer_of_events_is_there_when_it_is_whole() -> None:
    translator = EventsToChunks()
    for event in PLAIN_EVENTS:
        assert translator.answer is None
        translator.feed(event)
    answer = translator.answer
    assert answer is not None
    assert (answer["status"], answer["output"]) == ("completed", [message("Hi.")])
    failed = EventsToChunks()
    with pytest.raises(AnswerError):
        codes(failed, [CREATED, text("Hi"), {"type": "error", "message": "overloaded"}])
    assert failed.answer is None


def test_a_marked_call_is_written_when_its_arguments_are_complete() -> None:
    item = {"action": {"commands": ["ls"]}, "call_id": "call_1", "type": "shell_call"}
    marked = json.dumps({"responses_item": item}, sort_keys=True)
    translator = ChunksToEvents(rp.Options(hosted_calls="function"))
    begun = translator.feed(calls(whole_call(0, "call_1", marked[:-1], name="shell_call")))
    assert "response.output_item.added" not in {event["type"] for event in begun}
    ended = translator.feed(calls(call_fragment(0, marked[-1:])))
    assert [event["item"]["type"] for event in ended if "item" in event] == ["shell_call"] * 2
