"""Reports in files: what they tell, that nothing in them is markup, and where losses are cured."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from cli_commands import run, succeed

THOUGHT = {
    "type": "reasoning",
    "id": "rs_1",
    "summary": [],
    "content": [{"type": "reasoning_text", "text": "The tide turns at five."}],
}
HOSTILE = '</pre><script>alert("x")</script><img src=http://example.com/x onerror=alert(1)>'
ANSWER = {
    "type": "message",
    "role": "assistant",
    "content": [{"type": "output_text", "text": HOSTILE, "annotations": []}],
}
QUESTION = {"type": "message", "role": "user", "content": "When?"}
TO_CHAT = ("--to", "chat_completions")


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: list[str] = []
        self.marked = ""
        self.text = ""
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta",):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag  # all are closed in their order

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self._open:
            self.marked += data


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    path = tmp_path / "<b>in.jsonl"
    path.write_text(f"{json.dumps([QUESTION, THOUGHT, ANSWER])}\n" * 5 + "{broken\n")
    return path


def make_report(logs: Path, name: str, *flags: str) -> str:
    output, rejects = logs.with_name("out.jsonl"), logs.with_name("rejects.jsonl")
    file = logs.with_name(name)
    succeed("convert", logs, *TO_CHAT, "-o", output, "--rejects", rejects, "--report", file, *flags)
    return file.read_text()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_page_shows_the_losses(logs: Path, jobs: str) -> None:
    page = Page(make_report(logs, "run.html", "--jobs", jobs))
    assert "readable reasoning is left out" in page.text
    assert "--reasoning reasoning_content" in page.text
    assert '"text": "The tide turns at five."' in page.marked
    assert "When?" not in page.marked  # what is not lost has no mark
    assert "rejected: not JSON" in page.text
    assert "<b>in.jsonl:5" in page.text


def test_nothing_in_a_page_comes_from_elsewhere(logs: Path) -> None:
    text = make_report(logs, "run.html")
    page = Page(text)
    assert not {"script", "img", "b", "link", "iframe"} & set(page.elements)
    assert page.links == []
    assert HOSTILE.replace('"', '\\"') in page.text
    assert "default-src 'none'" in text


def test_a_page_of_many_records_is_capped(tmp_path: Path) -> None:
    logs = tmp_path / "in.jsonl"
    logs.write_text(f"{json.dumps([QUESTION, THOUGHT, ANSWER])}\n" * 3_000)
    text = make_report(logs, "run.html")
    assert len(text) < 500_000
    assert "2,000 more records are not listed" in text
    assert "3 of 3,000" in text


def test_tables_are_for_other_programs(logs: Path) -> None:
    rows = list(csv.DictReader(make_report(logs, "run.csv").splitlines()))
    assert [row["code"] for row in rows if row["severity"] == "error"] == ["reasoning"]
    assert rows[0]["count"] == "5"
    assert rows[0]["option"] == "'--reasoning reasoning_content"
    report: dict[str, Any] = json.loads(make_report(logs, "run.json"))
    assert report["records"] == 6
    assert report["rejected"] == 1
    assert report["codes"][0]["option"] == "--reasoning reasoning_content"
    text = make_report(logs, "run.md")
    assert "| error | `reasoning` | 5 | &lt;b>in.jsonl:1 at /1 |" in text.replace(
        f"{logs.parent}/", ""
    )


def test_the_summary_names_the_cure_and_it_cures(logs: Path) -> None:
    flags = (*TO_CHAT, "-o", logs.with_name("out"), "--rejects", logs.with_name("rejects"))
    summary = succeed("convert", logs, *flags).stderr
    assert "5 reasoning: --reasoning reasoning_content has a place for it." in summary
    summary = succeed("convert", logs, *flags, "--reasoning", "reasoning_content").stderr
    assert "error" not in summary


def test_the_name_of_a_report_decides_its_format(logs: Path) -> None:
    for name in ("run.pdf", "run"):
        result = run("convert", logs, *TO_CHAT, "--report", name)
        assert result.exit_code == 2
        assert "neither text, json nor" in result.stderr
    result = run("convert", logs, *TO_CHAT, "-o", "run.md", "--report", "run.md")
    assert result.exit_code == 2
