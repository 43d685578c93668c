"""The records of files of every form, the positions in them, and the errors of files."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from effort import is_thorough
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._checks.reading import opening
from responses_protocol._checks.reading.codes import RULES
from responses_protocol._checks.reading.paths import find_files
from responses_protocol._checks.reading.record import Record
from responses_protocol._checks.reading.records import read_records
from responses_protocol._reporting.finding import Finding

CODES = {rule.code for rule in RULES}
BOM = b"\xef\xbb\xbf"


def read(path: Path) -> list[Any]:
    """Return the values of the records of a file, and ``code:line:column`` of each finding."""
    return [
        f"{finding.code}:{finding.line}:{finding.column}"
        if isinstance(finding, Finding)
        else finding.value
        for finding in read_records(str(path))
    ]


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(b"\n \n", [], id="blank"),
        pytest.param(b"[1]\n\n{}\n", [[1], {}], id="lines"),
        pytest.param(b'{\n  "a": [\n    1\n  ]\n}\n', [{"a": [1]}], id="a document"),
        pytest.param(b'{"a":\n[1]\n}', [{"a": [1]}], id="a first line that ends in a colon"),
        pytest.param(b'{"a"\n: [1]\n}', [{"a": [1]}], id="a second line that begins with one"),
        pytest.param(b"[1,\n[2]\n]", [[1, [2]]], id="a first line that ends in a comma"),
        pytest.param(b"[1\n, 2]", [[1, 2]], id="a second line that begins with one comma"),
        pytest.param(b"[\n[1]\n]", [[[1]]], id="a first line that opens a list"),
        pytest.param(b"[[1]\n]", [[[1]]], id="a second line that closes one"),
        pytest.param(b"[1]\n[2\n[3]", [[1], "RP002:2:3", [3]], id="a truncated line"),
        pytest.param(b'[\n[2\n{"a": 3}\n', ["RP002:1:2", "RP002:2:3", {"a": 3}], id="two"),
        pytest.param(b'{\n "a": oops\n}', ["RP001:2:7"], id="a broken document"),
        pytest.param(b'{\r\n "a": 1,\r\n "a": 2\r\n}', ["RP006:3:2", {"a": 2}], id="CRLF"),
        pytest.param(b'[1]\n["\xe9"]\n[3]', [[1], "RP003:2:3", [3]], id="Latin-1"),
        pytest.param("[1]\n".encode("utf-16"), ["RP003:1:1"], id="UTF-16"),
        pytest.param("[1]\n".encode("utf-16-be"), ["RP003:1:1"], id="UTF-16 without a mark"),
        pytest.param("[1]\n".encode("utf-32"), ["RP003:1:1"], id="UTF-32"),
        pytest.param(BOM + b"[1]\n[2]", ["RP004:1:1", [1], [2]], id="a byte order mark"),
        pytest.param(BOM, ["RP004:1:1"], id="nothing but a byte order mark"),
        pytest.param(b"[1]\n\0\0\0\0\n[3]", [[1], "RP005:2:1", [3]], id="NUL"),
        pytest.param(b"\0\0\0\0", ["RP005:1:1"], id="nothing but NUL"),
        pytest.param(b"[1]\n" + b"[" * 10_000 + b"\n[3]", [[1], "RP007:2:501", [3]], id="deep"),
        pytest.param(b'["\xc3\xa9", NaN]\n[3]', ["RP008:1:7", [3]], id="NaN"),
        pytest.param(b"[18446744073709551616]", ["RP009:1:2", [2**64]], id="a long integer"),
        pytest.param(rb'["\ud800"]', ["RP010:1:2", ["\ud800"]], id="half of a surrogate pair"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0", ["RP003:1:1", "RP001:2:1"], id="an image"),
    ],
)
def test_json(tmp_path: Path, content: bytes, expected: list[Any]) -> None:
    entries = read(write(tmp_path / "file", content))
    if expected[:1] == ["RP003:1:1"] and content.startswith(b"\x89"):
        assert entries[0] == expected[0]
    else:
        assert entries == expected


def test_an_empty_document_is_recognized_by_its_name(tmp_path: Path) -> None:
    assert read(write(tmp_path / "a.json", b"\n")) == ["RP001:1:1"]
    assert read(write(tmp_path / "a.jsonl", b"\n")) == []


def test_issues_of_one_record_are_limited(tmp_path: Path) -> None:
    many = b",".join([b"123456789012345678901"] * 5_000)
    entries = read(write(tmp_path / "a", b"[" + many + b"]\n[" + many + b", NaN]\n[1]"))
    codes = [entry.partition(":")[0] for entry in entries if isinstance(entry, str)]
    assert codes == ["RP009"] * 200 + ["RP008"]
    values = [entry for entry in entries if not isinstance(entry, str)]
    assert [len(value) for value in values] == [5_000, 1]  # the one with NaN has no value


@pytest.mark.parametrize("indent", [None, 2])
def test_places_are_those_in_the_file(tmp_path: Path, indent: int | None) -> None:
    value = [{"a": "é"}, {"b": {"c": [1, 2]}}]
    text = "\n\n" + json.dumps(value, indent=indent, ensure_ascii=False)
    (record,) = read_records(str(write(tmp_path / "a", text)))
    assert isinstance(record, Record)
    places = record.locate(["", "/1/b/c/1", "/1/b/x"])
    lines = text.split("\n")
    assert {
        pointer: lines[line - 1][column - 1 :] for pointer, (line, column) in places.items()
    } == {
        "": lines[2],
        "/1/b/c/1": "2]}}]" if indent is None else "2",
        "/1/b/x": '{"c": [1, 2]}}]' if indent is None else "{",
    }


SSE = (
    b": ping\r\n"
    b"event: response.created\r\n"
    b'data: {"response": {"id": "r"}}\r\n'
    b"\r\n"
    b'data:{"type": "a",\r\n'
    b"id: 7\r\n"
    b'data:  "b": [1, 2]}\r\n'
    b"\r\n"
    b"data: oops\r\n"
    b"\r\n"
    b'data: {"c": 1, "c": 2}\r\n'
    b"\r\n"
    b"data: [DONE]\r\n"
)


@pytest.mark.parametrize("mark", [b"", BOM])
def test_a_captured_stream_is_one_record(tmp_path: Path, mark: bytes) -> None:
    path = write(tmp_path / "a.sse", mark + SSE)
    findings = list(read_records(str(path)))
    issues = [
        (finding.code, finding.line, finding.column)
        for finding in findings
        if isinstance(finding, Finding)
    ]
    assert issues == [("RP004", 1, 1)] * bool(mark) + [("RP001", 9, 7), ("RP006", 11, 16)]
    record = findings[-1]
    assert isinstance(record, Record)
    created = {"response": {"id": "r"}, "type": "response.created"}
    assert record.value == [created, {"type": "a", "b": [1, 2]}, {"c": 2}]
    places = record.locate(["", "/0", "/0/response/id", "/1/type", "/1/b/1", "/2/c", "/9"])
    assert places == {
        "": (3, 7),
        "/0": (3, 7),
        "/0/response/id": (3, 27),
        "/1/type": (5, 15),
        "/1/b/1": (7, 17),
        "/2/c": (11, 21),
        "/9": (3, 7),
    }


@pytest.mark.parametrize("mark", [b"", BOM])
def test_a_captured_stream_that_begins_with_data(tmp_path: Path, mark: bytes) -> None:
    path = write(tmp_path / "a.sse", mark + b'data: {"a": 1}\n\ndata: {"b": 2}\n\n')
    record = list(read_records(str(path)))[-1]
    assert isinstance(record, Record)
    assert record.value == [{"a": 1}, {"b": 2}]
    assert record.locate(["/0/a", "/1/b"]) == {"/0/a": (1, 13), "/1/b": (3, 13)}


def test_a_captured_stream_whose_lines_end_otherwise_has_one_place(tmp_path: Path) -> None:
    path = write(tmp_path / "a.sse", b': hi\rdata: {"a": 1}\r\r')
    (record,) = read_records(str(path))
    assert isinstance(record, Record)
    assert record.value == [{"a": 1}]
    assert record.locate(["", "/0/a", "/9"]) == dict.fromkeys(["", "/0/a", "/9"], (1, 1))


def test_a_captured_stream_without_payloads(tmp_path: Path) -> None:
    path = write(tmp_path / "a.sse", b"data: [DONE]\n\n")
    (record,) = read_records(str(path))
    assert isinstance(record, Record)
    assert record.value == []
    assert record.locate(["", "/0"]) == {"": (1, 1), "/0": (1, 1)}


def test_a_stream_that_was_cut_is_reported(tmp_path: Path) -> None:
    path = write(tmp_path / "a", b'data: {"a": 1}\n\ndata: {"a": ')
    assert read(path) == ["RP002:3:7", [{"a": 1}]]
    assert read(write(path, b'data: {"a": 1}\n\ndata: {"a": 2}')) == [[{"a": 1}, {"a": 2}]]


YAML = """\
# a history
- role: user
  content: "é: yes"
