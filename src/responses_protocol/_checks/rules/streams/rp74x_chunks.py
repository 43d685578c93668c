"""Rules for streams of chunks: RP74.. and RP75.."""

from __future__ import annotations

from responses_protocol._checks.rule import Rule
from responses_protocol._checks.rules.streams.examples import (
    CALLS,
    CHUNKS,
    change_member,
    repeat_payload,
)
from responses_protocol._checks.rules.streams.problems import SOURCE, problems_of

_CALL = "choices.0.delta.tool_calls.0"

RP741 = Rule(
    code="RP741",
    name="object-of-chunk",
    summary="The object of a chunk is chat.completion.chunk.",
    check=problems_of("object"),
    subject="chat_completions/chunks",
    wrong=change_member(CHUNKS, 0, "object", ""),
    right=CHUNKS,
    why="Some clients choose the parser by this member.",
    how_to_fix='Send `"object": "chat.completion.chunk"`.',
    source=SOURCE,
    severity="info",
)

RP742 = Rule(
    code="RP742",
    name="chunks-of-one-answer",
    summary="All chunks of a stream have the same id, model and time.",
    check=problems_of("id", "model", "created"),
    subject="chat_completions/chunks",
    wrong=change_member(CHUNKS, 1, "id", "chatcmpl-2"),
    right=CHUNKS,
    why="Clients tell the answers of several streams apart by their id.",
    how_to_fix="Send the id, model and time of the first chunk in all of them.",
    source=SOURCE,
    severity="info",
)

RP743 = Rule(
    code="RP743",
    name="usage-chunk",
    summary="Usage comes last, in a chunk of its own, which is the only one without choices.",
    check=problems_of("empty_choices", "usage_place", "after_usage"),
    subject="chat_completions/chunks",
    wrong=change_member(CHUNKS, 2, "usage", CHUNKS[3]["usage"]),
    right=CHUNKS,
    why=(
        "Some clients stop at the chunk with usage, and others look for it in a chunk without "
        "choices."
    ),
    how_to_fix='Send usage in a last chunk with `"choices": []`.',
    source=SOURCE,
    severity="info",
)

RP744 = Rule(
    code="RP744",
    name="role-of-choice",
    summary=(
        "The first delta of a choice has the role of the assistant, and no other delta has a role."
    ),
    check=problems_of("no_role", "role_again"),
    subject="chat_completions/chunks",
    wrong=change_member(CHUNKS, 1, "choices.0.delta.role", "assistant"),
    right=CHUNKS,
    why="Clients make the message from the role in the first delta.",
    how_to_fix='Send `"role": "assistant"` in the first delta of each choice, and nowhere else.',
    source=SOURCE,
    severity="info",
)

RP745 = Rule(
    code="RP745",
    name="fragment-incomplete",
    summary=(
        "The first fragment of a call has its id, type and name, and calls are numbered from 0."
    ),
    check=problems_of("call_index", "call_incomplete"),
    subject="chat_completions/chunks",
    wrong=change_member(CALLS, 1, f"{_CALL}.id", None),
    right=CALLS,
    why=(
        "SDKs make the call from its first fragment, and fail or invent values where something is "
        "missing."
    ),
    how_to_fix="Send `index`, `id`, `type` and the function's name in the first fragment.",
    source=SOURCE,
    severity="warning",
)

RP746 = Rule(
    code="RP746",
    name="fragment-repeats",
    summary="Only the first fragment of a call has its id and name.",
    check=problems_of("call_again"),
    subject="chat_completions/chunks",
    wrong=change_member(CALLS, 2, f"{_CALL}.id", "call_a"),
    right=CALLS,
    why="Clients that join fragments write the id or the name twice.",
    how_to_fix="Send the id and the name in the first fragment only.",
    source=SOURCE,
    severity="info",
)

RP747 = Rule(
    code="RP747",
    name="fragment-of-other-call",
    summary="All fragments with one index have the id of one call.",
    check=problems_of("call_differs"),
    subject="chat_completions/chunks",
    wrong=change_member(CALLS, 2, f"{_CALL}.id", "call_b"),
    right=CALLS,
    why="One reader joins the fragments to one call, another one to two.",
    how_to_fix="Number each call with an index of its own.",
    source=SOURCE,
)

RP748 = Rule(
    code="RP748",
    name="fragment-arguments",
    summary="The arguments of a fragment are a string.",
    check=problems_of("arguments"),
    subject="chat_completions/chunks",
    wrong=change_member(CALLS, 1, f"{_CALL}.function.arguments", None),
    right=CALLS,
    why="Clients that join strings fail on anything else.",
    how_to_fix='Send `"arguments": ""` where there are none yet.',
    source=SOURCE,
    severity="warning",
)

RP749 = Rule(
    code="RP749",
    name="finished-twice",
    summary="A choice finishes once.",
    check=problems_of("finish_again"),
    subject="chat_completions/chunks",
    wrong=repeat_payload(CHUNKS, 2),
    right=CHUNKS,
    why="Clients that react to the end of a choice do it twice.",
    how_to_fix="Send one `finish_reason` for each choice.",
    source=SOURCE,
    severity="info",
)

RP750 = Rule(
    code="RP750",
    name="after-finish",
    summary="Nothing follows in a choice that has finished.",
    check=problems_of("after_finish"),
    subject="chat_completions/chunks",
    wrong=repeat_payload(CHUNKS, 1, 3),
    right=CHUNKS,
    why="One reader stops at the end of the choice, another reads on: their answers differ.",
    how_to_fix="Send all deltas before the `finish_reason`.",
    source=SOURCE,
)
