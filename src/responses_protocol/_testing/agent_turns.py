"""Strategies for turns of an MLflow ChatAgent history, with values that its classes accept."""

from __future__ import annotations

from hypothesis import strategies as st

from responses_protocol._testing.schema_strategies import union
from responses_protocol._testing.turns import (
    Payload,
    Turn,
    arguments,
    make_calling_turn,
    make_turn_of,
    names,
    record,
    words,
)

__all__ = ["TURNS"]

_Strategy = st.SearchStrategy[Payload]
_IDS = st.sampled_from([None, "", "1", "msg_1", "fc_1", "run--1", "a" * 70])
_EXTRA = {
    "id": _IDS,
    "attachments": st.sampled_from([None, {}, {"chart": "a,b"}]),
    "name": st.sampled_from([None, "planner"]),
}
_PROMPTS: _Strategy = record(
    {},
    {"role": st.sampled_from(["user", "user", "user", "system", "developer"]), "content": words()},
    _EXTRA,
)
_ANSWERS: _Strategy = record(
    {"role": "assistant"},
    {"content": words()},
    {**_EXTRA, "tool_calls": st.none() | st.builds(list)},
)
# The id is filled in when a turn is put together.
_CALLS: _Strategy = st.one_of(
    record(
        {"type": "function"}, {"function": record({}, {"name": names(), "arguments": arguments()})}
    ),
    record(
        {},
        {"function": record({}, {"name": names() | st.none()}, {"arguments": st.none()})},
        {"type": st.none(), "thought_signature": st.sampled_from([None, "c2ln"])},
    ),
)
_CALLERS: _Strategy = record(
    {"role": "assistant"}, {"content": words() | st.none()}, _EXTRA
) | record({"role": "assistant"}, {}, _EXTRA)
_RESULTS: _Strategy = record({"role": "tool"}, {"content": words()}, {**_EXTRA, "name": names()})


_prompt = make_turn_of(_PROMPTS, 1)
_answer = make_turn_of(_ANSWERS, 2)
_calls = make_calling_turn(_CALLERS, _CALLS, _RESULTS, _PROMPTS | _ANSWERS)
_anything = make_turn_of(union("chat_agent", "ChatAgentMessage"), 3)
TURNS: tuple[Turn, ...] = (_prompt, _answer, _calls, _prompt, _calls, _anything)
"""The kinds of turns, the usual ones more than once."""
