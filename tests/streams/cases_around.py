"""Streams whose payloads differ in the members around the text: names, times, padding."""

from __future__ import annotations

from typing import Any

from stream_table import (
    ANSWER,
    CREATED,
    HEAD,
    Case,
    Payload,
    added,
    arguments,
    call,
    chunk,
    done,
    end_event,
    message,
    text,
    text_chunks,
)

STOP = chunk("stop")
LOGGED = [{"token": "Hi.", "logprob": -0.1, "bytes": [72, 105, 46]}]
TEXT = {"type": "output_text", "text": "Hi.", "annotations": []}


def logged(entries: Any, **delta: str) -> Payload:
    choice = {"index": 0, "delta": delta, "logprobs": {"content": entries}}
    return {**HEAD, "choices": [choice]}


CHUNKS: list[Case] = [
    Case(
        0,
        "padding, and another member in its place",
        [
            *({**one, "obfuscation": "x"} for one in text_chunks("A", "B")),
            *({**one, "tier": "free"} for one in text_chunks("C")),
            STOP,
        ],
        (
            "0 message | 0 output_text A | 0 output_text B | 0 output_text C | 0 completed | "
            "completed"
        ),
        losses=frozenset({"unknown_member"}),
    ),
    Case(
        0,
        "padding in a delta is a member like any other",
        [chunk(content="A", obfuscation="x"), chunk(content="B", obfuscation="y"), STOP],
        "0 message | 0 output_text A | 0 output_text B | 0 completed | completed",
        losses=frozenset({"repeated_member", "unknown_member"}),
    ),
    *(
        Case(
            0,
            f"log probabilities that are no list, and a list: {other!r}",
            [logged(other), logged(LOGGED, content="Hi."), STOP],
            "0 message | 0 output_text Hi. (1 logged) | 0 completed | completed",
            losses=losses,
        )
        for other, losses in (("", frozenset()), ("none", frozenset({"logprobs"})))
    ),
]
EVENTS = [
    Case(
        0,
        "a model that changes when it has been named",
        [CREATED, text("Hi."), end_event(message("Hi."), model="n")],
        "content Hi. | end stop",
        losses=frozenset({"repeated_member"}),
    ),
    Case(
        0,
        "a time that changes when it has been named",
        [CREATED, text("Hi."), end_event(message("Hi."), created_at=2)],
        "content Hi. | end stop",
        losses=frozenset({"repeated_member"}),
    ),
    Case(
        0,
        "a model and a time that are known at the end",
        [
            {**CREATED, "response": {"id": "resp_1", "status": "in_progress", "tools": []}},
            text("Hi."),
            end_event(message("Hi.")),
        ],
        "content Hi. | end stop",
    ),
    Case(
        0,
        "a model that is no name",
        [
            {**CREATED, "response": {**ANSWER, "tools": [], "model": {"name": "m"}}},
            text("Hi."),
            end_event(message("Hi."), model={"name": "m"}),
        ],
        "content Hi. | end stop",
        losses=frozenset({"unknown_member"}),
    ),
    Case(
        0,
        "log probabilities that are none",
        [CREATED, text("Hi.", logprobs=[""]), end_event(message("Hi."))],
        "content Hi. | content  (1 logged) | end stop",
    ),
    Case(
        0,
        "sequence numbers that are all 0",
        [
            {**event, "sequence_number": 0}
            for event in (CREATED, text("Hi"), text("."), end_event(message("Hi.")))
        ],
        "content Hi | content . | end stop",
    ),
    Case(
        0,
        "items without a type",
        [CREATED, *(done({"id": f"x_{at}"}, at) for at in range(2)), end_event()],
        "end stop",
        losses=frozenset({"item_reference"}),
    ),
    Case(
        0,
        "a call whose id is empty gets one at the end",
        [CREATED, added(call(call_id="")), arguments("{}"), end_event()],
        "call 0 function look call_a4584355 {} | end tool_calls",
        losses=frozenset({"call_id"}),
    ),
    Case(
        0,
        "a call whose name comes at the end",
        [CREATED, added(call(name="")), arguments("{}"), done(call(0, "{}")), end_event()],
        "call 0 function look call_0 {} | end tool_calls",
    ),
    Case(
        0,
        "a call that has another name at the end",
        [CREATED, added(call(name="lo")), arguments("{}"), done(call(0, "{}")), end_event()],
        "call 0 function lo call_0 | call 0 {} | end tool_calls",
        losses=frozenset({"streamed_otherwise"}),
    ),
    Case(
        0,
        "log probabilities that are others at the end",
        [
            CREATED,
            text("Hi.", logprobs=LOGGED),
            end_event(
                message("Hi.", content=[{**TEXT, "logprobs": [{**LOGGED[0], "token": "Ho"}]}])
            ),
        ],
        "content Hi. (1 logged) | end stop",
        losses=frozenset({"streamed_otherwise"}),
    ),
    Case(
        0,
        "log probabilities that are no list at the end",
        [
            CREATED,
            text("Hi.", logprobs=LOGGED),
            end_event(message("Hi.", content=[{**TEXT, "logprobs": -0.1}])),
        ],
        "content Hi. (1 logged) | end stop",
    ),
]