- {role: assistant, content: yes, ok: true, n: 12, x: 1.5, none: ~, time: 12:30, date: 2020-01-01}
---
a: 1
a: 2
"""


def test_yaml_gives_records_and_positions(tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    path = write(tmp_path / "a.yaml", YAML)
    entries = list(read_records(str(path)))
    first, issue, second = entries
    assert isinstance(first, Record)
    assert isinstance(issue, Finding)
    assert isinstance(second, Record)
    assert first.value[0] == {"role": "user", "content": "é: yes"}
    assert list(first.value[1].values()) == [
        *("assistant", "yes", True, 12, 1.5, None, "12:30", "2020-01-01")
    ]
    assert first.locate(["/0/content", "/1", "/1/gone"]) == {
        "/0/content": (3, 12),
        "/1": (4, 3),
        "/1/gone": (4, 3),
    }
    assert (issue.code, issue.line, issue.column) == ("RP006", 7, 1)
    assert second.value == {"a": 2}


DEEP = "Nested too deeply: few readers follow."
UNFIT = "Not YAML: the text here does not fit the text before it."


@pytest.mark.parametrize(
    ("content", "expected", "message"),
    [
        (b"a: [1\n", "RP001:2:1", "Not YAML: the text ends in the middle of a value."),
        (b"a: b: c\n", "RP001:1:5", UNFIT),
        (b"a: {b: 1]}\n", "RP001:1:9", UNFIT),
        (b"a:\n\t- b\n", "RP001:2:1", "Not YAML: a tab is here, where YAML accepts only spaces."),
        (b"a: @b\n", "RP001:1:4", "Not YAML: no value begins with @."),
        (b"a: \x00\n", "RP001:1:1", "Not YAML: it has a character that YAML never has."),
        (b"a: \xe9\n", "RP003:1:1", "Not UTF-8."),
        (
            b"a: &x [1]\nb: *x\n",
            "RP001:1:4",
            "Not JSON in YAML: an alias stands for another value.",
        ),
        (b"[1]: 2\n", "RP001:1:1", "Not JSON in YAML: the name of a member is not a string."),
        (b"a: " + b"1" * 5000, "RP001:1:4", "An integer of more digits than readers take."),
        # The last three end, by the version of PyYAML, in one of two errors or none.
        (b"[" * 501 + b"]" * 501, "RP007:1:501", DEEP),
        (b"[" * 1_001 + b"]" * 1_001, "RP007:1:501", DEEP),
        (b"[" * 10_000 + b"]" * 10_000, "RP007:1:501", DEEP),
        (b"a: b\n---\n" + b"- " * 2_000, "RP007:3:1001", DEEP),
    ],
)
def test_broken_yaml(tmp_path: Path, content: bytes, expected: str, message: str) -> None:
    pytest.importorskip("yaml")
    path = write(tmp_path / "a.yml", content)
    assert read(path)[-1:] == [expected]
    finding = list(read_records(str(path)))[-1]
    assert isinstance(finding, Finding)
    assert finding.message == message


def test_yaml_may_be_deep_or_empty(tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    deep = b"[" * 400 + b"]" * 400
    assert read(write(tmp_path / "a.yml", deep)) == [json.loads(deep)]
    assert read(write(tmp_path / "a.yml", b"")) == []


def test_yaml_without_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    (finding,) = read_records(str(write(tmp_path / "a.yaml", b"[]")))
    assert isinstance(finding, Finding)
    assert finding.code == "RP011"
    assert "responses-protocol[yaml]" in finding.message


LINES = b"[1]\n[2]\n"


def zstd(content: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        from compression import zstd as library
    else:
        library = pytest.importorskip("zstandard")
    compressed: bytes = library.compress(content)
    return compressed


@pytest.mark.parametrize("pack", [gzip.compress, zstd], ids=["gzip", "zstd"])
def test_compressed_files_are_recognized_by_their_content(tmp_path: Path, pack: Any) -> None:
    compressed = pack(LINES)
    assert read(write(tmp_path / "a.json", compressed)) == [[1], [2]]
    assert read(write(tmp_path / "a.jsonl", compressed * 2)) == [[1], [2], [1], [2]]
    assert read(write(tmp_path / "b.sse", pack(b"data: 1\n\n"))) == [[1]]
    long = pack(b"".join(b"[%d]\n" % number for number in range(50_000)))
    cut_entries = read(write(tmp_path / "cut", long[: len(long) // 2]))
    assert cut_entries[-1] == "RP011:0:0"
    damaged_entries = read(write(tmp_path / "damaged", long[:2000] + b"\0" * 50 + long[2050:]))
    assert [
        entry for entry in damaged_entries if isinstance(entry, str)
    ]  # zstd has no checksum by default


def test_zstd_without_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.version_info >= (3, 14):
        pytest.skip("reads zstd by itself")
    path = write(tmp_path / "a", zstd(LINES))
    monkeypatch.setitem(sys.modules, "zstandard", None)
    (finding,) = read_records(str(path))
    assert isinstance(finding, Finding)
    assert (finding.code, opening.NO_ZSTD in finding.message.replace("Zstd", "zstd")) == (
        "RP011",
        True,
    )


@pytest.mark.parametrize("name", ["", "gone"])
def test_unreadable_files_are_reported(tmp_path: Path, name: str) -> None:
    (finding,) = read_records(str(tmp_path / name))
    assert isinstance(finding, Finding)
    assert finding.code == "RP011"
    assert finding.message.startswith("Can't be read: ")


def test_a_file_that_may_not_be_read_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    path = write(tmp_path / "a", b"[]")
    monkeypatch.setattr(Path, "open", refuse)
    (finding,) = read_records(str(path))
    assert isinstance(finding, Finding)
    assert finding.message == "Can't be read: permission denied."


PIECES = [
    *(b"data: ", b"event: x", b"\n", b"\r\n", b"\r", b"[DONE]", b"\0", b"- ", BOM, b"\xff"),
    *(b'{"a": 1', b"}", b'"', b"1", b",", b"[", b"]", b"\x1f\x8b", b"\x28\xb5\x2f\xfd"),
]


@given(
    st.binary(max_size=120)
    | st.lists(
        st.sampled_from(PIECES),
        max_size=20,
    ).map(b"".join),
    st.sampled_from(["a.json", "a.jsonl", "a.yaml"]),
)
def test_any_bytes_are_records_or_findings(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    path = write(tmp_path_factory.getbasetemp() / name, content)
    for finding in read_records(str(path)):
        if isinstance(finding, Finding):
            assert finding.code in CODES
            assert finding.path == str(path)
            assert finding.message.endswith(".")
        else:
            pointer = "/0" if isinstance(finding.value, list) else "/a"
            assert all(
                line >= 1 and column >= 1 for line, column in finding.locate(["", pointer]).values()
            )


MEASURE = """
import resource, sys
from responses_protocol._checks.reading.records import read_records

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

