"""The position of a value in its text, for any JSON in any layout."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._checks.reading.positions import find_offsets, find_positions
from responses_protocol._values import escape_token

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


def find_places(value: Any, pointer: str = "") -> list[tuple[str, Any]]:
    """Return the pointer of every member and element of a value, with its value."""
    members = [(pointer, value)]
    children = dict(enumerate(value)) if isinstance(value, list) else value
    for key, member in children.items() if isinstance(children, dict) else ():
        members += find_places(member, f"{pointer}/{escape_token(str(key))}")
    return members


@given(VALUES, st.sampled_from([None, 0, 2, "\t"]), st.booleans(), st.data())
def test_every_value_is_found_where_it_is_written(
    value: Any, indent: int | str | None, ascii_only: bool, data: st.DataObject
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    raw = text.encode("utf-8", "surrogatepass")
    all_places = find_places(value)
    some_places = st.lists(st.sampled_from(all_places), max_size=6)
    places = data.draw(st.just(all_places) | some_places)
    offsets = find_offsets(raw, [pointer for pointer, _ in places])
    for pointer, expected in places:
        rest = raw[offsets[pointer] :].decode("utf-8", "surrogatepass")
        assert json.JSONDecoder().raw_decode(rest)[0] == expected


@pytest.mark.parametrize(
    ("text", "pointer", "offset"),
    [
        pytest.param('{"a": [1]}', "/a/7", 6, id="an element that is not there"),
        pytest.param('{"a": {"b": 1}}', "/a/c/d", 6, id="a member that is not there"),
        pytest.param("[1]", "/x", 0, id="a name in a list"),
        pytest.param("  7 ", "/0", 2, id="something in a number"),
        pytest.param('{"a": 1, "a": 2}', "/a", 14, id="the last of one name"),
        pytest.param('{"a": {"b": 1}, "a": {}}', "/a/b", 21, id="what the last one hides"),
        pytest.param('{"a": {"b": 1}, "a": {"b": 2}}', "/a/b", 27, id="in the last of one name"),
        pytest.param(r'{"\u0061\"": 1}', '/a"', 13, id="an escaped name"),
        pytest.param(r'{"x": "}]\\\"{", "b": 1}', "/b", 22, id="brackets in strings"),
        pytest.param('{"a~/b": 1}', "/a~0~1b", 9, id="an escaped pointer"),
        pytest.param('{"": {"": 1}}', "//", 10, id="empty names"),
    ],
)
def test_the_offset_of_a_value(text: str, pointer: str, offset: int) -> None:
    assert find_offsets(text.encode(), [pointer]) == {pointer: offset}


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ('{"a":{"b":{"c":1}},"d":2}', {"/a/b/c": 15, "/d": 23}),
        ("[[[1]],2]", {"/0/0/0": 3, "/1": 7}),
        ('[{"a":[1,{"b":2}]},[3]]', {"/0/a/1/b": 14, "/1/0": 20, "/0": 1}),
        ('{"a":[[],[5]],"b":[{}]}', {"/a/1/0": 10, "/b/0": 19, "/a/0": 6}),
        ('["a",["b"],"c"]', {"/0": 1, "/1/0": 6, "/2": 11}),
        ('{"a":1,"b":{"a":2,"a":3},"a":4}', {"/b/a": 22, "/a": 29}),
        (" [ 1 , [ 2 ] ] ", {"": 1, "/0": 3, "/1/0": 9}),
    ],
)
def test_the_offsets_of_several_values(text: str, offsets: dict[str, int]) -> None:
    assert find_offsets(text.encode(), offsets) == offsets
    assert find_offsets(text.encode(), reversed(offsets)) == offsets


@given(st.binary(max_size=60), st.lists(st.sampled_from(["", "/a", "/0/0", "/1"])))
def test_any_text_has_an_end(raw: bytes, pointers: list[str]) -> None:
    offsets = find_offsets(raw, pointers)
    assert set(offsets) == set(pointers)
    assert all(0 <= offset <= len(raw) for offset in offsets.values())


@given(st.text('a{}[],:"\\ 0', max_size=60))
def test_any_broken_json_has_an_end(text: str) -> None:
    assert 0 <= find_offsets(text.encode(), ["/a/0/a"])["/a/0/a"] <= len(text)


def test_depth_costs_no_stack() -> None:
    deep = b"[" * 20_000 + b"7" + b"]" * 20_000
    assert find_offsets(deep, ["/0" * 20_000]) == {"/0" * 20_000: 20_000}
    assert find_offsets(b'{"a": ' + deep + b', "b": 1}', ["/b"]) == {"/b": 6 + len(deep) + 7}


def test_lines_and_columns_count_characters_from_one() -> None:
    raw = 'a\n"é😀" x\n\nz'.encode()
    offsets = [0, 2, raw.index(b"x"), raw.index(b"z")]
    assert list(find_positions(raw, offsets).values()) == [(1, 1), (2, 1), (2, 6), (4, 1)]


@given(st.text("a\né😀", max_size=40), st.data())
def test_lines_and_columns_are_those_of_the_text(text: str, data: st.DataObject) -> None:
    indexes = data.draw(st.lists(st.integers(0, len(text))))
    raw = text.encode()
    offsets = {index: len(text[:index].encode()) for index in indexes}
    positions = find_positions(raw, offsets.values())
    for index, offset in offsets.items():
        before = text[:index].split("\n")
        assert positions[offset] == (len(before), len(before[-1]) + 1)
