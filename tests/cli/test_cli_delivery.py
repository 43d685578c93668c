"""Several outputs are delivered all or none, the complement first, with true reports."""

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
from cli_commands import list_names, read, run, succeed

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


def run_with_mount(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder where ``c.jsonl`` is a mount point, which can't be replaced."""
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
    result = run_with_mount(
        source.parent, *PROGRAM, *TO_CHAT, source, "-o", source, "--complement", "c.jsonl"
    )
    assert result.returncode == 1
    error = "error: c.jsonl: device or resource busy. no file was written.\n"
    assert result.stderr.lower() == error
    assert source.read_bytes() == before
    assert complement.read_bytes() == b"of old\n"
    assert list_names(source.parent) == ["c.jsonl", "in.jsonl"]


def test_an_output_on_a_mount_restores_the_old_complement(source: Path) -> None:
    (source.parent / "c.jsonl").write_bytes(b"of old\n")
    complement, rejects = source.with_name("undo"), source.with_name("rejects")
    complement.write_bytes(b"of old, too\n")
    result = run_with_mount(
        source.parent,
        *(*PROGRAM, *TO_CHAT, source, "-o", "c.jsonl"),
        *("--complement", complement, "--rejects", rejects),
    )
    assert result.returncode == 1
    error = "error: c.jsonl: device or resource busy. no file was written.\n"
    assert result.stderr.lower() == error
    assert complement.read_bytes() == b"of old, too\n"
    assert list_names(source.parent) == ["c.jsonl", "in.jsonl", "undo"]


@pytest.mark.parametrize("index", [0, 1])
def test_a_folder_that_appears_leaves_everything_as_it_was(tmp_path: Path, index: int) -> None:
    files = [tmp_path / "out", tmp_path / "undo"]
    other_file = files[1 - index]
    other_file.write_bytes(b"old")

    def write() -> None:
        with outputs(*map(str, files)) as handles:
            for handle in filter(None, handles):
                handle.write(b"new")
            files[index].mkdir()

    with pytest.raises(OSError, match="directory") as error_info:
        write()
    assert error_info.value.filename == str(files[index])
    assert not isinstance(error_info.value, NotPlaced)
    assert other_file.read_bytes() == b"old"
    assert list_names(tmp_path) == ["out", "undo"]


def test_a_new_complement_is_removed_when_standard_output_fails(source: Path) -> None:
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
    assert list_names(source.parent) == ["in.jsonl"]


def test_files_that_cannot_be_undone_are_reported_and_kept(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, complement = source.with_name("out"), source.with_name("undo")
    complement.write_bytes(b"old")
    original_put = FinishedFile.put

    def fail_to_put(file: FinishedFile, keep: bool) -> None:
        if file.target == output.resolve():
            complement.unlink()
            complement.mkdir()  # nothing replaces a folder
            raise OSError(5, "Input/output error", str(output))
        original_put(file, keep)

    monkeypatch.setattr(FinishedFile, "put", fail_to_put)
    result = run(*TO_CHAT, source, "-o", output, "--complement", complement)
    assert result.exit_code == 1
    assert f"Only {complement} (its former content is in .responses-protocol-" in result.stderr
    (backup,) = source.parent.glob(".responses-protocol-*")
    assert backup.read_bytes() == b"old"


@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize("content", [b"old", None])
def test_an_interruption_at_a_rename_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_done: bool, content: bytes | None
) -> None:
    output, complement = tmp_path / "out", tmp_path / "undo"
    output.write_bytes(b"old")
    if content is not None:
        complement.write_bytes(content)
    replace = Path.replace

    def interrupt(path: Path, target: Path) -> Path:
        monkeypatch.setattr(Path, "replace", replace)
        if is_done:
            replace(path, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt), outputs(str(output), str(complement)):
        pass
    assert output.read_bytes() == b"old"
    if content is not None:
        assert complement.read_bytes() == content
        complement.unlink()
    assert list_names(tmp_path) == ["out"]


def test_a_file_that_another_process_replaced_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, complement, other_file = (tmp_path / name for name in ("out", "undo", "other"))
    put = FinishedFile.put

    def fail_to_put(file: FinishedFile, keep: bool) -> None:
        if file.target == output.resolve():
            other_file.write_bytes(b"of another process")
            other_file.replace(complement)
            raise OSError(5, "Input/output error", str(output))
        put(file, keep)

    monkeypatch.setattr(FinishedFile, "put", fail_to_put)
    with pytest.raises(NotPlaced) as error_info, outputs(str(output), str(complement)):
        pass
    assert error_info.value.placed == (str(complement),)
    assert complement.read_bytes() == b"of another process"
    assert list_names(tmp_path) == ["undo"]


def test_without_links_a_replaced_file_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", fail)
    output, complement = tmp_path / "out", tmp_path / "undo"
    complement.write_bytes(b"old")
    complement.chmod(0o640)

    def write() -> None:
        with outputs(str(output), str(complement)) as handles:
            for handle in filter(None, handles):
                handle.write(b"new")
            output.mkdir()

    with pytest.raises(OSError, match="directory"):
        write()
    assert complement.read_bytes() == b"old"
    assert stat.S_IMODE(complement.stat().st_mode) == 0o640
    assert list_names(tmp_path) == ["out", "undo"]


def test_files_are_on_the_disk_before_they_are_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def log_fsync(descriptor: int) -> None:
        actions.append("fsync")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", log_fsync)

    def log_replace(path: Path, target: Path) -> Path:
        actions.append(target.name)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", log_replace)
    with outputs(str(tmp_path / "out"), None, str(tmp_path / "undo")):
        pass
    assert actions == ["fsync", "fsync", "undo", "fsync", "out", "fsync"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o755])