before = peak()
found = [getattr(one, "code", None) or one.locate(["/0/role"]) for one in read_records(sys.argv[1])]
print(found)
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts resident kilobytes as Linux does")
@pytest.mark.growth
@pytest.mark.parametrize(
    ("end", "expected"),
    [(b'"}]', {"/0/role": (1, 11)}), (b'"}', "RP002")],
    ids=["whole", "truncated"],
)
def test_a_long_line_costs_a_small_multiple_of_itself(
    tmp_path: Path, end: bytes, expected: Any
) -> None:
    path, size = tmp_path / "a", 200_000_000 if is_thorough() else 50_000_000
    line = b'[{"role": "user", "content": "%s' % (b"x" * size) + end
    path.write_bytes(line + b'\n[{"role": "user"}]\n')
    result = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True
    )
    path.unlink()
    records, peak = result.stdout.splitlines()
    assert records == str([expected, {"/0/role": (2, 11)}])
    assert int(peak) < 7 * size


@pytest.mark.growth
def test_memory_does_not_grow_with_the_lines(tmp_path: Path) -> None:
    peaks = []
    for count in (1_000, 20_000):
        path = write(tmp_path / "a", b'[{"role": "user", "content": "Hello"}]\n' * count)
        tracemalloc.start()
        assert sum(1 for _ in read_records(str(path))) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 100_000


def test_files_of_a_folder_are_read(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl", LINES)
    write(tmp_path / "a.json.gz", gzip.compress(b"[3]"))
    entries = [read(Path(name)) for name in find_files([str(tmp_path)]) if isinstance(name, str)]
    assert entries == [[[3]], [[1], [2]]]
