"""Opening files: compressed ones by what they begin with, whatever they are called."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

STANDARD = "-"  # standard input or output, in place of a file
_GZIP = b"\x1f\x8b"
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

        return io.BufferedReader(_Guarded(gzip.GzipFile(fileobj=stream)))
    return io.BufferedReader(_Guarded(_zstd(stream))) if head == _ZSTD else stream


class _Guarded(io.RawIOBase):
    """What a decompressor gives, whose own errors become ``OSError``."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._source.read(len(buffer))
        except EOFError:
            raise OSError(errno.EIO, "the compressed data has no end") from None
        except MemoryError:
            raise
        except Exception:  # each decompressor has errors of its own
            raise OSError(errno.EIO, "the compressed data is damaged") from None
        buffer[: len(data)] = data
        return len(data)


def _zstd(stream: Any) -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd

        return zstd.ZstdFile(stream)
    try:
        import zstandard
    except ImportError:
        raise OSError(errno.ENOTSUP, NO_ZSTD) from None
    return zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True)
