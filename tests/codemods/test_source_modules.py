"""Plain modules: any encoding, with or without a mark, any line ends, byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._codemods.sources import UnreadableFile, read_source, render_file

LINES = st.lists(st.sampled_from(["x = 1", "", "    y = 'é'", "# \u2028", "z"]), max_size=8)


def changed(raw: bytes, old: str, new: str) -> bytes:
    source = read_source("a.py", raw)
    return render_file(source, [block.text.replace(old, new) for block in source.blocks])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"x = 1",
        b"x = 1\r\ny = 2\r\n",
        b"x = 1\r\ny = 2\n",
        b"\xef\xbb\xbfx = '\xc3\xa9'\n",
        b"# -*- coding: latin-1 -*-\nx = '\xe9'\n",
        b"x = '\x0c'\n\ty = 1\n",
    ],
)
def test_what_is_not_changed_stays_byte_for_byte(raw: bytes) -> None:
    source = read_source("a.py", raw)
    assert render_file(source, [block.text for block in source.blocks]) == raw
    assert [source.encode(block.back(block.text)) for block in source.blocks] == [raw]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"# coding: latin-1\nx = '\xe9'\n", b"# coding: latin-1\ny\nx = '\xe9'\n"),
        (b"\xef\xbb\xbfx = 1\r\n", b"\xef\xbb\xbfy\r\nx = 1\r\n"),
        (b"a\r\nx = 1\r\nb\n", b"a\r\ny\r\nx = 1\r\nb\n"),
        (b"a\nx = 1\nb\r\n", b"a\ny\nx = 1\nb\r\n"),
    ],
)
def test_a_new_line_is_written_as_the_file_is(raw: bytes, expected: bytes) -> None:
    assert changed(raw, "x = ", "y\nx = ") == expected


@given(LINES, LINES, st.sampled_from(["\n", "\r\n"]))
def test_a_file_contains_its_changed_text(
    old_lines: list[str], new_lines: list[str], end: str
) -> None:
    raw = "".join(line + end for line in old_lines).encode()
    source = read_source("a.py", raw)
    new = "".join(line + "\n" for line in new_lines)
    result = render_file(source, [new]).decode()
    assert result.replace("\r\n", "\n") == new
    assert read_source("a.py", result.encode()).blocks[0].text == new


def test_a_cell_that_was_saved_as_a_module_is_read_as_a_cell() -> None:
    raw = b"%%writefile agent.py\r\nx = 1\r\n"
    assert changed(raw, "x = 1", "x = 2") == raw.replace(b"1", b"2")
    (block,) = read_source("a.py", raw).blocks
    assert (block.text, block.line(1)) == ("x = 1\n", 2)
    raw = b"%pip install x\nx = 1\n!ls\n"
    assert changed(raw, "x = 1", "x = 2") == raw.replace(b"1", b"2")
    assert [skipped.why for skipped in read_source("a.py", b"%sql\nselect").skipped] == [
        "a cell of %sql"
    ]


@pytest.mark.parametrize("raw", [b"x = '\xe9'\n", b"# coding: nothing\n"])
def test_what_python_cannot_decode_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match="encoding"):
        read_source("a.py", raw)


def test_a_character_without_a_place_in_the_encoding_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="encoding"):
        changed(b"# coding: latin-1\nx = 1\n", "x", "\u20ac")
