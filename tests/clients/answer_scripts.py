"""Streams of servers of Responses, each with what a user of a client must see of it."""

from __future__ import annotations

from client_scripts import (
    AGAIN,
    CITATION,
    CUT,
    FAILED,
    FIND,
    LIMIT,
    LINK,
    LONG,
    LOOK,
    OVERLOADED,
    Part,
    Payload,
    Script,
    text,
    thought,
)
from native_events import events_of


def message(item_id: str, *parts: Payload, status: str = "completed") -> Payload:
    head = {"type": "message", "id": item_id, "role": "assistant", "status": status}
    return {**head, "content": list(parts)}


def make_output_text(words: str, *annotations: Payload) -> Payload:
    return {
        "type": "output_text",
        "text": words,
        "annotations": list(annotations),
        "logprobs": [],
    }


def make_summary(words: str) -> Payload:
    return {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": words}]}


def make_reasoning(words: str) -> Payload:
    content = [{"type": "reasoning_text", "text": words}]
    return {"type": "reasoning", "id": "rs_1", "summary": [], "content": content}


def function_call(item_id: str, part: Part) -> Payload:
    _, call_id, name, arguments = part
    return {
        "type": "function_call",
        "id": item_id,
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
        "status": "completed",
    }


LOW = message("msg_1", make_output_text("Low tide."))
WORD = message("msg_1", make_output_text("I look."))
HALF = message("msg_1", make_output_text("Low ti"), status="incomplete")
LINKED = message("msg_1", make_output_text("Low tide.", {"type": "url_citation", **CITATION}))
REFUSED = message("msg_1", {"type": "refusal", "refusal": "I can't say."})
LOOKS, FINDS, LOOKS_AGAIN = (
    function_call("fc_1", LOOK),
    function_call("fc_2", FIND),
    function_call("fc_2", AGAIN),
)
NO_ROOM = {"incomplete_details": {"reason": "max_output_tokens"}}
BROKEN = {"error": {"code": "server_error", "message": "overloaded"}}
ERROR = {"type": "error", "code": "server_error", "message": "overloaded", "param": None}

ANSWERS = [
    Script("text", events_of([LOW]), [text("Low tide.")]),
    Script("long text", events_of([message("msg_1", make_output_text(LONG))]), [text(LONG)]),
    Script(
        "reasoning, text",
        events_of([make_reasoning("Moon first."), LOW]),
        [thought("Moon first."), text("Low tide.")],
    ),
    Script(
        "a summary, text",
        events_of([make_summary("Moon first."), LOW]),
        [thought("Moon first."), text("Low tide.")],
    ),
    Script("text, call", events_of([WORD, LOOKS]), [text("I look."), LOOK]),
    Script("call", events_of([LOOKS]), [LOOK]),
    Script("two calls", events_of([LOOKS, FINDS]), [LOOK, FIND]),
    Script("two calls of one function", events_of([LOOKS, LOOKS_AGAIN]), [LOOK, AGAIN]),
    Script(
        "reasoning, call", events_of([make_reasoning("Where?"), LOOKS]), [thought("Where?"), LOOK]
    ),
    Script(
        "reasoning, text, two calls",
        events_of([make_reasoning("Where?"), WORD, LOOKS, FINDS]),
        [thought("Where?"), text("I look."), LOOK, FIND],
    ),
    Script("text with a link", events_of([LINKED]), [text("Low tide."), ("link", LINK)]),
    Script("refusal", events_of([REFUSED]), [("refusal", "I can't say.")]),
    Script(
        "no room left",
        events_of([HALF], "incomplete", **NO_ROOM),
        [text("Low ti")],
        LIMIT,
    ),
    Script("cut in a text", events_of([HALF], None), [text("Low ti")], CUT),
    Script("cut in a call", events_of([WORD, LOOKS], None), [text("I look.")], CUT),
    Script("failed in a text", events_of([HALF], "failed", **BROKEN), [text("Low ti")], FAILED),
    Script("an error in a text", [*events_of([HALF], None), ERROR], [text("Low ti")], FAILED),
    Script(
        "an error without a type",
        [*events_of([HALF], None), {"error": OVERLOADED}],
        [text("Low ti")],
        FAILED,
    ),
]
