"""Writing files beside their targets and renaming them at the end: all or nothing."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._cli.compression import compress
from responses_protocol._cli.file_delivery import (
    FinishedFile,
    NotPlaced,
    copy_attributes,
    create,
    naming,
    refuse_to_replace,
)
from responses_protocol._cli.unfinished_files import (
    OutputPlace,
    iter_unfinished_names,
    locate_output,
    lock_folders,
)

_IN_MEMORY = 1 << 20  # bytes of a spooled output that are kept off the disk
_STANDARD_OUTPUT = "standard output"
_BROKEN_PIPE = 128 + 13  # the exit status of shells for the end by SIGPIPE


@dataclass
class Sink:
    """An open output, and its target.

    ``handle`` is the stream to write to: ``file``, or one that compresses into it. ``placed`` is
    that file, beside its target. Without it the content is copied to the device ``target``, or to
    standard output if that is None.
    """

    handle: BinaryIO
    file: BinaryIO
    target: Path | None
    placed: FinishedFile | None = None

    def finish(self) -> None:
        """Flush all buffers, so that a full disk is noticed; close a file that is placed."""
        if self.file.closed:
            return
        with naming(self.placed.shown if self.placed else str(self.target or _STANDARD_OUTPUT)):
            if self.handle is not self.file:
                self.handle.close()
            self.file.flush()
            if self.placed:
                os.fsync(self.file.fileno())
                self.file.close()


@dataclass
class Outputs:
    """All outputs of a run, which appear together.

    ``mode`` is that of new files, ``sinks`` are in the order of their delivery. ``placed`` files
    and new ``folders`` are noted before they exist: an interruption may come at any time. ``locks``
    are those of the folders that are written to.
    """

    mode: int
    sinks: deque[Sink] = field(default_factory=deque)
    placed: list[FinishedFile] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    locks: dict[Path, int] = field(default_factory=dict)

    def claim(self, places: Iterable[OutputPlace]) -> None:
        """Lock the folders of all outputs, and remove the files that a killed run left there."""
        self.locks |= lock_folders(places)

    def open(self, target: str, top: str | None = None) -> Sink:
        """Open an output; it is delivered before those that are open already.

        ``top`` is the folder that the command names, if the output is below one.
        """
        sink = _open(target, top, self)
        self.sinks.appendleft(sink)
        return sink

    def make_folder(self, folder: Path) -> None:
        """Make a folder and those that it is in, where they are missing."""
        for missing in reversed(
            [missing for missing in (folder, *folder.parents) if not missing.exists()]
        ):
            self.folders.append(missing)
            with naming(str(missing)):
                missing.mkdir(exist_ok=True)

    def forget(self) -> None:
        """Remove the files that were not delivered."""
        for sink in self.sinks:
            with suppress(OSError):
                sink.file.close()
        for file in self.placed:
            file.forget()
        for folder in reversed(self.folders):
            with suppress(OSError):  # it holds something
                folder.rmdir()
        for lock in self.locks.values():
            os.close(lock)


@contextmanager
def together(inputs: Sequence[str]) -> Iterator[Outputs]:
    """Yield the outputs of a run, and deliver them when the block ends well, all or none.

    A new file gets the mode that all ``inputs`` have in common.
    """
    run = Outputs(_common_mode(inputs))
    try:
        yield run
        _deliver(list(run.sinks))
    finally:
        run.forget()


@contextmanager
def outputs(*targets: str | None, inputs: Sequence[str] = ()) -> Iterator[list[BinaryIO | None]]:
    """Open every target for writing; None stays None.

    The content appears at the targets when the block succeeds, and not at all when it ends with an
    exception. The last target is delivered first, and the first one, which may be an input, last:
    when another one can't be delivered, it stays unchanged. Files can't be renamed to standard
    output, pipes and devices: their content is spooled and copied.

    The content of a target whose name ends in ``.gz`` or ``.zst`` is compressed.

    A file that is replaced keeps its owner and mode. A new one gets the mode that all ``inputs``
    have in common, and without inputs only its owner may read it. Raises ``OSError``;
    ``NotPlaced`` where an output stays in its place all the same.
    """
    with together(inputs) as run:
        run.claim(locate_output(target) for target in targets if target and is_regular(target))
        sinks = [None if target is None else run.open(target) for target in targets]
        yield [sink.handle if sink else None for sink in sinks]


def same_file(name: str, other_name: str) -> bool:
    """Whether both names mean one regular file, existing or not, or both standard output."""
    if STANDARD in (name, other_name):
        return name == other_name
    if Path(name).exists() and Path(other_name).exists():
        return Path(name).samefile(other_name) and Path(name).is_file()
    return Path(name).resolve() == Path(other_name).resolve()


def is_regular(target: str) -> bool:
    """Return whether an output is a regular file, existing or not: no folder, pipe or device."""
    return target != STANDARD and (not Path(target).exists() or Path(target).is_file())


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


def _open(target: str, top: str | None, run: Outputs) -> Sink:
    if target == STANDARD:
        spool = _spool()
        return Sink(spool, spool, None)
    path = Path(target)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)
    exists = path.exists()
    if exists and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), target)
    if exists and not path.is_file():
        spool = _spool()
        return Sink(compress(target, spool), spool, path)
    place = locate_output(target, top)
    path = place.path
    with naming(target):
        if exists:
            refuse_to_replace(path)
        finished, descriptor = _create_unfinished(place, target, run)
        handle = os.fdopen(descriptor, "wb")
        try:
            if exists:
                copy_attributes(finished.beside, path)
            else:
                finished.beside.chmod(run.mode)
            return Sink(compress(target, handle), handle, path, finished)
        except OSError:
            handle.close()
            raise


def _create_unfinished(place: OutputPlace, shown: str, run: Outputs) -> tuple[FinishedFile, int]:
    """Create the first unfinished file that no other run has; return it with its descriptor."""
    for name in iter_unfinished_names(place, is_locked=place.folder in run.locks):
        if os.path.lexists(name):
            continue
        finished = FinishedFile(name, place.path, shown)
        run.placed.append(finished)
        try:
            descriptor = create(name)
        except FileExistsError:  # another run was faster
            run.placed.remove(finished)
            continue
        finished.status = os.fstat(descriptor)
        return finished, descriptor
    raise AssertionError  # there are always more names


def _spool() -> BinaryIO:
    # a BinaryIO by its methods, and not by its bases
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)  # type: ignore[return-value]


def _deliver(sinks: list[Sink]) -> None:
    """Deliver outputs in their order, all of them or none."""
    for sink in sinks:  # a full disk must show before the first target is touched
        sink.finish()
    done: list[FinishedFile] = []
    try:
        for sink in sinks:
            if sink.placed:
                done.append(sink.placed)
                sink.placed.put(keep=sink is not sinks[-1])
            else:
                _copy(sink.file, sink.target)
    except BaseException as error:
        remaining = [finished.shown for finished in reversed(done) if not finished.take_back()]
        if remaining and isinstance(error, OSError):
            raise NotPlaced(error, tuple(remaining)) from None
        raise


def _copy(spooled: BinaryIO, target: Path | None) -> None:
    spooled.seek(0)
    if target is None:
        _copy_to_standard_output(spooled)
        return
    with naming(str(target)), target.open("wb", buffering=0) as device:
        shutil.copyfileobj(spooled, device)


def _copy_to_standard_output(spooled: BinaryIO) -> None:
    with to_standard_output() as stream:
        shutil.copyfileobj(spooled, stream)
        stream.flush()


@contextmanager
def to_standard_output() -> Iterator[BinaryIO]:
    """Yield standard output. Raises ``OSError``; ends the process if the reader has closed it."""
    with naming(_STANDARD_OUTPUT):
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        try:
            yield sys.stdout.buffer
        except BrokenPipeError:
            quieten()
            raise SystemExit(_BROKEN_PIPE) from None
        except OSError:
            quieten()
            raise


def quieten() -> None:
    """Discard the buffer of standard output.

    It would fail once more, with a traceback, when Python exits.
    """
    with suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
