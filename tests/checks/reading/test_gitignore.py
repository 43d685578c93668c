"""The files of a folder that git ignores, compared with git itself."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responses_protocol._checks.reading.paths import MissingFile, find_files

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git says what it ignores")


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_json", ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def list_files(*names: str) -> list[str]:
    return [str(file) for file in find_files(names, gitignore=True)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in a repository, which has patterns above, in and below it."""
    top = tmp_path / "top"
    (top / ".git" / "info").mkdir(parents=True)
    (top / ".git" / "info" / "exclude").write_text("mine.json\n")
    (tmp_path / ".gitignore").write_text("*\n")  # outside of the repository
    (top / ".gitignore").write_bytes(b"build/\r\n/in/a.json\n# kept.json\n\nx\\\n*.tmp.json\n")
    write(top / "in", a_json="", b_json="", kept_json="", mine_json="", build__c_json="")
    write(top / "in" / "deep", a_json="", e_json="", d__f_json="", build__g_json="")
    (top / "in" / "h.tmp.json").write_text("")
    (top / "in" / "deep" / ".gitignore").write_text("*.json\n!e.json\n!h.tmp.json\n")
    (top / "in" / "deep" / "h.tmp.json").write_text("")
    monkeypatch.chdir(top)
    return top


HERE = ["in/b.json", "in/deep/e.json", "in/deep/h.tmp.json", "in/kept.json"]


def test_a_folder_without_ignored_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list_files("in") == list_files(".") == HERE
    monkeypatch.chdir(folder / "in")
    assert [f"in/{file}" for file in list_files(".")] == HERE
    assert list_files("deep") == ["deep/e.json", "deep/h.tmp.json"]


def test_a_named_file_is_not_ignored(folder: Path) -> None:
    names = ("in/a.json", "in/build", "in/deep/d/f.json")
    assert list_files(*names) == ["in/a.json", "in/build/c.json", "in/deep/d/f.json"]
    assert "in/mine.json" in list_files("in/*.json")


def test_a_folder_of_which_all_is_ignored(folder: Path) -> None:
    write(folder / "only", mine_json="")
    with pytest.raises(MissingFile) as error_info:
        list_files("only")
    assert error_info.value.ignored
    (folder / "none").mkdir()
    with pytest.raises(MissingFile) as error_info:
        list_files("none")
    assert not error_info.value.ignored


def test_without_a_repository_only_files_below_count(tmp_path: Path) -> None:
    write(tmp_path / "in", a_json="", b_json="")
    (tmp_path / ".gitignore").write_text("a.json")
    (tmp_path / "in" / ".gitignore").write_text("b.json")
    assert list_files(str(tmp_path / "in")) == [str(tmp_path / "in" / "a.json")]


def test_patterns_that_are_no_text(tmp_path: Path) -> None:
    write(tmp_path, a_json="", b_json="")
    (tmp_path / ".gitignore").write_bytes(b"\xff\0\xfe\n[\nb.json\n")
    assert list_files(str(tmp_path)) == [str(tmp_path / "a.json")]
    (tmp_path / ".gitignore").unlink()
    (tmp_path / ".gitignore").mkdir()
    assert len(list_files(str(tmp_path))) == 2


NAMES = ("a", "b", "ab")
PATTERNS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "", "!", "/", "!/", "**/", "a/"]),
    st.sampled_from(["a", "b", "ab", "*", "a*", "?", "[ab]", "a/b", "a/**", "**/b", "a/*/b"]),
    st.sampled_from(["", "", ".json", "/*.json"]),
    st.sampled_from(["", "", "/"]),
)


@needs_git
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PATTERNS, max_size=5), st.lists(PATTERNS, max_size=3))
def test_git_ignores_the_same(tmp_path: Path, above: list[str], below: list[str]) -> None:
    if not (tmp_path / ".git").exists():
        for name in NAMES:
            for file in (*NAMES, "a/b", "b/a"):
                write(tmp_path, **{f"{name}/{file}_json": "", f"{file}_json": ""})
        subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text("\n".join(above) + "\n")
    (tmp_path / "a" / ".gitignore").write_text("\n".join(below) + "\n")
    command = ["git", "ls-files", "--others", "--exclude-standard", "-z"]
    env = {**os.environ, "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", "XDG_CONFIG_HOME": ""}
    output = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=True).stdout
    expected = [name for name in output.decode().split("\0") if name.endswith(".json")]
    try:
        actual = [name.removeprefix(f"{tmp_path}/") for name in list_files(str(tmp_path))]
    except MissingFile:
        actual = []
    assert sorted(actual) == sorted(expected)
