"""The files of folders: which are looked at, each once, and none for ever."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from responses_protocol._codemods.sources import files_of


def write_files(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


def find_names(folder: Path, *paths: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in files_of(paths or (folder,))]


def test_python_and_notebooks_are_found_in_order(tmp_path: Path) -> None:
    write_files(tmp_path, "b.py", "a.ipynb", "c.txt", "z/a.py", "m/deep/er/x.py", "README.md")
    assert find_names(tmp_path) == ["a.ipynb", "b.py", "m/deep/er/x.py", "z/a.py"]


def test_what_is_not_the_users_is_passed_over(tmp_path: Path) -> None:
    write_files(
        tmp_path, ".git/a.py", "node_modules/a.py", "x/__pycache__/a.py", "venv/lib/a.py", "a.py"
    )
    write_files(
        tmp_path, "venv/pyvenv.cfg", "conda/conda-meta/history", "conda/a.py", ".github/a.py"
    )
    assert find_names(tmp_path) == ["a.py", ".github/a.py"]


def test_a_named_file_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    write_files(tmp_path, "agent", "node_modules/a.py")
    assert find_names(tmp_path, tmp_path / "agent", tmp_path / "node_modules" / "a.py") == [
        "agent",
        "node_modules/a.py",
    ]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_loops_end_and_no_file_comes_twice(tmp_path: Path) -> None:
    write_files(tmp_path, "a/b/c.py")
    (tmp_path / "a" / "b" / "loop").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a" / "again.py").symlink_to(tmp_path / "a" / "b" / "c.py")
    assert find_names(tmp_path) == ["a/again.py"]
    assert find_names(tmp_path, tmp_path / "a" / "b", tmp_path) == ["a/b/c.py"]


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(files_of([tmp_path / "no.py"]))
