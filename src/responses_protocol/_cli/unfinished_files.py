"""Unfinished files: their names, and the removal of those that a killed run left.

An unfinished file stands beside its target, under a hidden name that is derived from the name of
the target. A run locks the folders that it writes to; the system releases the locks of a process,
however it ends. A run that can lock a folder alone knows that no other process writes there, and
removes the unfinished files of its own targets. Where folders can't be locked, all files stay.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

try:
    import fcntl
except ImportError:  # Windows has no locks of folders
    HAS_LOCKS = False
else:
    HAS_LOCKS = True

_PREFIX, _SUFFIX = ".responses-protocol-", ".tmp"
_NUMBERED = 8  # runs of one target at a time whose files have numbers, and can be found again


class OutputPlace(NamedTuple):
    """The place of an output: the folder that is locked for it, its path, and its name there."""

    folder: Path
    path: Path
    name: str


def locate_output(target: str, top: str | None = None) -> OutputPlace:
    """Return the place of an output; ``top`` is the folder that the command names, if it is one."""
    path = Path(target).resolve()  # a link stays a link, to the new content
    if top is None:
        return OutputPlace(path.parent, path, path.name)
    return OutputPlace(Path(top).resolve(), path, os.path.relpath(target, top))


def make_temporary_name(target: Path) -> Path:
    """Return a new name in the folder of a file, hidden there."""
    return target.with_name(f"{_PREFIX}{secrets.token_hex(6)}{_SUFFIX}")


def iter_unfinished_names(place: OutputPlace) -> Iterator[Path]:
    """Yield names for an unfinished file: the first ones are the same in each run."""
    digest = sha256(os.fsencode(place.name)).hexdigest()[:16]
    for number in range(_NUMBERED):
        yield place.path.with_name(f"{_PREFIX}{digest}-{number}{_SUFFIX}")
    while True:
        yield make_temporary_name(place.path)


def lock_folders(places: Iterable[OutputPlace]) -> list[int]:
    """Lock the folders of outputs, and return the locks, to be closed after the last output.

    Unfinished files of the outputs are removed if no other process has locked their folder.
    """
    locks: list[int] = []
    for folder, group in groupby(sorted(places), key=lambda place: place.folder):
        lock = _open_folder(folder)
        if lock is None:
            continue
        locks.append(lock)
        if _lock(lock, alone=True):
            for place in group:
                for name in islice(iter_unfinished_names(place), _NUMBERED):
                    with suppress(OSError):
                        name.unlink()
        _lock(lock, alone=False)
    return locks


@contextmanager
def make_hidden_folder(target: Path) -> Iterator[Path]:
    """Make a folder beside a target, and remove it at the end; it is locked in between."""
    for name in islice(_iter_folder_names(target), _NUMBERED + 1):
        with suppress(FileExistsError):
            name.mkdir(mode=0o700)
            lock = _open_folder(name)
            is_own = lock is not None and _lock(lock, alone=True) and name.exists()
            if is_own or not HAS_LOCKS:  # else another run has removed it before it was locked
                break
    try:
        yield name
    finally:
        shutil.rmtree(name, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def remove_hidden_folders(target: Path) -> None:
    """Remove the hidden folders that killed runs left beside a target."""
    for folder in islice(_iter_folder_names(target), _NUMBERED):
        lock = _open_folder(folder)
        if lock is not None:
            if _lock(lock, alone=True):
                shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _iter_folder_names(target: Path) -> Iterator[Path]:
    return iter_unfinished_names(OutputPlace(target.parent, target, f"{target.name}/"))


def _open_folder(folder: Path) -> int | None:
    with suppress(OSError):
        if HAS_LOCKS:
            return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    return None


def _lock(descriptor: int, *, alone: bool) -> bool:
    """Lock a folder, alone if no other process has locked it; return whether that is done."""
    with suppress(OSError):  # not every file system has locks
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        return True
    return False
