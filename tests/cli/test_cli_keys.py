"""Complements by a key, and in the records: files that were filtered, shuffled and joined."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from cli_commands import read, run, succeed
from hypothesis import given
from hypothesis import strategies as st

TO_CHAT = ("--to", "chat_completions")
RECORDS: list[Any] = [
    {
        "id": number,
        "input": [
            {"type": "message", "role": "user", "content": f"Question {number}"},
            {"type": "reasoning", "id": f"rs_{number}", "summary": []},
            {"type": "message", "role": "assistant", "content": "Yes."},
        ],
    }
    for number in range(12)
]


def make_lines(records: list[Any]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    (folder / "in").write_text(make_lines(RECORDS))
    undo = ("--complement", folder / "undo.gz", "--key", "/id")
    succeed("convert", folder / "in", *TO_CHAT, "-o", folder / "out", *undo)
    succeed("convert", folder / "in", *TO_CHAT, "-o", folder / "held", "--complement-at", "/undo")
    return folder


@given(st.lists(st.integers(0, 11), unique=True), st.integers())
@pytest.mark.parametrize(
    ("name", "flags"),
    [("out", ["--complement", "undo.gz", "--key", "/id"]), ("held", ["--complement-at", "/undo"])],
)
def test_filtered_and_shuffled_records_come_back(
    folder: Path, name: str, flags: list[str], indexes: list[int], seed: int
) -> None:
    random.Random(seed).shuffle(indexes)
    records = read(folder / name)
    (folder / "some").write_text(make_lines([records[index] for index in indexes]))
    paths = [str(folder / flag) if flag == "undo.gz" else flag for flag in flags]
    succeed("restore", folder / "some", *paths, "-o", folder / "back")
    assert read(folder / "back") == [RECORDS[index] for index in indexes]


def test_a_key_may_stand_in_more_records(folder: Path, tmp_path: Path) -> None:
    record = read(folder / "out")[0]
    (tmp_path / "joined").write_text(make_lines([record, record | {"more": 1}]))
    flags = ("--complement", folder / "undo.gz", "--key", "/id", "-o", tmp_path / "back")
    succeed("restore", tmp_path / "joined", *flags)
    assert read(tmp_path / "back") == [RECORDS[0], RECORDS[0] | {"more": 1}]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"id": 99}, "no complement has this key"),
        ({"id": True}, "a key is a string or an integer"),
        ({"id": 1.5}, "a key is a string or an integer"),
        ({}, "there is no value here"),
    ],
)
def test_a_record_without_a_known_key_is_refused(folder: Path, record: Any, reason: str) -> None:
    flags = ("--complement", folder / "undo.gz", "--key", "/id")
    result = run("restore", "-", *flags, stdin=json.dumps(record).encode())
    assert result.exit_code == 1
    assert f"at /id: {reason}" in result.stderr


def test_two_complements_of_one_key_are_refused(tmp_path: Path) -> None:
    (tmp_path / "in").write_text(make_lines([RECORDS[0], RECORDS[0]]))
    undo = tmp_path / "undo"
    flags = ("--complement", undo, "--key", "/id")
    succeed("convert", tmp_path / "in", *TO_CHAT, "-o", tmp_path / "out", *flags)
    result = run("restore", tmp_path / "out", *flags)
    assert result.exit_code == 1
    assert "another complement has this key" in result.stderr


def test_a_complement_without_a_key_is_an_error(folder: Path, tmp_path: Path) -> None:
    undo = tmp_path / "undo"
    succeed("convert", folder / "in", *TO_CHAT, "-o", tmp_path / "out", "--complement", undo)
    result = run("restore", tmp_path / "out", "--complement", undo, "--key", "/id")
    assert "has no key: `convert --key` writes it" in result.stderr


@pytest.mark.parametrize(
    ("record", "pointer", "reason"),
    [
        ({"input": [], "undo": 1}, "/undo", "there is a value here already"),
        ([], "/undo", "no object that could hold the complement"),
        ({"input": []}, "/a/undo", "there is no value here"),
    ],
)
def test_a_complement_in_a_record_needs_a_place(record: Any, pointer: str, reason: str) -> None:
    flags = (*TO_CHAT, "--from", "responses", "--complement-at", pointer)
    result = run("convert", "-", *flags, stdin=json.dumps(record).encode())
    assert result.exit_code == 1
    assert reason in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("restore", "in"),
        ("restore", "in", "--complement", "undo", "--complement-at", "/undo"),
        ("restore", "in", "--key", "/id", "--complement-at", "/undo"),
        ("restore", "in", "--complement", "undo", "--key", "id"),
        ("convert", "in", *TO_CHAT, "--key", "/id"),
        ("convert", "in", *TO_CHAT, "--complement-at", ""),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
