"""What the pages show is what happens: their code is run, its output compared."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from responses_protocol.formats.options import CHOICES

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [
    README,
    *(
        ROOT / "docs" / name
        for name in (
            *("losses.md", "architecture.md", "exchange.md", "repair.md", "schemas.md"),
            "streams.md",
        )
    ),
]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def fences(page: Path) -> list[tuple[str, str]]:
    """Return the language and the content of each code block."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_examples_print_what_is_shown(page: Path) -> None:
    run_python_examples(page)


def run_python_examples(page: Path) -> None:
    """Run the Python blocks of a page, and compare what each prints with the text behind it."""
    blocks = fences(page)
    shared: dict[str, Any] = {"__name__": page.stem}
    ran = 0
    for at, (language, code) in enumerate(blocks):
        if language != "python":
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, f"{page.name}, block {at + 1}", "exec"), shared)
        follows = blocks[at + 1] if at + 1 < len(blocks) else ("", "")
        assert printed.getvalue() == (follows[1] if follows[0] == "text" else "")
        ran += 1
    assert ran


@pytest.mark.parametrize(
    "page",
    [README, *(ROOT / "docs" / name for name in ("cli.md", "schemas.md"))],
    ids=lambda page: page.name,
)
def test_the_commands_print_what_is_shown(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    sessions = [code for language, code in fences(page) if language == "console"]
    assert sessions
    for session in sessions:
        commands = [line[2:] for line in session.splitlines() if line.startswith("$ ")]
        transcript = "".join(f"$ {command}\n{run(command, tmp_path)}" for command in commands)
        assert transcript == session


def run(command: str, folder: Path) -> str:
    """Run one of our commands; return what it writes, on either stream."""
    name, *arguments = shlex.split(command)
    assert name == "responses-protocol"
    done = subprocess.run(
        [sys.executable, "-m", "responses_protocol", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_its_links_lead_somewhere() -> None:
    pages = [README, ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    links = {
        (page, link)
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    }
    assert links
    assert not [link for page, link in links if not (page.parent / link).exists()]


def test_the_options_are_those_that_there_are() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (`\w+`(?:, `\w+`)+) \|", README.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {name: tuple(re.findall(r"\w+", ways)) for name, ways in rows} == CHOICES
