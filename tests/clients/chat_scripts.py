"""Streams of Chat servers, each with what a user of a client must see of it."""

from __future__ import annotations

import json
from typing import Any

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
    NOTE,
    OVERLOADED,
    Part,
    Payload,
    Script,
    call,
    text,
    thought,
)

LONG_PIECES = [LONG[start : start + 20] for start in range(0, len(LONG), 20)]
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


def wrapped(part: Part, member: str = "custom_tool_input") -> Part:
    """Return the function call that stands for a custom call where there are functions only."""
    _, call_id, name, words = part
    return call(call_id, name, json.dumps({member: words}))


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
CITED = chunk(annotations=[{"type": "url_citation", "url_citation": CITATION}])

DETAILS = {"prompt_tokens_details": {"audio_tokens": 0}, "completion_tokens_details": {}}
EMPTY = call("call_1", "look", "{}")
OBJECT = {**fragment(EMPTY), "function": {"name": "look", "arguments": {}}}

# Those that come back to what they said before: as a stream they have more items than as a whole.
RETURNING = [
    Script(
        "text, call, text",
        [ROLE, *said("I ", "look."), *called(LOOK), *said("So ", "far."), CALLS],
        [text("I look."), LOOK, text("So far.")],
    ),
    Script(
        "reasoning, text, reasoning, text",
        [ROLE, *thinking("Moon."), *said("Low "), *thinking("Sun."), *said("tide."), STOP],
        [thought("Moon."), text("Low "), thought("Sun."), text("tide.")],
    ),
    Script(
        "reasoning, call, reasoning, call",
        [ROLE, *thinking("Where?"), *called(LOOK), *thinking("What?"), *called(FIND, 1), CALLS],
        [thought("Where?"), LOOK, thought("What?"), FIND],
    ),
    Script(
        "text, reasoning",
        [ROLE, *said("Low tide."), *thinking("Moon."), STOP],
        [text("Low tide."), thought("Moon.")],
    ),
    Script(
        "two calls in turns",
        [ROLE, *called(LOOK)[:2], *called(FIND, 1), called(LOOK)[2], CALLS],
        [LOOK, FIND],
    ),
]
CHATS = [
    *RETURNING,
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
    Script("custom call", [ROLE, *called(wrapped(NOTE)), CALLS], [NOTE]),
    Script(
        "custom call as models spell it",
        [ROLE, *at_once(wrapped(NOTE, "input")), CALLS],
        [NOTE],
    ),
    Script(
        "text, custom call, call",
        [ROLE, *said("I look."), *called(wrapped(NOTE)), *called(FIND, 1), CALLS],
        [text("I look."), NOTE, FIND],
    ),
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
    Script(
        "an error in a call",
        [ROLE, *said("I look."), *called(LOOK)[:2], {"error": OVERLOADED}],
        [text("I look.")],
        FAILED,
    ),
    Script("an error at once", [{"error": OVERLOADED}], [], FAILED),
]
