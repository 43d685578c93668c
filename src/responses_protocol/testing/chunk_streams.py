"""Strategies for Chat streams: what a model says, and the many manners of servers to say it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from responses_protocol.testing.chat_deltas import STRANDS
from responses_protocol.testing.schema_strategies import from_schema
from responses_protocol.testing.turns import Payload
from responses_protocol.values import copy_json

__all__ = ["chunk_streams"]

_USAGE = {
    "prompt_tokens": 9,
    "completion_tokens": 12,
    "total_tokens": 21,
    "prompt_tokens_details": {"cached_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 3},
}
_FILTER = {"hate": {"filtered": False, "severity": "safe"}}

# The first of each manner is OpenAI's.
_MANNERS: dict[str, tuple[Any, ...]] = {
    "id": ("same", "same", "late", "changing", "none", "empty"),
    "model": ("same", "late", "changing", "none"),
    "role": ("first", "every", "none"),
    "usage": ("last", "never", "with the end", "on every chunk", "in the choice", "x_groq"),
    "end": ("stop", "tool_calls", "length", "content_filter", "twice", "with content", "", None),
    "padding": ("absent", "absent", "null", "filter"),
    "index": (True, True, False),
    "opening": ((), (), ("silent",), ("usage",)),
    "message": ("never",) * 5 + ("beside", "instead"),
}
_ERRORS: tuple[Any, ...] = (
    {"message": "overloaded", "type": "server_error", "code": 503},
    {"code": "rate_limit_exceeded", "message": "slow down"},
    {},
    "overloaded",
)


@st.composite
def chunk_streams(draw: st.DrawFn, max_strands: int = 4) -> list[Payload]:
    """Return lists of chunks, in order: whole streams, and some that were cut or have failed.

    Text, refusals, reasoning in any form, content parts, annotations, log probabilities and calls
    come in crumbs, one after another or interleaved. Ids, models, roles, usage and finish reasons
    stand where servers have them, or nowhere; some streams have several choices, some an error in
    the middle, some a chunk that is anything the schema accepts.
    """
    manner = {name: draw(st.sampled_from(ways)) for name, ways in _MANNERS.items()}
    spoken = _in_turn(draw, draw(st.lists(_strands(), max_size=max_strands)))
    choices = [(0, one) for one in spoken]
    if draw(st.integers(0, 5)) == 5:
        others = [(1, one) for one in _in_turn(draw, draw(st.lists(_strands(), max_size=2)))]
        choices = _interleaved(draw, [choices, others])
    chunks = _written(choices, manner)
    if draw(st.integers(0, 9)) == 9:
        chunks.insert(draw(st.integers(0, len(chunks))), {"error": draw(st.sampled_from(_ERRORS))})
    if draw(st.integers(0, 9)) == 9:
        at = draw(st.integers(0, len(chunks)))
        chunks.insert(at, draw(from_schema("chat_completions", "Chunk")))
    if draw(st.integers(0, 9)) == 9:
        chunks = chunks[: draw(st.integers(0, len(chunks)))]
    return [copy_json(one) for one in chunks]


def _strands() -> st.SearchStrategy[list[Payload]]:
    return st.sampled_from(STRANDS).flatmap(lambda strand: strand)


def _in_turn(draw: st.DrawFn, strands: list[list[Payload]]) -> list[Payload]:
    """Return the deltas of strands one after another, or (some) interleaved."""
    if draw(st.integers(0, 2)) < 2:
        return [delta for strand in strands for delta in strand]
    return _interleaved(draw, strands)


def _interleaved(draw: st.DrawFn, strands: list[list[Any]]) -> list[Any]:
    left = [list(strand) for strand in strands if strand]
    made = []
    while left:
        at = draw(st.integers(0, len(left) - 1))
        made.append(left[at].pop(0))
        if not left[at]:
            del left[at]
    return made


def _written(spoken: list[tuple[int, Payload]], manner: Payload) -> list[Payload]:
    """Return the chunks of deltas, each with the index of its choice."""
    choices = [_choice(index, delta, manner) for index, delta in spoken]
    if manner["message"] != "never":
        _add_messages([one for one in choices if one.get("index", 0) == 0], manner["message"])
    for index in sorted({0} | {index for index, _ in spoken}):
        choices = _opened(choices, index, manner["role"])
        choices += _ended(choices, index, manner)
    chunks = [{**_head(at, manner), "choices": [one]} for at, one in enumerate(choices)]
    if "silent" in manner["opening"]:
        silent = {"id": "", "object": "", "created": 0, "model": "", "choices": []}
        chunks.insert(0, {**silent, "prompt_filter_results": [{"prompt_index": 0}]})
    if "usage" in manner["opening"]:
        chunks.insert(0, {**_head(0, manner), "choices": None, "usage": {"prompt_tokens": 1}})
    _add_usage(chunks, manner)
    return chunks


def _add_messages(choices: list[Payload], manner: str) -> None:
    """Give each choice the text of the message so far, beside what it adds, or instead of it."""
    said: Payload = {"role": "assistant"}
    for one in choices:
        delta = one["delta"]
        for name in ("content", "reasoning_content", "refusal"):
            if isinstance(delta.get(name), str) and isinstance(said.get(name, ""), str):
                said[name] = said.get(name, "") + delta[name]
        one["message"] = dict(said)
        if manner == "instead" and set(delta) <= {*said, "role"}:
            del one["delta"]


def _choice(index: int, delta: Payload, manner: Payload) -> Payload:
    logprobs = delta.get("\0logprobs")
    said = {name: value for name, value in delta.items() if name != "\0logprobs"}
    choice: Payload = {"index": index} if manner["index"] or index else {}
    choice["delta"] = said
    if manner["padding"] == "null":
        nulls = ("role", "content", "refusal", "function_call", "tool_calls")
        choice["delta"] = {**dict.fromkeys(nulls), **said}
        choice |= {"finish_reason": None, "logprobs": None}
    if manner["padding"] == "filter":
        choice["content_filter_results"] = _FILTER
    if logprobs is not None:
        choice["logprobs"] = logprobs
    return choice


def _opened(choices: list[Payload], index: int, manner: str) -> list[Payload]:
    """Give a role to the first chunk of a choice (one with empty content), to all, or to none."""
    if manner == "every":
        for one in choices:
            one.setdefault("delta", {})["role"] = "assistant"
    if manner == "first":
        first = {"index": index, "delta": {"role": "assistant", "content": ""}}
        return [first, *choices] if index == 0 else choices
    return choices


def _ended(choices: list[Payload], index: int, manner: Payload) -> list[Payload]:
    end = manner["end"]
    if end is None:
        return []
    if end == "with content" and choices and "delta" in choices[-1]:
        choices[-1]["finish_reason"] = "stop"
        return []
    reason = {"twice": "stop", "with content": "stop"}.get(end, end)
    last = [{"index": index, "delta": {}, "finish_reason": reason}]
    if end == "twice":
        last.append({"index": index, "delta": {"content": ""}, "finish_reason": "length"})
    return last


def _head(at: int, manner: Payload) -> Payload:
    ids = {"late": "chatcmpl-1" if at else None, "changing": f"chatcmpl-{at}", "empty": ""}
    models = {"late": "m" if at else "", "changing": f"m-{at}"}
    head = {
        "id": ids.get(manner["id"], "chatcmpl-1"),
        "object": "chat.completion.chunk",
        "created": at if manner["id"] == "changing" else 1700000000,
        "model": models.get(manner["model"], "m"),
        "service_tier": "default",
    }
    if manner["id"] == "none":
        del head["id"]
    if manner["model"] == "none":
        del head["model"]
    return head


def _add_usage(chunks: list[Payload], manner: Payload) -> None:
    way, head = manner["usage"], _head(len(chunks), manner)
    last = chunks[-1] if chunks else {}
    if way == "last":
        chunks.append({**head, "choices": [], "usage": _USAGE})
    elif way == "with the end":
        last["usage"] = _USAGE
    elif way == "in the choice" and last.get("choices"):
        last["choices"][0]["usage"] = _USAGE
    elif way == "x_groq":
        last["x_groq"] = {"id": "req_1", "usage": _USAGE}
    elif way == "on every chunk":
        for at, one in enumerate(chunks):
            one["usage"] = {**_USAGE, "completion_tokens": at}
