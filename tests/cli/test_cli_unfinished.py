"""Files that a killed run left: the next run with the same output removes them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli_commands import list_names, run, succeed

fcntl = pytest.importorskip("fcntl")

LINE = json.dumps([{"role": "user", "content": "Hello " * 100}]).encode() + b"\n"
HIDDEN = ".responses-protocol-*"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def hidden(folder: Path = Path()) -> list[str]:
    return sorted(str(path) for path in folder.rglob(HIDDEN))


def versions() -> set[tuple[str, int]]:
    """Return the unfinished files, with their times: one that is made again has the same name."""
    return {(path.name, path.stat().st_mtime_ns) for path in Path().glob(HIDDEN)}


@contextmanager
def waiting(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command that waits for more input, when its unfinished files are there."""
    known = versions()
    count = arguments.count("-o") + arguments.count("--complement")
    command = [sys.executable, "-m", "responses_protocol", "convert", *arguments]
    with subprocess.Popen(
        [*command, "--to", "responses"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        end = time.monotonic() + 60
        while len(versions() - known) < count and time.monotonic() < end:
            time.sleep(0.01)
        assert len(versions() - known) == count
        yield process
        process.kill()


@contextmanager
def lock_alone(folder: Path) -> Iterator[None]:
    """Lock a folder alone, as another program may."""
    lock = os.open(folder, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def test_files_of_a_killed_run_are_removed() -> None:
    arguments = ("-", "-o", "out.jsonl", "--complement", "undo.jsonl")
    for count in (2, 2):  # the second run removes the files of the first one
        with waiting(*arguments) as process:
            process.kill()
        assert len(hidden()) == count
    succeed("convert", *arguments, "--to", "responses", stdin=LINE)
    assert list_names(Path()) == ["out.jsonl", "undo.jsonl"]


def test_files_of_another_output_stay() -> None:
    with waiting("-", "-o", "other.jsonl") as process:
        process.kill()
    left = hidden()
    succeed("convert", "-", "-o", "out.jsonl", "--to", "responses", stdin=LINE)
    assert hidden() == left


def test_files_of_a_living_run_stay() -> None:
    with waiting("-", "-o", "out.jsonl") as dead:
        dead.kill()
    with waiting("-", "-o", "other.jsonl", "--complement", "out.jsonl") as living:
        left = hidden()
        assert len(left) == 2  # the file of the killed run is removed
        succeed("convert", "-", "-o", "out.jsonl", "--to", "responses", stdin=LINE)
        assert hidden() == left
        _, message = living.communicate(LINE)
        assert living.returncode == 0, message
    assert list_names(Path()) == ["other.jsonl", "out.jsonl"]


def test_a_removed_file_leaves_the_target_as_it_was() -> None:
    Path("out.jsonl").write_bytes(b"old")
    with waiting("-", "-o", "out.jsonl", "--complement", "undo.jsonl") as process:
        for name in hidden():
            Path(name).unlink()
        _, message = process.communicate(LINE)
    reason = b"another process removed its unfinished file. No file was written."
    assert message.splitlines() == [b"Error: undo.jsonl: " + reason]
    assert process.returncode == 1
    assert Path("out.jsonl").read_bytes() == b"old"
    assert list_names(Path()) == ["out.jsonl"]


def test_a_file_of_another_process_is_neither_delivered_nor_removed() -> None:
    Path("out.jsonl").write_bytes(b"old")
    with waiting("-", "-o", "out.jsonl") as process:
        (name,) = hidden()
        Path("other").write_bytes(b"of another process")
        Path("other").replace(name)
        process.communicate(LINE)
    assert process.returncode == 1
    assert Path("out.jsonl").read_bytes() == b"old"
    assert Path(name).read_bytes() == b"of another process"


@pytest.mark.parametrize("link", ["out/x.jsonl", "out"])
def test_files_of_a_living_run_that_writes_through_a_link_stay(link: str) -> None:
    Path("in").mkdir()
    Path("in/x.jsonl").write_bytes(LINE)
    Path("shared").mkdir()
    if link == "out":
        Path(link).symlink_to("shared")
    else:
        Path("out").mkdir()
        Path(link).symlink_to("../shared/y.jsonl")
    command = [sys.executable, "-c", _STOPPED, "convert", "in", "--to", "responses", "-o", "out"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as living:
        assert living.stdout
        assert living.stdout.readline() == b"finished\n"
        left = hidden(Path("shared"))
        assert len(left) == 1
        for name in ("x.jsonl", "y.jsonl"):
            succeed("convert", "-", "-o", f"shared/{name}", "--to", "responses", stdin=LINE)
            assert hidden(Path("shared")) == left
        _, message = living.communicate(b"\n")
        assert living.returncode == 0, message
    assert list_names(Path("shared")) == ["x.jsonl", "y.jsonl"]


def test_a_lock_of_another_program_is_not_waited_for() -> None:
    for name, count in (("out.jsonl", 1), ("other.jsonl", 2)):
        with waiting("-", "-o", name) as dead:
            dead.kill()
        assert len(hidden()) == count
    left = hidden()
    with lock_alone(Path()), waiting("-", "-o", "out.jsonl"):
        assert len(hidden()) == 3  # nothing is removed
    own_name = (set(hidden()) - set(left)).pop()
    with waiting("-", "-o", "out.jsonl"):  # no run can find the file that is not locked
        assert own_name in hidden()
    with lock_alone(Path()):
        succeed("convert", "-", "-o", "new.jsonl", "--to", "responses", stdin=LINE)
    assert "new.jsonl" in list_names(Path())


def test_files_in_a_folder_of_outputs_are_removed() -> None:
    for place in ("in/a.jsonl", "in/deep/b.jsonl"):
        Path(place).parent.mkdir(exist_ok=True)
        Path(place).write_bytes(LINE)
    for jobs in ("1", "2"):
        Path("out/deep").mkdir(parents=True)
        command = [sys.executable, "-c", _KILLED, "convert", "in", "--to", "responses", "-o", "out"]
        killed = subprocess.run([*command, "--jobs", jobs], check=False, capture_output=True)
        assert killed.returncode == -9, killed.stderr
        assert hidden(Path("out/deep"))
        succeed("convert", "in", "--to", "responses", "-o", "out", "--jobs", jobs)
        assert not hidden()
        for place in ("out/deep/b.jsonl", "out/a.jsonl"):
            Path(place).unlink()
        Path("out/deep").rmdir()
        Path("out").rmdir()


def test_a_run_that_was_killed_between_a_link_and_a_rename_is_done_again() -> None:
    arguments = ("convert", "-", "--to", "responses", "-o", "out.jsonl", "--complement")
    Path("undo.jsonl").write_bytes(b"old")
    program = [sys.executable, "-c", _KILLED_AT_RENAME]
    killed = subprocess.run([*program, *arguments, "undo.jsonl"], input=LINE, check=False)
    assert killed.returncode == -9
    assert Path("undo.jsonl").stat().st_nlink == 2
    assert len(hidden()) == 3
    succeed(*arguments, "undo.jsonl", stdin=LINE)
    assert list_names(Path()) == ["out.jsonl", "undo.jsonl"]


def test_other_names_of_a_target_stay() -> None:
    Path("undo.jsonl").write_bytes(b"old")
    for name in (".responses-protocol-0123456789ab.tmp", "own"):
        Path(name).hardlink_to("undo.jsonl")
    Path(".responses-protocol-copy.tmp").write_bytes(b"old")
    arguments = ("convert", "-", "--to", "responses", "--complement", "undo.jsonl")
    assert "hard links" in run(*arguments, stdin=LINE).stderr
    assert Path("own").samefile("undo.jsonl")
    assert list_names(Path()) == [".responses-protocol-copy.tmp", "own", "undo.jsonl"]


def test_a_resumed_run_removes_the_files_of_another_kind_of_run() -> None:
    Path("in.jsonl").write_bytes(LINE)
    arguments = ("convert", "in.jsonl", "--to", "responses", "-o", "out.jsonl")
    command = [sys.executable, "-c", _KILLED, *arguments, "--jobs", "2"]
    killed = subprocess.run(command, check=False, capture_output=True)
    assert killed.returncode == -9, killed.stderr
    assert len(hidden()) == 2  # a file, and a folder of parts
    succeed(*arguments, "--resume")
    assert list_names(Path()) == ["in.jsonl", "out.jsonl"]


# Kills itself before the first file gets its name.
_KILLED = """
import os, signal, sys
from responses_protocol._cli import file_delivery, main
file_delivery.FinishedFile.put = lambda self, keep: os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    main(sys.argv[1:])
"""

# Waits for a line before the first file gets its name.
_STOPPED = """
import sys
from responses_protocol._cli import file_delivery, main
put = file_delivery.FinishedFile.put
def wait(file, keep):
    print("finished", flush=True)
    sys.stdin.readline()
    put(file, keep)
file_delivery.FinishedFile.put = wait
if __name__ == "__main__":
    main(sys.argv[1:])
"""

_KILLED_AT_RENAME = """
import os, pathlib, signal, sys
from responses_protocol._cli import main
pathlib.Path.replace = lambda path, target: os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    main(sys.argv[1:])
"""
