"""Putting finished files in their places: several of them, or none, as far as a file system allows.

A rename replaces one file at once, but no system renames two at once. So each file that is replaced
keeps a second name until all are in place, and what was placed is taken back when a later one
fails. Only a crash between two renames leaves the one without the other; then the earlier one is
there, and the last one, which may be the input, is as it was.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_PREFIX, _SUFFIX = ".responses-protocol-", ".tmp"


class NotPlaced(OSError):
    """An output that could not be put in its place, though another one was, and is still there.

    ``placed`` are the names of those.
    """

    def __init__(self, error: OSError, placed: tuple[str, ...]) -> None:
        super().__init__(error.errno, error.strerror, error.filename)
        self.placed = placed


@dataclass
class FinishedFile:
    """A finished file ``beside`` its ``target``, and what keeps the file that it replaces."""

    beside: Path
    target: Path
    shown: str
    former: Path | None = None

    def put(self, keep: bool) -> None:
        """Rename the file to its target; ``keep`` the one that it replaces, to take this back."""
        with about(self.shown):
            if keep and self.target.exists():
                self.former = beside(self.target)
                _keep(self.target, self.former)
            self.beside.replace(self.target)
            _settle(self.target.parent)

    def take_back(self) -> bool:
        """Undo ``put``, as far as it came; tell whether the target is as it was."""
        try:
            if self.beside.exists():  # it was never renamed
                return True
            if self.former is None:
                self.target.unlink()
            else:
                self.former.replace(self.target)
        except OSError:
            if self.former is not None:
                self.shown += f" (what it held before is in {self.former.name} beside it)"
                self.former = None  # the only copy of it now
            return False
        return True

    def forget(self) -> None:
        """Remove what ``put`` kept and what was not renamed."""
        for left in filter(None, (self.beside, self.former)):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def beside(target: Path) -> Path:
    """Return a new name in the folder of a file, hidden there."""
    return target.with_name(f"{_PREFIX}{secrets.token_hex(6)}{_SUFFIX}")


def create(path: Path) -> int:
    """Create a file that only its owner may read or write; return its descriptor."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o600)


def refuse_to_replace(target: Path) -> None:
    """Raise ``OSError`` for a file that a rename would part from its other names."""
    if target.stat().st_nlink > 1:
        reason = "has other names (hard links), which would keep the old content"
        raise OSError(errno.EMLINK, reason)


def take_over(file: Path, target: Path) -> None:
    """Give ``file`` the owner, the mode and the attributes of ``target``, which it will replace.

    Raises ``OSError`` where that is not possible.
    """
    wanted, own = target.stat(), file.stat()
    if hasattr(os, "chown") and (wanted.st_uid, wanted.st_gid) != (own.st_uid, own.st_gid):
        try:
            os.chown(file, wanted.st_uid, wanted.st_gid)
        except OSError as error:
            reason = "belongs to another user or group, which a new file can't be given to"
            raise OSError(error.errno, reason) from None
    if hasattr(os, "listxattr"):
        for name in _attributes(target):
            os.setxattr(file, name, os.getxattr(target, name))
    file.chmod(stat.S_IMODE(wanted.st_mode))  # behind the owner, whose change takes bits away


def _attributes(target: Path) -> list[str]:
    """The attributes that say who may do what, and those that users give."""
    try:
        names = os.listxattr(target)
    except OSError:  # a file system that has none
        return []
    return [name for name in names if name.startswith(("user.", "system.posix_acl"))]


def _keep(target: Path, former: Path) -> None:
    try:
        os.link(target, former)
    except OSError:  # not every file system has links
        os.close(create(former))
        shutil.copyfile(target, former)
        take_over(former, target)


def _settle(folder: Path) -> None:
    """Make a rename outlast a crash, where folders can be told to; before the next one is done."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def about(target: str) -> Iterator[None]:
    """Make an ``OSError`` name the output as the caller knows it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), target) from None
