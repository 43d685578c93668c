"""Parts of turns of all dialects: texts, call ids, and the order of calls and their outputs."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

__all__ = [
    *("Call", "Payload", "Turn"),
    *("arrange_calls", "arguments", "names", "next_call_id", "record", "words"),
]

Payload = dict[str, Any]
Turn = Callable[[st.DrawFn, list[str]], list[Payload]]
"""A part of a history, drawn with the call ids used so far (to which it adds its own)."""

Call = tuple[Payload, list[Payload]]
"""An item or message that calls, and the outputs that answer it."""

_WORDS = (
    *("Hello", "What is 2 + 2?", "", "Line one\nline two", "<think>why</think>yes", "déjà vu ☃"),
    *("  padded  ", '{"a": 1}', "0", "𝄞" * 3),
)
_ARGUMENTS = ("{}", '{"city": "Kyoto"}', "", '{"b":1, "a": 2}', '{"cut', "1e400", "null", "plain")
_NAMES = ("get_weather", "search", "files__read", "a" * 64)


def words() -> st.SearchStrategy[str]:
    """Return texts of messages."""
    return st.sampled_from(_WORDS)


def arguments() -> st.SearchStrategy[str]:
    """Return arguments as models write them: JSON text, odd spacing, and no JSON at all."""
    return st.sampled_from(_ARGUMENTS)


def names() -> st.SearchStrategy[str]:
    """Return tool names."""
    return st.sampled_from(_NAMES)


def record(
    fixed: Payload,
    varied: Mapping[str, st.SearchStrategy[Any]] | None = None,
    optional: Mapping[str, st.SearchStrategy[Any]] | None = None,
) -> st.SearchStrategy[Payload]:
    """Return objects with fixed members, drawn ones, and drawn ones that may be absent."""
    # Fixed members are merged, not drawn: half of the time of an example would go into them.
    drawn = st.fixed_dictionaries(dict(varied or {}), optional=dict(optional or {}))
    return drawn.map(lambda members: {**copy.deepcopy(fixed), **members})


def next_call_id(draw: st.DrawFn, used: list[str]) -> str:
    """Return a call id, mostly new, and note it in ``used``; some repeat, are empty or long."""
    fresh = f"call_{len(used)}"
    odd = ("", "c" * 70 + str(len(used)), used[-1], used[0]) if used else ("", fresh)
    call_id = draw(st.sampled_from((fresh,) * 12 + odd))
    used.append(call_id)
    return call_id


def _put_after(draw: st.DrawFn, calls: list[Call], between: list[Payload]) -> list[Payload]:
    return [head for head, _ in calls] + [output for _, outputs in calls for output in outputs]


def _put_adjacent(draw: st.DrawFn, calls: list[Call], between: list[Payload]) -> list[Payload]:
    return [payload for head, outputs in calls for payload in (head, *outputs)]


def _reorder(draw: st.DrawFn, calls: list[Call], between: list[Payload]) -> list[Payload]:
    outputs = [output for _, outputs in calls for output in outputs]
    return [head for head, _ in calls] + draw(st.permutations(outputs))


def _separate(draw: st.DrawFn, calls: list[Call], between: list[Payload]) -> list[Payload]:
    heads = [head for head, _ in calls]
    outputs = [output for _, outputs in calls for output in outputs]
    cut = draw(st.integers(0, len(outputs)))
    return heads + outputs[:cut] + between + outputs[cut:]


def _shuffle(draw: st.DrawFn, calls: list[Call], between: list[Payload]) -> list[Payload]:
    return draw(st.permutations(_put_after(draw, calls, between) + between))


def _drop_output(draw: st.DrawFn, calls: list[Call], between: list[Payload]) -> list[Payload]:
    placed = _put_adjacent(draw, calls, between)
    outputs = [output for _, outputs in calls for output in outputs]
    lost = draw(st.sampled_from(outputs))
    return [payload for payload in placed if payload is not lost]


def _drop_calls(draw: st.DrawFn, calls: list[Call], between: list[Payload]) -> list[Payload]:
    return [output for _, outputs in calls for output in outputs] + between


def _repeat_last(draw: st.DrawFn, calls: list[Call], between: list[Payload]) -> list[Payload]:
    placed = _put_after(draw, calls, between)
    return [*placed, dict(placed[-1])]


_PLACEMENTS = (
    *(_put_after, _put_adjacent, _put_after, _put_adjacent, _reorder, _separate, _separate),
    *(_shuffle, _drop_output, _drop_calls, _repeat_last),
)


def arrange_calls(draw: st.DrawFn, calls: list[Call], between: list[Payload]) -> list[Payload]:
    """Return calls and their outputs in one of the orders that occur, valid and invalid.

    ``between`` are payloads that may come between them. The calls must have an output at least.
    """
    return draw(st.sampled_from(_PLACEMENTS))(draw, calls, between)


def make_turn_of(payloads: st.SearchStrategy[Payload], most: int) -> Turn:
    """Return a turn of one to ``most`` payloads."""

    def turn(draw: st.DrawFn, used: list[str]) -> list[Payload]:
        return draw(st.lists(payloads, min_size=1, max_size=most))

    return turn


def make_calling_turn(
    callers: st.SearchStrategy[Payload],
    calls: st.SearchStrategy[Payload],
    results: st.SearchStrategy[Payload],
    between: st.SearchStrategy[Payload],
) -> Turn:
    """Return a turn of messages: one that calls tools, their results, and others between them."""

    def turn(draw: st.DrawFn, used: list[str]) -> list[Payload]:
        called = [
            {**call, "id": next_call_id(draw, used)}
            for call in draw(st.lists(calls, min_size=1, max_size=3))
        ]
        caller = {**draw(callers), "tool_calls": called}
        answers = [{**draw(results), "tool_call_id": call["id"]} for call in called]
        drawn = draw(st.lists(between, min_size=1, max_size=2))
        return arrange_calls(draw, [(caller, answers)], drawn)

    return turn
