"""Rules for streams of chunks: RP74.. and RP75.."""

from __future__ import annotations

from responses_protocol.checks.rule import Rule
from responses_protocol.checks.rules.streams.examples import (
    CALLS,
    CHUNKS,
    changed,
    twice,
)
from responses_protocol.checks.rules.streams.faults import SOURCE, problems_of

_CALL = "choices.0.delta.tool_calls.0"

RP741 = Rule(
    code="RP741",
    name="object-of-chunk",
    summary="The object of a chunk is chat.completion.chunk.",
    check=problems_of("object"),
    subject="chat_completions/chunks",
    wrong=changed(CHUNKS, 0, "object", ""),
    right=CHUNKS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="info",
)

RP742 = Rule(
    code="RP742",
    name="chunks-of-one-answer",
    summary="All chunks of a stream have the same id, model and time.",
    check=problems_of("id", "model", "created"),
    subject="chat_completions/chunks",
    wrong=changed(CHUNKS, 1, "id", "chatcmpl-2"),
    right=CHUNKS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="info",
)

RP743 = Rule(
    code="RP743",
    name="usage-chunk",
    summary="Usage comes last, in a chunk of its own, which alone has no choices.",
    check=problems_of("empty_choices", "usage_place", "after_usage"),
    subject="chat_completions/chunks",
    wrong=changed(CHUNKS, 2, "usage", CHUNKS[3]["usage"]),
    right=CHUNKS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="info",
)

RP744 = Rule(
    code="RP744",
    name="role-of-choice",
    summary="A choice begins with the role of the assistant, which is told once.",
    check=problems_of("no_role", "role_again"),
    subject="chat_completions/chunks",
    wrong=changed(CHUNKS, 1, "choices.0.delta.role", "assistant"),
    right=CHUNKS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="info",
)

RP745 = Rule(
    code="RP745",
    name="fragment-incomplete",
    summary="A call begins with its id, its type and its name, and calls are numbered from 0.",
    check=problems_of("call_index", "call_incomplete"),
    subject="chat_completions/chunks",
    wrong=changed(CALLS, 1, f"{_CALL}.id", None),
    right=CALLS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="warning",
)

RP746 = Rule(
    code="RP746",
    name="fragment-repeats",
    summary="The id and the name of a call are told once.",
    check=problems_of("call_again"),
    subject="chat_completions/chunks",
    wrong=changed(CALLS, 2, f"{_CALL}.id", "call_a"),
    right=CALLS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="info",
)

RP747 = Rule(
    code="RP747",
    name="fragment-of-other-call",
    summary="All fragments with one index have the id of one call.",
    check=problems_of("call_differs"),
    subject="chat_completions/chunks",
    wrong=changed(CALLS, 2, f"{_CALL}.id", "call_b"),
    right=CALLS,
    why="",
    how_to_fix="",
    source=SOURCE,
)

RP748 = Rule(
    code="RP748",
    name="fragment-arguments",
    summary="The arguments of a fragment are a string.",
    check=problems_of("arguments"),
    subject="chat_completions/chunks",
    wrong=changed(CALLS, 1, f"{_CALL}.function.arguments", None),
    right=CALLS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="warning",
)

RP749 = Rule(
    code="RP749",
    name="finished-twice",
    summary="A choice finishes once.",
    check=problems_of("finish_again"),
    subject="chat_completions/chunks",
    wrong=twice(CHUNKS, 2),
    right=CHUNKS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="info",
)

RP750 = Rule(
    code="RP750",
    name="after-finish",
    summary="Nothing is said in a choice that has finished.",
    check=problems_of("after_finish"),
    subject="chat_completions/chunks",
    wrong=twice(CHUNKS, 1, 3),
    right=CHUNKS,
    why="",
    how_to_fix="",
    source=SOURCE,
)
