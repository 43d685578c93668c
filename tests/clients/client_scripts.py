"""Streams as servers send them, each with what a user of a client must see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from native_events import events_of

Payload = dict[str, Any]
Part = tuple[str, ...]
WHOLE, LIMIT, CUT, FAILED = "whole", "limit", "cut", "failed"


@dataclass(frozen=True)
class Script:
    """A stream, what a user sees of it in the order in which it begins, and how it ends.

    A part that is seen is a text, a thought, a refusal, a link (its address) or a call (its id,
    name and arguments). An end is ``whole``; ``limit``, where the model had no room left; ``cut``,
    where nobody said that it ended; or ``failed``.
    """

    name: str
    given: list[Payload]
    seen: list[Part]
    end: str = WHOLE


def text(said: str) -> Part:
    return ("text", said)


def thought(said: str) -> Part:
    return ("thought", said)


def call(call_id: str, name: str, arguments: str) -> Part:
    return ("call", call_id, name, arguments)


LINK = "https://example.com/tides"
OVERLOADED = {"message": "overloaded", "type": "server_error", "code": "503"}
LONG = "The tide comes in, and the tide goes out. " * 400
LONG_PIECES = [LONG[start : start + 20] for start in range(0, len(LONG), 20)]
LOOK = call("call_1", "look", '{"at": "sea"}')
FIND = call("call_2", "find", '{"what": "a shell"}')
AGAIN = call("call_2", "look", '{"at": "sky"}')

# --- Chat ---

HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}


def chunk(finish_reason: str | None = None, /, **delta: Any) -> Payload:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {**HEAD, "choices": [choice]}


def said(*texts: str) -> list[Payload]:
    return [chunk(content=one) for one in texts]


def thinking(*texts: str) -> list[Payload]:
    return [chunk(reasoning=one) for one in texts]


def called(part: Part, index: int = 0) -> list[Payload]:
    """Return the chunks of a call: id and name, then its arguments in two pieces."""
    _, call_id, name, arguments = part
    first: Payload = {
        "id": call_id,
        "type": "function",
        "function": {"name": name, "arguments": ""},
    }
    pieces = [arguments[:5], arguments[5:]]
    return [
        chunk(tool_calls=[{"index": index, **one}])
        for one in [first, *({"function": {"arguments": piece}} for piece in pieces)]
    ]


def fragment(part: Part, index: int = 0) -> Payload:
    """Return a call that is whole in one fragment."""
    _, call_id, name, arguments = part
    function = {"name": name, "arguments": arguments}
    return {"index": index, "id": call_id, "type": "function", "function": function}


def at_once(part: Part, index: int = 0) -> list[Payload]:
    return [chunk(tool_calls=[fragment(part, index)])]


def without_index(chunks: list[Payload]) -> list[Payload]:
    """Return the chunks of a call as servers send them that number no calls."""
    fragments = [one["choices"][0]["delta"]["tool_calls"][0] for one in chunks]
    members = [{key: value for key, value in one.items() if key != "index"} for one in fragments]
    return [chunk(tool_calls=[one]) for one in members]


def used(**more: Any) -> Payload:
    usage = {"prompt_tokens": 3, "completion_tokens": 5, **more}
    return {**HEAD, "choices": [], "usage": usage}


ROLE = chunk(role="assistant", content="")
STOP, CALLS, LENGTH = chunk("stop"), chunk("tool_calls"), chunk("length")
CITATION = {"url": LINK, "title": "Tides", "start_index": 0, "end_index": 4}
CITED = chunk(annotations=[{"type": "url_citation", "url_citation": CITATION}])

DETAILS = {"prompt_tokens_details": {"audio_tokens": 0}, "completion_tokens_details": {}}
EMPTY = call("call_1", "look", "{}")
OBJECT = {**fragment(EMPTY), "function": {"name": "look", "arguments": {}}}

CHATS = [
    Script("text", [ROLE, *said("Low ", "tide."), STOP], [text("Low tide.")]),
    Script("long text", [ROLE, *said(*LONG_PIECES), STOP], [text(LONG)]),
    Script(
        "text with an empty piece",
        [ROLE, *said("Low", "", " tide."), STOP],
        [text("Low tide.")],
    ),
    Script(
        "reasoning, text",
        [ROLE, *thinking("Moon ", "first."), *said("Low ", "tide."), STOP],
        [thought("Moon first."), text("Low tide.")],
    ),
    Script(
        "reasoning with a blank line, text",
        [ROLE, *thinking("Moon.\n", "\nSun."), *said("Low tide."), STOP],
        [thought("Moon.\n\nSun."), text("Low tide.")],
    ),
    Script(
        "text, call",
        [ROLE, *said("I ", "look."), *called(LOOK), CALLS],
        [text("I look."), LOOK],
    ),
    Script("call", [ROLE, *called(LOOK), CALLS], [LOOK]),
    Script("call at once", [*at_once(LOOK), CALLS], [LOOK]),
    Script("two calls", [ROLE, *called(LOOK), *called(FIND, 1), CALLS], [LOOK, FIND]),
    Script(
        "two calls of one function",
        [ROLE, *called(LOOK), *called(AGAIN, 1), CALLS],
        [LOOK, AGAIN],
    ),
    Script(
        "calls that all have index 0",
        [ROLE, *at_once(LOOK), *at_once(AGAIN), CALLS],
        [LOOK, AGAIN],
    ),
    Script(
        "calls in pieces that all have index 0",
        [ROLE, *called(LOOK), *called(FIND), CALLS],
        [LOOK, FIND],
    ),
    Script(
        "two calls in one chunk",
        [ROLE, chunk(tool_calls=[fragment(LOOK), fragment(FIND, 1)]), CALLS],
        [LOOK, FIND],
    ),
    Script(
        "calls without an index",
        [ROLE, *without_index([*called(LOOK), *called(AGAIN)]), CALLS],
        [LOOK, AGAIN],
    ),
    Script("arguments that are an object", [ROLE, chunk(tool_calls=[OBJECT]), CALLS], [EMPTY]),
    Script(
        "reasoning and text in one chunk",
        [chunk(reasoning="Moon first.", content="Low "), *said("tide."), STOP],
        [thought("Moon first."), text("Low tide.")],
    ),
    Script(
        "usage behind the end",
        [ROLE, *said("Low tide."), STOP, used(total_tokens=8, **DETAILS)],
        [text("Low tide.")],
    ),
    Script("usage without a sum", [ROLE, *said("Low tide."), STOP, used()], [text("Low tide.")]),
    Script(
        "reasoning, call",
        [ROLE, *thinking("Where?"), *called(LOOK), CALLS],
        [thought("Where?"), LOOK],
    ),
    Script(
        "reasoning, text, two calls",
        [
            ROLE,
            *thinking("Where", "?"),
            *said("I ", "look."),
            *called(LOOK),
            *called(FIND, 1),
            CALLS,
        ],
        [thought("Where?"), text("I look."), LOOK, FIND],
    ),
    Script(
        "text with a link",
        [ROLE, *said("Low ", "tide."), CITED, STOP],
        [text("Low tide."), ("link", LINK)],
    ),
    Script(
        "refusal",
        [ROLE, chunk(refusal="I can't "), chunk(refusal="say."), STOP],
        [("refusal", "I can't say.")],
    ),
    Script("no room left", [ROLE, *said("Low ", "ti"), LENGTH], [text("Low ti")], LIMIT),
    Script("cut in a text", [ROLE, *said("Low ", "ti")], [text("Low ti")], CUT),
    Script("cut in reasoning", [ROLE, *thinking("Moon")], [thought("Moon")], CUT),
    Script("cut after a call", [ROLE, *said("I look."), *called(LOOK)], [text("I look.")], CUT),
    Script("cut in a call", [ROLE, *said("I look."), *called(LOOK)[:2]], [text("I look.")], CUT),
    Script(
        "an error in a text",
        [ROLE, *said("Low ", "ti"), {"error": OVERLOADED}],
        [text("Low ti")],
        FAILED,
    ),
    Script("an error at once", [{"error": OVERLOADED}], [], FAILED),
]

# --- Responses ---


def message(item_id: str, *parts: Payload, status: str = "completed") -> Payload:
    head = {"type": "message", "id": item_id, "role": "assistant", "status": status}
    return {**head, "content": list(parts)}


def spoken(words: str, *annotations: Payload) -> Payload:
    return {
        "type": "output_text",
        "text": words,
        "annotations": list(annotations),
        "logprobs": [],
    }


def summarized(words: str) -> Payload:
    return {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": words}]}


def reasoned(words: str) -> Payload:
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


LOW = message("msg_1", spoken("Low tide."))
WORD = message("msg_1", spoken("I look."))
HALF = message("msg_1", spoken("Low ti"), status="incomplete")
LINKED = message("msg_1", spoken("Low tide.", {"type": "url_citation", **CITATION}))
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
    Script("long text", events_of([message("msg_1", spoken(LONG))]), [text(LONG)]),
    Script(
        "reasoning, text",
        events_of([reasoned("Moon first."), LOW]),
        [thought("Moon first."), text("Low tide.")],
    ),
    Script(
        "a summary, text",
        events_of([summarized("Moon first."), LOW]),
        [thought("Moon first."), text("Low tide.")],
    ),
    Script("text, call", events_of([WORD, LOOKS]), [text("I look."), LOOK]),
    Script("call", events_of([LOOKS]), [LOOK]),
    Script("two calls", events_of([LOOKS, FINDS]), [LOOK, FIND]),
    Script("two calls of one function", events_of([LOOKS, LOOKS_AGAIN]), [LOOK, AGAIN]),
    Script("reasoning, call", events_of([reasoned("Where?"), LOOKS]), [thought("Where?"), LOOK]),
    Script(
        "reasoning, text, two calls",
        events_of([reasoned("Where?"), WORD, LOOKS, FINDS]),
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
