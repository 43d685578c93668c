"""Strategies for Responses streams: an answer, and the events that a server sends of it."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from responses_protocol._testing.event_grammar import make_item_events
from responses_protocol._testing.schema_strategies import from_schema
from responses_protocol._testing.turns import Payload, arguments, names, record, words
from responses_protocol._values import copy_json

__all__ = ["event_streams"]

_LOGPROBS: st.SearchStrategy[list[Payload]] = st.just([]) | st.just(
    [{"token": "a", "logprob": -0.5, "bytes": [97]}]
)
_CITATION = {
    "type": "url_citation",
    "url": "https://example.com",
    "title": "Example",
    "start_index": 0,
    "end_index": 2,
}
_FILE = {"type": "file_citation", "file_id": "file-1", "filename": "a.pdf", "index": 0}
_PARTS: st.SearchStrategy[Payload] = st.one_of(
    record(
        {"type": "output_text"},
        {
            "text": words(),
            "annotations": st.just([]) | st.lists(record(_CITATION) | record(_FILE), max_size=2),
            "logprobs": _LOGPROBS,
        },
    ),
    record({"type": "refusal"}, {"refusal": words()}),
)
_DONE = {"status": "completed"}
_MESSAGES: st.SearchStrategy[Payload] = record(
    {"type": "message", "role": "assistant", **_DONE},
    {"content": st.lists(_PARTS, min_size=1, max_size=2)},
    {"phase": st.sampled_from(["commentary", "final_answer"])},
)
_SUMMARIES = st.lists(record({"type": "summary_text"}, {"text": words()}), max_size=2)
_RAW = st.lists(record({"type": "reasoning_text"}, {"text": words()}), max_size=2)
_REASONING: st.SearchStrategy[Payload] = st.one_of(
    record({"type": "reasoning"}, {"summary": _SUMMARIES}),
    record({"type": "reasoning", "summary": []}, {"content": _RAW}),
    record({"type": "reasoning", "summary": []}, {"encrypted_content": st.just("gAAAAABo")}),
)
_CALLS: st.SearchStrategy[Payload] = st.one_of(
    record({"type": "function_call", **_DONE}, {"name": names(), "arguments": arguments()}),
    record({"type": "function_call"}, {"name": names(), "arguments": arguments()}),
    record({"type": "custom_tool_call", **_DONE}, {"name": names(), "input": words()}),
    record(
        {"type": "function_call", "arguments": '{"custom_tool_input": "look"}'}, {"name": names()}
    ),
)
_HOSTED: st.SearchStrategy[Payload] = st.one_of(
    record({"type": "web_search_call", **_DONE, "action": {"type": "search", "query": "a"}}),
    record({"type": "code_interpreter_call", **_DONE, "container_id": "c", "code": "1 + 1"}),
    record({"type": "mcp_call", **_DONE, "name": "f", "arguments": "{}", "server_label": "s"}),
    from_schema("responses", "OutputItem"),
)
_ITEMS = st.one_of(_MESSAGES, _MESSAGES, _REASONING, _CALLS, _CALLS, _HOSTED)
_PREFIXES = {"message": "msg", "reasoning": "rs", "custom_tool_call": "ctc"}

_USAGE = {
    "input_tokens": 9,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 12,
    "output_tokens_details": {"reasoning_tokens": 3},
    "total_tokens": 21,
}
_ENVELOPE = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1700000000,
    "model": "m",
    "error": None,
    "incomplete_details": None,
    "metadata": {"a": "b"},
}
_ERROR = {"code": "server_error", "message": "it broke", "param": None}
_TRAITS: dict[str, tuple[Any, ...]] = {
    "events": ("all",) * 3 + ("sparse", "done", "deltas", "bare deltas", "last", "some"),
    "index": ("dense", "dense", "gaps", "absent", "zero"),
    "ids": ("own", "own", "own", "none"),
    "numbers": (True, True, False),
    "nulls": (False, False, True),
    "close": ("all", "all", "all", "last open", "none"),
    "mix": ("in turn", "in turn", "interleaved"),
    "end": ("completed",) * 6 + ("incomplete", "failed", "cut", "flat error", "nested error"),
    "output": ("same",) * 4 + ("empty", "absent", "more", "encrypted", "fewer", "renamed"),
    "tools": ((), (), ("function",), ("web_search",), None),
}
# traits that keep the order and the texts of the answer, so that its chunks can keep them too
_ORDERLY: dict[str, tuple[Any, ...]] = {
    **_TRAITS,
    "events": ("all", "all", "sparse", "done", "deltas", "last"),
    "index": ("dense", "dense", "gaps"),
    "ids": ("own",),
    "output": ("same", "same", "empty", "absent", "encrypted", "renamed"),
}


@st.composite
def event_streams(draw: st.DrawFn, max_items: int = 4, orderly: bool = False) -> list[Payload]:
    """Return lists of events, in order: whole streams, and some that were cut or have failed.

    Items of all kinds are sent by the full grammar, by deltas, by finished items or by the last
    event alone (or, as MLflow does, without any event around them); one after another or several at
    once, some never closed, with odd indexes and ids, and with an answer in the last event that has
    more, or fewer, items. ``orderly`` leaves out streams that contradict themselves: the order of
    the stream is that of the answer, the answer keeps every text, and there are several messages
    only where tools run on the server.
    """
    choices = _ORDERLY if orderly else _TRAITS
    traits = {name: draw(st.sampled_from(values)) for name, values in choices.items()}
    drawn = draw(st.lists(_ITEMS, max_size=max_items))
    items = [_set_ids(item, index) for index, item in enumerate(drawn)]
    strands = [make_item_events(draw, item, index, traits) for index, item in enumerate(items)]
    events = _mix(draw, strands, traits)
    if orderly and sum(item["type"] == "message" for item in items) > 1:
        traits["tools"] = ("function", "web_search")  # such servers send messages between calls
    events = _add_frame(events, _make_output(items, traits), traits)
    if traits["numbers"]:
        events = [{**event, "sequence_number": index} for index, event in enumerate(events)]
    if traits["end"] == "cut":
        events = events[: draw(st.integers(0, len(events)))]
    return [copy_json(event) for event in events]


def _set_ids(item: Payload, index: int) -> Payload:
    """Give an item a type and ids of its own, as answers have."""
    kind = item.get("type") or "message"
    called = {"call_id": f"call_{index}"} if kind.endswith("_call") else {}
    return {**item, "type": kind, "id": f"{_PREFIXES.get(kind, 'fc')}_{index}", **called}


def _mix(draw: st.DrawFn, strands: list[list[Payload]], traits: Payload) -> list[Payload]:
    """Return the events of items one after another, or of several at once.

    They begin in their order.
    """
    if traits["mix"] == "in turn":
        return [event for strand in strands for event in strand]
    events: list[Payload] = []
    waiting = [list(strand) for strand in strands if strand]
    open_strands: list[list[Payload]] = []
    while waiting or open_strands:
        index = (
            draw(st.integers(0, len(open_strands)))
            if waiting
            else draw(st.integers(0, len(open_strands) - 1))
        )
        if index == len(open_strands):
            open_strands.append(waiting.pop(0))
        events.append(open_strands[index].pop(0))
        if not open_strands[index]:
            del open_strands[index]
    return events


def _make_output(items: list[Payload], traits: Payload) -> list[Payload]:
    """Return the output of the last event."""
    output = copy.deepcopy(items)
    if traits["output"] == "more":
        extra = {"type": "reasoning", "id": "rs_more", "summary": []}
        output += [
            extra,
            {**_set_ids({"type": "function_call", "arguments": "{}"}, 9), "name": "f"},
        ]
    for item in output:
        if traits["output"] == "encrypted" and item.get("type") == "reasoning":
            item["encrypted_content"] = "other"
        if traits["output"] == "renamed" and item.get("type") == "reasoning":
            item["id"] += "x"
    return output[:-1] if traits["output"] == "fewer" else output


def _add_frame(events: list[Payload], output: list[Payload], traits: Payload) -> list[Payload]:
    """Add the first and the last events around those of the items."""
    if traits["events"] == "sparse":
        return events
    known = traits["tools"]
    tools: Payload = {} if known is None else {"tools": [{"type": kind} for kind in known]}
    envelope = {**_ENVELOPE, **tools}
    begun = {**envelope, "status": "in_progress", "output": [], "usage": None}
    first = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
    ]
    end = traits["end"]
    if end == "cut":
        return [*first, *events]
    if end == "flat error":
        return [*first, *events, {"type": "error", **_ERROR}]
    if end == "nested error":
        return [*first, *events, {"type": "error", "error": _ERROR}]
    ended: Payload = {**envelope, "status": end, "output": output, "usage": _USAGE}
    if end == "incomplete":
        ended["incomplete_details"] = {"reason": "max_output_tokens"}
    if end == "failed":
        ended["error"] = {"code": "server_error", "message": "it broke"}
    if traits["output"] == "empty":
        ended["output"] = []
    if traits["output"] == "absent":
        del ended["output"]
    return [*first, *events, {"type": f"response.{end}", "response": ended}]
