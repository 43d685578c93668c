"""Responses streams of servers that leave the grammar, and the chunks they become."""

from __future__ import annotations

from typing import Any

from cases_events import CUSTOM, FIELD, OUTPUT, URL, summed, thought, typed
from stream_table import (
    ANSWER,
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

Payload = dict[str, Any]
STATUS = frozenset({"item_status"})
WRAPPED = Options(custom_tools="function")
MLFLOW = Options(items="mlflow")
MARKED = Options(hosted_calls="function")
OTHER_URL = {**URL, "url": "v", "start_index": 1, "end_index": 2}


def part_event(step: str, index: int, text: str, item_id: str = "msg_0") -> Payload:
    """Return an event of a whole part."""
    part = {"type": "output_text", "text": text, "annotations": []}
    place = {"item_id": item_id, "output_index": 0, "content_index": index}
    return {"type": f"response.content_part.{step}", **place, "part": part}


def text_done(text: str, index: int | None = 0) -> Payload:
    place = {"item_id": "msg_0", "output_index": 0}
    number = {} if index is None else {"content_index": index}
    return {"type": "response.output_text.done", **place, **number, "text": text}


def cites(annotation: Payload, number: int | None = 0, index: int = 0) -> Payload:
    place = {"item_id": "msg_0", "output_index": 0, "content_index": index}
    counted = {} if number is None else {"annotation_index": number}
    kind = "response.output_text.annotation.added"
    return {"type": kind, **place, **counted, "annotation": annotation}


def cited_end(*annotations: Payload) -> Payload:
    """Return the end of the message "Hi." with citations."""
    return done(message(content=[{**parts("Hi.")[0], "annotations": list(annotations)}]))


def unnamed_end(content: str, **place: int) -> Payload:
    item = {key: value for key, value in message(content).items() if key != "id"}
    return {"type": "response.output_item.done", **place, "item": item}


def words(
    *texts: str, kind: str = "output_text", item_id: str = "msg_0", index: int = 0
) -> list[Payload]:
    """Return deltas, with an index that counts them."""
    return [
        delta(kind, one, item_id, index, content_index=number)
        for number, one in enumerate(texts, start=1)
    ]


def numbered(events: list[Payload], first: int = 0) -> list[Payload]:
    return [{**one, "sequence_number": index} for index, one in enumerate(events, start=first)]


def parts(*texts: Any) -> list[Payload]:
    return [{"type": "output_text", "text": part, "annotations": []} for part in texts]


CASES = [
    # --- indexes ---
    Case(
        0,
        "an index that counts deltas is one text",
        [
            CREATED,
            *words("so ", "it", " is", kind="reasoning_text", item_id="rs_0"),
            part_event("added", 0, "", "msg_1") | {"output_index": 1},
            *words("Wait", " a", " bit", item_id="msg_1", index=1),
            end_event(),
        ],
        (
            "reasoning_content so  | reasoning_content it | reasoning_content  is | "
            "content Wait | content  a | content  bit | end stop"
        ),
        losses=STATUS,
        options=FIELD,
    ),
    Case(
        0,
        "the end of a text that was counted",
        [
            CREATED,
            part_event("added", 0, ""),
            *words("Wa", "it"),
            text_done("Wait", 3),
            part_event("done", 4, "Wait"),
            done(message("Wait")),
            end_event(),
        ],
        "content Wa | content it | end stop",
    ),
    Case(
        0,
        "an index that was announced is another part",
        [
            CREATED,
            *[delta("reasoning_text", one, "rs_0", 0, content_index=0) for one in ("a", "b")],
            {
                "type": "response.content_part.added",
                "item_id": "rs_0",
                "output_index": 0,
                "content_index": 1,
                "part": {"type": "reasoning_text", "text": ""},
            },
            delta("reasoning_text", "c", "rs_0", 0, content_index=1),
            end_event(),
        ],
        "reasoning_content a | reasoning_content b | reasoning_content \n\nc | end stop",
        losses=frozenset({"order", "reasoning_form"}),
        options=FIELD,
    ),
    Case(
        0,
        "no index of a part",
        [
            CREATED,
            *[delta("output_text", one, "msg_0", 0) for one in ("H", "i", ".")],
            done(message("Hi.")),
            end_event(),
        ],
        "content H | content i | content . | end stop",
    ),
    Case(
        0,
        "parts that all have one index",
        [
            CREATED,
            part_event("added", 0, ""),
            text("A"),
            text_done("A"),
            part_event("done", 0, "A"),
            part_event("added", 0, ""),
            text("B"),
            text_done("B"),
            part_event("done", 0, "B"),
            end_event(),
        ],
        "content A | content B | end stop",
        losses=frozenset({"item_status", "order"}),
    ),
    Case(
        0,
        "deltas without a name for their item",
        [
            CREATED,
            added(reasoning()),
            added(message(None, 1), 1),
            delta("reasoning_text", "so", None, None),
            delta("output_text", "Hi.", None, None),
            end_event(),
        ],
        "reasoning_content so | content Hi. | end stop",
        options=FIELD,
    ),
    Case(
        0,
        "an item that is named only at its end",
        [CREATED, text("Hi", None, None), text(".", None, None), done(message("Hi.")), end_event()],
        "content Hi | content . | end stop",
    ),
    Case(
        0,
        "deltas with the id of their item and the number of another one",
        [
            CREATED,
            added(reasoning()),
            added(message(None, 1), 1),
            text("Hi", "msg_1", 0),
            text(".", "msg_1", 0),
            done(message("Hi.", 1), 1),
            end_event(),
        ],
        "content Hi | content . | end stop",
        losses=frozenset({"empty_reasoning"}),
    ),
    Case(
        0,
        "a delta that is null, and parts of reasoning",
        [
            CREATED,
            {
                "type": "response.reasoning_part.added",
                "item_id": "rs_0",
                "output_index": 0,
                "content_index": 0,
                "part": {"type": "reasoning_text", "text": ""},
            },
            *words("so ", "be it", kind="reasoning_text", item_id="rs_0"),
            text("Hi.", "msg_1", 1) | {"delta": None},
            text("Hi.", "msg_1", 1),
            end_event(),
        ],
        "reasoning_content so  | reasoning_content be it | content Hi. | end stop",
        losses=STATUS,
        options=FIELD,
    ),
    # --- what was streamed stands ---
    Case(
        0,
        "a last event that makes a custom call of the call",
        [
            CREATED,
            added(call()),
            arguments("{}"),
            done(call(0, "{}")),
            end_event({**CUSTOM, "input": "{}"}),
        ],
        "call 0 function look call_0 | call 0 {} | end tool_calls",
        losses=frozenset({"superseded"}),
    ),
    Case(
        0,
        "a last event that lists an empty message and not the call",
        [
            CREATED,
            added(call()),
            arguments("{}"),
            end_event(message(None, 7, content=[{"type": "text", "text": ""}])),
        ],
        "call 0 function look call_0 | call 0 {} | end tool_calls",
        losses=frozenset({"unknown_part"}),
    ),
    Case(
        0,
        "a last event with one of two calls",
        [
            CREATED,
            done(call(0, "{}")),
            done(call(1, "[]"), 1),
            end_event(call(1, "[]")),
        ],
        ("call 0 function look call_0 {} | call 1 function look call_1 [] | end tool_calls"),
    ),
    Case(
        0,
        "a last event with new ids for the call that was streamed",
        [
            CREATED,
            added(call()),
            arguments("{}"),
            done(call(0, "{}")),
            end_event(call(5, "{}")),
        ],
        "call 0 function look call_0 | call 0 {} | end tool_calls",
        losses=frozenset({"superseded"}),
    ),
    Case(
        0,
        "a last event that lists the text in a part of no known type",
        [
            CREATED,
            text("Hi."),
            done(message("Hi.")),
            end_event(message(content=[{"type": "text", "text": "Hi."}])),
        ],
        "content Hi. | end stop",
        losses=frozenset({"superseded"}),
    ),
    Case(
        0,
        "a last event that has no more than the first part",
        [
            CREATED,
            text("A"),
            text("A"),
            text_done("AA"),
            delta("output_text", "B", "msg_0", 0, content_index=1),
            done(message(content=parts("AA", "B"))),
            end_event(message(content=parts("AA"))),
        ],
        "content A | content A | content B | end stop",
        losses=frozenset({"order"}),
    ),
    Case(
        0,
        "a last event that has two parts in one",
        [
            CREATED,
            text("A"),
            text("A"),
            delta("output_text", "B", "msg_0", 0, content_index=1),
            done(message("AAB")),
            end_event(message("AAB")),
        ],
        "content A | content A | content B | end stop",
    ),
    Case(
        0,
        "a last event that makes a refusal of the text",
        [
            CREATED,
            text("No."),
            done(message("No.")),
            end_event(message(content=[{"type": "refusal", "refusal": "No."}])),
        ],
        "content No. | end stop",
        losses=frozenset({"superseded"}),
    ),
    Case(
        0,
        "a message that the last event does not have",
        [CREATED, text("Hi."), done(message("Hi.")), end_event(call(1, "{}"))],
        "content Hi. | call 0 function look call_1 {} | end tool_calls",
    ),
    # --- citations ---
    Case(
        0,
        "a citation goes at once, and stands though nothing repeats it",
        [
            CREATED,
            text("Hi"),
            cites(URL),
            text("."),
            done(message("Hi.")),
            end_event(message("Hi.")),
        ],
        "content Hi | cites u | content . | end stop",
    ),
    Case(
        0,
        "citations without numbers, or with one number for all",
        [
            CREATED,
            text("Hi."),
            cites(URL, None),
            cites(OTHER_URL, None),
            cites(URL, 0),
            cites({**URL, "url": "w"}, 0),
            done(message("Hi.")),
            end_event(),
        ],
        "content Hi. | cites u | cites v | cites w | end stop",
    ),
    Case(
        0,
        "a citation in a second part is counted from the beginning of the text",
        [
            CREATED,
            text("A"),
            text("A"),
            text_done("AA"),
            part_event("added", 1, ""),
            delta("output_text", "B", "msg_0", 0, content_index=1),
            cites(URL, 0, 1),
            done(message(content=[*parts("AA"), {**parts("B")[0], "annotations": [URL]}])),
            end_event(),
        ],
        "content A | content A | content B | cites u | end stop",
        losses=frozenset({"order"}),
    ),
    Case(
        0,
        "an end without a number and an id is that of the open item",
        [CREATED, text("Hi."), unnamed_end("Hi."), end_event()],
        "content Hi. | end stop",
    ),
    Case(
        0,
        "an end with a number and no id is that of another item than an open one",
        [CREATED, text("Hi."), unnamed_end("Ho.", output_index=1), end_event()],
        "content Hi. | end stop",
        losses=frozenset({"commentary", "streamed_otherwise"}),
    ),
    Case(
        0,
        "an end without a number that comes twice",
        [
            *(CREATED, text("Hi.", index=None)),
            *(done(message("Hi."), None), done(message("Hi."), None), end_event()),
        ],
        "content Hi. | end stop",
    ),
    Case(
        0,
        "two ends without numbers are of two items",
        [
            *(CREATED, text("Hi.", index=None)),
            *(done(message("Hi."), None), done(message("Ho."), None), end_event()),
        ],
        "content Hi. | end stop",
        losses=frozenset({"commentary", "streamed_otherwise"}),
    ),
    # --- what comes late, or corrects ---
    Case(
        0,
        "a delta behind the end of its item",
        [CREATED, text("Hi"), done(message("Hi")), text("."), end_event()],
        "content Hi | end stop",
        losses=frozenset({"late_event"}),
    ),
    Case(
        0,
        "a delta behind the end of its text",
        [CREATED, text("Hi"), text_done("Hi"), text("."), end_event()],
        "content Hi | end stop",
        losses=frozenset({"item_status", "late_event"}),
    ),
    Case(
        0,
        "arguments behind their end",
        [
            CREATED,
            added(call()),
            arguments("{}"),
            {
                "type": "response.function_call_arguments.done",
                "item_id": "fc_0",
                "output_index": 0,
                "arguments": "{}",
            },
            arguments("x"),
            end_event(),
        ],
        "call 0 function look call_0 | call 0 {} | end tool_calls",
        losses=frozenset({"late_event"}),
    ),
    Case(
        0,
        "a text that its end corrects",
        [CREATED, text("Helo"), text_done("Hello"), done(message("Hello")), end_event()],
        "content Helo | end stop",
        losses=frozenset({"streamed_otherwise", "superseded"}),
    ),
    Case(
        0,
        "a text that the last event corrects",
        [CREATED, text("Helo"), done(message("Helo")), end_event(message("Hello"))],
        "content Helo | end stop",
        losses=frozenset({"streamed_otherwise", "superseded"}),
    ),
    Case(
        0,
        "a text that waits and is corrected",
        [{**CREATED, "response": ANSWER}, text("Helo"), done(message("Hello")), end_event()],
        "content Hello | end stop",
        losses=frozenset({"superseded"}),
    ),
    Case(
        0,
        "an end that lists fewer citations than the text had",
        [CREATED, text("Hi."), cites(URL), cites(OTHER_URL, 1), cited_end(OTHER_URL), end_event()],
        "content Hi. | cites u | cites v | end stop",
    ),
    Case(
        0,
        "an end that lists fewer citations, and a new one",
        [
            *(CREATED, text("Hi."), cites(URL), cites(URL, 1), cites(URL, 2)),
            *(cited_end(OTHER_URL, URL), end_event()),
        ],
        "content Hi. | cites u | cites u | cites u | cites v | end stop",
    ),
    Case(
        0,
        "an end that lists other citations",
        [CREATED, text("Hi."), cites(URL), cited_end(OTHER_URL), end_event()],
        "content Hi. | cites u | cites v | end stop",
        losses=frozenset({"streamed_otherwise", "superseded"}),
    ),
    Case(
        0,
        "an end that lists the same citations, or none",
        [
            *(CREATED, text("Hi."), cites(URL), cites(OTHER_URL, 1)),
            *(cited_end(URL, OTHER_URL), end_event(cited_end()["item"])),
        ],
        "content Hi. | cites u | cites v | end stop",
    ),
    Case(
        0,
        "an error in an event of another type",
        [
            *(CREATED, text("Hi."), {"type": "response.note", "error": {"message": "m"}}),
            *(done(message("Hi.")), end_event()),
        ],
        "content Hi. | end stop",
        losses=frozenset({"unknown_event"}),
    ),
    # --- streams that begin in the middle ---
    *(
        Case(
            0,
            f"a stream without its first event, numbered from {first}",
            numbered([text("Hi."), done(message("Hi.")), end_event()], first),
            "content Hi. | end stop",
            losses=missing,
        )
        for first, missing in ((0, frozenset()), (1, frozenset({"missing_events"})))
    ),
    Case(
        0,
        "a stream that is numbered from 1",
        numbered([CREATED, text("Hi."), done(message("Hi.")), end_event()], 1),
        "content Hi. | end stop",
    ),
    Case(
        0,
        "a stream that begins in the middle and tells all at the end",
        numbered(
            [text("lo"), text_done("Hello"), done(message("Hello")), end_event(message("Hello"))], 5
        ),
        "content Hello | end stop",
    ),
    Case(
        0,
        "a stream that begins in the middle and does not tell all",
        numbered([text("lo"), done(call(1, "{}"), 1), end_event()], 5),
        "content lo | call 0 function look call_1 {} | end tool_calls",
        losses=frozenset({"item_status", "missing_events"}),
    ),
    Case(
        0,
        "reasoning whose beginning is not known waits for its end",
        numbered(
            [
                thought("s"),
                thought("o"),
                done(reasoning(content=[{"type": "reasoning_text", "text": "also"}])),
                end_event(),
            ],
            5,
        ),
        "reasoning_content also | end stop",
        losses=frozenset({"missing_events", "repeated_member"}),
        options=FIELD,
    ),
    Case(
        0,
        "what is alive says nothing, and names nothing",
        [{"type": "keepalive"}, CREATED, text("Hi."), {"type": "keepalive"}, end_event()],
        "content Hi. | end stop",
        losses=STATUS,
    ),
    Case(
        0,
        "an item before the answer is named",
        [added(message()), CREATED, text("Hi."), end_event()],
        "content Hi. | end stop",
    ),
    # --- calls ---
    Case(
        0,
        "a custom call as a function, with what JSON spells otherwise",
        [CREATED, added({**CUSTOM, "input": ""}), typed('a"\n'), typed("\\é"), end_event()],
        (
            'call 0 function look call_0 {"custom_tool_input": " | call 0 a\\"\\n | '
            'call 0 \\\\é | call 0 "} | end tool_calls'
        ),
        losses=STATUS,
        options=WRAPPED,
    ),
    Case(
        0,
        "a function that stands for a custom call is read as it comes",
        [
            CREATED,
            added(call()),
            arguments('{"custom_to'),
            arguments('ol_input" : "a\\'),
            arguments("nb\\u00"),
            arguments('e9b"'),
            arguments("}"),
            done(call(0, '{"custom_tool_input" : "a\\nb\\u00e9b"}')),
            end_event(),
        ],
        "call 0 custom look call_0 a | call 0 \nb | call 0 éb | end tool_calls",
        losses=frozenset({"arguments_form"}),
        options=MLFLOW,
    ),
    Case(
        0,
        "one that does not stand for it is announced when that is known, behind the next one",
        [
            CREATED,
            added(call()),
            added(call(1), 1),
            arguments('{"custom_tool_input": "b', "fc_1", 1),
            arguments('{"q": 1}'),
            arguments('"}', "fc_1", 1),
            end_event(),
        ],
        ('call 0 custom look call_1 b | call 1 function look call_0 {"q": 1} | end tool_calls'),
        losses=frozenset({"order"}),
        options=MLFLOW,
    ),
    Case(
        0,
        "arguments in another spelling are written in the usual one as they come",
        [
            CREATED,
            added(call()),
            arguments('{ "custom_tool_input":"a'),
            arguments('b" }'),
            end_event(),
        ],
        (
            'call 0 function look call_0 | call 0 {"custom_tool_input": "a | call 0 b | '
            'call 0 "} | end tool_calls'
        ),
        losses=frozenset({"arguments_form", "item_type"}),
        options=WRAPPED,
    ),
    Case(
        0,
        "what begins as a custom call and is none",
        [
            CREATED,
            added(call()),
            arguments('{"custom_tool_input": "a", "b": 1}'),
            end_event(),
        ],
        "call 0 custom look call_0 a | end tool_calls",
        losses=frozenset({"streamed_otherwise"}),
        options=MLFLOW,
    ),
    Case(
        0,
        "calls that finish in another order",
        [
            CREATED,
            added(call()),
            done(call(1, "[]"), 1),
            done(call(0, "{}")),
            end_event(),
        ],
        (
            "call 0 function look call_0 | call 1 function look call_1 [] | call 0 {} | "
            "end tool_calls"
        ),
    ),
    Case(
        0,
        "arguments as a value",
        [
            CREATED,
            added({**call(), "arguments": {"q": 1}}),
            done({**call(), "arguments": {"q": 1}}),
            arguments('{"q": 2}', "fc_1", 1),
            end_event(call(0, '{"q": 1}'), {**call(1), "arguments": {"q": 2}}),
        ],
        (
            'call 0 function look call_0 | call 0 {"q": 1} | '
            'call 1 function look call_1 {"q": 2} | end tool_calls'
        ),
    ),
    # --- reasoning of several items ---
    Case(
        0,
        "what waited is said as soon as the first item is done",
        [
            CREATED,
            added(reasoning()),
            added(reasoning(1), 1),
            thought("b", 1),
            thought("a"),
            done(reasoning(content=[{"type": "reasoning_text", "text": "a"}])),
            thought("c", 1),
            end_event(),
        ],
        ("reasoning_content a | reasoning_content \n\nb | reasoning_content c | end stop"),
        losses=frozenset({"order", "reasoning_form"}),
        options=FIELD,
    ),
    Case(
        0,
        "a summary and raw text: what comes first is said",
        [CREATED, summed("a", 0), thought("so"), end_event()],
        "reasoning_content a | end stop",
        losses=frozenset({"reasoning_form", "streamed_otherwise"}),
        options=FIELD,
    ),
    Case(
        0,
        "an output behind its call, which is no call of the client then",
        [
            {**CREATED, "response": {**ANSWER, "tools": []}},
            done(OUTPUT),
            text("Hi.", "m", 1),
            end_event(),
        ],
        "content Hi. | end stop",
        losses=frozenset({"hosted_item", "item_status"}),
    ),
]

KNOWN = {"message": "overloaded", "type": "server_error", "code": 503}
ERRORS: list[tuple[str, Payload]] = [
    ("an object", {"error": KNOWN}),
    ("an event with an object", {"type": "error", "error": KNOWN}),
    ("an event", {**KNOWN, "type": "error", "sequence_number": 9}),
    ("a bare one", KNOWN),
    ("a bare one without a type", {"code": 503, "message": "overloaded"}),
    ("one of an object", {"object": "error", "message": "overloaded"}),
    ("a text", {"error": "overloaded"}),
    ("a detail", {"detail": "overloaded"}),
]
