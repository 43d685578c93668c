"""Examples of rules as they are shown: long values by their length, short ones on one line."""

from __future__ import annotations

from typing import Any

import pytest

from responses_protocol._checks.catalogue import _format_json, _shorten


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x" * 120, "x" * 120),
        ("x" * 121, "x" * 40 + "... (121 characters)"),
        ("x" * 1200, "x" * 40 + "... (1,200 characters)"),
        ([1] * 15, [1] * 15),
        ([1] * 16, [1, 1, 1, "... (16 elements)"]),
        ({"a": ["x" * 121]}, {"a": ["x" * 40 + "... (121 characters)"]}),
        ({str(n): n for n in range(15)}, {str(n): n for n in range(15)}),
        ({str(n): n for n in range(16)}, {"0": 0, "1": 1, "2": 2, "...": "(16 members)"}),
        (True, True),
        (10**200, 10**200),
    ],
)
def test_long_values_are_shown_by_their_length(value: Any, shown: Any) -> None:
    assert _shorten(value) == shown


@pytest.mark.parametrize(
    ("value", "indent", "text"),
    [
        ("x" * 200, "", '"' + "x" * 200 + '"'),
        (["x" * 92], "", '["' + "x" * 92 + '"]'),
        (["x" * 93], "", '[\n  "' + "x" * 93 + '"\n]'),
        (["x" * 91], "  ", '[\n    "' + "x" * 91 + '"\n  ]'),
        ({"a": "x" * 90, "b": []}, "", '{\n  "a": "' + "x" * 90 + '",\n  "b": []\n}'),
        ({"é": [1, 2]}, "", '{"é": [1, 2]}'),
        ([], " " * 99, "[]"),
    ],
)
def test_a_value_that_fits_has_one_line(value: Any, indent: str, text: str) -> None:
    assert _format_json(value, indent) == text
