"""The input of a custom call in the arguments of a function, piece by piece."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stream_table import call_fragment, calls, chunk, whole_call

from responses_protocol import Options
from responses_protocol._streams.marked_input import InputDecoder
from responses_protocol.streams import ChunksToEvents


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


PLAIN, WRAPPED = Options(), Options(custom_tools="function")
MLFLOW, HOSTED = Options(items="mlflow"), Options(hosted_calls="function")
OTHER = ('{"a', '": 1}')
MARKED = ('{"custom', '_tool_input": "l', 's"}')
SHELL = ('{"resp', 'onses_item": {"type": "shell_call", "call_id": "c", "action": {}}', "}")
EMPTY = ("", "{}")
BEGUN = ("{", "}")


@pytest.mark.parametrize(
    ("options", "name", "pieces", "announced_at", "deltas"),
    [
        (PLAIN, "look", OTHER, 0, [1, 1]),
        (PLAIN, "look", MARKED, 0, [1, 1, 1]),
        (PLAIN, "shell_call", SHELL, 0, [1, 1, 1]),
        (PLAIN, "look", EMPTY, 0, [0, 0]),
        (PLAIN, "look", BEGUN, 0, [1, 0]),
        (WRAPPED, "look", OTHER, 0, [1, 1]),
        (WRAPPED, "look", MARKED, 1, [0, 1, 1]),
        (WRAPPED, "look", EMPTY, None, [0, 0]),
        (WRAPPED, "look", BEGUN, None, [0, 0]),
        (MLFLOW, "look", OTHER, 0, [1, 1]),
        (MLFLOW, "look", MARKED, 2, [0, 0, 1]),
        (MLFLOW, "look", EMPTY, None, [0, 0]),
        (HOSTED, "look", SHELL, 0, [1, 1, 1]),
        (HOSTED, "shell_call", OTHER, 0, [1, 1]),
        (HOSTED, "shell_call", SHELL, 2, [0, 0, 1]),
        (HOSTED, "shell_call", BEGUN, None, [0, 0]),
    ],
)
def test_a_call_is_announced_as_soon_as_its_kind_is_known(
    options: Options, name: str, pieces: list[str], announced_at: int | None, deltas: list[int]
) -> None:
    """Where the arguments do not show it, the end of the stream does."""
    first, *more = pieces
    chunks = [calls(whole_call(0, "call_1", first, name=name))]
    chunks += [calls(call_fragment(0, piece)) for piece in more]
    translator = ChunksToEvents(options)
    kinds = [[event["type"] for event in translator.feed(payload)] for payload in chunks]
    added = [index for index, names in enumerate(kinds) if "response.output_item.added" in names]
    assert added == ([] if announced_at is None else [announced_at])
    assert [sum(kind.endswith(".delta") for kind in names) for names in kinds] == deltas
    ended = [
        event["type"] for event in (*translator.feed(chunk("tool_calls")), *translator.close())
    ]
    assert ("response.output_item.added" in ended) == (announced_at is None)
    assert "response.output_item.done" in ended
