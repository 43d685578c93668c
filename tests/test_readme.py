"""What the pages show is what happens: their code is run, its output compared."""

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
# What needs MLflow or the engines of tables is run where these are installed, and what is migrated
# is compared by other tests.
ELSEWHERE = {
    DOCS / f"{name}.md"
    for name in ("mlflow", "migrate", "migrate_calls", "migrate_command", "tables")
}
PAGES = sorted({README, *DOCS.rglob("*.md")} - ELSEWHERE)
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A code block of a page; one with a title is the file of that name."""

    language: str
    title: str
    code: str


def blocks(page: Path) -> list[Block]:
    """Return the code blocks of a page, in their order."""
    return [Block(*found) for found in FENCE.findall(page.read_text(encoding="utf-8"))]


def pages_with(language: str) -> list[Path]:
    """Return the pages that have something to run in a language."""
    return [
        page
        for page in PAGES
        if any(one.language == language and not one.title for one in blocks(page))
    ]


def name(page: Path) -> str:
    """Return how a test names a page."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", pages_with("python"), ids=name)
def test_the_python_examples_print_what_is_shown(page: Path) -> None:
    run_python_examples(page)


def run_python_examples(page: Path) -> None:
    """Run the Python blocks of a page, and compare what each prints with the text behind it."""
    found = blocks(page)
    shared: dict[str, Any] = {"__name__": page.stem}
    for index, block in enumerate(found):
        if block.language != "python" or block.title:
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block.code, f"{page.name}, block {index + 1}", "exec"), shared)
        shown = [one.code for one in found[index + 1 : index + 2] if one.language == "text"]
        assert printed.getvalue() == "".join(shown)


@pytest.mark.parametrize("page", pages_with("console"), ids=name)
def test_the_commands_print_what_is_shown(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for block in blocks(page):
        if block.title:
            file = tmp_path / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.code, encoding="utf-8")
        elif block.language == "console":
            assert transcript(block.code, tmp_path) == block.code


def transcript(session: str, folder: Path) -> str:
    """Run the commands of a session, all ours; return it as a terminal would show it.

    A command must end with status 0, unless the next one is ``echo $?``, which shows the status.
    """
    commands = [line[2:] for line in session.splitlines() if line.startswith("$ ")]
    shown, status = "", 0
    for command in commands:
        shown += f"$ {command}\n"
        if command == STATUS:
            shown, status = f"{shown}{status}\n", 0
            continue
        assert status == 0, shown
        output, status = run(command, folder)
        shown += output
    assert status == 0, shown
    return shown


STATUS = "echo $?"


def run(command: str, folder: Path) -> tuple[str, int]:
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
    assert {name: tuple(re.findall(r"\w+", ways)) for name, ways in rows} == CHOICES
