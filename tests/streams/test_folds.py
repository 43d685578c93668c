"""The message that deltas add up to, and the deltas that are damaged."""

from __future__ import annotations

from typing import Any

import pytest
from stream_table import call_fragment, calls, chunk, whole_call

import responses_protocol as rp
from responses_protocol.streams import ChunksToEvents, fold_chunks

IMAGE = {"type": "image_url", "image_url": {"url": "u"}}


def text(value: Any, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": value, **more}


def refusal(value: str, **more: Any) -> dict[str, Any]:
    return {"type": "refusal", "refusal": value, **more}


def thinking(value: Any, **more: Any) -> dict[str, Any]:
    return {"type": "thinking", "thinking": value, **more}


def detail(value: Any, **more: Any) -> dict[str, Any]:
    return {"type": "reasoning.text", "text": value, **more}


def encrypted(data: str, **more: Any) -> dict[str, Any]:
    return {"type": "reasoning.encrypted", "data": data, **more}


def check(name: str, values: list[Any], expected: Any) -> None:
    """Add up the values of one member of deltas."""
    chunks = [*(chunk(**{name: value}) for value in values), chunk("stop")]
    assert fold_chunks(chunks)["choices"][0]["message"][name] == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a", "b"], "ab"),
        ([[text("a")], [text("b")]], [text("ab")]),
        ([[text("a"), text("b")]], [text("ab")]),
        ([[text("a", x=1)], [text("b", x=2, y=3)]], [text("ab", x=1, y=3)]),
        (["a", [text("b")]], [text("ab")]),
        (["", [text("b")]], [text("b")]),
        ([[text("a")], "b", ""], [text("ab")]),
        ([[text("a"), IMAGE, text("b")], "c"], [text("a"), IMAGE, text("bc")]),
        ([[IMAGE], [IMAGE]], [IMAGE, IMAGE]),
        ([[text("a")], [text(7)], [text("b")]], [text("a"), text(7), text("b")]),
        ([[text(7, x=1)], [text("b", x=2)]], [text(7, x=1), text("b", x=2)]),
        ([[refusal("a")], [refusal("b", z=1)]], [refusal("ab", z=1)]),
        ([[text("a")], [refusal("b")], [text("c")]], [text("a"), refusal("b"), text("c")]),
    ],
)
def test_the_content_of_deltas(values: list[Any], expected: Any) -> None:
    check("content", values, expected)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([thinking("a"), thinking("b")], [thinking("ab")]),
        ([thinking("a", x=1), thinking("b", x=2, y=3)], [thinking("ab", x=1, y=3)]),
        ([thinking("a"), text("b"), thinking("c")], [thinking("a"), text("b"), thinking("c")]),
        ([thinking([text("a")]), thinking([text("b")])], [thinking([text("ab")])]),
        ([thinking([text("a")]), thinking([text("b")], x=1)], [thinking([text("ab")], x=1)]),
        ([thinking([]), thinking([text("b")])], [thinking([text("b")])]),
        (
            [thinking([text("a"), text("b"), {"id": 1}, text("c")]), thinking([text("d")])],
            [thinking([text("ab"), {"id": 1}, text("cd")])],
        ),
        (
            [thinking([text("a")]), text("b"), thinking([text("c")]), thinking([text("d")])],
            [thinking([text("a")]), text("b"), thinking([text("cd")])],
        ),
        ([thinking("a"), thinking([text("b")])], [thinking("a"), thinking([text("b")])]),
        ([thinking([text("a")]), thinking("b")], [thinking([text("a")]), thinking("b")]),
        ([thinking([{"id": 1}]), thinking([{"id": 2}])], [thinking([{"id": 1}, {"id": 2}])]),
        (
            [{"type": "reasoning", "summary": [{"id": 1}]}] * 2,
            [{"type": "reasoning", "summary": [{"id": 1}, {"id": 1}]}],
        ),
        ([thinking(None), thinking("b")], [thinking(None), thinking("b")]),
        (
            [{"type": "reasoning", "text": "a"}, {"type": "reasoning", "text": "b"}],
            [{"type": "reasoning", "text": "ab"}],
        ),
        (
            [
                {"type": "reasoning", "summary": [{"type": "summary_text", "text": "a"}]},
                {"type": "reasoning", "summary": [{"type": "summary_text", "text": "b"}]},
            ],
            [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "ab"}]}],
        ),
        (
            [{"type": "reasoning"}, {"type": "reasoning", "text": "b"}],
            [{"type": "reasoning"}, {"type": "reasoning", "text": "b"}],
        ),
        (
            [{"type": "reasoning", "text": "a"}, {"type": "reasoning", "summary": "b"}],
            [{"type": "reasoning", "text": "a"}, {"type": "reasoning", "summary": "b"}],
        ),
        (
            [thinking("a"), {"type": "reasoning", "text": "b"}],
            [thinking("a"), {"type": "reasoning", "text": "b"}],
        ),
    ],
)
def test_the_reasoning_in_the_content_of_deltas(parts: list[Any], expected: Any) -> None:
    check("content", [[part] for part in parts], expected)
    check("content", [parts], expected)


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ([detail("a"), detail("b")], [detail("ab")]),
        ([detail("a", index=0), detail("b", index=0)], [detail("ab", index=0)]),
        (
            [detail("a", index=0), detail("b", index=1)],
            [detail("a", index=0), detail("b", index=1)],
        ),
        ([detail("a", x=1), detail("b", x=2, y=3)], [detail("ab", x=1, y=3)]),
        ([detail(None, x=None), detail("b", x=2), detail("c", x=3)], [detail("bc", x=2)]),
        ([detail(7), detail("b", x=1)], [detail(7, x=1)]),
        ([encrypted("a"), encrypted("b")], [encrypted("a"), encrypted("b")]),
        ([encrypted("a", index=0), encrypted("b", index=0)], [encrypted("ab", index=0)]),
        ([encrypted("a", index=0), encrypted("b")], [encrypted("a", index=0), encrypted("b")]),
        ([detail("a"), encrypted("b"), detail("c")], [detail("a"), encrypted("b"), detail("c")]),
        (
            [
                {"type": "reasoning.summary", "summary": "a", "format": "f"},
                {"type": "reasoning.summary", "summary": "b", "format": "f"},
            ],
            [{"type": "reasoning.summary", "summary": "ab", "format": "f"}],
        ),
    ],
)
def test_the_reasoning_details_of_deltas(details: list[Any], expected: Any) -> None:
    check("reasoning_details", [[entry] for entry in details], expected)
    check("reasoning_details", [details], expected)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("role", ["assistant", "assistant", ""], "assistant"),
        ("refusal", ["a", "b", ""], "ab"),
        ("reasoning", ["a", "b"], "ab"),
        ("reasoning_content", ["a", "b"], "ab"),
        ("annotations", [[{"a": 1}], [{"b": 1}]], [{"a": 1}, {"b": 1}]),
        (
            "audio",
            [
                {"id": "x", "data": "a", "transcript": "t"},
                {"data": "b", "id": "y", "expires_at": 1},
            ],
            {"id": "x", "data": "ab", "transcript": "t", "expires_at": 1},
        ),
        (
            "function_call",
            [{"name": "a", "arguments": "{"}, {"arguments": "}"}, {"name": "a"}, {"name": "b"}],
            {"name": "ab", "arguments": "{}"},
        ),
        ("x", [{"a": "b"}, {"a": "c"}], {"a": "b"}),
        ("x", [[1], [2]], [1, 2]),
        ("x", ["a", "b"], "a"),
        ("x", [None, 1, 2], 1),
    ],
)
def test_other_members_of_deltas(name: str, values: list[Any], expected: Any) -> None:
    check(name, values, expected)


