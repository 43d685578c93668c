"""Rules for streams of both dialects: RP70.."""

from __future__ import annotations

from responses_protocol.checks.rules.streams.examples import (
    ADDED,
    CHUNKS,
    COMPLETED,
    EVENTS,
    changed,
    chunks,
    events,
    twice,
    without,
)
from responses_protocol.checks.rules.streams.faults import rule

RULES = (
    rule(
        "RP701",
        "damaged-stream",
        "Events and chunks have, where a reader looks, what such a payload has there.",
        "error",
        ("damaged",),
        chunks(changed(CHUNKS, 1, "choices.0.index", None)),
    ),
    rule(
        "RP702",
        "after-the-end",
        "Nothing comes after the end of a stream.",
        "error",
        ("after_end",),
        events(twice(EVENTS, ADDED, COMPLETED + 1)),
    ),
    rule(
        "RP703",
        "stream-without-end",
        "A stream ends: with the whole answer, or with a reason for each choice.",
        "warning",
        ("no_end", "no_finish"),
        events(without(EVENTS, COMPLETED)),
    ),
)
