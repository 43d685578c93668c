"""A table of events of agents and models, and the whole streams that they become."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from stream_table import (
    ANSWER,
    CREATED,
    added,
    arguments,
    call,
    delta,
    done,
    end_event,
    message,
    reasoning,
    text,
)

from responses_protocol.agents import whole_events
from responses_protocol.streams import check_events, fold_events

Payload = dict[str, Any]
URL = {"type": "url_citation", "url": "u", "title": "t", "start_index": 0, "end_index": 1}
SUMMARY = [{"type": "summary_text", "text": "ab"}, {"type": "summary_text", "text": "c"}]
CUSTOM = {"type": "custom_tool_call", "id": "ctc_0", "call_id": "call_0", "name": "look"}
SEARCH = {"type": "web_search_call", "id": "ws_0", "status": "completed"}
TEXT_DONE = {"type": "response.output_text.done", "content_index": 0}


class Case(NamedTuple):
    """Events, and the outline of the whole stream that they become: see ``outline``."""

    name: str
    events: list[Payload]
    expected: str


def outline(events: list[Payload]) -> str:
    """Return the announced items, the parts and the deltas of a stream, and its output."""
    steps = []
    for event in events:
        kind = event["type"].removeprefix("response.")
        if kind == "output_item.added":
            steps.append(f"{event['item']['type']} {event['item']['id']}")
        elif kind.endswith("part.added"):
            steps.append(f"{event['part']['type']}:")
        elif kind.endswith(".delta"):
            steps.append(event["delta"])
        elif kind == "output_text.annotation.added":
            steps.append(f"cites {event['annotation']['url']}")
        elif kind == "output_item.done":
            steps.append(event["item"].get("status", "done"))
        elif kind.startswith("web_search"):
            steps.append(f"{kind} {event['output_index']}")
    return " | ".join((*steps, events[-1]["response"]["status"]))


def summed(part: int, value: str) -> Payload:
    return delta("reasoning_summary_text", value, "rs_0", None, summary_index=part)


def part_done(part: int, value: str) -> Payload:
    kind = "response.reasoning_summary_part.done"
    summary = {"type": "summary_text", "text": value}
    return {"type": kind, "item_id": "rs_0", "summary_index": part, "part": summary}


def renamed(event: Payload, item_id: str) -> Payload:
    """Return an event whose item has another id."""
    if "item" in event:
        return event | {"item": event["item"] | {"id": item_id}}
    return event | {"item_id": item_id}


def ending(kind: str, **members: Any) -> Payload:
    return {"type": f"response.{kind}.done", **members}


CALL = 'function_call fc_0 | {"a":1} | completed'
CASES = [
    Case(
        "two parts of a summary, without their ends",
        [summed(0, "a"), summed(0, "b"), summed(1, "c"), done(reasoning(summary=SUMMARY), None)],
        "reasoning rs_0 | summary_text: | a | b | summary_text: | c | done | completed",
    ),
    Case(
        "two parts of a summary, with their ends",
        [summed(0, "a"), summed(0, "b"), part_done(0, "ab"), summed(1, "c"), part_done(1, "c")],
        "reasoning rs_0 | summary_text: | a | b | summary_text: | c | done | completed",
    ),
    Case(
        "two parts of a summary in turn",
        [summed(0, "a"), summed(1, "c"), summed(0, "b"), done(reasoning(summary=SUMMARY), None)],
        "reasoning rs_0 | summary_text: | a | b | summary_text: | c | done | completed",
    ),
    Case(
        "a text and a refusal that are not finished",
        [text("a", index=None), delta("refusal", "b", "msg_0", None, content_index=1)],
        "message msg_0 | output_text: | a | refusal: | b | completed | completed",
    ),
    Case(
        "a text, a refusal and a text",
        [
            {"type": f"response.{kind}.delta", "item_id": "msg_0", "delta": value}
            for kind, value in (("output_text", "a"), ("refusal", "b"), ("output_text", "c"))
        ],
        (
            "message msg_0 | output_text: | a | refusal: | b | output_text: | c | "
            "completed | completed"
        ),
    ),
    Case(
        "a text that is announced, and continued",
        [added(message("a"), None), text("b", index=None), done(message("ab"), None)],
        "message msg_0 | output_text: | a | b | completed | completed",
    ),
    Case(
        "a text that only its end has",
        [{**TEXT_DONE, "item_id": "msg_0", "text": "a"}],
        "message msg_0 | output_text: | a | completed | completed",
    ),
    Case(
        "a text behind the end of the text",
        [
            text("a", index=None),
            {**TEXT_DONE, "item_id": "msg_0", "text": "a"},
            text("b", index=None),
        ],
        "message msg_0 | output_text: | a | output_text: | b | completed | completed",
    ),
    Case(
        "the end of a text behind its item",
        [done(message("a"), None), {**TEXT_DONE, "item_id": "msg_0", "text": "a"}],
        "message msg_0 | output_text: | a | completed | completed",
    ),
    Case(
        "the end of another text behind an item",
        [done(message("a"), None), {**TEXT_DONE, "item_id": "msg_0", "text": "b"}],
        (
            "message msg_0 | output_text: | a | completed | "
            "message msg_0_2 | output_text: | b | completed | completed"
        ),
    ),
    Case(
        "a message that is a text",
        [done({**message(), "content": "a"}, None)],
        "message msg_0 | output_text: | a | completed | completed",
    ),
    Case(
        "a citation that the item lacks",
        [
            text("a", index=None),
            {
                "type": "response.output_text.annotation.added",
                "item_id": "msg_0",
                "annotation": URL,
            },
            done(message("a"), None),
        ],
        "message msg_0 | output_text: | a | cites u | completed | completed",
    ),
    Case(
        "reasoning in the events of other servers",
        [delta("reasoning", "a", "rs_0", 0, content_index=0), done(reasoning())],
        "reasoning rs_0 | reasoning_text: | a | done | completed",
    ),
    Case(
        "arguments before their call",
        [arguments('{"a":1}', "fc_0", None), done(call(0, '{"a":1}'), None)],
        CALL + " | completed",
    ),
    Case(
        "an input before its call",
        [
            delta("custom_tool_call_input", "a", "ctc_0", None),
            done({**CUSTOM, "input": "a"}, None),
        ],
        "custom_tool_call ctc_0 | a | done | completed",
    ),
    Case(
        "the id of a call that comes late",
        [
            added({**call(), "call_id": None}),
            arguments('{"a":1}'),
            done(call(0, '{"a":1}')),
        ],
        CALL + " | completed",
    ),
    Case(
        "the name of a call that comes with its arguments",
        [
            added({**call(), "name": None}),
            ending(
                "function_call_arguments",
                item_id="fc_0",
                output_index=0,
                name="look",
                arguments='{"a":1}',
            ),
        ],
        CALL + " | completed",
    ),
    Case(
        "the arguments of a call without a name",
        [arguments('{"a":1}', "fc_0", None)],
        "failed",
    ),
    Case(
        "arguments that only their end has",
        [added(call()), ending("function_call_arguments", item_id="fc_0", arguments='{"a":1}')],
        CALL + " | completed",
    ),
    Case(
        "arguments that are an object",
        [done({**call(), "arguments": {"a": 1}}, None)],
        'function_call fc_0 | {"a": 1} | completed | completed',
    ),
    Case(
        "announced arguments, and deltas that repeat them",
        [added(call(0, '{"a":1}')), arguments('{"a"'), arguments(":1}")],
        'function_call fc_0 | {"a" | :1} | completed | completed',
    ),
    Case(
        "the end of the arguments behind their call",
        [
            done(call(0, '{"a":1}')),
            ending("function_call_arguments", item_id="fc_0", output_index=0, arguments='{"a":1}'),
        ],
        CALL + " | completed",
    ),
    Case(
        "another call_id at the end",
        [added(call()), arguments('{"a":1}'), done(call(0, '{"a":1}', call_id="call_9"))],
        CALL + " | completed",
    ),
    Case(
        "an id that changes with each event",
        [
            CREATED,
            renamed(added(message()), "msg_a"),
            renamed(text("a"), "msg_b"),
            renamed(text("b"), "msg_c"),
            renamed(done(message("ab")), "msg_d"),
            end_event({**message("ab"), "id": "msg_e"}),
        ],
        "message msg_a | output_text: | a | b | completed | completed",
    ),
    Case(
        "models at the same time, whose items have one number",
        [
            added(message(None, 0)),
            added(message(None, 1)),
            text("a"),
            text("b", "msg_1"),
            done(message("a")),
            done(message("b", 1)),
        ],
        (
            "message msg_0 | output_text: | a | completed | "
            "message msg_1 | output_text: | b | completed | completed"
        ),
    ),
    Case(
        "another text with a known id in the last event of another model",
        [done(message("a"), None), CREATED, end_event(message("b"))],
        (
            "message msg_0 | output_text: | a | completed | "
            "message msg_0_2 | output_text: | b | completed | completed"
        ),
    ),
    Case(
        "progress, with the numbers of another stream",
        [
            done(message("a"), None),
            {"type": "response.created", "sequence_number": 0, "response": ANSWER},
            {**added(SEARCH), "sequence_number": 7},
            {
                "type": "response.web_search_call.searching",
                "item_id": "ws_0",
                "output_index": 0,
                "sequence_number": 8,
            },
            {**done(SEARCH), "sequence_number": 9},
        ],
        (
            "message msg_0 | output_text: | a | completed | "
            "web_search_call ws_0 | web_search_call.searching 1 | completed | completed"
        ),
    ),
    Case(
        "an error in an object",
        [text("a", index=None), {"type": "error", "error": {"message": "overloaded"}}],
        "message msg_0 | output_text: | a | incomplete | failed",
    ),
    Case(
        "a message that was cut",
        [CREATED, added(message()), text("a"), end_event(status="incomplete")],
        "message msg_0 | output_text: | a | incomplete | incomplete",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_whole_streams(case: Case) -> None:
    events = list(whole_events(case.events))
    assert outline(events) == case.expected
    assert check_events(events) == ()
    response = events[-1]["response"]
    assert fold_events(events) == response
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    assert (response["error"] is None) == (response["status"] != "failed")


def test_deltas_are_those_of_their_parts() -> None:
    for case in CASES:
        texts: dict[Any, str] = {}
        for event in whole_events(case.events):
            kind, _, step = event["type"].rpartition(".")
            index = event.get("content_index", event.get("summary_index"))
            place = (kind, event.get("output_index"), index)
            if step == "delta":
                texts[place] = texts.get(place, "") + event["delta"]
            elif step == "done" and place in texts:
                names = ("text", "refusal", "arguments", "input")
                assert texts.pop(place) in [event.get(name) for name in names], case.name
        assert not texts
