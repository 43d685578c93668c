"""The input of a custom tool in any spelling."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spellings import SPELLINGS, Spelling

from responses_protocol._formats.chat_completions.custom_inputs import DEPTH, read_input

PATCH = "*** Begin Patch\n+say(\"hi\\n\", {'a': 1})\n*** End Patch"


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda one: one.name)
@given(st.text(st.characters(exclude_categories=["Cs"])) | st.just(PATCH))
def test_every_spelling_is_read(spelling: Spelling, text: str) -> None:
    if spelling.fits(text):
        assert read_input(spelling.write(text)) == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (PATCH, PATCH),
        ('{"input": "print("hi")"}', 'print("hi")'),
        ("{}", ""),
        ("", ""),
        (None, ""),
        ('{"custom_tool_input": null}', ""),
        ({"custom_tool_input": PATCH}, PATCH),
        ({"input": {"a": 1}}, '{"a": 1}'),
        ({"custom_tool_input": '{"custom_tool_input": "a\nb"}'}, "a\nb"),
        ('{"input": "}', "}"),
        ('{"code": "}', '{"code": "}'),
        ('{"path": "a", "content": "b"}', '{"path": "a", "content": "b"}'),
        ('{"a": 1}', '{"a": 1}'),
        ("42", "42"),
        ("[1, 2]", "[1, 2]"),
        ('{"custom_tool_input": "\\ud800"}', '{"custom_tool_input": "\\ud800"}'),
        ('{"custom_tool_input": "a \\q b', "a \\q b"),
        ('{"custom_tool_input": "\\u00e4', "ä"),
        ("{" * 5000, "{" * 5000),
        ("[" * 100_000, "[" * 100_000),
    ],
)
def test_what_is_no_wrapping_is_the_input(arguments: Any, text: str) -> None:
    assert read_input(arguments) == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ('{"input": "ls", "x": y}', "ls"),
        ('{"input": "ls"} and more', "ls"),
        ("{\"input\": 'ls'}", "ls"),
        ('{"patch": `ls`}', "ls"),
        ("{\"cmd\": 'ls'}", "ls"),
        ('{"cmd": "a"b"}', 'a"b'),
        ('"a \\"b', 'a "b'),
        # these may be anything
        ('{"input": ls}', '{"input": ls}'),
        ("{\"cmd\": 'ls' x", "{\"cmd\": 'ls' x"),
        ('"a" b', '"a" b'),
        ('{"input": "\\ud800" }}', '{"input": "\\ud800" }}'),
    ],
)
def test_the_input_in_broken_json(arguments: str, text: str) -> None:
    assert read_input(arguments) == text


def test_a_wrapping_is_removed_so_many_times_and_no_more() -> None:
    arguments: Any = "ls"
    for _ in range(DEPTH):
        arguments = {"custom_tool_input": arguments}
    assert read_input(arguments) == "ls"
    assert read_input({"custom_tool_input": arguments}) == '{"custom_tool_input": "ls"}'


@given(st.text() | st.recursive(st.text() | st.none() | st.integers(), st.lists))
def test_any_arguments_are_read(arguments: Any) -> None:
    for given_arguments in (arguments, json.dumps(arguments), json.dumps({"input": arguments})):
        assert isinstance(read_input(given_arguments), str)
