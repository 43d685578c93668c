"""The files that names stand for: folders at any depth, patterns, links, and broken links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from responses_protocol._checks.reading.paths import MissingFile, find_files
from responses_protocol._reporting.finding import Finding


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "a/one.json",
        "a/two.jsonl",
        "a/b/three.ndjson.gz",
        "a/b/four.txt",
        "a/.hidden/five.json",
        "a/node_modules/six.json",
        "seven.sse",
        "eight.YAML",
        ".nine.json",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("[]")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def list_files(*names: str) -> list[str]:
    return [
        f"{finding.code} {finding.path}" if isinstance(finding, Finding) else finding
        for finding in find_files(names)
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a"], ["a/b/three.ndjson.gz", "a/one.json", "a/two.jsonl"]),
        (["./a/"], ["a/b/three.ndjson.gz", "a/one.json", "a/two.jsonl"]),
        (
            ["."],
            [
                *(".nine.json", "a/b/three.ndjson.gz", "a/one.json", "a/two.jsonl"),
                *("eight.YAML", "seven.sse"),
            ],
        ),
        (["a/b/four.txt", "a/.hidden"], ["a/b/four.txt", "a/.hidden/five.json"]),
        (["a/*.json*"], ["a/one.json", "a/two.jsonl"]),
        (["**/*.txt"], ["a/b/four.txt"]),
        (["a/*"], ["a/b/three.ndjson.gz", "a/node_modules/six.json", "a/one.json", "a/two.jsonl"]),
        (["a/one.json", "-", "a", "-"], ["a/one.json", "-", "a/b/three.ndjson.gz", "a/two.jsonl"]),
    ],
)
def test_the_files_that_names_and_patterns_stand_for(
    folder: Path, names: list[str], expected: list[str]
) -> None:
    assert list_files(*names) == expected


def test_a_name_with_the_signs_of_a_pattern_is_a_name_first(folder: Path) -> None:
    (folder / "a[1].json").write_text("[]")
    assert list_files("a[1].json") == ["a[1].json"]


@pytest.mark.parametrize("name", ["gone.json", "*.gone", "a/gone/*.json"])
def test_a_pattern_without_files_is_reported(folder: Path, name: str) -> None:
    with pytest.raises(MissingFile) as error_info:
        list_files("a", name)
    assert error_info.value.name == name


def test_a_folder_that_contains_itself_is_skipped_and_reported(folder: Path) -> None:
    (folder / "a/b/again").symlink_to(folder / "a", target_is_directory=True)
    expected = ["RP012 a/b/again", "a/b/three.ndjson.gz", "a/one.json", "a/two.jsonl"]
    assert list_files("a") == expected


def test_a_folder_that_is_reached_twice_is_read_once(folder: Path) -> None:
    (folder / "z").symlink_to(folder / "a", target_is_directory=True)
    (folder / "zz.json").symlink_to(folder / "a/one.json")
    assert list_files(".").count("a/one.json") == 1
    assert not [name for name in list_files(".") if name.startswith("z")]


def test_broken_links_are_reported_and_pipes_are_not_read(folder: Path) -> None:
    (folder / "a/gone.json").symlink_to("nowhere")
    (folder / "a/self.json").symlink_to("self.json")
    os.mkfifo(folder / "a/pipe.json")
    reported = [name for name in list_files("a") if name.startswith("RP")]
    assert reported == ["RP011 a/gone.json", "RP011 a/self.json"]


def test_an_unreadable_folder_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listdir = os.listdir

    def refuse(name: str) -> list[str]:
        if name == "a/b":
            raise PermissionError(13, "Permission denied", name)
        return listdir(name)

    monkeypatch.setattr(os, "listdir", refuse)
    assert list_files("a") == ["RP011 a/b", "a/one.json", "a/two.jsonl"]


def test_what_git_ignores_is_found_unless_it_is_left_out(folder: Path) -> None:
    (folder / "a" / ".gitignore").write_text("one.json\n")
    assert "a/one.json" in find_files(["a"])
    assert "a/one.json" not in find_files(["a"], gitignore=True)
