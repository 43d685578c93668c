"""Streams whose answer has to be found: several messages, calls that wait, reasoning."""

from __future__ import annotations

import json
from typing import Any

from stream_table import (
    ANSWER,
    CREATED,
    HEAD,
    Case,
    added,
    arguments,
    call,
    call_fragment,
    calls,
    chunk,
    delta,
    done,
    end_event,
    message,
    reasoning,
    text,
    text_chunks,
)

from responses_protocol import PRESETS, Options

Payload = dict[str, Any]
STOP, CALLED = chunk("stop"), chunk("tool_calls")
FUNCTIONS = Options(hosted_calls="function")
FIELD = Options(reasoning="reasoning_content")
DETAILS = Options(reasoning="reasoning_details")
COMMENTARY = Options(commentary="reasoning", reasoning="reasoning_content")
SHELL = {"type": "shell_call", "id": "sh_0", "call_id": "call_0", "status": "completed"}
MARKED = json.dumps({"responses_item": SHELL}, sort_keys=True)
LOOKING = message("I look.", 0, phase="commentary")
FINAL = message("Hi.", 1, phase="final_answer")
SEARCHING = {
    **CREATED,
    "response": {**ANSWER, "status": "in_progress", "tools": [{"type": "web_search"}]},
}
SEARCH = {"type": "web_search_call", "id": "ws_1", "status": "completed"}


def open_message(index: int, phase: str | None) -> Payload:
    phases = {} if phase is None else {"phase": phase}
    return added(message(None, index, **phases), index)


def sealed(data: str, **more: Any) -> Payload:
    item = {"type": "reasoning.encrypted", "data": data, "format": "openai-responses-v1"}
    return {**item, **more}


def thought(text: str, index: int = 0) -> Payload:
    return delta("reasoning_text", text, f"rs_{index}", index, content_index=0)


def raw(text: str, index: int = 0, **more: Any) -> Payload:
    return reasoning(index, content=[{"type": "reasoning_text", "text": text}], **more)


EVENTS = [
    Case(
        87,
        "the final answer is said at once, and commentary is not",
        [
            SEARCHING,
            open_message(0, "commentary"),
            text("I look."),
            done(LOOKING),
            open_message(1, "final_answer"),
            text("Hi", "msg_1", 1),
            text(".", "msg_1", 1),
            done(FINAL, 1),
            end_event(LOOKING, FINAL),
        ],
        "content Hi | content . | end stop",
        losses=frozenset({"commentary", "phase"}),
    ),
    Case(
        87,
        "commentary becomes reasoning as soon as another message is the final one",
        [
            SEARCHING,
            added(reasoning()),
            thought("so"),
            done(raw("so")),
            open_message(1, "commentary"),
            text("I look.", "msg_1", 1),
            done(message("I look.", 1, phase="commentary"), 1),
            added(reasoning(2), 2),
            thought("me", 2),
            done(raw("me", 2), 2),
            open_message(3, "final_answer"),
            text("Hi.", "msg_3", 3),
            done(message("Hi.", 3, phase="final_answer"), 3),
            end_event(),
        ],
        (
            "reasoning_content so | reasoning_content \n\nI look. | reasoning_content \n\nme | "
            "content Hi. | end stop"
        ),
        losses=frozenset({"order", "phase", "reasoning_form"}),
        options=COMMENTARY,
    ),
    Case(
        87,
        "commentary is the answer where there is nothing else",
        [
            CREATED,
            open_message(0, "commentary"),
            text("I look."),
            done(LOOKING),
            added(call(1), 1),
            arguments("{}", "fc_1", 1),
            done(call(1, "{}"), 1),
            end_event(),
        ],
        "call 0 function look call_1 | call 0 {} | content I look. | end tool_calls",
        losses=frozenset({"phase"}),
    ),
    Case(
        87,
        "where tools run on the server, a message without a phase waits for the end",
        [
            SEARCHING,
            text("I look."),
            done(message("I look.")),
            done(SEARCH, 1),
            text("Hi", "msg_2", 2),
            text(".", "msg_2", 2),
            done(message("Hi.", 2), 2),
            end_event(),
        ],
        "content Hi. | end stop",
        losses=frozenset({"commentary", "hosted_item"}),
    ),
    Case(
        91,
        "a call that waits for the client, and that Chat can't say",
        [CREATED, done(SHELL), end_event(SHELL)],
        "end length",
        losses=frozenset({"finish_reason", "hosted_item"}),
    ),
    Case(
        91,
        "the same as a marked call, before one that was announced later",
        [CREATED, done(SHELL), done(call(1, "{}"), 1), end_event(SHELL, call(1, "{}"))],
        (
            f"call 0 function shell_call call_0 {MARKED} | call 1 function look call_1 {{}} | "
            "end tool_calls"
        ),
        options=FUNCTIONS,
    ),
    Case(
        94,
        "encrypted reasoning behind what can be read",
        [
            CREATED,
            thought("so"),
            done(raw("so", encrypted_content="gAAA")),
            text("Hi.", "msg_1", 1),
            done(message("Hi.", 1), 1),
            end_event(),
        ],
        (
            "reasoning_details [{'type': 'reasoning.text', 'text': 'so'}] | content Hi. | "
            f"reasoning_details [{sealed('gAAA')}] | end stop"
        ),
        options=DETAILS,
    ),
]

