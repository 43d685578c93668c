"""What agents stream, as whole Responses streams: one answer, every item announced and closed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol import ConversionError, agents
from responses_protocol.agents import WholeStream, output_events, whole_events
from responses_protocol.streams import check_events, fold_events
from responses_protocol.testing import chunk_streams

Object = dict[str, Any]
DONE = "response.output_item.done"
USAGE = {
    "input_tokens": 3,
    "input_tokens_details": {"cached_tokens": 1},
    "output_tokens": 2,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 5,
}


def make_done(item: Object) -> Object:
    return {"type": DONE, "item": item}


def delta(text: str, own: str = "msg_1") -> Object:
    return agents.create_text_delta(text, own)


def text(content: str, own: str = "msg_1", **members: Any) -> Object:
    return {**agents.create_text_output_item(content, own), **members}


def call(own: str = "fc_1", arguments: str = "{}") -> Object:
    return agents.create_function_call_item(own, f"call_{own}", "add", arguments)


RESULT = agents.create_function_call_output_item("call_fc_1", "4")
CITED = agents.create_text_output_item(
    "Hi there",
    "msg_1",
    [{"type": "url_citation", "url": "u", "title": "t", "start_index": 0, "end_index": 2}],
)
REFUSED = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "content": [
        {"type": "output_text", "text": "So: "},
        {"type": "refusal", "refusal": "no."},
    ],
}
STREAMS: dict[str, list[Object]] = {
    "nothing": [],
    "deltas and the item": [delta("Hi"), delta(" there"), make_done(CITED)],
    "the item alone": [make_done(CITED)],
    "deltas alone": [delta("Hi"), delta(" there")],
    "a loop of tools": [make_done(call()), make_done(RESULT), delta("4"), make_done(text("4"))],
    "a refusal behind a text": [delta("So: "), make_done(REFUSED)],
    "the deltas of a refusal": [
        delta("So: "),
        {"type": "response.refusal.delta", "item_id": "msg_1", "delta": "n"},
        make_done(REFUSED),
    ],
    "reasoning": [make_done(agents.create_reasoning_item("rs_1", "2 + 2")), make_done(text("4"))],
    "the deltas of reasoning": [
        {"type": "response.reasoning_summary_text.delta", "item_id": "rs_1", "delta": "2 +"},
        make_done(agents.create_reasoning_item("rs_1", "2 + 2")),
        make_done(text("4")),
    ],
    "agents side by side": [
        delta("A", "msg_a"),
        delta("B", "msg_b"),
        make_done(call()),
        delta("A", "msg_a"),
        make_done(text("AA", "msg_a")),
        make_done(text("BB", "msg_b")),
    ],
    "a hosted call": [make_done({"type": "web_search_call", "id": "ws_1", "status": "completed"})],
}


@pytest.mark.parametrize("name", STREAMS)
def test_it_is_a_stream_of_openai(name: str) -> None:
    events = list(whole_events(STREAMS[name]))
    assert check_events(events) == ()
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    assert events[-1]["type"] == "response.completed"
    assert fold_events(events) == events[-1]["response"]


@pytest.mark.parametrize("name", STREAMS)
def test_items_are_those_of_the_agent(name: str) -> None:
    given_items = [event["item"] for event in STREAMS[name] if event["type"] == DONE]
    *_, last = whole_events(STREAMS[name])
    item_by_id = {item["id"]: item for item in last["response"]["output"]}
    for item in given_items:
        own = item.get("id") or next(iter(k for k in item_by_id if k.startswith("fco_")))
        members = {name: value for name, value in item.items() if name != "content"}
        assert members.items() <= item_by_id[own].items()


def test_deltas_have_the_text_of_the_items() -> None:
    events = list(whole_events(STREAMS["the deltas of a refusal"]))
    deltas = [event["delta"] for event in events if event["type"].endswith(".delta")]
    assert deltas == ["So: ", "n", "o."]


def turn(own: str, item: Object) -> list[Object]:
    envelope = {"id": own, "model": "gpt", "created_at": 7}
    return [
        {"type": "response.created", "response": {**envelope, "status": "in_progress"}},
        make_done(item),
        {
            "type": "response.completed",
            "response": {**envelope, "status": "completed", "output": [item], "usage": USAGE},
        },
    ]


def test_several_answers_of_models_are_one_answer() -> None:
    events = list(
        whole_events([*turn("resp_1", call()), make_done(RESULT), *turn("resp_2", text("4"))])
    )
    assert check_events(events) == ()
    kinds = [event["type"] for event in events]
    assert kinds.count("response.created") == kinds.count("response.completed") == 1
    response = events[-1]["response"]
    assert [item["type"] for item in response["output"]] == [
        "function_call",
        "function_call_output",
        "message",
    ]
    assert response["usage"]["total_tokens"] == 10
    assert response["model"] == "gpt"


def test_an_error_ends_the_answer_and_runs_no_call() -> None:
    begun = {**call(arguments=""), "status": "in_progress"}
    events = list(
        whole_events(
            [
                {"type": "response.output_item.added", "item": begun},
                {
                    "type": "response.function_call_arguments.delta",
                    "item_id": "fc_1",
                    "delta": '{"a"',
                },
                {"type": "error", "code": None, "message": "overloaded"},
            ]
        )
    )
    assert DONE not in [event["type"] for event in events]
    assert events[-1]["type"] == "response.failed"
    assert events[-1]["response"]["error"] == {"code": "server_error", "message": "overloaded"}
    assert events[-1]["response"]["output"][0]["status"] == "incomplete"


def test_the_answer_repeats_its_request() -> None:
    request = {"temperature": 0.5, "tools": [{"type": "function", "name": "add", "parameters": {}}]}
    *_, last = whole_events([], request, model="mine", created_at=9)
    response = last["response"]
    assert (response["model"], response["created_at"]) == ("mine", 9)
    assert response["temperature"] == 0.5
    assert response["tools"][0]["name"] == "add"


@pytest.mark.parametrize(
    "event",
    [{}, {"type": 5}, {"type": DONE, "item": 5}, {**delta("x"), "delta": None}],
)
def test_a_value_that_is_not_an_event_is_refused(event: Any) -> None:
    with pytest.raises(ConversionError):
        WholeStream().feed(event)


@given(st.lists(chunk_streams(), max_size=3))
def test_models_that_are_called_in_turn(streams: list[list[Object]]) -> None:
    chunks = [
        {**chunk, "id": f"chatcmpl-{number}"}
        for number, stream in enumerate(streams)
        for chunk in stream
        if isinstance(chunk.get("choices"), list)
    ]
    items: list[Object] = []
    events = list(whole_events(output_events(chunks, items)))
    assert check_events(events) == ()
    response = events[-1]["response"]
    if response["status"] != "failed":
        assert sorted(item["id"] for item in response["output"]) == sorted(
            item["id"] for item in items
        )
