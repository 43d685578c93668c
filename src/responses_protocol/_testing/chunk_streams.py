"""Strategies for Chat streams: the output of a model, in the forms of many servers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from responses_protocol._testing.chat_deltas import STRANDS
from responses_protocol._testing.schema_strategies import from_schema
from responses_protocol._testing.turns import Payload
from responses_protocol._values import copy_json

__all__ = ["chunk_streams"]

_USAGE = {
    "prompt_tokens": 9,
    "completion_tokens": 12,
    "total_tokens": 21,
    "prompt_tokens_details": {"cached_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 3},
}
_FILTER = {"hate": {"filtered": False, "severity": "safe"}}

# The first value of each trait is OpenAI's.
_TRAITS: dict[str, tuple[Any, ...]] = {
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
    come in pieces, one after another or interleaved. Ids, models, roles, usage and finish reasons
    are where servers put them, or absent; some streams have several choices, some an error in the
    middle, some a chunk that is anything the schema accepts.
    """
    traits = {name: draw(st.sampled_from(values)) for name, values in _TRAITS.items()}
    deltas = _combine(draw, draw(st.lists(_strands(), max_size=max_strands)))
    choices = [(0, delta) for delta in deltas]
    if draw(st.integers(0, 5)) == 5:
        second = [(1, delta) for delta in _combine(draw, draw(st.lists(_strands(), max_size=2)))]
        choices = _interleave(draw, [choices, second])
    chunks = _make_chunks(choices, traits)
    if draw(st.integers(0, 9)) == 9:
        chunks.insert(draw(st.integers(0, len(chunks))), {"error": draw(st.sampled_from(_ERRORS))})
    if draw(st.integers(0, 9)) == 9:
        index = draw(st.integers(0, len(chunks)))
        chunks.insert(index, draw(from_schema("chat_completions", "Chunk")))
    if draw(st.integers(0, 9)) == 9:
        chunks = chunks[: draw(st.integers(0, len(chunks)))]
    return [copy_json(chunk) for chunk in chunks]


def _strands() -> st.SearchStrategy[list[Payload]]:
    return st.sampled_from(STRANDS).flatmap(lambda strand: strand)


def _combine(draw: st.DrawFn, strands: list[list[Payload]]) -> list[Payload]:
    """Return the deltas of strands one after another, or (some) interleaved."""
    if draw(st.integers(0, 2)) < 2:
        return [delta for strand in strands for delta in strand]
    return _interleave(draw, strands)


def _interleave(draw: st.DrawFn, strands: list[list[Any]]) -> list[Any]:
    remaining = [list(strand) for strand in strands if strand]
    merged = []
    while remaining:
        index = draw(st.integers(0, len(remaining) - 1))
        merged.append(remaining[index].pop(0))
        if not remaining[index]:
            del remaining[index]
    return merged


def _make_chunks(deltas: list[tuple[int, Payload]], traits: Payload) -> list[Payload]:
    """Return the chunks of deltas, each with the index of its choice."""
    choices = [_make_choice(index, delta, traits) for index, delta in deltas]
    if traits["message"] != "never":
        first_choices = [choice for choice in choices if choice.get("index", 0) == 0]
        _add_messages(first_choices, traits["message"])
    for index in sorted({0} | {index for index, _ in deltas}):
        choices = _add_roles(choices, index, traits["role"])
        choices += _make_end(choices, index, traits)
    chunks = [
        {**_make_head(chunk_index, traits), "choices": [choice]}
        for chunk_index, choice in enumerate(choices)
    ]
    if "silent" in traits["opening"]:
        silent = {"id": "", "object": "", "created": 0, "model": "", "choices": []}
        chunks.insert(0, {**silent, "prompt_filter_results": [{"prompt_index": 0}]})
    if "usage" in traits["opening"]:
        chunks.insert(0, {**_make_head(0, traits), "choices": None, "usage": {"prompt_tokens": 1}})
    _add_usage(chunks, traits)
    return chunks


def _add_messages(choices: list[Payload], traits: str) -> None:
    """Give each choice the text of the message so far, beside its delta, or instead of it."""
    message: Payload = {"role": "assistant"}
    for choice in choices:
        delta = choice["delta"]
        for name in ("content", "reasoning_content", "refusal"):
            if isinstance(delta.get(name), str) and isinstance(message.get(name, ""), str):
                message[name] = message.get(name, "") + delta[name]
        choice["message"] = dict(message)
        if traits == "instead" and set(delta) <= {*message, "role"}:
            del choice["delta"]


def _make_choice(index: int, delta: Payload, traits: Payload) -> Payload:
    logprobs = delta.get("\0logprobs")
    members = {name: value for name, value in delta.items() if name != "\0logprobs"}
    choice: Payload = {"index": index} if traits["index"] or index else {}
    choice["delta"] = members
    if traits["padding"] == "null":
        nulls = ("role", "content", "refusal", "function_call", "tool_calls")
        choice["delta"] = {**dict.fromkeys(nulls), **members}
        choice |= {"finish_reason": None, "logprobs": None}
    if traits["padding"] == "filter":
        choice["content_filter_results"] = _FILTER
    if logprobs is not None:
        choice["logprobs"] = logprobs
    return choice


def _add_roles(choices: list[Payload], index: int, traits: str) -> list[Payload]:
    """Give a role to the first chunk of a choice (one with empty content), to all, or to none."""
    if traits == "every":
        for choice in choices:
            choice.setdefault("delta", {})["role"] = "assistant"
    if traits == "first":
        first = {"index": index, "delta": {"role": "assistant", "content": ""}}
        return [first, *choices] if index == 0 else choices
    return choices


def _make_end(choices: list[Payload], index: int, traits: Payload) -> list[Payload]:
    end = traits["end"]
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


def _make_head(index: int, traits: Payload) -> Payload:
    ids = {"late": "chatcmpl-1" if index else None, "changing": f"chatcmpl-{index}", "empty": ""}
    models = {"late": "m" if index else "", "changing": f"m-{index}"}
    head = {
        "id": ids.get(traits["id"], "chatcmpl-1"),
        "object": "chat.completion.chunk",
        "created": index if traits["id"] == "changing" else 1700000000,
        "model": models.get(traits["model"], "m"),
        "service_tier": "default",
    }
    if traits["id"] == "none":
        del head["id"]
    if traits["model"] == "none":
        del head["model"]
    return head


def _add_usage(chunks: list[Payload], traits: Payload) -> None:
    place, head = traits["usage"], _make_head(len(chunks), traits)
    last = chunks[-1] if chunks else {}
    if place == "last":
        chunks.append({**head, "choices": [], "usage": _USAGE})
    elif place == "with the end":
        last["usage"] = _USAGE
    elif place == "in the choice" and last.get("choices"):
        last["choices"][0]["usage"] = _USAGE
    elif place == "x_groq":
        last["x_groq"] = {"id": "req_1", "usage": _USAGE}
    elif place == "on every chunk":
        for index, chunk in enumerate(chunks):
            chunk["usage"] = {**_USAGE, "completion_tokens": index}
