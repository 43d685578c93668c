"""Jupyter's notebooks: only the source of a changed cell is written anew."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._codemods.sources import Source, UnreadableFile, read_source, render_file

Object = dict[str, Any]
LAYOUTS: list[Object] = [
    {"indent": 1},
    {"indent": 1, "ensure_ascii": False},
    {"indent": 4, "sort_keys": True},
    {"indent": None},
    {"indent": None, "separators": (",", ":")},
    {"indent": "\t"},
]


def make_cell(*source: str, as_string: bool = False) -> Object:
    return {
        "cell_type": "code",
        "execution_count": 3,
        "metadata": {"z": 1, "a": {"source": ["x = 1"]}},
        "outputs": [{"output_type": "stream", "text": ["é\n", "\U0001f600"], "n": 1.0}],
        "source": "".join(source) if as_string else list(source),
    }


def notebook(*cells: Object, language: str = "python") -> Object:
    metadata = {"kernelspec": {"language": language, "name": "k"}}
    return {"nbformat": 4, "cells": list(cells), "metadata": metadata, "nbformat_minor": 5}


def read(raw: bytes) -> Source:
    return read_source("a.ipynb", raw)


def changed(raw: bytes, old: str, new: str) -> bytes:
    source = read(raw)
    return render_file(source, [block.text.replace(old, new) for block in source.blocks])


CELLS = [
    {"cell_type": "markdown", "metadata": {}, "source": ["x = 1"]},
    make_cell("%pip install mlflow\n", "x = 1"),
    make_cell("%%writefile agent.py\n", "# é\n", "\n", "x = 1\n", "y = '\\\\'\n"),
    make_cell("x = 1\ny = 2", as_string=True),
    make_cell(),
    make_cell("%%sql\n", "select 1"),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_only_the_changed_source_is_rewritten(layout: Object, end: bytes) -> None:
    raw = json.dumps(notebook(*CELLS), **layout).encode() + end
    result = changed(raw, "x = 1", "x = 2\nz = 'é'")
    expected = json.loads(raw)
    for index in (1, 2, 3):
        source = expected["cells"][index]["source"]
        text = "".join(source).replace("x = 1", "x = 2\nz = 'é'")
        lines = text.splitlines(keepends=True)
        expected["cells"][index]["source"] = lines if isinstance(source, list) else text
    assert json.loads(result) == expected
    assert result == json.dumps(expected, **layout).encode() + end


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_not_changed_stays_byte_for_byte(layout: Object) -> None:
    raw = b"\xef\xbb\xbf" + json.dumps(notebook(*CELLS), **layout).encode()
    source = read(raw)
    assert render_file(source, [block.text for block in source.blocks]) == raw
    for block in source.blocks:
        assert json.loads(block.back(block.text)) == json.loads(block.raw)


TEXTS = st.lists(st.sampled_from(["x = 1\n", "\n", "%time f()\n", "y = '\u2028\\t'\n", "z"])).map(
    "".join
)


@given(st.lists(st.tuples(TEXTS, st.booleans(), st.booleans())), st.sampled_from(LAYOUTS))
def test_a_notebook_contains_its_changed_cells(
    cells: list[tuple[str, bool, bool]], layout: Object
) -> None:
    def result(added: str) -> Object:
        return notebook(
            *(
                make_cell(
                    *((added if changes else "") + text).splitlines(keepends=True),
                    as_string=as_string,
                )
                for text, as_string, changes in cells
            )
        )

    source = read(json.dumps(result(""), **layout).encode())
    texts = [
        "w = 3\n" + block.text if changes else block.text
        for block, (_, _, changes) in zip(source.blocks, cells, strict=True)
    ]
    rendered = json.loads(render_file(source, texts))
    expected = result("w = 3\n")
    for content in (rendered, expected):  # lines that end otherwise than Python's stay together
        for cell in content["cells"]:
            cell["source"] = "".join(cell["source"])
    assert rendered == expected


def test_places_are_lines_of_the_file_where_it_has_a_line_for_each() -> None:
    raw = json.dumps(notebook(*CELLS), indent=1).encode()
    block = next(block for block in read(raw).blocks if block.target)
    lines = raw.decode().split("\n")
    assert block.label == "cell 3"
    assert '"x = 1\\n"' in lines[block.line(3) - 1]
    one_line = next(block for block in read(raw).blocks if block.label == "cell 4")
    assert "x = 1" in lines[one_line.line(2) - 1]


def test_cells_that_are_no_python_are_reported() -> None:
    raw = json.dumps(notebook(*CELLS)).encode()
    assert [(skipped.label, skipped.why) for skipped in read(raw).skipped] == [
        ("cell 6", "a cell of %%sql")
    ]
    foreign = json.dumps(
        notebook(make_cell("val x = 1"), make_cell("%python\nx"), language="scala")
    ).encode()
    assert [skipped.label for skipped in read(foreign).skipped] == ["cell 1"]
    assert [block.text for block in read(foreign).blocks] == ["x"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b'{"cells": 1}',
        b'{"worksheets": [{"cells": []}]}',
        b'{"cells": [{]}',
        b'{"cells": [',
        b"\xff\xfe",
        b'{"cells": ' + b"[" * 100_000,
    ],
)
def test_a_value_that_is_not_a_notebook_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableFile, match="notebook"):
        read(raw)


def test_half_a_pair_of_surrogates_can_be_written() -> None:
    raw = b'{"cells": [{"cell_type": "code", "source": ["x = \'\\ud800\'  # \xc3\xa9\\n"]}]}'
    assert b"\\ud800" in changed(raw, "x =", "y =")
