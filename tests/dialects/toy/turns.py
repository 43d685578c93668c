"""The turns that histories are drawn from.

A turn gets the function that draws, and the call ids of the history so far; it adds its own ids to
these, and returns messages.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from responses_protocol.testing import from_schema

_LINES = st.lists(st.sampled_from(["Hello", "", "Line one\nline two", '{"a": 1}']), max_size=2)
_ARGUMENTS = st.sampled_from(["{}", '{"city": "Kyoto"}', "", '{"cut'])
_MOODS = st.sampled_from([None, "", "calm"])


def _prompt(draw: st.DrawFn, used: list[str]) -> list[dict[str, Any]]:
    return [{"who": draw(st.sampled_from(["user", "system"])), "lines": draw(_LINES)}]


def _answer(draw: st.DrawFn, used: list[str]) -> list[dict[str, Any]]:
    return [{"who": "model", "lines": draw(_LINES), "mood": draw(_MOODS)}]


def _call(draw: st.DrawFn, used: list[str]) -> list[dict[str, Any]]:
    call_id = draw(st.sampled_from([f"call_{len(used)}", "", *used[-1:]]))  # some ids repeat
    used.append(call_id)
    call = {"id": call_id, "fn": "add", "args": draw(_ARGUMENTS)}
    return [
        {"who": "model", "call": call},
        {"who": "tool", "of": call_id, "lines": draw(_LINES)},
    ]


def _message(draw: st.DrawFn, used: list[str]) -> list[dict[str, Any]]:
    return [draw(from_schema("toy", "ToyMessage"))]


TURNS = (_prompt, _answer, _call, _message)
