"""Strategies for turns of a Chat Completions history, with the oddities of its many servers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from responses_protocol._testing.payloads import messages
from responses_protocol._testing.turns import (
    Payload,
    Turn,
    arguments,
    arrange_calls,
    make_calling_turn,
    make_turn_of,
    names,
    record,
    words,
)

__all__ = ["TURNS"]

_Strategy = st.SearchStrategy[Payload]
_Members = dict[str, st.SearchStrategy[Any]]
_DATA_URL = "data:image/png;base64,iVBORw0KGgo="

_BREAKPOINTS: _Members = {"prompt_cache_breakpoint": st.just({"mode": "explicit"})}
_TEXT_PARTS: _Strategy = record(
    {"type": "text"},
    {"text": words()},
    {"cache_control": st.just({"type": "ephemeral"}), **_BREAKPOINTS},
)
_REFUSALS: _Strategy = record({"type": "refusal"}, {"refusal": words()})
_IMAGES: _Strategy = record(
    {"type": "image_url"},
    {
        "image_url": record(
            {"url": _DATA_URL},
            optional={"detail": st.sampled_from(["auto", "low", "high", "original"])},
        )
    },
    _BREAKPOINTS,
)
_USER_PARTS: _Strategy = st.one_of(
    _TEXT_PARTS,
    _IMAGES,
    record({"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}),
    record({"type": "file", "file": {"file_id": "file-1"}}),
    record({"type": "file", "file": {"filename": "a.pdf", "file_data": "data:;base64,JVBERi0="}}),
    record({"type": "document_url", "document_url": "https://example.com/a.pdf"}),
)
_THOUGHTS: _Strategy = record(
    {"type": "thinking", "thinking": [{"type": "text", "text": "because"}], "closed": True}
)

_PROMPTS: _Strategy = record(
    {},
    {
        "role": st.sampled_from(["user", "user", "user", "system", "developer"]),
        "content": words() | words() | st.lists(_USER_PARTS, max_size=3),
    },
    {"name": st.sampled_from(["alice", None])},
)

_REASONING_DETAIL = {"type": "reasoning.text", "text": "because", "signature": "c2ln", "index": 0}
_CITATION = {
    "type": "url_citation",
    "url_citation": {
        "url": "https://example.com",
        "title": "Example",
        "start_index": 0,
        "end_index": 4,
    },
}
_ANSWER_MEMBERS: _Members = {
    "reasoning_content": words() | st.none(),
    "reasoning": words() | st.none(),
    "reasoning_details": st.builds(lambda: [dict(_REASONING_DETAIL)]),
    "refusal": words() | st.none(),
    "annotations": st.none() | st.lists(record(_CITATION), max_size=1),
    "audio": st.none() | record({"id": "audio_1"}),
    "function_call": st.none(),
    "name": st.sampled_from([None, "planner"]),
    "prefix": st.booleans(),
}
_ANSWERS: _Strategy = st.one_of(
    record(
        {"role": "assistant"},
        {"content": words() | words() | st.lists(_TEXT_PARTS | _REFUSALS | _THOUGHTS, max_size=3)},
    ),
    record(
        {"role": "assistant"},
        {"content": words() | st.none() | st.lists(_TEXT_PARTS | _THOUGHTS, max_size=2)},
        {**_ANSWER_MEMBERS, "tool_calls": st.none() | st.builds(list)},
    ),
)

_FUNCTIONS: _Strategy = record({}, {"name": names(), "arguments": arguments()}) | record(
    {}, {"name": names()}, {"arguments": st.none()}
)

# The id is filled in when a turn is put together.
_CALLS: _Strategy = st.one_of(
    record({"type": "function"}, {"function": _FUNCTIONS}, {"index": st.integers(0, 3)}),
    record({}, {"function": _FUNCTIONS}, {"type": st.none()}),
    record({"type": "custom"}, {"custom": record({}, {"name": names(), "input": words()})}),
)
_RESULTS: _Strategy = record(
    {"role": "tool"},
    {"content": words() | words() | st.lists(_TEXT_PARTS | _IMAGES, max_size=2)},
    {"name": names() | st.none()},
)
_CALLERS: _Strategy = st.one_of(
    record(
        {"role": "assistant"},
        optional={"content": st.none() | words() | st.lists(_TEXT_PARTS, max_size=2)},
    ),
    record({"role": "assistant"}, {"content": st.none() | words()}, _ANSWER_MEMBERS),
)


def _legacy(draw: st.DrawFn, used: list[str]) -> list[Payload]:
    function = {"name": draw(names()), "arguments": draw(arguments())}
    caller = {**draw(_CALLERS), "function_call": function}
    result = {"role": "function", "name": function["name"], "content": draw(words() | st.none())}
    return arrange_calls(draw, [(caller, [result])], [draw(_PROMPTS)])


_prompt = make_turn_of(_PROMPTS, 1)
_answer = make_turn_of(_ANSWERS, 2)
_calls = make_calling_turn(_CALLERS, _CALLS, _RESULTS, _PROMPTS | _ANSWERS)
_anything = make_turn_of(messages(), 3)
TURNS: tuple[Turn, ...] = (_prompt, _answer, _calls, _prompt, _calls, _calls, _legacy, _anything)
"""The kinds of turns, the usual ones more than once."""
