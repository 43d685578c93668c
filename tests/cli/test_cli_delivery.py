"""Several outputs are delivered all or none: the complement first, and what is told is true."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_commands import names, read, run, succeed

from responses_protocol._cli import file_delivery
from responses_protocol._cli.file_delivery import FinishedFile, NotPlaced
from responses_protocol._cli.writing import outputs

RECORD = {
    "input": [
        {"type": "message", "id": "m1", "role": "user", "content": "hi"},
        {"type": "reasoning", "id": "r1", "summary": [], "encrypted_content": "kept"},
    ]
}
TO_CHAT = ("convert", "--to", "chat_completions", "--kind", "history")
PROGRAM = (sys.executable, "-m", "responses_protocol")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps(RECORD) + "\n")
    return file


def mounted(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command where ``c.jsonl`` in a folder is a mount point, which nothing replaces."""
    if not shutil.which("unshare"):
        pytest.skip("no unshare here: mounts need a namespace of their own")
    result = subprocess.run(["unshare", "-rm", "true"], capture_output=True)
    if result.returncode:
        pytest.skip("no user namespaces here: mounts need one")
    script = 'mount --bind c.jsonl c.jsonl && exec "$@"'
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", *map(str, command)],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_a_complement_on_a_mount_leaves_the_input_as_it_was(source: Path) -> None:
    before = source.read_bytes()
    complement = source.with_name("c.jsonl")
    complement.write_bytes(b"of old\n")
    result = mounted(
        source.parent, *PROGRAM, *TO_CHAT, source, "-o", source, "--complement", "c.jsonl"
    )
    assert result.returncode == 1
    told = "error: c.jsonl: device or resource busy. no file was written.\n"
    assert result.stderr.lower() == told
    assert source.read_bytes() == before
    assert complement.read_bytes() == b"of old\n"
    assert names(source.parent) == ["c.jsonl", "in.jsonl"]


def test_an_output_on_a_mount_takes_the_complement_back(source: Path) -> None:
    (source.parent / "c.jsonl").write_bytes(b"of old\n")
    undo, rejects = source.with_name("undo"), source.with_name("rejects")
    undo.write_bytes(b"of old, too\n")
    result = mounted(
        source.parent,
        *(*PROGRAM, *TO_CHAT, source, "-o", "c.jsonl"),
        *("--complement", undo, "--rejects", rejects),
    )
    assert result.returncode == 1
    told = "error: c.jsonl: device or resource busy. no file was written.\n"
    assert result.stderr.lower() == told
    assert undo.read_bytes() == b"of old, too\n"
    assert names(source.parent) == ["c.jsonl", "in.jsonl", "undo"]


@pytest.mark.parametrize("which", [0, 1])
def test_a_folder_that_appears_leaves_everything_as_it_was(tmp_path: Path, which: int) -> None:
    files = [tmp_path / "out", tmp_path / "undo"]
    other = files[1 - which]
    other.write_bytes(b"old")

    def write() -> None:
        with outputs(*map(str, files)) as handles:
            for handle in filter(None, handles):
                handle.write(b"new")
            files[which].mkdir()

    with pytest.raises(OSError, match="directory") as error_info:
        write()
    assert error_info.value.filename == str(files[which])
    assert not isinstance(error_info.value, NotPlaced)
    assert other.read_bytes() == b"old"
    assert names(tmp_path) == ["out", "undo"]


def test_a_new_complement_is_taken_back_when_standard_output_fails(source: Path) -> None:
    complement = source.with_name("c.jsonl")
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [*PROGRAM, *TO_CHAT, source, "--complement", complement],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert names(source.parent) == ["in.jsonl"]


