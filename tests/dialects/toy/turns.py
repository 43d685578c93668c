"""The turns that histories are drawn from."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from responses_protocol._testing.turns import arguments, next_call_id, words
from responses_protocol.testing import from_schema

_LINES = st.lists(words(), max_size=2)
_MOODS = st.sampled_from([None, "", "calm"])


def _prompt(draw: st.DrawFn, used: list[str]) -> list[dict[str, Any]]:
    return [{"who": draw(st.sampled_from(["user", "system"])), "lines": draw(_LINES)}]


def _answer(draw: st.DrawFn, used: list[str]) -> list[dict[str, Any]]:
    return [{"who": "model", "lines": draw(_LINES), "mood": draw(_MOODS)}]


def _calls(draw: st.DrawFn, used: list[str]) -> list[dict[str, Any]]:
    call_id = next_call_id(draw, used)
    call = {"id": call_id, "fn": "add", "args": draw(arguments())}
    return [
        {"who": "model", "call": call},
        {"who": "tool", "of": call_id, "lines": draw(_LINES)},
    ]


def _anything(draw: st.DrawFn, used: list[str]) -> list[dict[str, Any]]:
    return [draw(from_schema("toy", "ToyMessage"))]


TURNS = (_prompt, _answer, _calls, _anything)
