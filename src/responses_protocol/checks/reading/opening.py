"""Opening files: compressed ones by what they begin with, whatever they are called."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

STANDARD = "-"  # standard input or output, in place of a file
_GZIP = b"\x1f\x8b"
_PIECE = 1 << 16  # bytes that are decompressed at a time
# bytes of zstd: four of them can stand for a block of 128 KiB, so these for 16 MiB at most
_ZSTD_PIECE = 512
_ZSTD = b"\x28\xb5\x2f\xfd"
NO_ZSTD = "zstd can't be read here: install responses-protocol[zstd], or decompress it"


def opened(file: str) -> AbstractContextManager[BinaryIO]:
    """Open a file for reading, or take standard input. Raises ``OSError``."""
    if file != STANDARD:
        return Path(file).open("rb")
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard input")
    return nullcontext(sys.stdin.buffer)


def peekable(stream: Any) -> Any:
    """Return a stream that can be looked into: not every standard input can."""
    return stream if hasattr(stream, "peek") else _Peekable(stream)


class _Peekable(io.BufferedReader):
    def __del__(self) -> None:
        """Leave the source open: it is not ours."""


def is_compressed(head: bytes) -> bool:
    """Tell by the first four bytes of a file whether it is of a form that is decompressed."""
    return head.startswith((_GZIP, _ZSTD))


def decompressed(stream: Any) -> Any:
    """Return a stream that can ``peek``, of what was compressed in ``stream``.

    Raises ``OSError`` for zstd where nothing reads that, and when damaged data is read.
    """
    stream = peekable(stream)
    head = stream.peek(4)[:4]
    if head.startswith(_GZIP):
        import gzip

        source = gzip.GzipFile(fileobj=stream)
        return io.BufferedReader(_Pieces(iter(lambda: source.read(_PIECE), b"")))
    return io.BufferedReader(_Pieces(_of_zstd(stream))) if head == _ZSTD else stream


class _Pieces(io.RawIOBase):
    """What a decompressor gives, piece by piece; its own errors become ``OSError``."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._pieces))
        except StopIteration:
            return 0
        except EOFError:
            raise OSError(errno.EIO, "the compressed data has no end") from None
        except MemoryError:
            raise
        except Exception as error:  # each decompressor has errors of its own
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise OSError(errno.EIO, "the compressed data is damaged") from None
        part = self._rest[: len(buffer)]
        self._rest = self._rest[len(part) :]
        buffer[: len(part)] = part
        return len(part)


def _of_zstd(stream: Any) -> Iterator[bytes]:
    """Yield what the frames of a file hold; raises EOFError where the last one is cut."""
    new_frame = _zstd_decompressor()
    frame = None
    while data := stream.read(_PIECE):
        at = 0
        while at < len(data):
            frame = frame or new_frame()
            piece = data[at : at + _ZSTD_PIECE]
            at += len(piece)
            yield frame.decompress(piece)
            if frame.eof:
                at -= len(frame.unused_data)
                frame = None
    if frame is not None:
        raise EOFError


def _zstd_decompressor() -> Callable[[], Any]:
    """Return what makes a decompressor of one frame; raises ``OSError`` where nothing does."""
    try:
        if sys.version_info >= (3, 14):
            from compression.zstd import ZstdDecompressor

            return ZstdDecompressor
        import zstandard
    except ImportError:
        raise OSError(errno.ENOTSUP, NO_ZSTD) from None
    return lambda: zstandard.ZstdDecompressor().decompressobj()
