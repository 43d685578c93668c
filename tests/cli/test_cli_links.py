"""What mends files in place writes to nothing that was not named."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from cli_commands import run

BROKEN = json.dumps([{"role": "user", "content": [{"type": "text", "text": "hi"}]}])
FLAGS = ("validate", "--as", "responses/history", "--fix")
AGENT = """\
from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import ChatAgentMessage, ChatAgentResponse


class Agent(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[ChatAgentMessage(role="assistant", content="x", id="1")])
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a file, a link inside, and links to what is outside."""
    folder, outside = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    outside.mkdir()
    (folder / "one.json").write_text(BROKEN)
    (outside / "two.json").write_text(BROKEN)
    (folder / "link.json").symlink_to(outside / "two.json")
    (outside / "deep").mkdir()
    (outside / "deep" / "three.json").write_text(BROKEN)
    (folder / "folder").symlink_to(outside / "deep")
    return folder


def test_links_out_of_a_folder_are_read_and_not_written(tree: Path) -> None:
    result = run(*FLAGS, tree)
    assert result.exit_code == 1
    assert result.stderr.count("Not fixed: ") == 2
    assert "2 warnings" not in result.stderr
    outside = tree.parent / "out"
    assert (outside / "two.json").read_text() == BROKEN
    assert (outside / "deep" / "three.json").read_text() == BROKEN
    assert "input_text" in (tree / "one.json").read_text()


def test_patterns_name_the_folder_that_they_begin_with(tree: Path) -> None:
    run(*FLAGS, tree / "*.json")
    assert (tree.parent / "out" / "two.json").read_text() == BROKEN


def test_a_named_link_is_followed(tree: Path) -> None:
    assert run(*FLAGS, tree / "link.json").exit_code == 0
    assert (tree / "link.json").is_symlink()
    assert "input_text" in (tree.parent / "out" / "two.json").read_text()


def test_links_inside_of_a_named_folder_are_followed(tree: Path) -> None:
    (tree / "link.json").unlink()
    (tree / "folder").unlink()
    (tree / "sub").mkdir()
    (tree / "one.json").rename(tree / "sub" / "one.json")
    (tree / "again.json").symlink_to("sub/one.json")
    assert run(*FLAGS, tree).exit_code == 0
    assert "input_text" in (tree / "sub" / "one.json").read_text()


def test_mending_keeps_the_mode_and_refuses_hard_links(tmp_path: Path) -> None:
    single, linked, link = (tmp_path / name for name in ("one.json", "two.json", "other"))
    for file in (single, linked):
        file.write_text(BROKEN)
        file.chmod(0o640)
    os.link(linked, link)
    result = run(*FLAGS, single, linked)
    assert result.exit_code == 1
    assert "hard links" in result.stderr
    assert "input_text" in single.read_text()
    assert stat.S_IMODE(single.stat().st_mode) == 0o640
    assert linked.read_text() == link.read_text() == BROKEN
    assert linked.samefile(link)


def test_migrate_writes_to_nothing_outside(tmp_path: Path) -> None:
    pytest.importorskip("libcst")
    folder, outside = tmp_path / "in", tmp_path / "agent.py"
    folder.mkdir()
    outside.write_text(AGENT)
    (folder / "agent.py").symlink_to(outside)
    result = run("migrate", "--write", folder)
    assert result.exit_code == 1
    assert "a link leads out of the named files and folders" in result.stdout
    assert outside.read_text() == AGENT
    assert run("migrate", "--write", folder / "agent.py").exit_code == 0
    assert "ResponsesAgent" in outside.read_text()


@pytest.mark.parametrize("text", ["x = '\0'\n", "if a:\n  0\n" + "elif a:\n  0\n" * 5_000])
def test_files_that_no_parser_reads_are_reported(tmp_path: Path, text: str) -> None:
    pytest.importorskip("libcst")
    file = tmp_path / "agent.py"
    file.write_text(AGENT + text)
    result = run("migrate", "--write", file)
    assert result.exit_code == 1
    assert "RPM001" in result.stdout
    assert "a fixer failed" not in result.stdout
    assert file.read_text() == AGENT + text
