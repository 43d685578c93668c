"""Rules for streams of events: RP71.. and RP72.."""

from __future__ import annotations

from responses_protocol.checks.rule import Rule
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
    twice,
    without,
)
from responses_protocol.checks.rules.streams.faults import SOURCE, problems_of

RP711 = Rule(
    code="RP711",
    name="start-of-stream",
    summary="A stream begins with response.created, then response.in_progress, each once.",
    check=problems_of("out_of_order"),
    subject="responses/events",
    wrong=without(EVENTS, CREATED, RUNNING),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="warning",
)

RP712 = Rule(
    code="RP712",
    name="sequence-number",
    summary="Sequence numbers count all events of a stream, from 0.",
    check=problems_of("sequence_number"),
    subject="responses/events",
    wrong=changed(EVENTS, DELTA, "sequence_number", 9),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="info",
)

RP713 = Rule(
    code="RP713",
    name="answer-of-stream",
    summary="All events are of one answer, whose id begins with resp_ and which is not done yet.",
    check=problems_of("response_id", "start_status"),
    subject="responses/events",
    wrong=changed(EVENTS, CREATED, "response.id", "1"),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="info",
)

RP714 = Rule(
    code="RP714",
    name="status-of-stream",
    summary="The whole answer at the end has the status that the last event says.",
    check=problems_of("status"),
    subject="responses/events",
    wrong=changed(EVENTS, COMPLETED, "response.status", "failed"),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
)

RP715 = Rule(
    code="RP715",
    name="unannounced-item",
    summary="An item is announced before anything is said of it.",
    check=problems_of("item_unannounced"),
    subject="responses/events",
    wrong=without(EVENTS, ADDED),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="warning",
)

RP716 = Rule(
    code="RP716",
    name="item-twice",
    summary="An item is announced once, finished once, and left alone after that.",
    check=problems_of("item_again", "item_after_done"),
    subject="responses/events",
    wrong=twice(EVENTS, ADDED),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
)

RP717 = Rule(
    code="RP717",
    name="id-of-item",
    summary="All events of an item have its id.",
    check=problems_of("item_id"),
    subject="responses/events",
    wrong=changed(EVENTS, DELTA, "item_id", "msg_2"),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="warning",
)

RP718 = Rule(
    code="RP718",
    name="prefix-of-item-id",
    summary="The id of an item begins with the letters for its type.",
    check=problems_of("id_prefix"),
    subject="responses/events",
    wrong=changed(EVENTS, ADDED, "item.id", "1"),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="info",
)

RP719 = Rule(
    code="RP719",
    name="item-id-twice",
    summary="No two items of a stream have one id.",
    check=problems_of("id_again"),
    subject="responses/events",
    wrong=[
        *EVENTS[:COMPLETED],
        {**EVENTS[ADDED], "output_index": 1, "sequence_number": COMPLETED},
    ],
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
)

RP720 = Rule(
    code="RP720",
    name="type-of-item",
    summary="An item is finished with the type that it was announced with.",
    check=problems_of("item_type"),
    subject="responses/events",
    wrong=changed(EVENTS, ITEM_DONE, "item", {"type": "reasoning", "id": "msg_1", "summary": []}),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
)

RP721 = Rule(
    code="RP721",
    name="status-of-item",
    summary="An announced item is in progress, and a finished one is not.",
    check=problems_of("item_status"),
    subject="responses/events",
    wrong=changed(EVENTS, ADDED, "item.status", "completed"),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="info",
)

RP722 = Rule(
    code="RP722",
    name="unfinished",
    summary=(
        "Texts are finished before their parts, parts before their item, items before the answer."
    ),
    check=problems_of("item_open", "part_open", "text_open"),
    subject="responses/events",
    wrong=without(EVENTS, ITEM_DONE),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="warning",
)

RP723 = Rule(
    code="RP723",
    name="unannounced-part",
    summary="A part is announced before anything is said in it.",
    check=problems_of("part_unannounced"),
    subject="responses/events",
    wrong=without(EVENTS, PART_ADDED),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="warning",
)

RP724 = Rule(
    code="RP724",
    name="part-twice",
    summary="A part is announced once, finished once, and left alone after that.",
    check=problems_of("part_again", "part_after_done"),
    subject="responses/events",
    wrong=twice(EVENTS, DELTA, PART_DONE),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
)

RP725 = Rule(
    code="RP725",
    name="numbers-in-stream",
    summary="Items, their parts and the annotations of these are numbered from 0.",
    check=problems_of("output_index", "content_index", "annotation_index"),
    subject="responses/events",
    wrong=changed(EVENTS, PART_ADDED, "content_index", 1),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="warning",
)

RP726 = Rule(
    code="RP726",
    name="text-differs",
    summary="A finished text, and a finished part, is what was delivered of it.",
    check=problems_of("text_differs", "part_differs"),
    subject="responses/events",
    wrong=changed(EVENTS, SAID, "text", "Ho"),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
)

RP727 = Rule(
    code="RP727",
    name="undelivered",
    summary="What an item is finished with was delivered before.",
    check=problems_of("undelivered"),
    subject="responses/events",
    wrong=without(EVENTS, PART_ADDED, DELTA, SAID, PART_DONE),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="warning",
)

RP728 = Rule(
    code="RP728",
    name="output-differs",
    summary="The whole answer at the end has the items that were finished, as they were.",
    check=problems_of("output_differs"),
    subject="responses/events",
    wrong=changed(EVENTS, COMPLETED, "response.output.0.role", "user"),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
)

RP729 = Rule(
    code="RP729",
    name="output-count",
    summary="The whole answer at the end has all items that were streamed, and no others.",
    check=problems_of("not_streamed", "not_in_output"),
    subject="responses/events",
    wrong=changed(EVENTS, COMPLETED, "response.output", []),
    right=EVENTS,
    why="",
    how_to_fix="",
    source=SOURCE,
    severity="warning",
)
