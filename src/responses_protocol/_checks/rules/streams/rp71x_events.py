"""Rules for streams of events: RP71.. and RP72.."""

from __future__ import annotations

from responses_protocol._checks.rule import Rule
from responses_protocol._checks.rules.streams.examples import (
    ADDED,
    COMPLETED,
    CREATED,
    DELTA,
    EVENTS,
    IN_PROGRESS,
    ITEM_DONE,
    PART_ADDED,
    PART_DONE,
    TEXT_DONE,
    change_member,
    remove_payloads,
    repeat_payload,
)
from responses_protocol._checks.rules.streams.problems import SOURCE, problems_of

RP711 = Rule(
    code="RP711",
    name="start-of-stream",
    summary="A stream begins with response.created, then response.in_progress, each once.",
    check=problems_of("out_of_order"),
    subject="responses/events",
    wrong=remove_payloads(EVENTS, CREATED, IN_PROGRESS),
    right=EVENTS,
    why="SDKs make the answer from the first event, and some fail without it.",
    how_to_fix="Send `response.created` and `response.in_progress` first.",
    source=SOURCE,
    severity="warning",
)

RP712 = Rule(
    code="RP712",
    name="sequence-number",
    summary="Sequence numbers count all events of a stream from 0.",
    check=problems_of("sequence_number"),
    subject="responses/events",
    wrong=change_member(EVENTS, DELTA, "sequence_number", 9),
    right=EVENTS,
    why="Clients that resume a stream ask for the events after a number.",
    how_to_fix="Number all events from 0, without gaps.",
    source=SOURCE,
    severity="info",
)

RP713 = Rule(
    code="RP713",
    name="answer-of-stream",
    summary="All events are of one answer that is not finished yet and whose id begins with resp_.",
    check=problems_of("response_id", "start_status"),
    subject="responses/events",
    wrong=change_member(EVENTS, CREATED, "response.id", "1"),
    right=EVENTS,
    why="Clients keep an answer by its id, and expect it to be running while it streams.",
    how_to_fix="Send the same response id, with the prefix `resp_`, in all events.",
    source=SOURCE,
    severity="info",
)

RP714 = Rule(
    code="RP714",
    name="status-of-stream",
    summary="The answer in the last event has the status that the event is named for.",
    check=problems_of("status"),
    subject="responses/events",
    wrong=change_member(EVENTS, COMPLETED, "response.status", "failed"),
    right=EVENTS,
    why=(
        "A reader of the event and a reader of the answer in it disagree whether the answer is "
        "complete."
    ),
    how_to_fix=(
        "Set the status of the answer to that of the event: `completed` in `response.completed`."
    ),
    source=SOURCE,
)

RP715 = Rule(
    code="RP715",
    name="unannounced-item",
    summary="`response.output_item.added` comes before other events of an item.",
    check=problems_of("item_unannounced"),
    subject="responses/events",
    wrong=remove_payloads(EVENTS, ADDED),
    right=EVENTS,
    why="SDKs look up the item of a delta, and fail if there is none.",
    how_to_fix="Send `response.output_item.added` before other events of the item.",
    source=SOURCE,
    severity="warning",
)

RP716 = Rule(
    code="RP716",
    name="item-twice",
    summary="An item is added once, finished once, and unchanged after that.",
    check=problems_of("item_again", "item_after_done"),
    subject="responses/events",
    wrong=repeat_payload(EVENTS, ADDED),
    right=EVENTS,
    why="One reader keeps the first version of the item, another one the last.",
    how_to_fix=(
        "Send one `added` and one `done` event for each item, and nothing for it after that."
    ),
    source=SOURCE,
)

RP717 = Rule(
    code="RP717",
    name="id-of-item",
    summary="All events of an item have its id.",
    check=problems_of("item_id"),
    subject="responses/events",
    wrong=change_member(EVENTS, DELTA, "item_id", "msg_2"),
    right=EVENTS,
    why="Clients find the item of an event by its id, others by its index.",
    how_to_fix="Send the id of the added item in all of its events.",
    source=SOURCE,
    severity="warning",
)

RP718 = Rule(
    code="RP718",
    name="prefix-of-item-id",
    summary="The id of an item begins with the prefix for its type.",
    check=problems_of("id_prefix"),
    subject="responses/events",
    wrong=change_member(EVENTS, ADDED, "item.id", "1"),
    right=EVENTS,
    why="The endpoint refuses an item with another prefix when it is sent back as input.",
    how_to_fix="Use the prefix of the type, such as `msg_`, `fc_` or `rs_`.",
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
    why="Clients that find items by id mix the two up.",
    how_to_fix="Give each item an id of its own.",
    source=SOURCE,
)

