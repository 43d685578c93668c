"""Unfinished files: their names, and the removal of those that a killed run left.

An unfinished file stands beside its target, under a hidden name that is derived from the name of
the target. A run locks the folders that it writes to; the system releases the locks of a process,
however it ends. A run that can lock a folder alone knows that no other process writes there, and
removes the unfinished files of its own targets. A run never waits for a lock of another program:
where a folder can't be locked, all files stay, and new ones get names that no other run derives.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
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
_TRIES, _PAUSE = 20, 0.01  # other runs lock a folder alone only as long as they remove files


class OutputPlace(NamedTuple):
    """The place of an output: the folder that is locked for it, its path, and its name there."""

    folder: Path
    path: Path
    name: str


def locate_output(target: str, top: str | None = None) -> OutputPlace:
    """Return the place of an output; ``top`` is the folder that the command names, if it is one.

    A link to a file outside of ``top`` has the place of that file: its folder is the one that other
    runs lock.
    """
    path = Path(target).resolve()  # a link stays a link, to the new content
    folder = path.parent if top is None else Path(top).resolve()
    if not path.is_relative_to(folder):
        folder = path.parent
    return OutputPlace(folder, path, str(path.relative_to(folder)))


def make_temporary_name(target: Path) -> Path:
    """Return a new name in the folder of a file, hidden there."""
    return target.with_name(f"{_PREFIX}{secrets.token_hex(6)}{_SUFFIX}")


def iter_unfinished_names(place: OutputPlace, *, is_locked: bool = True) -> Iterator[Path]:
    """Yield names for an unfinished file: the first ones are the same in each run.

    A file in a folder that is not locked gets a name that no other run derives and removes.
    """
    digest = sha256(os.fsencode(place.name)).hexdigest()[:16]
    for number in range(_NUMBERED if is_locked else 0):
        yield place.path.with_name(f"{_PREFIX}{digest}-{number}{_SUFFIX}")
    while True:
        yield make_temporary_name(place.path)


def lock_folders(places: Iterable[OutputPlace]) -> dict[Path, int]:
    """Lock the folders of outputs, and return the locks, to be closed after the last output.

    Unfinished files of the outputs are removed if no other process has locked their folder. A
    folder that another program has locked alone has no lock.
    """
    locks: dict[Path, int] = {}
    for folder, group in groupby(sorted(places), key=lambda place: place.folder):
        lock = _open_folder(folder)
        if lock is None:
            continue
        if _lock(lock, alone=True):
            for place in group:
                for name in islice(iter_unfinished_names(place), _NUMBERED):
                    with suppress(OSError):
                        name.unlink()
                _remove_second_names(place.path)
        if _lock_with_others(lock):
            locks[folder] = lock
        else:
            os.close(lock)
    return locks


def _remove_second_names(target: Path) -> None:
    """Remove the hidden names that a run gave a file and, killed before its rename, left there.

    The file would be refused, since it has other names. Its content stays under its own name.
    """
    with suppress(OSError):
        status = target.lstat()
        if status.st_nlink > 1:
            for name in target.parent.glob(f"{_PREFIX}*{_SUFFIX}"):
                if os.path.samestat(status, name.lstat()):
                    name.unlink()


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


def _lock_with_others(descriptor: int) -> bool:
    for _ in range(_TRIES):
        if _lock(descriptor, alone=False):
            return True
        time.sleep(_PAUSE)
    return False


def _lock(descriptor: int, *, alone: bool) -> bool:
    """Lock a folder, alone or with others, if that is possible now; return whether it is."""
    with suppress(OSError):  # not every file system has locks
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        return True
    return False
