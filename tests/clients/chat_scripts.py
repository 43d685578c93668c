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


def chunks_of_texts(*texts: str) -> list[Payload]:
    return [chunk(content=text) for text in texts]


def chunks_of_reasoning(*texts: str) -> list[Payload]:
    return [chunk(reasoning=text) for text in texts]


def chunks_of_call(part: Part, index: int = 0) -> list[Payload]:
    """Return the chunks of a call: id and name, then its arguments in two pieces."""
    _, call_id, name, arguments = part
    first: Payload = {
        "id": call_id,
        "type": "function",
        "function": {"name": name, "arguments": ""},
    }
    pieces = [arguments[:5], arguments[5:]]
    return [
        chunk(tool_calls=[{"index": index, **member}])
        for member in [first, *({"function": {"arguments": piece}} for piece in pieces)]
    ]


def fragment(part: Part, index: int = 0) -> Payload:
    """Return a call that is whole in one fragment."""
    _, call_id, name, arguments = part
    function = {"name": name, "arguments": arguments}
    return {"index": index, "id": call_id, "type": "function", "function": function}


def chunk_of_whole_call(part: Part, index: int = 0) -> list[Payload]:
    return [chunk(tool_calls=[fragment(part, index)])]


def wrap_custom_call(part: Part, member: str = "custom_tool_input") -> Part:
    """Return the function call that stands for a custom call where there are functions only."""
    _, call_id, name, words = part
    return call(call_id, name, json.dumps({member: words}))


