"""Segments are found in an edited value: in their order, and as many as there are.

Where values were moved, not all can be found in order, and those with the most records are.
"""

from __future__ import annotations

from collections.abc import Iterator
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
Run = tuple[list[str], bool]  # the values of a segment, and whether its record has texts
Chain = tuple[int | None, ...]  # the position of each segment, None where it is not found


@given(runs=RUNS, between=st.lists(LETTERS, max_size=7))
@settings(max_examples=scale_examples(300))
@example(runs=[(["a"], False), (["b"], True)], between=["b", "a"])
@example(runs=[(["a"], True), (["b"], False), (["a"], False)], between=["b", "a"])
def test_the_longest_chain_is_found_or_the_heaviest(runs: list[Run], between: list[str]) -> None:
    values = ["<", *between, ">"]  # so that no segment is at either end
    marks = [(len(run), digest_of_run(list(run))) for run, _ in runs]
    weights = [len(runs) if has_texts else 1 for _, has_texts in runs]
    starts = tuple(align(marks, list(values), lambda number, run: weights[number]))
    chains = list(find_chains(runs, values))
    assert starts in chains

    def count(chain: Chain) -> int:
        return sum(start is not None for start in chain)

    def count_texts(chain: Chain) -> int:
        return sum(start is not None and run[1] for run, start in zip(runs, chain, strict=True))

    rank = (count(starts), count_texts(starts))
    longest = max((count(chain), count_texts(chain)) for chain in chains)
    heaviest = max((count_texts(chain), count(chain)) for chain in chains)
    if rank == longest:
        may_leave = rank[::-1] == heaviest  # the one that is both may leave a segment
        assert may_leave or not leaves_segment(runs, values, starts)
    else:
        assert rank[::-1] == heaviest
        assert any(
            leaves_segment(runs, values, chain)
            for chain in chains
            if (count(chain), count_texts(chain)) == longest
        )


def find_chains(runs: list[Run], values: list[str], low: int = 0) -> Iterator[Chain]:
    """Yield all positions of segments, in their order, without overlaps."""
    if not runs:
        yield ()
        return
    (run, _), *rest = runs
    for chain in find_chains(rest, values, low):
        yield (None, *chain)
    for start in range(low, len(values)):
        if values[start : start + len(run)] == run:
            for chain in find_chains(rest, values, start + len(run)):
                yield (start, *chain)


def leaves_segment(runs: list[Run], values: list[str], chain: Chain) -> bool:
    """Return whether a segment that is not in a chain is found beside the values of the chain."""
    taken = {
        index
        for (run, _), start in zip(runs, chain, strict=True)
        if start is not None
        for index in range(start, start + len(run))
    }
    return any(
        values[index : index + len(run)] == run and taken.isdisjoint(range(index, index + len(run)))
        for (run, _), start in zip(runs, chain, strict=True)
        if start is None
        for index in range(len(values))
    )


@pytest.mark.parametrize(
    ("runs", "values", "weights", "starts"),
    [
        pytest.param(["ab", "b"], "ab", [1, 9], [0, None], id="the first before a heavier one"),
        pytest.param(["b", "ab"], "ab", [9, 1], [None, 0], id="the last before a heavier one"),
        pytest.param(["ab", "c"], "xcab", [9, 1], [2, None], id="a moved one ends the value"),
        pytest.param(["c", "ab"], "abxc", [1, 9], [None, 0], id="a moved one begins the value"),
        pytest.param(["a", "bc", "d"], "xabcdx", None, [1, 2, 4], id="none is weighed in order"),
        pytest.param(["a", "b"], "xbyax", [1, 9], [None, 1], id="the heavier one"),
        pytest.param(
            ["a", "b", "a"], "xbax", [9, 1, 1], [None, 1, 2], id="two of one that is gone"
        ),
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


def test_a_text_that_is_gone_costs_no_other_message() -> None:
    """The first of two equal texts has more in its record, and what is left is the second one."""
    between = {"type": "message", "role": "user", "content": "b", "x": True}
    source = [
        {"type": "message", "role": "user", "content": "a"},
        *make_turn("Hello", 1),
        between,
        {"type": "message", "role": "assistant", "content": "Hello", "x": True},
        {"type": "message", "role": "user", "content": "c"},
    ]
    conversion = rp.convert(source, "chat_completions", source="responses")
    edited = [conversion.value[0], *conversion.value[2:], {"role": "user", "content": "new"}]
    restored = rp.restore(edited, conversion.complement)
    assert same(restored[:-1], [source[0], *source[3:]])


@pytest.mark.parametrize("count", [2, NEAR + 6])
def test_equal_messages_are_found_between_new_ones(count: int) -> None:
    """Each is found, also where the values that the target lacks are no texts."""
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
    """Of a moved message and the others, only one side keeps the values that the target lacks."""

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
