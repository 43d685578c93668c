"""Rules for streams of both dialects: RP70.."""

from __future__ import annotations

from responses_protocol._checks.rule import Rule
from responses_protocol._checks.rules.streams.examples import (
    ADDED,
    CHUNKS,
    COMPLETED,
    EVENTS,
    change_member,
    remove_payloads,
    repeat_payload,
)
from responses_protocol._checks.rules.streams.problems import BOTH, SOURCE, problems_of

RP701 = Rule(
    code="RP701",
    name="damaged-stream",
    summary=(
        "Events and chunks have the members that readers of a stream use, with the right types."
    ),
    check=problems_of("damaged"),
    subject="chat_completions/chunks",
    wrong=change_member(CHUNKS, 1, "choices.0.index", None),
    right=CHUNKS,
    why="A reader of the stream fails here, or reads another value than the next reader.",
    how_to_fix="Correct the sender: the member at the pointer has another type, or is missing.",
    source=SOURCE,
    views=BOTH,
)

RP702 = Rule(
    code="RP702",
    name="after-the-end",
    summary="Nothing follows the end of a stream.",
    check=problems_of("after_end"),
    subject="responses/events",
    wrong=repeat_payload(EVENTS, ADDED, COMPLETED + 1),
    right=EVENTS,
    why="One reader stops at the end, another reads on: their answers differ.",
    how_to_fix="Send all events before the last one, and one last event only.",
    source=SOURCE,
    views=BOTH,
)

RP703 = Rule(
    code="RP703",
    name="stream-without-end",
    summary="A stream ends with the whole answer, or with a finish_reason for each choice.",
    check=problems_of("no_end", "no_finish"),
    subject="responses/events",
    wrong=remove_payloads(EVENTS, COMPLETED),
    right=EVENTS,
    why="A reader can't tell a finished answer from a lost connection.",
    how_to_fix=(
        "Send `response.completed`, `response.failed` or `response.incomplete` at the end, and a "
        "`finish_reason` for each choice of chunks."
    ),
    source=SOURCE,
    severity="warning",
    views=BOTH,
)
