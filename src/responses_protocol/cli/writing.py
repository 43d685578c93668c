"""Writing files beside their targets and renaming them at the end: all or nothing."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from responses_protocol.checks.reading.opening import STANDARD

_IN_MEMORY = 1 << 20  # bytes of a spooled output that are kept off the disk


@dataclass(frozen=True)
class _Sink:
    """An output under way, and what becomes of it.

    The file ``beside`` is renamed to ``target``; without one the content is copied there, or to
    standard output if ``target`` is None.
    """

    handle: BinaryIO
    target: Path | None
    beside: Path | None = None


@contextmanager
def outputs(*targets: str | None) -> Iterator[list[BinaryIO | None]]:
    """Open every target for writing; None stays None.

    What is written appears at the targets when the block ends well, and not at all when it ends
    with an exception. Standard output, pipes and devices can't be renamed to: what is meant for
    them is spooled and copied at the end. Raises ``OSError``.
    """
    sinks: list[_Sink | None] = []
    besides: list[Path] = []  # told before they are there: an interruption may come at any time
    try:
        for target in targets:
            sinks.append(None if target is None else _open(target, besides))
        yield [sink.handle if sink else None for sink in sinks]
        opened = [sink for sink in sinks if sink]
        for sink in opened:  # a full disk must show before the first target is touched
            sink.handle.flush()
        # Copies first: unlike a rename they may well fail.
        for sink in sorted(opened, key=lambda sink: sink.beside is not None):
            _deliver(sink)
    finally:
        for sink in filter(None, sinks):
            with suppress(OSError):
                sink.handle.close()
        for beside in besides:
            beside.unlink(missing_ok=True)


def same_file(one: str, other: str) -> bool:
    """Whether both names mean one regular file, existing or not, or both standard output."""
    if STANDARD in (one, other):
        return one == other
    if Path(one).exists() and Path(other).exists():
        return Path(one).samefile(other) and Path(one).is_file()
    return Path(one).resolve() == Path(other).resolve()


def _open(target: str, besides: list[Path]) -> _Sink:
    if target == STANDARD:
        return _Sink(_spool(), None)
    path = Path(target)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), target)
    if path.exists() and not path.is_file():
        return _Sink(_spool(), path)
    path = path.resolve()  # a link stays a link, to the new content
    besides.append(path.with_name(f".responses-protocol-{secrets.token_hex(6)}.tmp"))
    return _beside(path, besides[-1], target)


def _spool() -> BinaryIO:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[return-value]


def _beside(path: Path, beside: Path, target: str) -> _Sink:
    with _about(target):
        handle = beside.open("xb")
    if path.exists():
        beside.chmod(stat.S_IMODE(path.stat().st_mode))
    return _Sink(handle, path, beside)


def _deliver(sink: _Sink) -> None:
    if sink.beside and sink.target:
        sink.handle.close()
        sink.beside.replace(sink.target)
        return
    sink.handle.seek(0)
    if sink.target is None:
        _copy_to_standard_output(sink.handle)
        return
    with sink.target.open("wb", buffering=0) as device, _about(str(sink.target)):
        shutil.copyfileobj(sink.handle, device)


def _copy_to_standard_output(spooled: BinaryIO) -> None:
    with _about("standard output"):
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        try:
            shutil.copyfileobj(spooled, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        except OSError:
            # What is still buffered would fail once more, with a traceback, when Python exits.
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise


@contextmanager
def _about(target: str) -> Iterator[None]:
    """Make an ``OSError`` name the output as the caller knows it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, target) from None