BOTH = {"reasoning": "so", "reasoning_details": [{"type": "reasoning.text", "text": "so"}]}
CHUNKS = [
    *(
        Case(
            94,
            f"reasoning is read wherever it stands: {name}",
            [chunk(**{name: value}), *text_chunks("Hi."), STOP],
            (
                "0 reasoning | 0 reasoning_text so | 0 done | 1 message | 1 output_text Hi. | "
                "1 completed | completed"
            ),
            losses=frozenset({"reasoning_form"}),
        )
        for name, value in (
            ("reasoning", "so"),
            ("reasoning_content", "so"),
            ("reasoning_details", BOTH["reasoning_details"]),
            ("content", [{"type": "thinking", "thinking": "so"}]),
            (
                "content",
                [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "so"}]}],
            ),
        )
    ),
    Case(
        94,
        "what two members say is said once",
        [chunk(**BOTH), *text_chunks("Hi."), STOP],
        (
            "0 reasoning | 0 reasoning_text so | 0 done | 1 message | 1 output_text Hi. | "
            "1 completed | completed"
        ),
        losses=frozenset({"reasoning_form"}),
    ),
    Case(
        94,
        "what another member says later, and otherwise, is not said",
        [chunk(reasoning="so"), chunk(reasoning_content="no"), *text_chunks("Hi."), STOP],
        (
            "0 reasoning | 0 reasoning_text so | 0 done | 1 message | 1 output_text Hi. | "
            "1 completed | completed"
        ),
        losses=frozenset({"reasoning", "reasoning_form", "streamed_otherwise"}),
    ),
    Case(
        94,
        "the other name of vLLM",
        [chunk(reasoning_content="so"), *text_chunks("Hi."), STOP],
        (
            "0 reasoning | 0 reasoning_text so | 0 done | 1 message | 1 output_text Hi. | "
            "1 completed | completed"
        ),
        losses=frozenset({"absent_member", "reasoning_form"}),
        options=PRESETS["vllm"],
    ),
    Case(
        94,
        "encrypted reasoning in details",
        [
            chunk(reasoning_details=[sealed("gA", index=0)]),
            chunk(reasoning_details=[sealed("AA", index=0)]),
            *text_chunks("Hi."),
            STOP,
        ],
        "0 reasoning | 0 done | 1 message | 1 output_text Hi. | 1 completed | completed",
        losses=frozenset({"reasoning_form"}),
        options=DETAILS,
    ),
    Case(
        94,
        "encrypted reasoning that goes on when its item is closed",
        [
            chunk(reasoning_details=[sealed("gA", index=0)]),
            *text_chunks("Hi."),
            chunk(reasoning_details=[sealed("AA", index=0)]),
            STOP,
        ],
        "0 reasoning | 0 done | 1 message | 1 output_text Hi. | 1 completed | completed",
        losses=frozenset({"reasoning_form", "streamed_otherwise"}),
        options=DETAILS,
    ),
    Case(
        94,
        "text of another type is not visible",
        [chunk(content=[{"type": "note", "text": "no"}]), *text_chunks("Hi."), STOP],
        "0 message | 0 output_text Hi. | 0 completed | completed",
        losses=frozenset({"unknown_part"}),
    ),
    Case(
        91,
        "a marked call is the item that the client has to run",
        [
            calls(call_fragment(0, MARKED[:9], name="shell_call", id="call_0", type="function")),
            calls(call_fragment(0, MARKED[9:])),
            CALLED,
        ],
        "0 shell_call shell_call call_0 | 0 completed | completed",
        options=FUNCTIONS,
    ),
    Case(
        0,
        "a choice that is not the first one, where there is no other",
        [
            {**HEAD, "choices": [{"index": 1, "delta": {"content": "Hi"}}]},
            {**HEAD, "choices": [{"index": 1, "delta": {"content": "."}, "finish_reason": "stop"}]},
        ],
        "0 message | 0 output_text Hi | 0 output_text . | 0 completed | completed",
        losses=frozenset({"choice_index"}),
    ),
]
