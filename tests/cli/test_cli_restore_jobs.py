"""Restoring in several processes, and going on: the result is that of one process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_commands import run, succeed
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._checks.reading.entries import entries
from responses_protocol._cli.parallel import Run, process_ranges
from responses_protocol._cli.ranges import entries_in, paired_ranges, ranges
from responses_protocol._cli.report import Tally
from responses_protocol._cli.restorations import STEPS, Restorations
from responses_protocol._cli.running import Stopped

LINES = st.lists(st.sampled_from([b"{}", b"", b" ", b"[1, 2]", b'{"input": "a long text"}']))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@given(LINES, LINES, LINES, st.integers(1, 40))
def test_ranges_have_the_complements_of_their_records(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[bytes],
    second: list[bytes],
    complement_lines: list[bytes],
    size: int,
) -> None:
    folder = tmp_path_factory.mktemp("pairs")
    names = [str(folder / name) for name in ("first", "second", "saved")]
    for name, lines in zip(names, (first, second, complement_lines), strict=True):
        Path(name).write_bytes(b"\n".join(lines))
    parts = paired_ranges(dict.fromkeys(names[:2], names[2]), size)
    assert parts is not None
    records = [list(entries_in(part)) for part in parts]
    complements = [list(entries_in(part.beside)) for part in parts if part.beside]
    assert [entry for entries_of_part in records for entry in entries_of_part] == list(
        entries(names[:2])
    )
    assert [entry for entries_of_part in complements for entry in entries_of_part] == list(
        entries(names[2:])
    )
    number, all_complements = 0, list(entries(names[2:]))
    for entries_of_part, complements_of_part in zip(records[:-1], complements[:-1], strict=True):
        assert complements_of_part == all_complements[number : number + len(entries_of_part)]
        number += len(entries_of_part)


def convert_and_restore(count: int, filler: int = 0) -> bytes:
    """Write `out.jsonl` and `undo.jsonl`; return what they are restored to."""
    users = [
        {
            "role": "user",
            "content": f"Question {index} " + "." * (filler + index % 90),
            "name": "al",
        }
        for index in range(count)
    ]
    lines = [json.dumps({"messages": [user], "n": index}) for index, user in enumerate(users)]
    Path("in.jsonl").write_text("\n".join(lines))
    complement_flags = ("--complement", "undo.jsonl")
    succeed("convert", "in.jsonl", "--to", "responses", "-o", "out.jsonl", *complement_flags)
    succeed("restore", "out.jsonl", *complement_flags, "-o", "whole.jsonl")
    return Path("whole.jsonl").read_bytes()


def restore_in_parts(**changes: Any) -> tuple[Tally, bytes]:
    tally = Tally("restore")
    parts = paired_ranges({"out.jsonl": "undo.jsonl"}, 2_000)
    assert parts is not None
    assert len(parts) > 5
    arguments = {"jobs": 1, "resume": False, "rejects": None, **changes}
    settings = Restorations(arguments.pop("allow_partial", False), indent=True)
    files = {"out.jsonl": "out.jsonl"}
    process_ranges(Run(STEPS, settings, files, ("b.jsonl",), planned=parts, **arguments), tally)
    return tally, Path("b.jsonl").read_bytes()


@pytest.mark.parametrize("jobs", [1, 2])
def test_parts_give_the_result_of_one_process(jobs: int) -> None:
    expected = convert_and_restore(300)
    tally, text = restore_in_parts(jobs=jobs)
    assert text == expected
    assert (tally.done, tally.items, tally.partial) == (300, 300, None)


def test_a_resumed_run_counts_all_records() -> None:
    convert_and_restore(300)
    lines = Path("out.jsonl").read_text().splitlines()
    for at in (20, 250):
        record = json.loads(lines[at])
        record["input"].append(record["input"][0] | {"content": "new"})
        lines[at] = json.dumps(record)
    Path("out.jsonl").write_text("\n".join(lines))
    with pytest.raises(Stopped) as error_info:
        restore_in_parts(resume=True)
    assert error_info.value.place["line"] == 21
    tally, text = restore_in_parts(resume=True, allow_partial=True)
    assert tally.partial is not None
    assert (tally.partial.number, tally.partial.first["line"], tally.afresh) == (2, 21, 2)
    succeed("restore", "out.jsonl", "--complement", "undo.jsonl", "--allow-partial", "-o", "c")
    assert text == Path("c").read_bytes()


def test_another_number_of_complements_is_reported() -> None:
    convert_and_restore(300)
    for change in (lambda lines: lines[:-1], lambda lines: [*lines, lines[-1]]):
        lines = Path("undo.jsonl").read_bytes().splitlines()
        Path("undo.jsonl").write_bytes(b"\n".join(change(lines)))
        with pytest.raises(Stopped) as error_info:
            restore_in_parts(jobs=2)
        assert "has no record in step" in error_info.value.place["reason"]
        Path("undo.jsonl").write_bytes(b"\n".join(lines))


def test_the_command_line_takes_jobs() -> None:
    expected = convert_and_restore(1_200, filler=8_000)
    assert len(list(ranges(["out.jsonl"], 4 << 20))) > 2
    command = [sys.executable, "-m", "responses_protocol", "restore", "out.jsonl"]
    for flags in (("--jobs", "2"), ("--resume",), ("--jobs", "2", "--resume")):
        arguments = ("--complement", "undo.jsonl", "-o", "b.jsonl", *flags)
        subprocess.run([*command, *arguments], check=True, capture_output=True)
        assert Path("b.jsonl").read_bytes() == expected
        Path("b.jsonl").unlink()


@pytest.mark.parametrize(
    "flags",
    [("--resume",), ("--resume", "--key", "/n", "-o", "b")],
)
def test_runs_that_cannot_resume_are_wrong_usage(flags: tuple[str, ...]) -> None:
    convert_and_restore(3)
    result = run("restore", "out.jsonl", "--complement", "undo.jsonl", *flags)
    assert result.exit_code == 2
    assert "--resume" in result.stderr


@pytest.mark.parametrize("complement", ["undo.jsonl", "undo.gz"])
def test_complements_are_found_by_their_keys_in_several_processes(complement: str) -> None:
    filler = "." * 50_000
    records = [{"id": index, "input": f"Question {index} {filler}"} for index in range(200)]
    Path("in.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    flags = ("--complement", complement, "--key", "/id")
    succeed("convert", "in.jsonl", "--to", "chat_completions", "-o", "out.jsonl", *flags)
    lines = Path("out.jsonl").read_bytes().splitlines(keepends=True)[::-1]
    Path("out.jsonl").write_bytes(b"".join(lines[:90] + lines[100:]))
    command = [sys.executable, "-m", "responses_protocol", "restore", "out.jsonl", *flags]
    result = subprocess.run([*command, "--jobs", "2"], stdout=subprocess.PIPE, check=True)
    restored = [json.loads(line) for line in result.stdout.splitlines()]
    assert restored == [*records[::-1][:90], *records[::-1][100:]]


def test_resuming_excludes_keys() -> None:
    convert_and_restore(3)
    flags = ("--complement", "undo.jsonl", "--key", "/n", "-o", "back.jsonl")
    result = run("restore", "out.jsonl", *flags, "--resume")
    assert result.exit_code == 2
    assert "--resume does not go with --key" in result.stderr
