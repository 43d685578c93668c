"""The input of a custom call in the arguments of a function, piece by piece."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._streams.marked_input import InputDecoder


@pytest.mark.parametrize(
    ("pieces", "texts", "is_broken"),
    [
        pytest.param(["ab", 'c"', "}"], ["ab", "c", ""], False, id="it ends with its object"),
        pytest.param(['a"', " }", " \n"], ["a", "", ""], False, id="blanks around the end"),
        pytest.param(['"', "}"], ["", ""], False, id="it is empty"),
        pytest.param(["a", "\\", 'n"}'], ["a", "", "\n"], False, id="a cut escape"),
        pytest.param(["\\u00", 'e4"'], ["", "ä"], False, id="a cut number"),
        pytest.param(["\\ud83d", '\\ude00"}'], ["", "😀"], False, id="a cut pair"),
        pytest.param(["\\ud83d\\ude0", '0"}'], ["", "😀"], False, id="a pair cut at its end"),
        pytest.param(['a"', "}", "x"], ["a", "", ""], True, id="a text behind the object"),
        pytest.param(['a"x'], ["a"], True, id="a text behind the input"),
        pytest.param(['a"', "x", "}"], ["a", "", ""], True, id="a text before the brace"),
        pytest.param(['a"', ',"b":1}'], ["a", ""], True, id="another member"),
        pytest.param(["a\nb"], ["a"], True, id="a line feed without an escape"),
        pytest.param(["a\nb", "c"], ["a", ""], True, id="nothing is read behind it"),
        pytest.param(["\\ud83dabcdefg"], [""], True, id="half of a pair"),
        pytest.param(["\\qabcdefghijk"], [""], True, id="an escape that JSON does not have"),
    ],
)
def test_the_input_of_pieces(pieces: list[str], texts: list[str], is_broken: bool) -> None:
    decoder = InputDecoder()
    assert [decoder.feed(piece) for piece in pieces] == texts
    assert decoder.is_broken == is_broken


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans(), st.data())
def test_any_input_is_read_however_it_is_cut(
    text: str, ascii_only: bool, data: st.DataObject
) -> None:
    written = json.dumps(text, ensure_ascii=ascii_only)[1:] + "}"
    cuts = sorted(data.draw(st.sets(st.integers(0, len(written)), max_size=5)))
    decoder = InputDecoder()
    pieces = [
        written[start:end] for start, end in zip([0, *cuts], [*cuts, len(written)], strict=True)
    ]
    assert "".join(map(decoder.feed, pieces)) == text
    assert not decoder.is_broken