def test_new_files_have_the_mode_of_the_input(source: Path, mode: int) -> None:
    source.chmod(mode)
    output, complement, rejects, restored = (
        source.with_name(name) for name in ("o", "c", "r", "b")
    )
    succeed(*TO_CHAT, source, "-o", output, "--complement", complement, "--rejects", rejects)
    succeed("restore", output, "--complement", complement, "-o", restored)
    assert {
        stat.S_IMODE(file.stat().st_mode) for file in (output, complement, rejects, restored)
    } == {mode & 0o666}
    assert read(restored) == [RECORD]


def test_a_file_from_standard_input_or_of_a_private_one_is_private(source: Path) -> None:
    output = source.with_name("out")
    succeed(*TO_CHAT, "-", "-o", output, stdin=source.read_bytes())
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    output.unlink()
    private = source.with_name("other")
    private.write_bytes(source.read_bytes())
    source.chmod(0o644)
    private.chmod(0o600)
    succeed(*TO_CHAT, source, private, "-o", output)
    assert stat.S_IMODE(output.stat().st_mode) == 0o600


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
    def fail(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    class Theirs(type(source)):  # type: ignore[misc]  # a base that only the platform knows
        def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
            return os.stat_result((0o100600, 1, 1, 1, 1 << 20, 1 << 20, 0, 0, 0, 0))

    own_file = source.with_name("own")
    own_file.write_bytes(b"")
    monkeypatch.setattr(os, "chown", fail)
    with pytest.raises(OSError, match="belongs to another user"):
        file_delivery.copy_attributes(own_file, Theirs(source))


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_leaves_no_content_behind(tmp_path: Path, number: int, status: int) -> None:
    output, complement = tmp_path / "out", tmp_path / "undo"
    with subprocess.Popen(
        [*PROGRAM, *TO_CHAT, "-", "-o", str(output), "--complement", str(complement)],
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
        error = process.stderr.read().decode()
    assert process.returncode == status
    assert error == f"Ended by {signal.Signals(number).name}.\n"
    assert list(tmp_path.iterdir()) == []


def test_an_ignored_signal_ends_nothing(tmp_path: Path, source: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, *TO_CHAT, "-", "-o", str(tmp_path / "out")],
        stdin=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    ) as process:
        assert process.stdin
        deadline = time.monotonic() + 30
        while len(list_names(tmp_path)) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGHUP)
        process.stdin.write(source.read_bytes())
        process.stdin.close()
        assert process.wait(timeout=60) == 0
    assert len(read(tmp_path / "out")) == 1
