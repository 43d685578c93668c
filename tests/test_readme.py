"""The examples of the pages are run, and their output is compared."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from responses_protocol._formats.options import CHOICES

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
# Examples that need MLflow or the engines of tables run where these are installed; other tests
# compare migrated code.
EXCLUDED = {
    DOCS / f"{make_title}.md"
    for make_title in ("mlflow", "migrate", "migrate_calls", "migrate_command", "tables")
}
PAGES = sorted({README, *DOCS.rglob("*.md")} - EXCLUDED)
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A code block of a page; one with a title is the file of that name."""

    language: str
    title: str
    code: str


def read_blocks(page: Path) -> list[Block]:
    """Return the code blocks of a page, in their order."""
    return [Block(*fields) for fields in FENCE.findall(page.read_text(encoding="utf-8"))]


def find_pages(language: str) -> list[Path]:
    """Return the pages with examples in a language."""
    return [
        page
        for page in PAGES
        if any(block.language == language and not block.title for block in read_blocks(page))
    ]


def make_title(page: Path) -> str:
    """Return the title of a page in the names of tests."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", find_pages("python"), ids=make_title)
def test_the_python_examples_print_what_is_shown(page: Path) -> None:
    run_python_examples(page)


def run_python_examples(page: Path) -> None:
    """Run the Python blocks of a page, and compare what each prints with the text behind it."""
    page_blocks = read_blocks(page)
    namespace: dict[str, Any] = {"__name__": page.stem}
    for index, block in enumerate(page_blocks):
        if block.language != "python" or block.title:
            continue
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(block.code, f"{page.name}, block {index + 1}", "exec"), namespace)
        expected = [
            text_block.code
            for text_block in page_blocks[index + 1 : index + 2]
            if text_block.language == "text"
        ]
        assert output.getvalue() == "".join(expected)


@pytest.mark.parametrize("page", find_pages("console"), ids=make_title)
def test_the_commands_print_what_is_shown(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for block in read_blocks(page):
        if block.title:
            file = tmp_path / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.code, encoding="utf-8")
        elif block.language == "console":
            assert make_transcript(block.code, tmp_path) == block.code


def make_transcript(session: str, folder: Path) -> str:
    """Run the commands of a session, all ours; return it as a terminal shows it.

    A command must end with status 0, unless the next one is ``echo $?``, which shows the status.
    """
    commands = [line[2:] for line in session.splitlines() if line.startswith("$ ")]
    transcript, status = "", 0
    for command in commands:
        transcript += f"$ {command}\n"
        if command == STATUS:
            transcript, status = f"{transcript}{status}\n", 0
            continue
        assert status == 0, transcript
        output, status = run_command(command, folder)
        transcript += output
    assert status == 0, transcript
    return transcript


STATUS = "echo $?"


def run_command(command: str, folder: Path) -> tuple[str, int]:
    """Run one of our commands; return what it writes, on either stream, and its status."""
    program, *arguments = shlex.split(command)
    assert program == "responses-protocol"
    result = subprocess.run(
        [sys.executable, "-m", "responses_protocol", *arguments],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key != "GITHUB_ACTIONS"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return result.stdout, result.returncode


def test_its_links_lead_somewhere() -> None:
    pages = [README, ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    links = {
        (page, link)
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    }
    assert links
    assert not [link for page, link in links if not (page.parent / link).exists()]


def test_the_options_are_those_that_there_are() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (`\w+`(?:, `\w+`)+) \|",
        (DOCS / "options.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert {option: tuple(re.findall(r"\w+", values)) for option, values in rows} == CHOICES