def test_files_that_cannot_be_undone_are_reported_and_kept(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, undo = source.with_name("out"), source.with_name("undo")
    undo.write_bytes(b"old")
    put = FinishedFile.put

    def refused(one: FinishedFile, keep: bool) -> None:
        if one.target == out.resolve():
            undo.unlink()
            undo.mkdir()  # nothing replaces a folder
            raise OSError(5, "Input/output error", str(out))
        put(one, keep)

    monkeypatch.setattr(FinishedFile, "put", refused)
    result = run(*TO_CHAT, source, "-o", out, "--complement", undo)
    assert result.exit_code == 1
    assert f"Only {undo} (its former content is in .responses-protocol-" in result.stderr
    (kept,) = source.parent.glob(".responses-protocol-*")
    assert kept.read_bytes() == b"old"


def test_without_links_a_replaced_file_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    out, undo = tmp_path / "out", tmp_path / "undo"
    undo.write_bytes(b"old")
    undo.chmod(0o640)

    def write() -> None:
        with outputs(str(out), str(undo)) as handles:
            for handle in filter(None, handles):
                handle.write(b"new")
            out.mkdir()

    with pytest.raises(OSError, match="directory"):
        write()
    assert undo.read_bytes() == b"old"
    assert stat.S_IMODE(undo.stat().st_mode) == 0o640
    assert names(tmp_path) == ["out", "undo"]


def test_files_are_on_the_disk_before_they_are_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(one: int) -> None:
        done.append("fsync")
        fsync(one)

    monkeypatch.setattr(os, "fsync", synced)

    def renamed(one: Path, other: Path) -> Path:
        done.append(other.name)
        return replace(one, other)

    monkeypatch.setattr(Path, "replace", renamed)
    with outputs(str(tmp_path / "out"), None, str(tmp_path / "undo")):
        pass
    assert done == ["fsync", "fsync", "undo", "fsync", "out", "fsync"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o755])
def test_new_files_have_the_mode_of_the_input(source: Path, mode: int) -> None:
    source.chmod(mode)
    out, undo, rejects, back = (source.with_name(name) for name in ("o", "c", "r", "b"))
    succeed(*TO_CHAT, source, "-o", out, "--complement", undo, "--rejects", rejects)
    succeed("restore", out, "--complement", undo, "-o", back)
    assert {stat.S_IMODE(one.stat().st_mode) for one in (out, undo, rejects, back)} == {
        mode & 0o666
    }
    assert read(back) == [RECORD]


def test_a_file_from_standard_input_or_of_a_private_one_is_private(source: Path) -> None:
    out = source.with_name("out")
    succeed(*TO_CHAT, "-", "-o", out, stdin=source.read_bytes())
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    out.unlink()
    other = source.with_name("other")
    other.write_bytes(source.read_bytes())
    source.chmod(0o644)
    other.chmod(0o600)
    succeed(*TO_CHAT, source, other, "-o", out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_file_with_other_names_is_not_parted_from_them(source: Path) -> None:
    link = source.with_name("link")
    link.hardlink_to(source)
    before = source.read_bytes()
    result = run(*TO_CHAT, source, "-o", source)
    assert result.exit_code == 1
    assert "hard links" in result.stderr
    assert source.read_bytes() == link.read_bytes() == before
    assert link.samefile(source)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_file_of_another_user_stays_theirs(source: Path) -> None:
    os.chown(source, 12345, 12346)
    succeed(*TO_CHAT, source, "-o", source)
    assert (source.stat().st_uid, source.stat().st_gid) == (12345, 12346)


def test_a_file_that_cannot_stay_theirs_is_refused(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    class Theirs(type(source)):  # type: ignore[misc]  # a base that only the platform knows
        def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
            return os.stat_result((0o100600, 1, 1, 1, 1 << 20, 1 << 20, 0, 0, 0, 0))

    own = source.with_name("own")
    own.write_bytes(b"")
    monkeypatch.setattr(os, "chown", refused)
    with pytest.raises(OSError, match="belongs to another user"):
        file_delivery.copy_attributes(own, Theirs(source))


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_leaves_no_content_behind(tmp_path: Path, number: int, status: int) -> None:
    out, undo = tmp_path / "out", tmp_path / "undo"
    with subprocess.Popen(
        [*PROGRAM, *TO_CHAT, "-", "-o", str(out), "--complement", str(undo)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    ) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(json.dumps(RECORD).encode() + b"\n")
        process.stdin.flush()
        deadline = time.monotonic() + 30
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(list(tmp_path.iterdir())) == 2
        process.send_signal(number)
        process.send_signal(number)
        process.wait(timeout=60)
        told = process.stderr.read().decode()
    assert process.returncode == status
    assert told == f"Ended by {signal.Signals(number).name}.\n"
    assert list(tmp_path.iterdir()) == []


def test_an_ignored_signal_ends_nothing(tmp_path: Path, source: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, *TO_CHAT, "-", "-o", str(tmp_path / "out")],
        stdin=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    ) as process:
        assert process.stdin
        deadline = time.monotonic() + 30
        while len(names(tmp_path)) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGHUP)
        process.stdin.write(source.read_bytes())
        process.stdin.close()
        assert process.wait(timeout=60) == 0
    assert len(read(tmp_path / "out")) == 1
