"""Texts that are announced, and texts that come after the end of their item."""

from __future__ import annotations

from typing import Any

from stream_table import (
    CREATED,
    Case,
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

from responses_protocol import Options

SUPERSEDED, LATE = frozenset({"superseded"}), frozenset({"late_event"})
STATUS = frozenset({"item_status"})
FIELD = Options(reasoning="reasoning_content")
URL = {"type": "url_citation", "url": "u", "title": "t", "start_index": 0, "end_index": 1}
BEGUN = added(message())


def calling(arguments_text: Any) -> dict[str, Any]:
    return added(call(0, arguments_text, status="in_progress"))


def part(kind: str, value: str, **more: Any) -> dict[str, Any]:
    place = {"item_id": "msg_0", "output_index": 0, "content_index": 0}
    value_ = {"type": "output_text", "text": value, "annotations": [], **more}
    return {"type": f"response.content_part.{kind}", **place, "part": value_}


def text_done(value: str) -> dict[str, Any]:
    place = {"item_id": "msg_0", "output_index": 0, "content_index": 0}
    return {"type": "response.output_text.done", **place, "text": value}


def arguments_done(value: Any) -> dict[str, Any]:
    place = {"item_id": "fc_0", "output_index": 0}
    return {"type": "response.function_call_arguments.done", **place, "arguments": value}


CALLED = "call 0 function look call_0"
ARGUMENTS: list[Case] = [
    Case(
        93,
        f"announced arguments, and {name}",
        [CREATED, calling(announced), *events, end_event()],
        f"{CALLED} | {expected} | end tool_calls",
        losses=losses,
    )
    for name, announced, events, expected, losses in (
        (
            "deltas that repeat them",
            '{"a":1}',
            [arguments('{"a"'), arguments(":1}")],
            'call 0 {"a" | call 0 :1}',
            STATUS,
        ),
        (
            "deltas that begin to repeat them",
            '{"a":1}',
            [arguments('{"a"')],
            'call 0 {"a" | call 0 :1}',
            STATUS,
        ),
        (
            "deltas that say something else",
            '{"a":1}',
            [arguments('{"b"'), arguments(":1}")],
            'call 0 {"b" | call 0 :1}',
            STATUS | SUPERSEDED,
        ),
        (
            "deltas that say something else, as the finished call does",
            '{"a":1}',
            [arguments('{"b":1}'), done(call(0, '{"b":1}'))],
            'call 0 {"b":1}',
            SUPERSEDED,
        ),
        (
            "deltas that continue them",
            '{"a":',
            [arguments("1"), arguments("}"), done(call(0, '{"a":1}'))],
            'call 0 {"a":1 | call 0 }',
            frozenset(),
        ),
        (
            "deltas that repeat the first half of them",
            '{"a":',
            [arguments('{"a'), arguments('":'), arguments("1}")],
            'call 0 {"a": | call 0 1}',
            STATUS,
        ),
        (
            "a text at the end that says something else",
            '{"a":1}',
            [arguments_done('{"b":1}')],
            'call 0 {"b":1}',
            STATUS | SUPERSEDED,
        ),
        (
            "another announcement without them",
            '{"a":1}',
            [calling("")],
            'call 0 {"a":1}',
            STATUS,
        ),
        (
            "another announcement with others",
            '{"a":1}',
            [calling('{"b":1}')],
            'call 0 {"b":1}',
            STATUS | SUPERSEDED,
        ),
        (
            "finished ones that are an object",
            "",
            [arguments_done({"b": 1})],
            'call 0 {"b": 1}',
            STATUS,
        ),
    )
]
TEXTS: list[Case] = [
    Case(
        93,
        f"an announced text, and {name}",
        [CREATED, *events, end_event()],
        f"{expected} | end stop",
        losses=losses,
    )
    for name, events, expected, losses in (
        (
            "deltas that repeat it",
            [added(message("AB")), text("A"), text("BC"), done(message("ABC"))],
            "content AB | content C",
            frozenset(),
        ),
        (
            "deltas that continue it",
            [added(message("AB")), text("A"), text("D"), done(message("ABAD"))],
            "content AB | content AD",
            frozenset(),
        ),
        (
            "an announced part without it",
            [added(message("AB")), part("added", ""), text("C"), done(message("ABC"))],
            "content ABC",
            frozenset(),
        ),
        (
            "another announcement of a part, which is ahead of the deltas that follow",
            [added(message("A")), text("B"), part("added", "ABCD"), text("C"), text("DE")],
            "content AB | content CD | content E",
            frozenset(),
        ),
        (
            "another announcement of a part, which the deltas that follow continue",
            [BEGUN, text("A"), part("added", "AB"), text("C"), part("added", "ABCD"), text("E")],
            "content A | content BC | content DE",
            frozenset(),
        ),
        (
            "another announcement of a part at the end",
            [BEGUN, text("A"), part("added", "AB"), done(message())],
            "content A | content B",
            frozenset(),
        ),
        (
            "another announcement with another one",
            [added(message("AB")), added(message("C")), done(message())],
            "content AB",
            SUPERSEDED,
        ),
        (
            "a refusal",
            [added(message("AB")), delta("refusal", "C", "msg_0", content_index=0)],
            "content AB | refusal C",
            frozenset(),
        ),
        (
            "content that is a text",
            [added({**message(), "content": "AB"}), text("C"), done(message("ABC"))],
            "content ABC",
            frozenset(),
        ),
        (
            "a citation before the part",
            [
                BEGUN,
                {
                    "type": "response.output_text.annotation.added",
                    "item_id": "msg_0",
                    "output_index": 0,
                    "content_index": 0,
                    "annotation_index": 0,
                    "annotation": URL,
                },
                part("added", ""),
                text("A"),
            ],
            "content A | cites u",
            frozenset(),
        ),
    )
]
OTHERS: list[Case] = [
    Case(
        93,
        "announced input, and deltas that continue it",
        [
            CREATED,
            added(
                {
                    "type": "custom_tool_call",
                    "id": "ctc_0",
                    "call_id": "call_0",
                    "name": "look",
                    "input": "A",
                }
            ),
            delta("custom_tool_call_input", "B", "ctc_0"),
            end_event(),
        ],
        "call 0 custom look call_0 | call 0 AB | end tool_calls",
        losses=STATUS,
    ),
    Case(
        93,
        "announced reasoning, and deltas that continue it",
        [
            CREATED,
            added(reasoning(0, summary=[{"type": "summary_text", "text": "A"}])),
            delta("reasoning_summary_text", "B", "rs_0", summary_index=0),
            delta("reasoning_summary_text", "C", "rs_0", summary_index=0),
            text("Hi.", "msg_1", 1),
            done(message("Hi.", 1), 1),
            end_event(),
        ],
        "reasoning_content AB | reasoning_content C | content Hi. | end stop",
        losses=frozenset({"reasoning_form"}),
        options=FIELD,
    ),
    Case(
        88,
        "indexes that are written as texts, or as other numbers",
        [
            CREATED,
            {**added(call(0)), "output_index": 0.0},
            {**added(call(1)), "output_index": "1"},
            {**arguments('{"a":', None), "output_index": 0.0},
            {**arguments('{"b":', None), "output_index": "1"},
            {**arguments("1}", None), "output_index": 0.0},
            {**arguments("2}", None), "output_index": "1"},
            done(call(0, '{"a":1}')),
            done(call(1, '{"b":2}'), 1),
            end_event(),
        ],
        (
            f"{CALLED} | call 1 function look call_1 | "
            'call 0 {"a": | call 1 {"b": | call 0 1} | call 1 2} | end tool_calls'
        ),
    ),
]
LATE_TEXTS: list[Case] = [
    Case(
        93,
        f"after its end, {name}",
        [CREATED, done(message("A")), event, end_event()],
        "content A | end stop",
        losses=losses,
    )
    for name, event, losses in (
        ("the text again", text_done("A"), frozenset()),
        ("another text", text_done("B"), LATE),
        ("the part again", part("done", "A"), frozenset()),
        ("another part", part("done", "B"), LATE),
        ("another announced part", part("added", "B"), LATE),
        ("the announced item", added(message()), frozenset()),
        ("another announced item", added(message("B")), LATE),
        ("more of the announced item", added(message("AB")), LATE),
    )
]
LATE_ARGUMENTS: list[Case] = [
    Case(
        93,
        f"after their end, {name}",
        [CREATED, done(call(0, '{"a":1}')), event, end_event()],
        'call 0 function look call_0 {"a":1} | end tool_calls',
        losses=losses,
    )
    for name, event, losses in (
        ("the arguments again", arguments_done('{"a":1}'), frozenset()),
        ("other arguments", arguments_done('{"b":1}'), LATE),
        ("an announced call with other arguments", calling('{"b":1}'), LATE),
    )
]
ENDS: list[Case] = [
    Case(
        93,
        f"after the end, {name}",
        [CREATED, done(message("A")), end_event(message("A")), end],
        "content A | end stop",
        losses=losses,
    )
    for name, end, losses in (
        ("the same end", end_event(message("A")), frozenset()),
        ("an end without the items", end_event(), frozenset()),
        ("an end with another text", end_event(message("B")), LATE),
        ("an end with more items", end_event(message("A"), call(1, "{}")), LATE),
    )
]


def cited(url: str, number: int, item_id: str, index: int) -> dict[str, Any]:
    place = {"item_id": item_id, "output_index": index, "content_index": 0}
    kind = "response.output_text.annotation.added"
    return {"type": kind, **place, "annotation_index": number, "annotation": {**URL, "url": url}}


EMPTY = done({**message(), "content": []})
WAITING: list[Case] = [
    Case(
        94,
        f"a message that is known to be the final one only behind its {name}",
        [CREATED, BEGUN, added(message(None, 1), 1), *before, EMPTY, *after, end_event()],
        f"{expected} | end stop",
        losses=frozenset({"empty_member"}),
    )
    for name, before, after, expected in (
        (
            "first text",
            [text("A", "msg_1", 1)],
            [text("B", "msg_1", 1), text("C", "msg_1", 1), done(message("ABC", 1), 1)],
            "content AB | content C",
        ),
        (
            "first refusal",
            [delta("refusal", "A", "msg_1", 1, content_index=0)],
            [
                delta("refusal", "B", "msg_1", 1, content_index=0),
                done(message(None, 1, content=[{"type": "refusal", "refusal": "AB"}]), 1),
            ],
            "refusal AB",
        ),
        (
            "first citation",
            [text("A", "msg_1", 1), cited("u", 0, "msg_1", 1)],
            [
                cited("v", 1, "msg_1", 1),
                text("B", "msg_1", 1),
                done(message("AB", 1), 1),
            ],
            "content A | cites u | cites v | content B",
        ),
    )
]
UNTYPED: list[Case] = [
    Case(
        87,
        "a message that is announced without a type",
        [
            CREATED,
            added({name: value for name, value in message().items() if name != "type"}),
            text("A"),
            text("B"),
            done(message("AB")),
            end_event(),
        ],
        "content A | content B | end stop",
    )
]
CASES: list[Case] = [
    *UNTYPED,
    *WAITING,
    *ARGUMENTS,
    *TEXTS,
    *OTHERS,
    *LATE_TEXTS,
    *LATE_ARGUMENTS,
    *ENDS,
]
