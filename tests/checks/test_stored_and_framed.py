"""Pages of stored items, and frames of WebSockets, are detected and checked as such."""

from __future__ import annotations

from typing import Any

import pytest

import responses_protocol as rp
from responses_protocol import schemas
from responses_protocol._checks.detection import find_payloads
from responses_protocol._formats.detection import detect_payload
from responses_protocol.schemas.fast_validator import accepts

STORED = [
    {
        "type": "message",
        "id": "msg_1",
        "role": role,
        "status": "completed",
        "content": [{"type": "text", "text": "Hi"}, {"type": "computer_screenshot"}],
    }
    for role in ("tool", "critic", "discriminator", "unknown", "user")
]
PAGE: dict[str, Any] = {
    "object": "list",
    "data": STORED,
    "first_id": "msg_1",
    "last_id": "msg_1",
    "has_more": False,
}


def find_subjects(record: Any) -> list[tuple[str, str]]:
    return [
        (found_payload.subject.name, found_payload.pointer)
        for found_payload in find_payloads(record)
    ]


def test_a_page_is_stored_and_not_a_request() -> None:
    assert find_subjects(PAGE) == [("responses/list", "")]
    assert rp.validate(PAGE) == []
    assert rp.validate(PAGE, profile="request") == []
    [finding] = rp.validate({**PAGE, "has_more": "no"})
    assert (finding.code, finding.pointer) == ("RP102", "/has_more")


def test_pages_of_other_things_are_none() -> None:
    assert detect_payload({"object": "list", "data": [{"object": "model", "id": "m"}]}) == (
        None,
        None,
    )
    assert detect_payload({"object": "list", "data": {}}) == (None, None)


def test_a_page_of_chat_messages_holds_a_history() -> None:
    messages = [{"role": "tool", "tool_call_id": "c", "content": "x"}]
    assert find_subjects({"object": "list", "data": messages}) == [
        ("chat_completions/history", "/data")
    ]


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "response.create", "model": "m", "input": "Hi", "stream_id": "a"},
        {"type": "response.steer", "previous_response_id": "resp_1", "input": "Stop"},
        {"type": "response.inject", "response_id": "resp_1", "input": []},
    ],
)
def test_a_frame_is_no_event(frame: dict[str, Any]) -> None:
    assert find_subjects(frame) == [("responses/frame", "")]
    assert rp.validate(frame) == []
    [member] = [name for name in ("input",) if name in frame]
    [finding] = rp.validate({**frame, member: 5})
    assert (finding.code, finding.pointer) == ("RP102", "/input")


def test_a_log_of_a_socket_has_both() -> None:
    log = [{"type": "response.create", "model": "m"}, {"type": "response.created", "response": {}}]
    assert find_subjects(log) == [("responses/frame", "/0"), ("responses/event", "/1")]


def test_a_create_frame_takes_what_a_request_takes() -> None:
    frame = schemas.load("responses/frames.json")["$defs"]["CreateEvent"]["properties"]
    request = schemas.load("responses/request.json")["$defs"]["Request"]["properties"]
    assert frame.keys() - request.keys() == {"type", "stream_id", "generate"}
    assert request.keys() - frame.keys() == {"messages"}
    for name in frame.keys() & request.keys():
        assert _inline_references(frame[name]) == _inline_references(request[name])


def _inline_references(rule: Any) -> str:
    return str(rule).replace(f"{schemas.BASE}responses/request.json#", "#")


@pytest.mark.parametrize(
    "event",
    [
        {"type": "response.steer.accepted", "steer": {"id": "s"}, "stream_id": "a"},
        {"type": "response.apply_patch_call_operation_diff.delta", "delta": "@@"},
        {"type": "response.apply_patch_call_operation_diff.done", "diff": "@@"},
        {"type": "response.reasoning_part.added", "part": {"type": "reasoning_text", "text": ""}},
    ],
)
def test_the_new_events_are_known(event: dict[str, Any]) -> None:
    assert accepts(event, "responses", "Event")
    [name] = [name for name in ("steer", "delta", "diff", "part") if name in event]
    assert not accepts({**event, name: 5}, "responses", "Event")


def test_open_reasoning_of_vllm_is_folded() -> None:
    part = {"type": "reasoning_text", "text": "So"}
    item = {"type": "reasoning", "id": "rs_1", "summary": []}
    place = {"item_id": "rs_1", "output_index": 0, "content_index": 0}
    events = [
        {"type": "response.created", "response": {"id": "resp_1", "output": []}},
        {"type": "response.output_item.added", "output_index": 0, "item": item},
        {"type": "response.reasoning_part.added", **place, "part": {**part, "text": ""}},
        {"type": "response.reasoning_part.done", **place, "part": part},
    ]
    [item_after] = rp.streams.fold_events(events)["output"]
    assert item_after["content"] == [part]