RP720 = Rule(
    code="RP720",
    name="type-of-item",
    summary="An item is finished with the type that it was added with.",
    check=problems_of("item_type"),
    subject="responses/events",
    wrong=change_member(
        EVENTS, ITEM_DONE, "item", {"type": "reasoning", "id": "msg_1", "summary": []}
    ),
    right=EVENTS,
    why=(
        "A reader that made the item from its first event has another type than one that reads "
        "the last."
    ),
    how_to_fix="Send `done` with the type of `added`.",
    source=SOURCE,
)

RP721 = Rule(
    code="RP721",
    name="status-of-item",
    summary="An added item is in progress, and a finished one is not.",
    check=problems_of("item_status"),
    subject="responses/events",
    wrong=change_member(EVENTS, ADDED, "item.status", "completed"),
    right=EVENTS,
    why="Clients show an item as running from its status.",
    how_to_fix=(
        "Send `in_progress` in `response.output_item.added`, and `completed` or `incomplete` in "
        "`response.output_item.done`."
    ),
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
    wrong=remove_payloads(EVENTS, ITEM_DONE),
    right=EVENTS,
    why="Clients that wait for the end of a text, part or item wait for ever.",
    how_to_fix="Send the `done` event of each text, part and item, innermost first.",
    source=SOURCE,
    severity="warning",
)

RP723 = Rule(
    code="RP723",
    name="unannounced-part",
    summary="`response.content_part.added` comes before the deltas of a part.",
    check=problems_of("part_unannounced"),
    subject="responses/events",
    wrong=remove_payloads(EVENTS, PART_ADDED),
    right=EVENTS,
    why="SDKs look up the part of a delta, and fail if there is none.",
    how_to_fix="Send `response.content_part.added` before the deltas of the part.",
    source=SOURCE,
    severity="warning",
)

RP724 = Rule(
    code="RP724",
    name="part-twice",
    summary="A part is added once, finished once, and unchanged after that.",
    check=problems_of("part_again", "part_after_done"),
    subject="responses/events",
    wrong=repeat_payload(EVENTS, DELTA, PART_DONE),
    right=EVENTS,
    why="One reader keeps the first version of the part, another one adds both.",
    how_to_fix=(
        "Send one `added` and one `done` event for each part, and nothing for it after that."
    ),
    source=SOURCE,
)

RP725 = Rule(
    code="RP725",
    name="numbers-in-stream",
    summary="Items, their parts and the annotations of these are numbered from 0.",
    check=problems_of("output_index", "content_index", "annotation_index"),
    subject="responses/events",
    wrong=change_member(EVENTS, PART_ADDED, "content_index", 1),
    right=EVENTS,
    why="SDKs keep items and parts in lists, and fail on an index beyond the end.",
    how_to_fix="Number items, parts and annotations from 0, without gaps.",
    source=SOURCE,
    severity="warning",
)

RP726 = Rule(
    code="RP726",
    name="text-differs",
    summary="A finished text, or part, equals its deltas put together.",
    check=problems_of("text_differs", "part_differs"),
    subject="responses/events",
    wrong=change_member(EVENTS, TEXT_DONE, "text", "Ho"),
    right=EVENTS,
    why="A reader of deltas and a reader of finished texts have different answers.",
    how_to_fix="Send the joined deltas as the finished text.",
    source=SOURCE,
)

RP727 = Rule(
    code="RP727",
    name="undelivered",
    summary="A finished item has nothing that was not streamed before.",
    check=problems_of("undelivered"),
    subject="responses/events",
    wrong=remove_payloads(EVENTS, PART_ADDED, DELTA, TEXT_DONE, PART_DONE),
    right=EVENTS,
    why="A reader of deltas never sees this text.",
    how_to_fix="Send a delta before the text is finished.",
    source=SOURCE,
    severity="warning",
)

RP728 = Rule(
    code="RP728",
    name="output-differs",
    summary="The answer in the last event has the finished items unchanged.",
    check=problems_of("output_differs"),
    subject="responses/events",
    wrong=change_member(EVENTS, COMPLETED, "response.output.0.role", "user"),
    right=EVENTS,
    why="A reader of the stream and a reader of its last event have different answers.",
    how_to_fix="Send the finished items, unchanged, in the answer at the end.",
    source=SOURCE,
)

RP729 = Rule(
    code="RP729",
    name="output-count",
    summary="The answer in the last event has all streamed items, and no others.",
    check=problems_of("not_streamed", "not_in_output"),
    subject="responses/events",
    wrong=change_member(EVENTS, COMPLETED, "response.output", []),
    right=EVENTS,
    why="A reader of the stream and a reader of its last event have different answers.",
    how_to_fix="Send all streamed items in the answer at the end, and no others.",
    source=SOURCE,
    severity="warning",
)
