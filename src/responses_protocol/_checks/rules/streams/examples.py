"""Short streams, and functions that break them for examples."""

from __future__ import annotations

from responses_protocol._values import Json, copy_json

Stream = list[Json]

_TEXT = {"type": "output_text", "text": "Hi", "annotations": []}
_ITEM = {"id": "msg_1", "type": "message", "role": "assistant"}
_OPEN = {**_ITEM, "status": "in_progress", "content": []}
_DONE = {**_ITEM, "status": "completed", "content": [_TEXT]}
_ANSWER = {"id": "resp_1", "object": "response", "created_at": 1, "model": "gpt-4.1"}
_BEGUN = {**_ANSWER, "status": "in_progress", "output": []}
_PLACE = {"item_id": "msg_1", "output_index": 0}
_PART = {**_PLACE, "content_index": 0}


def _number_events(events: Stream) -> Stream:
    return [{**event, "sequence_number": index} for index, event in enumerate(events)]


EVENTS: Stream = _number_events(
    [
        {"type": "response.created", "response": _BEGUN},
        {"type": "response.in_progress", "response": _BEGUN},
        {"type": "response.output_item.added", "output_index": 0, "item": _OPEN},
        {"type": "response.content_part.added", **_PART, "part": {**_TEXT, "text": ""}},
        {"type": "response.output_text.delta", **_PART, "delta": "Hi", "logprobs": []},
        {"type": "response.output_text.done", **_PART, "text": "Hi", "logprobs": []},
        {"type": "response.content_part.done", **_PART, "part": _TEXT},
        {"type": "response.output_item.done", "output_index": 0, "item": _DONE},
        {
            "type": "response.completed",
            "response": {**_ANSWER, "status": "completed", "output": [_DONE]},
        },
    ]
)
CREATED, IN_PROGRESS, ADDED, PART_ADDED, DELTA, TEXT_DONE, PART_DONE, ITEM_DONE, COMPLETED = range(
    9
)

_HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4.1"}


def _chunk(delta: Json, finish_reason: str | None = None) -> Json:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {**_HEAD, "choices": [choice]}


_USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
CHUNKS: Stream = [
    _chunk({"role": "assistant", "content": ""}),
    _chunk({"content": "Hi"}),
    _chunk({}, "stop"),
    {**_HEAD, "choices": [], "usage": _USAGE},
]


def _fragment(**members: Json) -> Json:
    return _chunk({"tool_calls": [{"index": 0, **members}]})


CALLS: Stream = [
    CHUNKS[0],
    _fragment(id="call_a", type="function", function={"name": "add", "arguments": ""}),
    _fragment(function={"arguments": "{}"}),
    _chunk({}, "tool_calls"),
]


def change_member(stream: Stream, index: int, path: str, value: Json) -> Stream:
    """Return the stream with another value at a path, such as ``a.0.b``, of one payload."""
    stream = [copy_json(payload) for payload in stream]
    place = stream[index]
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        place = place[step]
    place[last] = value
    return stream


def remove_payloads(stream: Stream, *indexes: int) -> Stream:
    """Return the stream without some of its payloads, numbered anew."""
    payloads = [payload for index, payload in enumerate(stream) if index not in indexes]
    return _number_events(payloads) if stream is EVENTS else payloads


def repeat_payload(stream: Stream, index: int, before: int | None = None) -> Stream:
    """Return the stream with one payload repeated, at once or before a later position."""
    position = index + 1 if before is None else before
    payloads = [*stream[:position], stream[index], *stream[position:]]
    return _number_events(payloads) if stream is EVENTS else payloads
