"""Calls that an answer was cut in are told as that, and none that failed is done."""

from __future__ import annotations

from typing import Any

import pytest

import responses_protocol as rp
from responses_protocol.streams import ChunksToEvents, check_events, fold_chunks

Payload = dict[str, Any]
SEARCH = {"type": "tool_search", "execution": "client", "description": "d", "parameters": {}}
PATCH = {"type": "custom", "name": "patch", "description": "d"}
REQUEST: Payload = {"model": "m", "input": "Go.", "tools": [SEARCH, PATCH]}


def make_chunk(reason: str | None = None, /, **delta: Any) -> Payload:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return {"id": "chatcmpl-0", "created": 7, "model": "m", "choices": [choice]}


def make_call(name: str, arguments: str, index: int = 0) -> Payload:
    function = {"name": name, "arguments": arguments}
    return {"index": index, "id": f"call_{index}", "type": "function", "function": function}


@pytest.mark.parametrize(
    "calls",
    [
        [make_call("tool_search", '{"q":')],
        [make_call("patch", '{"custom_tool_input":"-a')],
        [make_call("patch", '{"custom_tool_input":"-a'), make_call("tool_search", '{"q":', 1)],
        [make_call("patch", "-a"), make_call("patch", '{"input":"-b"', 1)],
    ],
)
@pytest.mark.parametrize("reason", ["length", None])
def test_a_call_that_was_cut(calls: list[Payload], reason: str | None) -> None:
    chunks = [make_chunk(tool_calls=calls), make_chunk(reason)]
    translator = ChunksToEvents("vllm", request=REQUEST)
    events = [
        event for payload in chunks for event in translator.feed(payload)
    ] + translator.close()
    assert check_events(events) == ()
    output = events[-1]["response"]["output"]
    assert [item["status"] for item in output] == ["incomplete"] * len(calls)
    done_events = [event for event in events if event["type"] == "response.output_item.done"]
    assert len(done_events) == (len(calls) if reason else 0)
    conversion = rp.convert(fold_chunks(chunks), "responses", options="vllm", request=REQUEST)
    assert conversion.value["output"] == output
