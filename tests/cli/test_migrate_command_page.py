"""What the page on the command shows is what the command does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli_commands import run

pytest.importorskip("libcst", reason="LibCST is not installed")
PAGE = Path(__file__).parents[2] / "docs" / "migrate_command.md"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_page_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)
    agent, driver, after = blocks("python")
    Path("agent.py").write_text(agent, encoding="utf-8")
    Path("driver.py").write_text(driver, encoding="utf-8")
    (expected,) = blocks("console")
    result = run("migrate", ".", "--write")
    assert f"$ responses-protocol migrate . --write\n{result.stdout}{result.stderr}" == expected
    assert Path("driver.py").read_text(encoding="utf-8") == after


def test_the_page_names_all_fixers_of_callers() -> None:
    from responses_protocol._codemods.fixers import FIXERS

    codes = set(re.findall(r"^\| (RPM3\d\d) ", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert codes == {fixer.code for fixer in FIXERS if fixer.code.startswith("RPM3")}
