"""Several processes, and a run that goes on: the result is that of one process."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from effort import is_thorough
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._checks.reading.entries import entries
from responses_protocol._cli.conversions import STEPS, Conversions
from responses_protocol._cli.parallel import Run, process_ranges
from responses_protocol._cli.ranges import SIZE, Range, entries_in, ranges
from responses_protocol._cli.report import Tally
from responses_protocol._cli.running import Stopped
from responses_protocol._formats.options import Options

SETTINGS = Conversions(
    *("responses", None, None, (), None, (), Options(), None, True, True),
)


def make_record(number: int, filler: int) -> bytes:
    # A name is what Responses can't say, so that each record has a loss to count.
    content = f"Question {number} " + "." * (filler + number % 90)
    message = {"role": "user", "content": content, "name": "al"}
    return json.dumps({"messages": [message], "number": number}).encode() + b"\n"


def write_records(
    path: Path, count: int, broken_indexes: tuple[int, ...] = (), *, filler: int = 0
) -> bytes:
    text = b"".join(
        b"{broken\n" if index in broken_indexes else make_record(index, filler)
        for index in range(count)
    )
    path.write_bytes(text)
    return text


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ranges") / "records.jsonl"


@given(
    st.lists(st.sampled_from([b"{}", b"", b" ", b"[1, 2]", b"\xff", b'{"input": "long"}'])),
    st.sampled_from([b"\n", b"\r\n"]),
    st.booleans(),
    st.integers(1, 40),
)
def test_ranges_hold_each_record_once(
    file: Path, lines: list[bytes], end: bytes, ends_with_newline: bool, size: int
) -> None:
    file.write_bytes(end.join(lines) + end * ends_with_newline)
    parts = list(ranges([str(file)], size))
    found = [entry for part in parts for entry in entries_in(part)]
    assert found == list(entries([str(file)]))
    stops = [part.stop for part in parts]
    assert stops == [None] or [part.start for part in parts] == [0, *stops[:-1]]


@pytest.mark.parametrize("content", [b"[\n 1,\n 2\n]\n", b"\x1f\x8b" + bytes(100)])
def test_a_file_without_json_lines_is_one_range(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "whole"
    path.write_bytes(content)
    assert list(ranges([str(path)], 4)) == [Range(str(path))]


def convert_in_parts(folder: Path, name: str, **changes: Any) -> tuple[Tally, list[bytes]]:
    """Convert `in.jsonl` in parts; return what was counted, and what was written."""
    files = [folder / f"{name}.{kind}" for kind in ("out", "complement", "rejects")]
    output, complement, rejects = map(str, files)
    tally = Tally("convert")
    settings = {"jobs": 1, "resume": False, "rejects": rejects, **changes}
    inputs = {str(folder / "in.jsonl"): "in.jsonl"}
    parts = list(ranges(list(inputs), settings.pop("size", 2_000)))
    process_ranges(
        Run(STEPS, SETTINGS, inputs, (output, complement), planned=parts, **settings), tally
    )
    return tally, [file.read_bytes() for file in files if file.exists()]


def test_parts_give_the_result_of_one_process(tmp_path: Path) -> None:
    write_records(tmp_path / "in.jsonl", 300, broken_indexes=(5, 250))
    result = convert_in_parts(tmp_path, "whole", size=1 << 30)
    assert result[0].done == 298
    assert len(result[1]) == 3
    for jobs in (1, 2):
        result_of_parts = convert_in_parts(tmp_path, f"parts{jobs}", jobs=jobs)
        assert result_of_parts == result
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {
        *("in", "whole", "parts1", "parts2")
    }


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_first_record_that_cannot_be_converted_ends_the_run(tmp_path: Path, jobs: int) -> None:
    write_records(tmp_path / "in.jsonl", 300, broken_indexes=(170, 250))
    with pytest.raises(Stopped) as error_info:
        convert_in_parts(tmp_path, "out", jobs=jobs, rejects=None)
    assert error_info.value.place["line"] == 171
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_run_resumes_at_its_last_part(tmp_path: Path) -> None:
    write_records(tmp_path / "in.jsonl", 300, broken_indexes=(170,))
    expected = convert_in_parts(tmp_path, "whole")
    with pytest.raises(Stopped):
        convert_in_parts(tmp_path, "out", resume=True, rejects=None)
    folder = tmp_path / ".out.out.parts"
    assert len(list(folder.glob("*/*.json"))) > 5
    assert folder.stat().st_mode & 0o777 == 0o700
    # Other settings, or another input, are another run: nothing of the old one is taken.
    assert convert_in_parts(tmp_path, "out", resume=True) == expected
    assert not folder.exists()


def test_finished_parts_are_not_converted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_records(tmp_path / "in.jsonl", 300)
    expected = convert_in_parts(tmp_path, "whole")
    parts_read: list[Range] = []

    def read(part: Range, choose: Any) -> Any:
        if part.line > 150 and not (tmp_path / "go on").exists():
            raise KeyboardInterrupt
        parts_read.append(part)
        return entries_in(part)

    monkeypatch.setattr("responses_protocol._cli.conversions.entries_in", read)
    with pytest.raises(KeyboardInterrupt):
        convert_in_parts(tmp_path, "out", resume=True)
    (tmp_path / "go on").touch()
    assert convert_in_parts(tmp_path, "out", resume=True) == expected
    assert parts_read == list(ranges([str(tmp_path / "in.jsonl")], 2_000))


def test_an_input_that_changed_is_read_again(tmp_path: Path) -> None:
    write_records(tmp_path / "in.jsonl", 300, broken_indexes=(170,))
    with pytest.raises(Stopped):
        convert_in_parts(tmp_path, "out", resume=True, rejects=None)
    write_records(tmp_path / "in.jsonl", 300)
    os.utime(tmp_path / "in.jsonl", ns=(1, 1))
    assert convert_in_parts(tmp_path, "out", resume=True, rejects=None)[0].done == 300


COMMAND = [sys.executable, "-m", "responses_protocol", "convert", "in.jsonl"]
FLAGS = ["--to", "responses", "--complement", "undo.jsonl", "-o", "out.jsonl"]


def start_conversion(folder: Path, *flags: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *FLAGS, *flags], cwd=folder, stderr=subprocess.PIPE, start_new_session=True
    )


def test_the_command_line_takes_jobs(tmp_path: Path) -> None:
    assert len(write_records(tmp_path / "in.jsonl", 2_000, filler=5_000)) > 2 * SIZE
    outputs = {}
    for jobs in ("1", "2"):
        process = start_conversion(tmp_path, "--jobs", jobs)
        outputs[jobs] = process.communicate()[1], (tmp_path / "out.jsonl").read_bytes()
        assert process.returncode == 0
    assert outputs["1"] == outputs["2"]
    assert b"2,000 records" in outputs["1"][0]


def test_standard_input_is_read_beside_files_by_several_processes(tmp_path: Path) -> None:
    text = write_records(tmp_path / "in.jsonl", 3)
    command = [sys.executable, "-m", "responses_protocol", "convert", "-", "in.jsonl"]
    arguments = ["--to", "responses", "--jobs", "2", "--key", "/number", "--complement", "undo"]
    result = subprocess.run(
        [*command, *arguments], input=text, cwd=tmp_path, stdout=subprocess.PIPE, check=True
    )
    numbers = [json.loads(line)["number"] for line in result.stdout.splitlines()]
    assert numbers == [0, 1, 2, 0, 1, 2]


@pytest.mark.parametrize("flags", [["--resume"], ["--resume", "-o", "-"]])
def test_resuming_needs_files(tmp_path: Path, flags: list[str]) -> None:
    write_records(tmp_path / "in.jsonl", 3)
    result = subprocess.run(
        [*COMMAND, "--to", "responses", *flags], cwd=tmp_path, capture_output=True, check=False
    )
    assert result.returncode == 2
    assert b"--resume goes with files" in result.stderr


def kill_and_resume(folder: Path, times: int, seed: int) -> None:
    """Kill a run at random moments until it ends by itself; compare what it wrote."""
    moments = random.Random(seed)
    # Long records, since it is bytes that ranges are made of and records that take time.
    assert len(write_records(folder / "in.jsonl", 2_000, filler=9_000)) > 4 * SIZE
    start = time.monotonic()
    with start_conversion(folder) as process:
        assert process.wait() == 0
    longest = time.monotonic() - start
    expected = [(folder / name).read_bytes() for name in ("out.jsonl", "undo.jsonl")]
    kills = 0
    while kills < times:
        for name in ("out.jsonl", "undo.jsonl"):
            (folder / name).unlink(missing_ok=True)
        while True:
            with start_conversion(folder, "--resume", "--jobs", moments.choice(["1", "2"])) as run:
                end = time.monotonic() + moments.uniform(0, longest)
                while run.poll() is None and time.monotonic() < end:
                    time.sleep(0.01)
                if run.poll() is not None:
                    assert run.returncode == 0
                    break
                signal_number = moments.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM])
                os.killpg(run.pid, signal_number) if moments.random() < 0.5 else run.send_signal(
                    signal_number
                )
                kills += 1
        assert [(folder / name).read_bytes() for name in ("out.jsonl", "undo.jsonl")] == expected
        assert not [*folder.glob(".*.parts"), *folder.glob(".responses-protocol-*")]


def test_a_killed_run_resumes(tmp_path: Path) -> None:
    kill_and_resume(tmp_path, times=200 if is_thorough() else 5, seed=1)
