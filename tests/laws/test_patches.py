"""The patch from one list to another is exact, whatever they hold, and leaves both as they are."""

from __future__ import annotations

import copy
from itertools import combinations
from typing import Any

import pytest
from effort import scale_examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from laws import same

from responses_protocol._formats.registry import DIALECTS, TRANSLATIONS
from responses_protocol._lens.patch import MANY, diff, longest_increasing
from responses_protocol._lens.pointer import apply_patch

TEXTS = st.sampled_from(["", "a", "-", "0", "/", "~1", "x" * 64, "y" * 64])
MEMBERS = st.sampled_from(["id", "type", "content", "a/b", "m~n", "0", "-", ""])
# Not 1 beside True: translations pass what they don't read, so no payload turns one into the other.
VALUES = st.recursive(
    TEXTS | st.sampled_from([None, True, 2, 2.5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=3),
    max_leaves=8,
)
# What a translation makes says of what kind it is, and takes nothing whose kind is no text.
KIND = {"type": TEXTS, "role": TEXTS}
OTHERS: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(["id", "content", "a/b", "0"], VALUES)
TRANSLATED_VALUES = st.fixed_dictionaries(KIND, optional=OTHERS)
SOURCE_VALUES = st.fixed_dictionaries({}, optional={**KIND, **OTHERS, "": VALUES})


@pytest.mark.parametrize("dialect", DIALECTS)
@given(
    old=st.lists(TRANSLATED_VALUES, max_size=4),
    new=st.lists(SOURCE_VALUES | TRANSLATED_VALUES, max_size=4),
)
@settings(max_examples=scale_examples(200))
@example(old=[{"type": "a", "role": "b"}], new=[{"type": "a", "role": "b", "0": ["x" * 64]}])
def test_a_patch_makes_one_list_of_another(dialect: str, old: list[Any], new: list[Any]) -> None:
    translations = (
        translation for (kind, source, _), translation in TRANSLATIONS.items() if source == dialect
    )
    identity = next(translation_.side.identity for translation_ in translations)
    before = copy.deepcopy((old, new))
    patch = diff(old, new, identity)
    assert same(apply_patch(patch, copy.deepcopy(old)), new)
    assert same([old, new], list(before))


def test_one_of_many_parts_out_of_order_is_written_anew() -> None:
    """A move costs the number of parts, so among many there is none."""
    identity = TRANSLATIONS["history", "responses", "chat_completions"].side.identity
    last, *parts = [{"type": "input_file", "id": f"{number}"} for number in range(MANY + 1)]

    def patch(old: list[Any], new: list[Any]) -> list[Any]:
        message = {"type": "message", "role": "user"}
        return diff([{**message, "content": old}], [{**message, "content": new}], identity)

    assert patch([*parts[1:], last], [last, *parts[1:]]) == [
        {"op": "move", "from": f"/0/content/{MANY - 1}", "path": "/0/content/0"}
    ]
    assert patch([*parts, last], [last, *parts]) == [
        {"op": "remove", "path": f"/0/content/{MANY}"},
        {"op": "add", "path": "/0/content/0", "value": last},
    ]


@given(st.lists(st.integers(0, 9), unique=True, max_size=8))
def test_a_longest_increasing_part(numbers: list[int]) -> None:
    longest = longest_increasing(numbers)
    kept_numbers = [number for number in numbers if number in longest]
    assert kept_numbers == sorted(longest)
    longer_parts = combinations(numbers, len(kept_numbers) + 1)
    assert not any(list(part) == sorted(part) for part in longer_parts)


def test_a_patch_adds_a_copy() -> None:
    value_to_add: list[Any] = [{"deep": []}]
    (value,) = apply_patch([{"op": "add", "path": "/0/list", "value": value_to_add}], [{}])
    assert value == {"list": value_to_add}
    assert value["list"] is not value_to_add
    assert value["list"][0] is not value_to_add[0]
