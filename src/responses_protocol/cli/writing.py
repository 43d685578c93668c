"""Writing files beside their targets and renaming them at the end: all or nothing."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from responses_protocol.checks.reading.opening import STANDARD
from responses_protocol.cli.placing import (
    NotPlaced,
    Placed,
    about,
    beside,
    create,
    refuse_to_replace,
    take_over,
)

_IN_MEMORY = 1 << 20  # bytes of a spooled output that are kept off the disk
_STANDARD_OUTPUT = "standard output"


@dataclass
class _Sink:
    """An output under way, and what becomes of it.

    ``placed`` is the file that it is written to, beside its target. Without one the content is
    copied to the device ``target``, or to standard output if that is None.
    """

    handle: BinaryIO
    target: Path | None
    placed: Placed | None = None


@contextmanager
def outputs(*targets: str | None, inputs: Sequence[str] = ()) -> Iterator[list[BinaryIO | None]]:
    """Open every target for writing; None stays None.

    What is written appears at the targets when the block ends well, and not at all when it ends
    with an exception. The last target is delivered first, and the first one, which may be an
    input, last: when another one can't be delivered, it stays as it was. Standard output, pipes and
    devices can't be renamed to: what is meant for them is spooled and copied.

    A file that is replaced keeps its owner and mode. A new one gets the mode that all ``inputs``
    have in common, and without inputs only its owner may read it. Raises ``OSError``;
    ``NotPlaced`` where an output stays in its place all the same.
    """
    sinks: list[_Sink | None] = []
    placed: list[Placed] = []  # told before they are there: an interruption may come at any time
    try:
        mode = _common_mode(inputs)
        for target in targets:
            sinks.append(None if target is None else _open(target, placed, mode))
        yield [sink.handle if sink else None for sink in sinks]
        _deliver([sink for sink in reversed(sinks) if sink])
    finally:
        for sink in filter(None, sinks):
            with suppress(OSError):
                sink.handle.close()
        for one in placed:
            one.forget()


def same_file(one: str, other: str) -> bool:
    """Whether both names mean one regular file, existing or not, or both standard output."""
    if STANDARD in (one, other):
        return one == other
    if Path(one).exists() and Path(other).exists():
        return Path(one).samefile(other) and Path(one).is_file()
    return Path(one).resolve() == Path(other).resolve()


def _common_mode(inputs: Sequence[str]) -> int:
    """The permissions that all inputs have; those of a private file where one of them has none."""
    mode = 0o666 if inputs else 0o600
    for name in inputs:
        path = Path(name)
        with suppress(OSError):
            if name != STANDARD and path.is_file():
                mode &= stat.S_IMODE(path.stat().st_mode)
                continue
        mode &= 0o600
    return mode


def _open(target: str, placed: list[Placed], mode: int) -> _Sink:
    if target == STANDARD:
        return _Sink(_spool(), None)
    path = Path(target)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)
    exists = path.exists()
    if exists and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), target)
    if exists and not path.is_file():
        return _Sink(_spool(), path)
    path = path.resolve()  # a link stays a link, to the new content
    one = Placed(beside(path), path, target)
    placed.append(one)
    with about(target):
        if exists:
            refuse_to_replace(path)
        handle = os.fdopen(create(one.beside), "wb")
        if exists:
            take_over(one.beside, path)
        else:
            one.beside.chmod(mode)
    return _Sink(handle, path, one)


def _spool() -> BinaryIO:
    # a BinaryIO by its methods, and not by its bases
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[return-value]


def _deliver(sinks: list[_Sink]) -> None:
    """Deliver outputs in their order, all of them or none."""
    for sink in sinks:  # a full disk must show before the first target is touched
        with about(sink.placed.shown if sink.placed else str(sink.target or _STANDARD_OUTPUT)):
            sink.handle.flush()
            if sink.placed:
                os.fsync(sink.handle.fileno())
                sink.handle.close()
    done: list[Placed] = []
    try:
        for sink in sinks:
            if sink.placed:
                done.append(sink.placed)
                sink.placed.put(keep=sink is not sinks[-1])
            else:
                _copy(sink.handle, sink.target)
    except BaseException as error:
        left = [one.shown for one in reversed(done) if not one.take_back()]
        if left and isinstance(error, OSError):
            raise NotPlaced(error, tuple(left)) from None
        raise


def _copy(spooled: BinaryIO, target: Path | None) -> None:
    spooled.seek(0)
    if target is None:
        _copy_to_standard_output(spooled)
        return
    with about(str(target)), target.open("wb", buffering=0) as device:
        shutil.copyfileobj(spooled, device)


def _copy_to_standard_output(spooled: BinaryIO) -> None:
    with about(_STANDARD_OUTPUT):
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        try:
            shutil.copyfileobj(spooled, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        except OSError:
            quieten()
            raise


def quieten() -> None:
    """Let what is still buffered for standard output go nowhere.

    It would fail once more, with a traceback, when Python exits.
    """
    with suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
