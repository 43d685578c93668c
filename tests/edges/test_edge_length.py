"""Long histories come back exactly, and twice the length takes about twice the time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from effort import is_thorough
from growth import MAX_RATIO, measure_seconds
from laws import OTHER

import responses_protocol as rp

pytestmark = pytest.mark.growth
History = list[dict[str, Any]]


def many_segments(count: int) -> History:
    history: History = []
    for number in range(count // 4):
        history += [
            {"role": "user", "content": f"Question {number}"},
            {"type": "function_call", "call_id": f"c{number}", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": f"c{number}", "output": f"{number}"},
            {"type": "message", "id": f"m{number}", "role": "assistant", "content": f"{number}."},
        ]
    return history


def one_giant_turn(count: int) -> History:
    numbers = range(count // 2)
    calls = [
        {"type": "function_call", "call_id": f"c{n}", "name": "f", "arguments": "{}", "id": f"i{n}"}
        for n in numbers
    ]
    return [
        *calls,
        *({"type": "function_call_output", "call_id": f"c{n}", "output": ""} for n in numbers),
    ]


def outputs_at_the_end(count: int) -> History:
    history: History = []
    for number in range(count // 3):
        history.append({"role": "user", "content": f"Question {number}"})
        history.append(
            {"type": "function_call", "call_id": f"c{number}", "name": "f", "arguments": ""}
        )
    numbers = range(count // 3)
    return history + [
        {"type": "function_call_output", "call_id": f"c{number}", "output": ""}
        for number in numbers
    ]


def outputs_backwards(count: int) -> History:
    history = one_giant_turn(count)
    return history[: count // 2] + history[: count // 2 - 1 : -1]


def one_text_everywhere(count: int) -> History:
    return [{"role": role, "content": "Hi."} for role in ("user", "assistant")] * (count // 2)


def nothing_but_reasoning(count: int) -> History:
    return [{"type": "reasoning", "id": f"rs_{number}", "summary": []} for number in range(count)]


def one_id_again_and_again(count: int) -> History:
    return [{"type": "function_call", "call_id": "c", "name": "f", "arguments": ""}] * count


def one_id_in_every_turn(count: int) -> History:
    """Return turns that begin alike: of each, only the output tells which one it is."""
    call = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "", "id": "i"}
    output = {"type": "function_call_output", "call_id": "c"}
    return [
        item for index in range(count // 2) for item in (call, {**output, "output": f"{index}"})
    ]


def open_calls_with_long_ids(count: int) -> History:
    call = {"type": "function_call", "name": "f", "arguments": ""}
    return [{**call, "call_id": f"{'c' * 100}{number}"} for number in range(count)]


def chat_segments(count: int) -> History:
    history: History = []
    for number in range(count // 3):
        function = {"name": "f", "arguments": "{}"}
        history += [
            {"role": "user", "content": "Hi.", "name": f"user{number}"},
            {
                "role": "assistant",
                "content": "",
                "tool_calls": [{"id": f"c{number}", "type": "function", "function": function}],
            },
            {"role": "tool", "tool_call_id": f"c{number}", "content": [], "name": "f"},
        ]
    return history


def chat_turns_that_begin_alike(count: int) -> History:
    history: History = rp.convert(one_id_in_every_turn(count), "chat_completions").value
    return history


def chat_giant_turn(count: int) -> History:
    numbers = range(count - 1)
    function = {"name": "f", "arguments": "{}", "x": 1}
    calls = [{"id": f"c{n}", "type": "function", "function": function} for n in numbers]
    results = [
        {"role": "tool", "tool_call_id": f"c{n}", "content": "", "name": "f"} for n in numbers
    ]
    return [{"role": "assistant", "content": None, "tool_calls": calls}, *results]


def chat_one_run(count: int) -> History:
    """Return assistant messages in a row, each with a call: all calls go behind the last one."""
    return [
        {
            "role": "assistant",
            "content": f"{number}",
            "tool_calls": [
                {"id": f"c{number}", "type": "function", "function": {"name": "f", "arguments": ""}}
            ],
        }
        for number in range(count)
    ]


SHAPES: list[tuple[str, Callable[[int], History]]] = [
    ("responses", many_segments),
    ("responses", one_giant_turn),
    ("responses", outputs_at_the_end),
    ("responses", outputs_backwards),
    ("responses", one_text_everywhere),
    ("responses", nothing_but_reasoning),
    ("responses", one_id_again_and_again),
    ("responses", one_id_in_every_turn),
    ("responses", open_calls_with_long_ids),
    ("chat_completions", chat_segments),
    ("chat_completions", chat_giant_turn),
    ("chat_completions", chat_one_run),
    ("chat_completions", chat_turns_that_begin_alike),
    ("chat_completions", one_text_everywhere),
]
NAMES = [f"{source}-{shape.__name__}" for source, shape in SHAPES]


def convert_and_restore(payload: History, source: Any) -> None:
    conversion = rp.convert(payload, OTHER[source], source=source, kind="history")
    conversion.losses  # noqa: B018
    conversion.notices  # noqa: B018
    assert rp.restore(conversion.value, conversion.complement) == payload


def restore_edited(payload: History, source: Any) -> None:
    """Restore with a value deleted in the middle and one put at each end."""
    conversion = rp.convert(payload, OTHER[source], source=source, kind="history")
    new = {"role": "user", "content": "new"}
    middle = len(conversion.value) // 2
    value = [new, *conversion.value[:middle], *conversion.value[middle + 1 :], new]
    try:
        rp.restore(value, conversion.complement)
    except rp.ComplementError:
        assert len(conversion.complement["segments"]) < 3  # a single one was hit


@pytest.mark.parametrize("run", [convert_and_restore, restore_edited])
@pytest.mark.parametrize(("source", "shape"), SHAPES, ids=NAMES)
def test_twice_the_length_takes_twice_the_time(
    source: str, shape: Callable[[int], History], run: Callable[[History, str], None]
) -> None:
    run(shape(100), source)  # whatever is made once is made
    ratio = 0.0
    for count in (2_000, 5_000, 10_000, 25_000):  # a single measurement may be disturbed
        short, long = shape(count), shape(2 * count)
        short_times, long_times = [measure_seconds(partial(run, short, source))], []
        for _ in range(2):
            short_times.append(measure_seconds(partial(run, short, source)))
            long_times.append(measure_seconds(partial(run, long, source)))
            ratio = min(long_times) / min(short_times)
            if ratio <= MAX_RATIO:
                return
    raise AssertionError(f"{ratio:.2f} times the time")


HUGE = [
    ("responses", many_segments),
    ("responses", one_giant_turn),
    ("responses", outputs_at_the_end),
    ("chat_completions", chat_segments),
    ("chat_completions", one_text_everywhere),
]


@pytest.mark.parametrize(("source", "shape"), HUGE, ids=[shape.__name__ for _, shape in HUGE])
def test_a_hundred_thousand_come_back(source: str, shape: Callable[[int], History]) -> None:
    count = 100_000 if is_thorough() else 20_000
    payload = shape(count)
    assert len(payload) > 0.99 * count
    convert_and_restore(payload, source)
