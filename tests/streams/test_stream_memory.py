"""Memory does not grow with the number of deltas, beyond the text itself."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from responses_protocol.streams import ChunksToEvents, EventsToChunks

Payload = dict[str, Any]
COUNT = 50_000  # deltas of text, and as many of arguments
DELTA = "0123456789"


def chunks() -> Iterator[Payload]:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}

    def one(**members: Any) -> Payload:
        return {**head, "choices": [{"index": 0, "delta": members, "finish_reason": None}]}

    for _ in range(COUNT):
        yield one(content=DELTA)
    function = {"name": "f", "arguments": "{"}
    yield one(tool_calls=[{"index": 0, "id": "c", "type": "function", "function": function}])
    for _ in range(COUNT):
        yield one(tool_calls=[{"index": 0, "function": {"arguments": DELTA}}])
    yield {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}


def events() -> Iterator[Payload]:
    message: Payload = {"type": "message", "id": "msg_1", "role": "assistant", "content": []}
    call: Payload = {
        "type": "function_call",
        "id": "fc_1",
        "call_id": "c",
        "name": "f",
        "arguments": "",
    }
    answer = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "output": []}
    yield {"type": "response.created", "response": {**answer, "tools": []}}
    for index, item in enumerate((message, call)):
        yield {"type": "response.output_item.added", "output_index": index, "item": item}
        kind = ("response.output_text.delta", "response.function_call_arguments.delta")[index]
        place = {"item_id": item["id"], "output_index": index, "content_index": 0}
        for _ in range(COUNT):
            yield {"type": kind, **place, "delta": DELTA}
    yield {"type": "response.completed", "response": {**answer, "status": "completed"}}


# of the text, in bytes: while it grows, a character may take four, and at the end there are copies
WHILE_FED, AT_THE_END = 6, 16


@pytest.mark.parametrize(
    ("translator", "stream"), [(ChunksToEvents, chunks), (EventsToChunks, events)]
)
def test_memory_is_bounded_by_the_text(
    translator: type[ChunksToEvents | EventsToChunks], stream: Callable[[], Iterator[Payload]]
) -> None:
    subject = translator("vllm")
    tracemalloc.start()
    try:
        made, while_fed = 0, 0
        for one in stream():
            while_fed = tracemalloc.get_traced_memory()[1]
            made += len(subject.feed(one))
        made += len(subject.close())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    text = 2 * COUNT * len(DELTA)
    assert made > 2 * COUNT
    assert while_fed < WHILE_FED * text
    assert peak < AT_THE_END * text


def test_log_probabilities_take_little_until_the_end() -> None:
    subject, count = ChunksToEvents(), 2_000
    head = {"id": "chatcmpl-1", "created": 1, "model": "m"}
    tracemalloc.start()
    try:
        for index in range(count):
            one = {
                "token": f"t{index}",
                "logprob": -index / 7,
                "bytes": [index % 256],
                "top_logprobs": [],
            }
            choice = {"index": 0, "delta": {"content": "x"}, "logprobs": {"content": [one]}}
            subject.feed({**head, "choices": [choice]})
        while_fed = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert while_fed < 300 * count
