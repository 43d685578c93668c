"""Records are found in JSON and in JSON Lines, whatever the file is called."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_commands import run
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._checks.reading.entries import entries
from responses_protocol._jsontext import loads

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reading") / "file.txt"


@given(st.lists(VALUES, max_size=4), st.sampled_from([b"\n", b"\r\n", b"\n \n"]), st.booleans())
def test_lines_are_read_one_by_one(
    file: Path, values: list[Any], line_end: bytes, bom: bool
) -> None:
    lines = [json.dumps(value).encode() for value in values]
    file.write_bytes(b"\xef\xbb\xbf" * bom + line_end.join([*lines, b""]))
    assert [loads(entry.raw) for entry in entries([str(file)])] == values


@given(VALUES, st.sampled_from([1, 2, "\t"]), st.sampled_from([b"", b"\n", b"\n\n"]))
def test_a_document_over_several_lines_is_one_record(
    file: Path, value: Any, indent: int | str, around: bytes
) -> None:
    raw = json.dumps(value, indent=indent).encode()
    file.write_bytes(around + raw + around)
    (entry,) = entries([str(file)])
    assert loads(entry.raw) == value
    assert entry.indented == (b"\n" in raw)


@given(st.lists(VALUES, min_size=2, max_size=4), st.data())
def test_breaking_one_line_breaks_that_record_only(
    file: Path, values: list[Any], data: st.DataObject
) -> None:
    lines = [json.dumps({"value": value}).encode() for value in values]
    index = data.draw(st.integers(0, len(lines) - 1))
    length = data.draw(st.integers(1, len(lines[index]) - 1))
    lines[index] = lines[index][:length].rstrip()
    file.write_bytes(b"\n".join(lines))
    assert [entry.raw for entry in entries([str(file)])] == lines


def test_line_numbers_count_blank_lines_and_start_anew_in_each_file(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"\n1\n\n2\n")
    second.write_bytes(b"3")
    places = [(entry.file, entry.line) for entry in entries([str(first), str(second)])]
    assert places == [(str(first), 2), (str(first), 4), (str(second), 1)]


def test_an_error_in_a_document_names_the_line_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b'\n{\n\n  "a": 1,\n  "b": oops\n}')
    (entry,) = entries([str(file)])
    with pytest.raises(ValueError, match="line 5 column 8"):
        loads(entry.raw)


def test_a_first_line_that_is_json_is_given_before_the_second_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb", buffering=0) as source:
        monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": stream}))
        source.write(b'{"input": []}\n')
        records = entries(["-"])
        assert next(records).line == 1
        source.write(b"[]\n")
        assert next(records).line == 2


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_nothing_in_a_file_is_no_record(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "empty"
    file.write_bytes(content)
    assert list(entries([str(file)])) == []


def test_lines_are_not_gathered_before_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that held the file in memory would never come back from an endless one."""

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            line = b'{"input": []}\n'
            buffer[: len(line)] = line
            return len(line)

    stdin = type("Stdin", (), {"buffer": io.BufferedReader(Endless())})
    monkeypatch.setattr(sys, "stdin", stdin)
    records = entries(["-"])
    assert [next(records).line for _ in range(1000)][-1] == 1000


def test_a_damaged_compressed_file_is_named(tmp_path: Path) -> None:
    damaged = b"\x1f\x8b" + bytes(100)
    (tmp_path / "a.gz").write_bytes(damaged)
    for name, stdin, shown in (
        (str(tmp_path / "a.gz"), b"", str(tmp_path / "a.gz")),
        ("-", damaged, "standard input"),
    ):
        result = run("convert", name, "--to", "responses", stdin=stdin)
        assert result.exit_code == 1
        assert f"Error: {shown}: the compressed data is damaged" in result.stderr
