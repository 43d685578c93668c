"""Segments are found again in an edited value: in their order, and those that tell most."""

from __future__ import annotations

from typing import Any

import pytest
from effort import scale_examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from laws import same

import responses_protocol as rp
from responses_protocol._lens.segments import NEAR, align, digest_of_run

LETTERS = st.sampled_from("ab")
RUNS = st.lists(st.tuples(st.lists(LETTERS, min_size=1, max_size=3), st.booleans()), max_size=5)
Run = tuple[list[str], bool]  # the values of a segment, and whether it tells something
Weight = tuple[int, int]


@given(runs=RUNS, between=st.lists(LETTERS, max_size=7))
@settings(max_examples=scale_examples(300))
@example(runs=[(["a"], False), (["b"], True)], between=["b", "a"])
def test_the_segments_that_tell_most_are_found(runs: list[Run], between: list[str]) -> None:
    values = ["<", *between, ">"]  # so that nothing stands at either end
    marks = [(len(run), digest_of_run(list(run))) for run, _ in runs]
    weights = [len(runs) if is_telling else 1 for _, is_telling in runs]
    starts = align(marks, list(values), lambda number, run: weights[number])
    end = count_of_telling = count = 0
    for (run, is_telling), start in zip(runs, starts, strict=True):
        if start is not None:
            assert start >= end
            end = start + len(run)
            assert values[start:end] == run
            count_of_telling, count = count_of_telling + is_telling, count + 1
    assert (count_of_telling, count) == find_heaviest(runs, values)


def find_heaviest(runs: list[Run], values: list[str]) -> Weight:
    """Return the most that any choice of segments finds: of those that tell, and of all."""
    if not runs:
        return 0, 0
    (run, is_telling), *rest = runs
    best = find_heaviest(rest, values)
    for start in range(len(values)):
        if values[start : start + len(run)] == run:
            count_of_telling, count = find_heaviest(rest, values[start + len(run) :])
            best = max(best, (count_of_telling + is_telling, count + 1))
    return best


@pytest.mark.parametrize(
    ("runs", "values", "weights", "starts"),
    [
        pytest.param(["ab", "b"], "ab", [1, 9], [0, None], id="the first before a heavier one"),
        pytest.param(["b", "ab"], "ab", [9, 1], [None, 0], id="the last before a heavier one"),
        pytest.param(["ab", "c"], "xcab", [9, 1], [2, None], id="a moved one ends the value"),
        pytest.param(["c", "ab"], "abxc", [1, 9], [None, 0], id="a moved one begins the value"),
        pytest.param(["a", "bc", "d"], "xabcdx", None, [1, 2, 4], id="none is weighed in order"),
        pytest.param(["a", "b"], "xbyax", [1, 9], [None, 1], id="the heavier one"),
        pytest.param(["", "a"], "xa", None, [0, 1], id="one of no values at the beginning"),
        pytest.param(["a", "", "b"], "ab", None, [0, 1, 1], id="one of no values between"),
    ],
)
def test_where_segments_are_found(
    runs: list[str], values: str, weights: list[int] | None, starts: list[int | None]
) -> None:
    marks = [(len(run), digest_of_run(list(run))) for run in runs]

    def weigh(number: int, run: list[Any]) -> int:
        assert weights is not None
        assert "".join(run) == runs[number]
        return weights[number]

    assert align(marks, list(values), weigh) == starts


def make_turn(text: str, number: int) -> list[dict[str, Any]]:
    thought = {"type": "reasoning", "id": f"rs_{number}", "summary": [], "encrypted_content": "g"}
    return [thought, {"type": "message", "role": "assistant", "content": text}]


def test_a_text_that_comes_back_costs_no_reasoning() -> None:
    question = {"type": "message", "role": "user", "content": "Yes"}
    source = [question, *make_turn("One", 1), question, *make_turn("Two", 2)]
    conversion = rp.convert(source, "chat_completions", source="responses")
    first_question, first_answer, second_question, second_answer = conversion.value
    edited = [{"role": "user", "content": "Yes"}, first_question, first_answer, second_answer]
    assert second_question == first_question
    restored = rp.restore(edited, conversion.complement)
    assert same(restored, [question, question, *make_turn("One", 1), *make_turn("Two", 2)])


@pytest.mark.parametrize("count", [2, NEAR + 6])
def test_equal_messages_are_found_between_new_ones(count: int) -> None:
    """Each is found, also where what the target lacks of it is no text."""
    source = [{"type": "message", "role": "user", "content": "Yes", "x": True}] * count
    conversion = rp.convert(source, "chat_completions", source="responses")
    new = {"role": "user", "content": "No"}
    restored = rp.restore([new, *conversion.value, new], conversion.complement)
    assert same(restored[1:-1], source)


@pytest.mark.parametrize(
    ("lacking", "keeps_moved"),
    [
        (["a", "b", "c"], False),
        (["a", "b", "c", "d", "e"], True),
        ({"y": ["a", "b", "c", "d", "e"]}, True),
        ([{"y": "a"}, {"y": "b"}, {"y": "c"}, {"y": {"z": ["d", {"y": "e"}]}}], True),
        (["a", "a", "a", "a", "a"], False),
    ],
)
def test_three_messages_outweigh_one_with_three_texts(lacking: Any, keeps_moved: bool) -> None:
    """Where one is moved before others, either it or the others keep what the target lacks."""

    def message(content: str, lost: Any) -> dict[str, Any]:
        return {"type": "message", "role": "user", "content": content, "x": lost}

    moved_message, *messages = [
        message("0", lacking),
        *(message(text, True) for text in "123"),
    ]
    conversion = rp.convert([moved_message, *messages], "chat_completions", source="responses")
    first, *rest = conversion.value
    restored = rp.restore([*rest, first], conversion.complement)
    changed = messages if keeps_moved else [moved_message]
    assert same(
        restored,
        [
            {k: v for k, v in item.items() if item not in changed or k != "x"}
            for item in (*messages, moved_message)
        ],
    )
