"""Rules for streams of chunks: RP74.. and RP75.."""

from __future__ import annotations

from responses_protocol.checks.rules.streams.examples import (
    CALLS,
    CHUNKS,
    changed,
    chunks,
    twice,
)
from responses_protocol.checks.rules.streams.faults import rule

_CALL = "choices.0.delta.tool_calls.0"

RULES = (
    rule(
        "RP741",
        "object-of-chunk",
        "The object of a chunk is chat.completion.chunk.",
        "info",
        ("object",),
        chunks(changed(CHUNKS, 0, "object", "")),
    ),
    rule(
        "RP742",
        "chunks-of-one-answer",
        "All chunks of a stream have the same id, model and time.",
        "info",
        ("id", "model", "created"),
        chunks(changed(CHUNKS, 1, "id", "chatcmpl-2")),
    ),
    rule(
        "RP743",
        "usage-chunk",
        "Usage comes last, in a chunk of its own, which alone has no choices.",
        "info",
        ("empty_choices", "usage_place", "after_usage"),
        chunks(changed(CHUNKS, 2, "usage", CHUNKS[3]["usage"])),
    ),
    rule(
        "RP744",
        "role-of-choice",
        "A choice begins with the role of the assistant, which is told once.",
        "info",
        ("no_role", "role_again"),
        chunks(changed(CHUNKS, 1, "choices.0.delta.role", "assistant")),
    ),
    rule(
        "RP745",
        "fragment-incomplete",
        "A call begins with its id, its type and its name, and calls are numbered from 0.",
        "warning",
        ("call_index", "call_incomplete"),
        chunks(changed(CALLS, 1, f"{_CALL}.id", None)),
    ),
    rule(
        "RP746",
        "fragment-repeats",
        "The id and the name of a call are told once.",
        "info",
        ("call_again",),
        chunks(changed(CALLS, 2, f"{_CALL}.id", "call_a")),
    ),
    rule(
        "RP747",
        "fragment-of-other-call",
        "All fragments with one index have the id of one call.",
        "error",
        ("call_differs",),
        chunks(changed(CALLS, 2, f"{_CALL}.id", "call_b")),
    ),
    rule(
        "RP748",
        "fragment-arguments",
        "The arguments of a fragment are a string.",
        "warning",
        ("arguments",),
        chunks(changed(CALLS, 1, f"{_CALL}.function.arguments", None)),
    ),
    rule(
        "RP749",
        "finished-twice",
        "A choice finishes once.",
        "info",
        ("finish_again",),
        chunks(twice(CHUNKS, 2)),
    ),
    rule(
        "RP750",
        "after-finish",
        "Nothing is said in a choice that has finished.",
        "error",
        ("after_finish",),
        chunks(twice(CHUNKS, 1, 3)),
    ),
)
