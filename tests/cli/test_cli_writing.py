"""Outputs appear whole, at the end, or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from responses_protocol._cli.writing import outputs, same_file


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def write(*targets: str | Path | None, content: bytes = b"new") -> None:
    with outputs(*(None if target is None else str(target) for target in targets)) as handles:
        for handle in filter(None, handles):
            handle.write(content)


def test_a_file_appears_with_its_whole_content(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with outputs(str(target), None) as (handle, nothing):
        assert handle
        assert nothing is None
        handle.write(b"new")
        assert not target.exists()
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt])
def test_an_interruption_leaves_everything_as_it_was(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    def interrupted() -> None:
        with outputs(str(old), str(fresh)) as handles:
            for handle in filter(None, handles):
                handle.write(b"new")
            raise interruption

    old, fresh = tmp_path / "old", tmp_path / "fresh"
    old.write_bytes(b"old")
    with pytest.raises(interruption):
        interrupted()
    assert old.read_bytes() == b"old"
    assert names(tmp_path) == ["old"]


def test_an_output_that_cannot_be_opened_leaves_no_other_behind(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as error_info:
        write(tmp_path / "fine", tmp_path / "missing" / "out")
    assert error_info.value.filename == str(tmp_path / "missing" / "out")
    assert names(tmp_path) == []


def test_a_folder_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        write(tmp_path / "folder")


def test_the_mode_of_a_file_stays_and_a_new_one_is_private(tmp_path: Path) -> None:
    old, fresh = tmp_path / "old", tmp_path / "fresh"
    old.write_bytes(b"")
    old.chmod(0o640)
    write(old, fresh)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (old, fresh)] == [0o640, 0o600]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_file_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_bytes(b"old")
    target.chmod(0o400)
    with pytest.raises(PermissionError):
        write(target)
    assert target.read_bytes() == b"old"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write(link)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_pipe_gets_the_content_and_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    write(pipe)
    reader.join()
    assert received == [b"new"]
    assert pipe.is_fifo()


def test_a_descriptor_of_a_pipe_gets_the_content() -> None:
    read, written = os.pipe()
    try:
        write(f"/dev/fd/{written}")  # what a shell passes for `>(command)`
        assert os.read(read, 10) == b"new"
    finally:
        os.close(read)
        os.close(written)


def test_a_failing_device_is_named_and_no_file_appears(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with pytest.raises(OSError, match="No space left") as error_info:
        write(tmp_path / "out", "/dev/full")
    assert error_info.value.filename == "/dev/full"
    assert names(tmp_path) == []


def test_one_file_under_two_names_is_one_file(tmp_path: Path) -> None:
    file, link, hard = tmp_path / "file", tmp_path / "link", tmp_path / "hard"
    file.write_bytes(b"")
    link.symlink_to(file)
    hard.hardlink_to(file)
    assert same_file(str(file), str(link))
    assert same_file(str(file), str(hard))
    assert same_file(str(tmp_path / "new"), str(tmp_path / "." / "new"))
    assert not same_file(str(file), str(tmp_path / "new"))
    assert not same_file("-", str(file))
    assert not same_file(os.devnull, os.devnull)
