"""Rules for streams of events: RP71.. and RP72.."""

from __future__ import annotations

from responses_protocol.checks.rules.streams.examples import (
    ADDED,
    COMPLETED,
    CREATED,
    DELTA,
    EVENTS,
    ITEM_DONE,
    PART_ADDED,
    PART_DONE,
    RUNNING,
    SAID,
    changed,
    events,
    twice,
    without,
)
from responses_protocol.checks.rules.streams.faults import rule

_THOUGHT = {"id": "rs_1", "type": "reasoning", "summary": [], "encrypted_content": "a"}
_REASONED = [
    *EVENTS[:ADDED],
    {"type": "response.output_item.added", "item": _THOUGHT},
    {"type": "response.output_item.done", "item": _THOUGHT},
    {
        "type": "response.completed",
        "response": {
            **EVENTS[COMPLETED]["response"],
            "output": [{**_THOUGHT, "encrypted_content": "b"}],
        },
    },
]

RULES = (
    rule(
        "RP711",
        "start-of-stream",
        "A stream begins with response.created, then response.in_progress, each once.",
        "warning",
        ("out_of_order",),
        events(without(EVENTS, CREATED, RUNNING)),
    ),
    rule(
        "RP712",
        "sequence-number",
        "Sequence numbers count all events of a stream, from 0.",
        "info",
        ("sequence_number",),
        events(changed(EVENTS, DELTA, "sequence_number", 9)),
    ),
    rule(
        "RP713",
        "answer-of-stream",
        "All events are of one answer, whose id begins with resp_ and which is not done yet.",
        "info",
        ("response_id", "start_status"),
        events(changed(EVENTS, CREATED, "response.id", "1")),
    ),
    rule(
        "RP714",
        "status-of-stream",
        "The whole answer at the end has the status that the last event says.",
        "error",
        ("status",),
        events(changed(EVENTS, COMPLETED, "response.status", "failed")),
    ),
    rule(
        "RP715",
        "unannounced-item",
        "An item is announced before anything is said of it.",
        "warning",
        ("item_unannounced",),
        events(without(EVENTS, ADDED)),
    ),
    rule(
        "RP716",
        "item-twice",
        "An item is announced once, finished once, and left alone after that.",
        "error",
        ("item_again", "item_after_done"),
        events(twice(EVENTS, ADDED)),
    ),
    rule(
        "RP717",
        "id-of-item",
        "All events of an item have its id.",
        "warning",
        ("item_id",),
        events(changed(EVENTS, DELTA, "item_id", "msg_2")),
    ),
    rule(
        "RP718",
        "prefix-of-item-id",
        "The id of an item begins with the letters for its type.",
        "info",
        ("id_prefix",),
        events(changed(EVENTS, ADDED, "item.id", "1")),
    ),
    rule(
        "RP719",
        "item-id-twice",
        "No two items of a stream have one id.",
        "error",
        ("id_again",),
        events(
            [
                *EVENTS[:COMPLETED],
                {**EVENTS[ADDED], "output_index": 1, "sequence_number": COMPLETED},
            ]
        ),
    ),
    rule(
        "RP720",
        "type-of-item",
        "An item is finished with the type that it was announced with.",
        "error",
        ("item_type",),
        events(
            changed(EVENTS, ITEM_DONE, "item", {"type": "reasoning", "id": "msg_1", "summary": []})
        ),
    ),
    rule(
        "RP721",
        "status-of-item",
        "An announced item is in progress, and a finished one is not.",
        "info",
        ("item_status",),
        events(changed(EVENTS, ADDED, "item.status", "completed")),
    ),
    rule(
        "RP722",
        "unfinished",
        "Texts are finished before their parts, parts before their item, items before the answer.",
        "warning",
        ("item_open", "part_open", "text_open"),
        events(without(EVENTS, ITEM_DONE)),
    ),
    rule(
        "RP723",
        "unannounced-part",
        "A part is announced before anything is said in it.",
        "warning",
        ("part_unannounced",),
        events(without(EVENTS, PART_ADDED)),
    ),
    rule(
        "RP724",
        "part-twice",
        "A part is announced once, finished once, and left alone after that.",
        "error",
        ("part_again", "part_after_done"),
        events(twice(EVENTS, DELTA, PART_DONE)),
    ),
    rule(
        "RP725",
        "numbers-in-stream",
        "Items, their parts and the annotations of these are numbered from 0.",
        "warning",
        ("output_index", "content_index", "annotation_index"),
        events(changed(EVENTS, PART_ADDED, "content_index", 1)),
    ),
    rule(
        "RP726",
        "text-differs",
        "A finished text, and a finished part, is what was delivered of it.",
        "error",
        ("text_differs", "part_differs"),
        events(changed(EVENTS, SAID, "text", "Ho")),
    ),
    rule(
        "RP727",
        "undelivered",
        "What an item is finished with was delivered before.",
        "warning",
        ("undelivered",),
        events(without(EVENTS, PART_ADDED, DELTA, SAID, PART_DONE)),
    ),
    rule(
        "RP728",
        "output-differs",
        "The whole answer at the end has the items that were finished, as they were.",
        "error",
        ("output_differs",),
        events(changed(EVENTS, COMPLETED, "response.output.0.role", "user")),
    ),
    rule(
        "RP729",
        "output-count",
        "The whole answer at the end has all items that were streamed, and no others.",
        "warning",
        ("not_streamed", "not_in_output"),
        events(changed(EVENTS, COMPLETED, "response.output", [])),
    ),
    rule(
        "RP730",
        "encrypted-anew",
        "The whole answer at the end has its opaque values (encrypted reasoning) as they were "
        "streamed.",
        "info",
        ("encrypted_content",),
        events(
            [{**one, "output_index": 0, "sequence_number": at} for at, one in enumerate(_REASONED)]
        ),
    ),
)
