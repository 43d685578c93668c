"""How much of a file is read and told; no name is a command; closed and full outputs."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tracemalloc
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from cli_commands import run

from responses_protocol._checks.reading.limits import Limits
from responses_protocol._checks.reading.records import read_records
from responses_protocol._reporting.finding import Finding

GOOD = json.dumps([{"role": "user", "content": "hi"}])
BAD = json.dumps([{"role": "nobody", "content": "hi"}])
PROGRAM = (sys.executable, "-m", "responses_protocol")
SMALL = Limits(line=100, size=250)


def read_entries(file: Path, limits: Limits = SMALL) -> list[str]:
    return [
        f"{entry.code}:{entry.line}" if isinstance(entry, Finding) else f"record:{entry.line}"
        for entry in read_records(str(file), limits)
    ]


def event(number: int) -> str:
    return f'data: {{"type": "response.created", "sequence_number": {number}}}\n\n'


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("lines.jsonl", f"{GOOD}\n" * 20, [f"record:{index}" for index in range(1, 21)]),
        ("long.jsonl", f'{GOOD}\n{GOOD}\n["{"x" * 100}"]\n{GOOD}\n', ["record:1", "RP014:3"]),
        ("one.json", f'["{"x" * 100}"]', ["RP014:1"]),
        ("wide.json", "[\n" + '"x",\n' * 60 + '"x"]', ["RP014:2"]),
        ("small.sse", event(1) * 3, ["record:1"]),
        ("long.sse", "data: " + "x" * 100 + "\n\n", ["RP014:1"]),
        ("whole.sse", event(1) * 9, ["RP014:9"]),
        ("whole.yaml", "- x\n" * 70, ["RP014:1"]),
    ],
)
def test_large_files_are_reported(
    tmp_path: Path, name: str, content: str, expected: list[str]
) -> None:
    file = tmp_path / name
    file.write_text(content)
    entries = read_entries(file)
    assert entries[-len(expected) :] == expected or entries[-1] == expected[-1]


def test_the_limit_of_a_compressed_file_is_that_of_its_content(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl.gz"
    file.write_bytes(gzip.compress(f"{GOOD}\n".encode() * 1_000))
    entries = read_entries(file)
    assert entries[-1].startswith("RP014:")
    assert len(entries) < 10


def zstd(content: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        compress: Any = import_module("compression.zstd").compress
        return bytes(compress(content))
    return bytes(pytest.importorskip("zstandard").ZstdCompressor().compress(content))


@pytest.mark.growth
def test_decompressing_takes_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "bomb.json.zst"
    file.write_bytes(zstd(b'"' + b"x" * (300 << 20) + b'"'))
    assert file.stat().st_size < 100_000
    tracemalloc.start()
    try:
        entries = read_entries(file, Limits(line=4 << 20, size=8 << 20))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert entries == ["RP014:1"]
    assert peak < 64 << 20


def test_a_small_document_takes_little_memory_whatever_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "document.json"
    file.write_text(json.dumps([{"role": "user", "content": "hi"}] * 100, indent=1))
    read_entries(file, Limits())
    tracemalloc.start()
    try:
        assert read_entries(file, Limits()) == ["record:1"]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20


def test_many_problems_end(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(f"{BAD}\n" * 50)
    history = ("validate", "--as", "responses/history", "--format", "json")
    result = run(*history, file, "--max-problems", "10", "--select", "RP2")
    findings = json.loads(result.stdout)
    assert [document["code"] for document in findings][-1] == "RP015"
    assert len(findings) == 11
    document = tmp_path / "one.json"
    document.write_text(json.dumps([{"role": "nobody", "content": "hi"}] * 50))
    assert len(json.loads(run(*history, document, "--max-problems", "10").stdout)) == 11
    assert "RP015" not in run(*history, file, "--max-problems", "50").stdout


@pytest.mark.parametrize("name", ["::error::x.json", " ::error::x.json", "##[error]x", "##vso[x]"])
@pytest.mark.parametrize("style", ["text", "json", "sarif", "junit", "github"])
def test_a_file_name_begins_no_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, style: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(BAD)
    result = run("validate", name, "--format", style)
    for line in (result.stdout + result.stderr).splitlines():
        assert "##[" not in line
        assert "##vso[" not in line
        assert not line.lstrip().startswith("::") or line.startswith(("::error file=",))


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "NAME"],
        ["validate", "bad.json", "--config", "NAME"],
        ["validate", "bad.json", "--baseline", "NAME"],
        ["validate", "bad.json", "--output", "NAME/x"],
        ["convert", "NAME", "--to", "responses"],
        ["convert", "bad.json", "--to", "chat_completions", "--request", "NAME"],
        ["convert", "bad.json", "--to", "chat_completions", "--complement", "NAME/x"],
        ["restore", "NAME", "--complement", "bad.json"],
        ["migrate", "NAME"],
        ["rule", "NAME"],
        ["NAME"],
    ],
    ids=" ".join,
)
def test_a_name_that_means_nothing_begins_no_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.json").write_text(BAD)
    name = "a\n::error::x"
    result = run(*(line.replace("NAME", name) for line in arguments))
    assert result.exit_code != 0
    output = result.stdout + result.stderr
    assert not [line for line in output.splitlines() if line.lstrip().startswith("::")]
    assert "::error::x" in output


@pytest.mark.parametrize("target", [">/dev/full", ">&-"])
@pytest.mark.parametrize(
    "command",
    [
        "rule",
        "rule RP203",
        "validate bad.json",
        *(f"validate bad.json --format {style}" for style in ("json", "sarif", "junit", "github")),
    ],
)
def test_an_output_that_takes_nothing_is_one_line(
    tmp_path: Path, command: str, target: str
) -> None:
    (tmp_path / "bad.json").write_text(BAD)
    result = subprocess.run(
        ["sh", "-c", f'"$@" {target}', "sh", *PROGRAM, *command.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("Error: standard output: ")
    assert result.stderr.count("\n") == 1