def called(number: int, arguments: str = "{}") -> dict[str, Any]:
    function = {"name": "look", "arguments": arguments}
    return {"id": f"call_{number}", "type": "function", "function": function}


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        ([called(0, '{"a": 1}'), called(1)], [called(0, '{"a": 1}'), called(1)]),
        (
            [called(0, '{"a": 1}'), called(1), called(2), called(3)],
            [called(0, '{"a": 1}'), called(1), called(2), called(3)],
        ),
        ([called(0, "{}")], [called(0, '{"a'), called(1)]),
        ([], [called(0, '{"a'), called(1)]),
    ],
)
def test_the_calls_of_a_whole_message_extend_those_of_deltas(whole: Any, expected: Any) -> None:
    last = chunk("tool_calls")
    last["choices"][0]["message"] = {"role": "assistant", "content": None, "tool_calls": whole}
    begun = [calls(whole_call(0, "call_0", '{"')), calls(call_fragment(0, "a"))]
    chunks = [*begun, calls(whole_call(1, "call_1")), last]
    assert fold_chunks(chunks)["choices"][0]["message"]["tool_calls"] == expected


WRONG: tuple[Any, ...] = (7, {"a": 1}, "a", [7], [[]])
FITTING: dict[str, tuple[Any, ...]] = {
    "role": ("a",),
    "content": ("a",),
    "refusal": ("a",),
    "annotations": ([7], [[]]),
    "audio": ({"a": 1},),
    "tool_calls": (),
    "function_call": ({"a": 1},),
}


@pytest.mark.parametrize("name", FITTING)
@pytest.mark.parametrize("before", [0, 2])
def test_a_damaged_member_of_a_delta_is_refused_where_it_stands(name: str, before: int) -> None:
    for value in WRONG:
        chunks = [*[chunk(content="a")] * before, chunk(**{name: value})]
        if value in FITTING[name]:
            fold_chunks(chunks)
            continue
        with pytest.raises(rp.ConversionError) as raised:
            fold_chunks(chunks)
        assert raised.value.pointer == f"/{before}/choices/0/delta/{name}"
        translator = ChunksToEvents()
        for good in chunks[:-1]:
            translator.feed(good)
        with pytest.raises(rp.ConversionError) as raised:
            translator.feed(chunks[-1])
        assert raised.value.pointer == f"/{before}/choices/0/delta/{name}"
