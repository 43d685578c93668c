"""The table of streams: input, output step by step, and losses."""

from __future__ import annotations

import json
from typing import Any

import cases_announced
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
    message,
    text,
    text_chunks,
    whole_call,
    write_chunks,
    write_events,
)

import responses_protocol as rp
from responses_protocol._formats.codes import CODES
from responses_protocol.streams import AnswerError, ChunksToEvents, EventsToChunks, fold_chunks

Payload = dict[str, Any]
PLAIN_CHUNKS = [*text_chunks("Hi."), chunk("stop")]
PLAIN_EVENTS = [CREATED, text("Hi."), done(message("Hi.")), end_event(message("Hi."))]


def list_codes(translator: ChunksToEvents | EventsToChunks, stream: list[Any]) -> set[str]:
    for payload in stream:
        translator.feed(payload)
    translator.close()
    return {loss.code for loss in translator.losses}


CHUNK_CASES = [
    *(*cases_chunks.CASES, *cases_calls.CASES, *cases_call_begins.CASES),
    *(*cases_answers.CHUNKS, *cases_around.CHUNKS),
]
EVENT_CASES = [
    *(*cases_events.CASES, *cases_answers.EVENTS),
    *(*cases_servers.CASES, *cases_around.EVENTS, *cases_announced.CASES),
]


def make_title(case: Case) -> str:
    return f"{case.decision}: {case.name}"


@pytest.mark.parametrize("case", CHUNK_CASES, ids=make_title)
def test_chunks(case: Case) -> None:
    translator = ChunksToEvents(case.options)
    events = [event for chunk in case.payloads for event in translator.feed(chunk)]
    events += translator.close()
    check_events(events)
    assert " | ".join(write_events(events)) == case.expected
    usual_codes = list_codes(ChunksToEvents(case.options), PLAIN_CHUNKS)
    assert {loss.code for loss in translator.losses} - usual_codes == case.losses
    check_swap_of_chunks(case.payloads, case.options)


@pytest.mark.parametrize("case", EVENT_CASES, ids=make_title)
def test_events(case: Case) -> None:
    translator = EventsToChunks(case.options)
    chunks = [chunk for event in case.payloads for chunk in translator.feed(event)]
    chunks += translator.close()
    check_chunks(chunks)
    assert " | ".join(write_chunks(chunks)) == case.expected
    usual_codes = list_codes(EventsToChunks(case.options), PLAIN_EVENTS)
    assert {loss.code for loss in translator.losses} - usual_codes == case.losses
    check_swap_of_events(case.payloads, case.options, orderly=False)


@pytest.mark.parametrize(("title", "stream", "payload"), cases_events.FAILURES)
def test_failures(title: str, stream: list[Any], payload: Payload) -> None:
    translator = EventsToChunks()
    with pytest.raises(AnswerError) as error_info:
        list_codes(translator, stream)
    assert {key: error_info.value.payload.get(key) for key in payload} == payload


@pytest.mark.parametrize("before", [0, 1, 3])
@pytest.mark.parametrize(("title", "error"), cases_servers.ERRORS)
def test_errors(title: str, error: Payload, before: int) -> None:
    translator = EventsToChunks()
    with pytest.raises(AnswerError) as error_info:
        list_codes(translator, [*[CREATED, text("Hi"), text(".")][:before], error])
    payload = error_info.value.payload
    assert "overloaded" in str(payload["error"] if before else payload)
    assert "unfinished_stream" in {loss.code for loss in translator.losses}
    with pytest.raises(AnswerError):
        list(rp.convert_stream([error], to="chat_completions", source="responses"))


def test_every_row_has_a_case() -> None:
    cases = [*cases_chunks.CASES, *cases_events.CASES]
    assert {case.decision for case in cases} == {0, *range(87, 95)}


def test_losses_of_streams_only_are_documented() -> None:
    assert "streamed_otherwise" in CODES
    codes = {code for case in EVENT_CASES for code in case.losses}
    assert {"streamed_otherwise", "order", "reasoning"} <= codes
    assert {"late_event", "missing_events", "superseded", "unknown_event"} <= codes
    assert rp.Options() == cases_events.CASES[0].options


def test_lists_in_deltas_are_joined() -> None:
    deltas = [chunk(executed_tools=[{"index": index}]) for index in range(3)]
    message = fold_chunks(deltas)["choices"][0]["message"]
    assert message["executed_tools"] == [{"index": 0}, {"index": 1}, {"index": 2}]


def test_the_first_value_of_a_member_of_a_detail_counts() -> None:
    first = {"type": "reasoning.text", "text": "a", "index": 0, "id": "rs_1"}
    second = {"type": "reasoning.text", "text": "b", "index": 0, "id": "rs_2", "format": "x"}
    chunks = [chunk(reasoning_details=[detail]) for detail in (first, second)]
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
    failing = EventsToChunks()
    with pytest.raises(AnswerError):
        list_codes(failing, [CREATED, text("Hi"), {"type": "error", "message": "overloaded"}])
    assert failing.answer is None


def test_a_marked_call_is_written_when_its_arguments_are_complete() -> None:
    item = {"action": {"commands": ["ls"]}, "call_id": "call_1", "type": "shell_call"}
    marked_text = json.dumps({"responses_item": item}, sort_keys=True)
    translator = ChunksToEvents(rp.Options(hosted_calls="function"))
    first_events = translator.feed(
        calls(whole_call(0, "call_1", marked_text[:-1], name="shell_call"))
    )
    assert "response.output_item.added" not in {event["type"] for event in first_events}
    last_events = translator.feed(calls(call_fragment(0, marked_text[-1:])))
    assert [event["item"]["type"] for event in last_events if "item" in event] == ["shell_call"] * 2
