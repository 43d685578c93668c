"""Many problems: told as they are found, in memory that does not grow with them, up to a number."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from cli_commands import run
from effort import is_thorough

from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.formats import get_reporter

CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}
LINE = json.dumps([CALL, {"role": "user", "content": "x"}]) + "\n"
STREAMING_FORMATS = ("text", "github", "json-lines", "json", "junit")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def measure_peak(name: str, number: int) -> int:
    """The most bytes that telling so many problems holds at a time."""
    findings = (
        Finding("RP203", "error", f"No output for call_{index}", path="a.jsonl", line=index + 1)
        for index in range(number)
    )
    tracemalloc.start()
    try:
        for _ in get_reporter(name)(findings, ()):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.growth
@pytest.mark.parametrize("name", STREAMING_FORMATS)
def test_reported_findings_are_not_kept_in_memory(name: str) -> None:
    few, many = measure_peak(name, 5_000), measure_peak(name, 20_000)
    assert many < 1.5 * few + 100_000


@pytest.mark.growth
def test_a_run_holds_no_findings() -> None:
    def measure_run(number: int) -> int:
        Path("a.jsonl").write_text(LINE * number)
        arguments = ("--max-problems", "100000", "--output", "out.jsonl", "--format", "json-lines")
        tracemalloc.start()
        try:
            result = run("validate", "a.jsonl", *arguments)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert result.exit_code == 1
        assert len(Path("out.jsonl").read_bytes().splitlines()) == number
        return peak

    measure_run(100)  # what is loaded once is not counted
    count = 1000 if is_thorough() else 250
    assert measure_run(4 * count) < measure_run(count) + 1000 * count


@pytest.mark.parametrize("name", ["text", "github", "json-lines"])
def test_problems_are_reported_before_the_end(name: str) -> None:
    """The first one is told while there is still input to come."""
    command = (sys.executable, "-m", "responses_protocol", "validate", "-", "--format", name)
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        filler = json.dumps([{"role": "user", "content": "x" * 200_000}]) + "\n"
        process.stdin.write((LINE + filler).encode())
        process.stdin.flush()
        os.set_blocking(process.stdin.fileno(), True)
        assert b"RP203" in process.stdout.readline()
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 1


def test_at_most_the_given_number_is_shown() -> None:
    Path("a.jsonl").write_text(LINE * 5)
    Path("b.jsonl").write_text(LINE * 5)
    result = run("validate", ".", "--max-findings", "7", "--statistics")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 7
    assert result.stderr.splitlines() == [
        "3 more problems not shown (--max-findings); they count all the same.",
        "10 RP203 unanswered-call",
        "validate: 2 files, 10 records (responses history 10); 10 errors",
    ]
    result = run("validate", ".", "--max-findings", "10", "--quiet")
    assert (len(result.stdout.splitlines()), result.stderr) == (10, "")
    result = run("validate", ".", "--max-findings", "0", "--quiet")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("10 more problems not shown")
    assert run("validate", ".", "--max-findings", "0", "--exit-zero").exit_code == 0
    for name in ("json", "sarif"):
        json.loads(run("validate", ".", "--max-findings", "3", "--format", name).stdout)
    report = run("validate", ".", "--max-findings", "7", "--format", "junit").stdout
    assert [suite.get("failures") for suite in ElementTree.fromstring(report)] == ["5", "2"]
    assert run("validate", ".", "--max-findings", "-1").exit_code == 2