def without_index(chunks: list[Payload]) -> list[Payload]:
    """Return the chunks of a call as servers send them that number no calls."""
    fragments = [chunk["choices"][0]["delta"]["tool_calls"][0] for chunk in chunks]
    members = [
        {key: value for key, value in fragment.items() if key != "index"} for fragment in fragments
    ]
    return [chunk(tool_calls=[member]) for member in members]


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
        [
            ROLE,
            *chunks_of_texts("I ", "look."),
            *chunks_of_call(LOOK),
            *chunks_of_texts("So ", "far."),
            CALLS,
        ],
        [text("I look."), LOOK, text("So far.")],
    ),
    Script(
        "reasoning, text, reasoning, text",
        [
            ROLE,
            *chunks_of_reasoning("Moon."),
            *chunks_of_texts("Low "),
            *chunks_of_reasoning("Sun."),
            *chunks_of_texts("tide."),
            STOP,
        ],
        [thought("Moon."), text("Low "), thought("Sun."), text("tide.")],
    ),
    Script(
        "reasoning, call, reasoning, call",
        [
            ROLE,
            *chunks_of_reasoning("Where?"),
            *chunks_of_call(LOOK),
            *chunks_of_reasoning("What?"),
            *chunks_of_call(FIND, 1),
            CALLS,
        ],
        [thought("Where?"), LOOK, thought("What?"), FIND],
    ),
    Script(
        "text, reasoning",
        [ROLE, *chunks_of_texts("Low tide."), *chunks_of_reasoning("Moon."), STOP],
        [text("Low tide."), thought("Moon.")],
    ),
    Script(
        "two calls in turns",
        [ROLE, *chunks_of_call(LOOK)[:2], *chunks_of_call(FIND, 1), chunks_of_call(LOOK)[2], CALLS],
        [LOOK, FIND],
    ),
]
CHATS = [
    *RETURNING,
    Script("text", [ROLE, *chunks_of_texts("Low ", "tide."), STOP], [text("Low tide.")]),
    Script("long text", [ROLE, *chunks_of_texts(*LONG_PIECES), STOP], [text(LONG)]),
    Script(
        "text with an empty piece",
        [ROLE, *chunks_of_texts("Low", "", " tide."), STOP],
        [text("Low tide.")],
    ),
    Script(
        "reasoning, text",
        [ROLE, *chunks_of_reasoning("Moon ", "first."), *chunks_of_texts("Low ", "tide."), STOP],
        [thought("Moon first."), text("Low tide.")],
    ),
    Script(
        "reasoning with a blank line, text",
        [ROLE, *chunks_of_reasoning("Moon.\n", "\nSun."), *chunks_of_texts("Low tide."), STOP],
        [thought("Moon.\n\nSun."), text("Low tide.")],
    ),
    Script(
        "text, call",
        [ROLE, *chunks_of_texts("I ", "look."), *chunks_of_call(LOOK), CALLS],
        [text("I look."), LOOK],
    ),
    Script("call", [ROLE, *chunks_of_call(LOOK), CALLS], [LOOK]),
    Script("call at once", [*chunk_of_whole_call(LOOK), CALLS], [LOOK]),
    Script(
        "two calls", [ROLE, *chunks_of_call(LOOK), *chunks_of_call(FIND, 1), CALLS], [LOOK, FIND]
    ),
    Script(
        "two calls of one function",
        [ROLE, *chunks_of_call(LOOK), *chunks_of_call(AGAIN, 1), CALLS],
        [LOOK, AGAIN],
    ),
    Script(
        "calls that all have index 0",
        [ROLE, *chunk_of_whole_call(LOOK), *chunk_of_whole_call(AGAIN), CALLS],
        [LOOK, AGAIN],
    ),
    Script(
        "calls in pieces that all have index 0",
        [ROLE, *chunks_of_call(LOOK), *chunks_of_call(FIND), CALLS],
        [LOOK, FIND],
    ),
    Script(
        "two calls in one chunk",
        [ROLE, chunk(tool_calls=[fragment(LOOK), fragment(FIND, 1)]), CALLS],
        [LOOK, FIND],
    ),
    Script(
        "calls without an index",
        [ROLE, *without_index([*chunks_of_call(LOOK), *chunks_of_call(AGAIN)]), CALLS],
        [LOOK, AGAIN],
    ),
    Script("arguments that are an object", [ROLE, chunk(tool_calls=[OBJECT]), CALLS], [EMPTY]),
    Script("custom call", [ROLE, *chunks_of_call(wrap_custom_call(NOTE)), CALLS], [NOTE]),
    Script(
        "custom call as models spell it",
        [ROLE, *chunk_of_whole_call(wrap_custom_call(NOTE, "input")), CALLS],
        [NOTE],
    ),
    Script(
        "text, custom call, call",
        [
            ROLE,
            *chunks_of_texts("I look."),
            *chunks_of_call(wrap_custom_call(NOTE)),
            *chunks_of_call(FIND, 1),
            CALLS,
        ],
        [text("I look."), NOTE, FIND],
    ),
    Script(
        "reasoning and text in one chunk",
        [chunk(reasoning="Moon first.", content="Low "), *chunks_of_texts("tide."), STOP],
        [thought("Moon first."), text("Low tide.")],
    ),
    Script(
        "usage behind the end",
        [ROLE, *chunks_of_texts("Low tide."), STOP, used(total_tokens=8, **DETAILS)],
        [text("Low tide.")],
    ),
    Script(
        "usage without a sum",
        [ROLE, *chunks_of_texts("Low tide."), STOP, used()],
        [text("Low tide.")],
    ),
    Script(
        "reasoning, call",
        [ROLE, *chunks_of_reasoning("Where?"), *chunks_of_call(LOOK), CALLS],
        [thought("Where?"), LOOK],
    ),
    Script(
        "reasoning, text, two calls",
        [
            ROLE,
            *chunks_of_reasoning("Where", "?"),
            *chunks_of_texts("I ", "look."),
            *chunks_of_call(LOOK),
            *chunks_of_call(FIND, 1),
            CALLS,
        ],
        [thought("Where?"), text("I look."), LOOK, FIND],
    ),
    Script(
        "text with a link",
        [ROLE, *chunks_of_texts("Low ", "tide."), CITED, STOP],
        [text("Low tide."), ("link", LINK)],
    ),
    Script(
        "refusal",
        [ROLE, chunk(refusal="I can't "), chunk(refusal="say."), STOP],
        [("refusal", "I can't say.")],
    ),
    Script("no room left", [ROLE, *chunks_of_texts("Low ", "ti"), LENGTH], [text("Low ti")], LIMIT),
    Script("cut in a text", [ROLE, *chunks_of_texts("Low ", "ti")], [text("Low ti")], CUT),
    Script("cut in reasoning", [ROLE, *chunks_of_reasoning("Moon")], [thought("Moon")], CUT),
    Script(
        "cut after a call",
        [ROLE, *chunks_of_texts("I look."), *chunks_of_call(LOOK)],
        [text("I look.")],
        CUT,
    ),
    Script(
        "cut in a call",
        [ROLE, *chunks_of_texts("I look."), *chunks_of_call(LOOK)[:2]],
        [text("I look.")],
        CUT,
    ),
    Script(
        "an error in a text",
        [ROLE, *chunks_of_texts("Low ", "ti"), {"error": OVERLOADED}],
        [text("Low ti")],
        FAILED,
    ),
    Script(
        "an error in a call",
        [ROLE, *chunks_of_texts("I look."), *chunks_of_call(LOOK)[:2], {"error": OVERLOADED}],
        [text("I look.")],
        FAILED,
    ),
    Script("an error at once", [{"error": OVERLOADED}], [], FAILED),
]
