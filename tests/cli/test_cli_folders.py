"""Folders, patterns and compressed files: read by every command, and written by their names."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_commands import run, succeed

HISTORY = [{"type": "message", "role": "user", "content": "Where is the ferry?"}]
MESSAGES = [{"role": "user", "content": "Where is the ferry?"}]
TO_CHAT = ("--to", "chat_completions")
NAMES = {"a.jsonl", "b/c.jsonl.gz", "b/d.json", "b/empty.jsonl"}


def make_lines(*ids: int) -> bytes:
    return b"".join(
        json.dumps({"input": HISTORY, "number": number}).encode() + b"\n" for number in ids
    )


def read(path: Path) -> list[Any]:
    raw = path.read_bytes()
    text = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    (folder / "b").mkdir(parents=True)
    (folder / "a.jsonl").write_bytes(make_lines(1, 2))
    (folder / "b" / "c.jsonl.gz").write_bytes(gzip.compress(make_lines(3)))
    (folder / "b" / "d.json").write_text(json.dumps(HISTORY, indent=2))
    (folder / "b" / "empty.jsonl").touch()
    (folder / "notes.txt").write_text("no payload")
    return folder


def list_numbers(records: list[Any]) -> list[Any]:
    return [record["number"] if isinstance(record, dict) else None for record in records]


def test_a_folder_is_read_in_the_order_of_its_names(logs: Path, tmp_path: Path) -> None:
    succeed("convert", logs, *TO_CHAT, "-o", tmp_path / "out.jsonl")
    assert list_numbers(read(tmp_path / "out.jsonl")) == [1, 2, 3, None]


@pytest.mark.parametrize("pattern", ["logs/**/*.jsonl*", "logs/*[lb]"])
def test_a_pattern_names_files_once(logs: Path, tmp_path: Path, pattern: str) -> None:
    names = (tmp_path / pattern, logs / "a.jsonl")
    succeed("convert", *names, *TO_CHAT, "-o", tmp_path / "out.jsonl")
    assert list_numbers(read(tmp_path / "out.jsonl"))[:3] == [1, 2, 3]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder_gets_an_output_for_each_file(logs: Path, tmp_path: Path, jobs: str) -> None:
    output, complement, restored = tmp_path / "out", tmp_path / "undo", tmp_path / "back"
    flags = ("-o", f"{output}/", "--complement", f"{complement}/", "--jobs", jobs)
    succeed("convert", logs, *TO_CHAT, *flags)
    assert {str(file.relative_to(output)) for file in output.rglob("*") if file.is_file()} == NAMES
    assert read(output / "b/c.jsonl.gz") == [{"messages": MESSAGES, "number": 3}]
    assert json.loads((output / "b/d.json").read_bytes()) == MESSAGES
    succeed("restore", output, "--complement", complement, "-o", f"{restored}/")
    for name in NAMES - {"b/d.json"}:
        assert read(restored / name) == read(logs / name)
    assert (restored / "b/d.json").read_text() == (logs / "b/d.json").read_text() + "\n"


def test_all_outputs_appear_or_none(logs: Path, tmp_path: Path) -> None:
    (logs / "z.jsonl").write_text("{broken")
    before = sorted(tmp_path.rglob("*"))
    result = run("convert", logs, *TO_CHAT, "-o", f"{tmp_path}/out/")
    assert result.exit_code == 1
    assert "z.jsonl" in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_one_complement_may_serve_all_files(logs: Path, tmp_path: Path) -> None:
    output, complement = tmp_path / "out", tmp_path / "undo.jsonl.gz"
    succeed("convert", logs, *TO_CHAT, "-o", f"{output}/", "--complement", complement)
    assert len(read(complement)) == 4
    succeed("restore", output, "--complement", complement, "-o", tmp_path / "back.jsonl")
    assert list_numbers(read(tmp_path / "back.jsonl")) == [1, 2, 3, None]


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_the_name_decides_the_compression(logs: Path, tmp_path: Path, ending: str) -> None:
    output, complement = tmp_path / f"out.jsonl{ending}", tmp_path / f"undo.jsonl{ending}"
    succeed("convert", logs / "a.jsonl", *TO_CHAT, "-o", output, "--complement", complement)
    assert output.read_bytes()[:2] in (b"\x1f\x8b", b"\x28\xb5")
    succeed("restore", output, "--complement", complement, "-o", tmp_path / "back.jsonl")
    assert read(tmp_path / "back.jsonl") == read(logs / "a.jsonl")


def test_a_compressed_file_is_the_same_whenever_it_is_written(logs: Path, tmp_path: Path) -> None:
    for name in ("one.gz", "two.gz"):
        succeed("convert", logs / "a.jsonl", *TO_CHAT, "-o", tmp_path / name)
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()


def test_a_compressed_stream_is_read(tmp_path: Path) -> None:
    choice = {"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop"}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    text = json.dumps({**chunk, "choices": [choice]})
    path = tmp_path / "stream.sse.gz"
    path.write_bytes(gzip.compress(f"data: {text}\n\n".encode()))
    result = succeed("convert", "--kind", "stream", path, "--to", "responses")
    assert "event: response.completed" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("empty", "-o", "out.jsonl"), "no file in"),
        (("nothing*", "-o", "out.jsonl"), "no file fits"),
        (("logs/a.jsonl", "other/a.jsonl", "-o", "out/"), "would have the same output"),
        (("-", "-o", "out/"), "standard input has no name"),
        (("logs/a.jsonl", "-o", "out.jsonl", "--complement", "undo/"), "where -o is one"),
    ],
)
def test_impossible_outputs_are_wrong_usage(
    logs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    reason: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other/a.jsonl").write_bytes(make_lines(1))
    result = run("convert", *arguments, *TO_CHAT)
    assert result.exit_code == 2
    assert reason in result.stderr


COMMAND = [sys.executable, "-m", "responses_protocol", "convert", "-", *TO_CHAT]


def test_lines_are_passed_on_as_they_come() -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(make_lines(number))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["number"] == number
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0


def test_the_end_of_a_reader_is_a_silent_end() -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(make_lines(1))
        process.stdin.flush()
        assert process.stdout.readline()
        process.stdout.close()
        process.stdin.write(make_lines(2))
        process.stdin.flush()  # and it stays open, as `tail -f` keeps it
        assert process.wait(20) == 141
        assert process.stderr.read() == b""
