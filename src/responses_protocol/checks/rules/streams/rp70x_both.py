"""Rules for streams of both dialects: RP70.."""

from __future__ import annotations

from responses_protocol.checks.rule import Rule
from responses_protocol.checks.rules.streams.examples import (
    ADDED,
    CHUNKS,
    COMPLETED,
    EVENTS,
    changed,
    twice,
    without,
)
from responses_protocol.checks.rules.streams.faults import BOTH, SOURCE, problems_of

RP701 = Rule(
    code="RP701",
    name="damaged-stream",
    summary="Events and chunks have, where a reader looks, what such a payload has there.",
    check=problems_of("damaged"),
    subject="chat_completions/chunks",
    wrong=changed(CHUNKS, 1, "choices.0.index", None),
    right=CHUNKS,
    why="",
    how_to_fix="",
    source=SOURCE,
    views=BOTH,
)

RP702 = Rule(
    code="RP702",
    name="after-the-end",
    summary="Nothing comes after the end of a stream.",
    check=problems_of("after_end"),
    subject="responses/events",
    wrong=twice(EVENTS, ADDED, COMPLETED + 1),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    views=BOTH,
)

RP703 = Rule(
    code="RP703",
    name="stream-without-end",
    summary="A stream ends: with the whole answer, or with a reason for each choice.",
    check=problems_of("no_end", "no_finish"),
    subject="responses/events",
    wrong=without(EVENTS, COMPLETED),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="warning",
    views=BOTH,
)
