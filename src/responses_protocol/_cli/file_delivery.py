"""Move finished files to their targets: all of them, or none, as far as a file system allows.

A rename replaces one file atomically, but no system renames two at once. So each file that is
replaced keeps a second name until all are moved, and earlier moves are undone when a later one
fails. Only a crash between two renames leaves some of the files; then the earlier ones are new, and
the last one, which may be the input, is unchanged.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from responses_protocol._cli.unfinished_files import make_temporary_name


class NotPlaced(OSError):
    """An output could not be moved to its target, though others were, and could not be undone.

    ``placed`` are the names of the others.
    """

    def __init__(self, error: OSError, placed: tuple[str, ...]) -> None:
        super().__init__(error.errno, error.strerror, error.filename)
        self.placed = placed


@dataclass
class FinishedFile:
    """A finished file ``beside`` its ``target``, and the ``former`` file, which it replaces.

    ``status`` is that of the open file, and identifies it: other processes may remove or replace
    files under both names. ``is_moved`` is None when a rename may be done or not.
    """

    beside: Path
    target: Path
    shown: str
    former: Path | None = None
    status: os.stat_result | None = None
    is_moved: bool | None = False

    def put(self, keep: bool) -> None:
        """Rename the file to its target; ``keep`` the replaced file, so that this can be undone."""
        with naming(self.shown):
            if not self._has_name(self.beside):
                reason = "another process removed its unfinished file"
                raise FileNotFoundError(errno.ENOENT, reason)
            if keep and self.target.exists():
                self.former = make_temporary_name(self.target)
                _keep_former(self.target, self.former)
            self.is_moved = None
            self.beside.replace(self.target)
            self.is_moved = True
            _synchronize(self.target.parent)

    def take_back(self) -> bool:
        """Undo ``put``, as far as it came; return whether the target is unchanged."""
        if self.is_moved is False:
            return True
        try:
            if not self._has_name(self.target):
                if self.is_moved is None:  # the rename failed
                    return True
                if os.path.lexists(self.target):  # of another process
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            if self.former is None:
                self.target.unlink(missing_ok=True)
            else:
                self.former.replace(self.target)
        except OSError:
            if self.former is not None and self.former.exists():
                self.shown += f" (its former content is in {self.former.name} beside it)"
                self.former = None  # the only copy of it now
            return False
        return True

    def forget(self) -> None:
        """Remove the replaced file, and a file that was not renamed."""
        for path in (self.beside, self.former):
            if path is None or (path is self.beside and self.status and not self._has_name(path)):
                continue
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _has_name(self, name: Path) -> bool:
        """Return whether a name is that of the file which this run wrote."""
        with suppress(OSError):
            return self.status is not None and os.path.samestat(self.status, name.lstat())
        return False


def create(path: Path) -> int:
    """Create a file that only its owner may read or write; return its descriptor."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o600)


def refuse_to_replace(target: Path) -> None:
    """Raise ``OSError`` for a file with hard links, which a rename would not replace."""
    if target.stat().st_nlink > 1:
        reason = "has other names (hard links), which would keep the old content"
        raise OSError(errno.EMLINK, reason)


def copy_attributes(file: Path, target: Path) -> None:
    """Give ``file`` the owner, the mode and the attributes of ``target``, which it will replace.

    Raises ``OSError`` if that is not possible.
    """
    status, own_status = target.stat(), file.stat()
    if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (
        own_status.st_uid,
        own_status.st_gid,
    ):
        try:
            os.chown(file, status.st_uid, status.st_gid)
        except OSError as error:
            reason = "belongs to another user or group, which a new file can't be given to"
            raise OSError(error.errno, reason) from None
    if hasattr(os, "listxattr"):
        for name in _attributes(target):
            os.setxattr(file, name, os.getxattr(target, name))
    file.chmod(stat.S_IMODE(status.st_mode))  # after the owner: changing it clears bits


def _attributes(target: Path) -> list[str]:
    """Return the names of attributes with access rights, and of those that users set."""
    try:
        names = os.listxattr(target)
    except OSError:  # a file system that has none
        return []
    return [name for name in names if name.startswith(("user.", "system.posix_acl"))]


def _keep_former(target: Path, former: Path) -> None:
    try:
        os.link(target, former)
    except OSError:  # not every file system has links
        os.close(create(former))
        shutil.copyfile(target, former)
        copy_attributes(former, target)


def _synchronize(folder: Path) -> None:
    """Make a rename durable, where folders can be synchronized, before the next one."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def naming(target: str) -> Iterator[None]:
    """Make an ``OSError`` contain the name of the output that the caller knows."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), target) from None
