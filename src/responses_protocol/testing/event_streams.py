"""Strategies for Responses streams: an answer, and how much of it which events tell."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from responses_protocol.testing.event_grammar import told
from responses_protocol.testing.schema_strategies import from_schema
from responses_protocol.testing.turns import Payload, arguments, names, record, words
from responses_protocol.values import copy_json

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
_MANNERS: dict[str, tuple[Any, ...]] = {
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
# what of it keeps the order and the words of the answer, so that its chunks can do as well
_ORDERLY: dict[str, tuple[Any, ...]] = {
    **_MANNERS,
    "events": ("all", "all", "sparse", "done", "deltas", "last"),
    "index": ("dense", "dense", "gaps"),
    "ids": ("own",),
    "output": ("same", "same", "empty", "absent", "encrypted", "renamed"),
}


@st.composite
def event_streams(draw: st.DrawFn, max_items: int = 4, orderly: bool = False) -> list[Payload]:
    """Return lists of events, in order: whole streams, and some that were cut or have failed.

    Items of all kinds are told by the full grammar, by deltas, by finished items or by the last
    event alone (or, as MLflow does, without any event around them); one after another or several
    at once, some never closed, with odd indexes and ids, and with an answer in the last event that
    knows more, or less. ``orderly`` leaves out those that contradict themselves: what they say
    first is also first in the answer, and not taken back, and only where tools run on the server
    there are several messages.
    """
    ways = _ORDERLY if orderly else _MANNERS
    manner = {name: draw(st.sampled_from(found)) for name, found in ways.items()}
    items = [_named(one, at) for at, one in enumerate(draw(st.lists(_ITEMS, max_size=max_items)))]
    strands = [told(draw, one, at, manner) for at, one in enumerate(items)]
    events = _mixed(draw, strands, manner)
    if orderly and sum(one["type"] == "message" for one in items) > 1:
        manner["tools"] = ("function", "web_search")  # the server says more between its calls
    events = _framed(events, _listed(items, manner), manner)
    if manner["numbers"]:
        events = [{**one, "sequence_number": at} for at, one in enumerate(events)]
    if manner["end"] == "cut":
        events = events[: draw(st.integers(0, len(events)))]
    return [copy_json(one) for one in events]


def _named(item: Payload, at: int) -> Payload:
    """Give an item a type and ids of its own, as answers have."""
    kind = item.get("type") or "message"
    called = {"call_id": f"call_{at}"} if kind.endswith("_call") else {}
    return {**item, "type": kind, "id": f"{_PREFIXES.get(kind, 'fc')}_{at}", **called}


def _mixed(draw: st.DrawFn, strands: list[list[Payload]], manner: Payload) -> list[Payload]:
    """Return the events of items one after another, or of several at once.

    They begin in their order.
    """
    if manner["mix"] == "in turn":
        return [event for strand in strands for event in strand]
    made: list[Payload] = []
    waiting = [list(one) for one in strands if one]
    left: list[list[Payload]] = []
    while waiting or left:
        at = draw(st.integers(0, len(left))) if waiting else draw(st.integers(0, len(left) - 1))
        if at == len(left):
            left.append(waiting.pop(0))
        made.append(left[at].pop(0))
        if not left[at]:
            del left[at]
    return made


def _listed(items: list[Payload], manner: Payload) -> list[Payload]:
    """Return the output of the last event."""
    made = copy.deepcopy(items)
    if manner["output"] == "more":
        extra = {"type": "reasoning", "id": "rs_more", "summary": []}
        made += [extra, {**_named({"type": "function_call", "arguments": "{}"}, 9), "name": "f"}]
    for one in made:
        if manner["output"] == "encrypted" and one.get("type") == "reasoning":
            one["encrypted_content"] = "other"
        if manner["output"] == "renamed" and one.get("type") == "reasoning":
            one["id"] += "x"
    return made[:-1] if manner["output"] == "fewer" else made


def _framed(events: list[Payload], output: list[Payload], manner: Payload) -> list[Payload]:
    """Put what stands around items around them."""
    if manner["events"] == "sparse":
        return events
    known = manner["tools"]
    tools: Payload = {} if known is None else {"tools": [{"type": kind} for kind in known]}
    envelope = {**_ENVELOPE, **tools}
    begun = {**envelope, "status": "in_progress", "output": [], "usage": None}
    first = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
    ]
    end = manner["end"]
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
    if manner["output"] == "empty":
        ended["output"] = []
    if manner["output"] == "absent":
        del ended["output"]
    return [*first, *events, {"type": f"response.{end}", "response": ended}]
