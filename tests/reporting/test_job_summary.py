"""The summary of a job: it is capped, and escapes payloads for Markdown and HTML."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from cli_commands import run
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.job_summary import MAX_SHOWN, write_job_summary

NASTY = (
    "`x` | </code></td><script>alert(1)</script> ![a](http://b) @someone #1 <!-- \n\n# Title :tada:"
)
ROW = re.compile(r"\| (?:[^|\n]*) \|(?: [^|\n]* \|)*")
CODE = re.compile(r"<code>([^<]*)</code>")
ROOM = 1 << 20


def write_summary(*findings: Finding, total: int = 0) -> str:
    codes = {"RP203": max(total, len(findings))}
    return "".join(
        write_job_summary("validate: 1 file", codes, {"RP203": "unanswered-call"}, findings)
    )


def test_what_it_shows() -> None:
    finding = Finding("RP203", "error", "No output.", "input[0]", path="a.json", line=2, column=3)
    lines = write_summary(finding, total=1200).splitlines()
    assert lines[0] == "### responses-protocol validate"
    assert [unescape(re.sub(r"</?code>", "", line)) for line in lines if line][1:] == [
        "validate: 1 file",
        *("| rule | | problems |", "|---|---|---:|", "| RP203 | unanswered-call | 1,200 |"),
        *("| | rule | place | problem |", "|---|---|---|---|"),
        "| error | RP203 | a.json:2:3 | input[0]: No output. |",
        "1,199 more are not shown here.",
    ]


def test_without_problems_it_is_a_sentence() -> None:
    text = "".join(write_job_summary("validate: 1 file; no problems", {}, {}, []))
    assert text.count("\n|") == 0
    assert "no problems" in text


@given(*[st.text(st.characters(), max_size=40) | st.just(NASTY)] * 3)
def test_nothing_breaks_out(path: str, place: str, message: str) -> None:
    text = write_summary(Finding("RP203", "error", message, place, path=path, line=1))
    row = text.rstrip("\n").split("\n")[-1]
    assert ROW.fullmatch(row)
    assert row.count(" | ") == 3
    for cell in CODE.findall(row):
        assert re.fullmatch(r"(?:[A-Za-z0-9 ]|&#\d+;)*", cell)
    assert re.sub(r"<code>[^<]*</code>", "", row) == "| error |  |  |  |"


def test_there_is_room_for_it() -> None:
    long = Finding("RP203", "error", "\U0010fffd`" * 5000, "x" * 9000, path="|" * 4000)
    text = write_summary(*[long] * (MAX_SHOWN + 10), total=300_000)
    assert len(text.encode()) < ROOM / 4
    assert f"{300_000 - MAX_SHOWN:,} more are not shown here." in text


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    path = tmp_path / "summary.md"
    path.write_text("# Mine\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    call = {"type": "function_call", "call_id": NASTY, "name": "add", "arguments": "{}"}
    Path("a.json").write_text(json.dumps([call, {"role": "user", "content": "x"}]))
    return path


def test_a_run_adds_it(summary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("validate", "a.json", "--format", "text")
    assert result.exit_code == 1
    text = summary.read_text()
    assert text.startswith("# Mine\n### responses-protocol validate\n")
    assert unescape(text).count(result.stderr.strip()) == 1
    assert "<script" not in text
    assert text.count("<code>RP203</code>") == 2
    run("validate", "a.json", "--quiet", "--ignore", "RP203")
    assert summary.read_text().count("### responses-protocol") == 2
    monkeypatch.setenv("GITHUB_ACTIONS", "false")
    run("validate", "a.json")
    assert summary.read_text().count("### responses-protocol") == 2


def test_a_summary_that_can_not_be_written_fails_no_run(
    summary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary.parent))
    result = run("validate", "a.json", "--ignore", "RP203,RP207,RP206")
    assert result.exit_code == 0, result.stdout
    assert "No summary: " in result.stderr
