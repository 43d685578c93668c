"""Long histories come back exactly, and twice the length takes about twice the time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from effort import thorough
from growth import MOST, seconds
from laws import OTHER

import responses_protocol as rp

pytestmark = pytest.mark.growth
Made = list[dict[str, Any]]


def many_segments(count: int) -> Made:
    made: Made = []
    for number in range(count // 4):
        made += [
            {"role": "user", "content": f"Question {number}"},
            {"type": "function_call", "call_id": f"c{number}", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": f"c{number}", "output": f"{number}"},
            {"type": "message", "id": f"m{number}", "role": "assistant", "content": f"{number}."},
        ]
    return made


def one_giant_turn(count: int) -> Made:
    numbers = range(count // 2)
    calls = [
        {"type": "function_call", "call_id": f"c{n}", "name": "f", "arguments": "{}", "id": f"i{n}"}
        for n in numbers
    ]
    return [
        *calls,
        *({"type": "function_call_output", "call_id": f"c{n}", "output": ""} for n in numbers),
    ]


def outputs_at_the_end(count: int) -> Made:
    made: Made = []
    for number in range(count // 3):
        made.append({"role": "user", "content": f"Question {number}"})
        made.append(
            {"type": "function_call", "call_id": f"c{number}", "name": "f", "arguments": ""}
        )
    numbers = range(count // 3)
    return made + [
        {"type": "function_call_output", "call_id": f"c{number}", "output": ""}
        for number in numbers
    ]


def outputs_backwards(count: int) -> Made:
    made = one_giant_turn(count)
    return made[: count // 2] + made[: count // 2 - 1 : -1]


def one_text_everywhere(count: int) -> Made:
    return [{"role": role, "content": "Hi."} for role in ("user", "assistant")] * (count // 2)


def nothing_but_reasoning(count: int) -> Made:
    return [{"type": "reasoning", "id": f"rs_{number}", "summary": []} for number in range(count)]


def one_id_again_and_again(count: int) -> Made:
    return [{"type": "function_call", "call_id": "c", "name": "f", "arguments": ""}] * count


def one_id_in_every_turn(count: int) -> Made:
    """Return turns that begin alike: of each, only the output tells which one it is."""
    call = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "", "id": "i"}
    output = {"type": "function_call_output", "call_id": "c"}
    return [one for index in range(count // 2) for one in (call, {**output, "output": f"{index}"})]


def open_calls_with_long_ids(count: int) -> Made:
    call = {"type": "function_call", "name": "f", "arguments": ""}
    return [{**call, "call_id": f"{'c' * 100}{number}"} for number in range(count)]


def chat_segments(count: int) -> Made:
    made: Made = []
    for number in range(count // 3):
        function = {"name": "f", "arguments": "{}"}
        made += [
            {"role": "user", "content": "Hi.", "name": f"user{number}"},
            {
                "role": "assistant",
                "content": "",
                "tool_calls": [{"id": f"c{number}", "type": "function", "function": function}],
            },
            {"role": "tool", "tool_call_id": f"c{number}", "content": [], "name": "f"},
        ]
    return made


def chat_turns_that_begin_alike(count: int) -> Made:
    made: Made = rp.convert(one_id_in_every_turn(count), "chat_completions").value
    return made


def chat_giant_turn(count: int) -> Made:
    numbers = range(count - 1)
    function = {"name": "f", "arguments": "{}", "x": 1}
    calls = [{"id": f"c{n}", "type": "function", "function": function} for n in numbers]
    results = [
        {"role": "tool", "tool_call_id": f"c{n}", "content": "", "name": "f"} for n in numbers
    ]
    return [{"role": "assistant", "content": None, "tool_calls": calls}, *results]


def chat_one_run(count: int) -> Made:
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


SHAPES: list[tuple[str, Callable[[int], Made]]] = [
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


def there_and_back(payload: Made, source: Any) -> None:
    conversion = rp.convert(payload, OTHER[source], source=source, kind="history")
    conversion.losses  # noqa: B018
    conversion.notices  # noqa: B018
    assert rp.restore(conversion.value, conversion.complement) == payload


def edited(payload: Made, source: Any) -> None:
    """Restore with a value deleted in the middle and one put at each end."""
    conversion = rp.convert(payload, OTHER[source], source=source, kind="history")
    new = {"role": "user", "content": "new"}
    middle = len(conversion.value) // 2
    value = [new, *conversion.value[:middle], *conversion.value[middle + 1 :], new]
    try:
        rp.restore(value, conversion.complement)
    except rp.ComplementError:
        assert len(conversion.complement["segments"]) < 3  # a single one was hit


@pytest.mark.parametrize("run", [there_and_back, edited])
@pytest.mark.parametrize(("source", "shape"), SHAPES, ids=NAMES)
def test_twice_the_length_takes_twice_the_time(
    source: str, shape: Callable[[int], Made], run: Callable[[Made, str], None]
) -> None:
    run(shape(100), source)  # whatever is made once is made
    ratio = 0.0
    for count in (2_000, 5_000, 10_000, 25_000):  # a single measurement may be disturbed
        half, whole = shape(count), shape(2 * count)
        halves, wholes = [seconds(partial(run, half, source))], []
        for _ in range(2):
            halves.append(seconds(partial(run, half, source)))
            wholes.append(seconds(partial(run, whole, source)))
            ratio = min(wholes) / min(halves)
            if ratio <= MOST:
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
def test_a_hundred_thousand_come_back(source: str, shape: Callable[[int], Made]) -> None:
    count = 100_000 if thorough() else 20_000
    payload = shape(count)
    assert len(payload) > 0.99 * count
    there_and_back(payload, source)
