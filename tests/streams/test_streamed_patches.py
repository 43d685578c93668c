"""The diff of a patch comes in pieces, and stands in an object of its item."""

from __future__ import annotations

from typing import Any

import pytest
from stream_table import CREATED, added, delta, done, end_event

from responses_protocol.streams import EventsToChunks, fold_events

Payload = dict[str, Any]
PATCH = {"type": "apply_patch_call", "id": "apc_0", "call_id": "call_0"}
CREATE = {"type": "create_file", "path": "a.py"}


@pytest.mark.parametrize(
    ("announced", "finished"),
    [
        ({"operation": {**CREATE, "diff": ""}}, {"operation": {**CREATE, "diff": "+1\n+2"}}),
        ({"operation": CREATE}, {"operation": CREATE}),
        ({"operation": CREATE}, {}),
        ({}, {"operation": {**CREATE, "diff": "+1\n+2"}}),
        ({"operation": {**CREATE, "diff": ""}}, None),
    ],
)
def test_the_diff_of_a_patch_is_added_up(announced: Payload, finished: Payload | None) -> None:
    diffs = [delta("apply_patch_call_operation_diff", text, "apc_0") for text in ("+1", "\n+2")]
    diff_done = {
        **diffs[0],
        "type": "response.apply_patch_call_operation_diff.done",
        "diff": "+1\n+2",
    }
    events = [CREATED, added({**PATCH, **announced}), *diffs]
    last_events = [] if finished is None else [diff_done, done({**PATCH, **finished})]
    answer = fold_events([*events, *last_events, end_event()])
    assert answer["output"] == [{**PATCH, "operation": {**CREATE, "diff": "+1\n+2"}}]
    translator = EventsToChunks()
    for event in [*events, *last_events, end_event()]:
        translator.feed(event)
    codes = {loss.code for loss in translator.losses}
    assert not {"unknown_event", "superseded"} & codes
