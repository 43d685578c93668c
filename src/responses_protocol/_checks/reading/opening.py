"""Opening and decompressing of files: their first bytes show the compression, not their names."""

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
_CHUNK = 1 << 16  # bytes that are decompressed at a time
# Bytes of zstd: four of them can expand to a block of 128 KiB, so these to 16 MiB at most.
_ZSTD_CHUNK = 512
_ZSTD = b"\x28\xb5\x2f\xfd"
NO_ZSTD = "zstd can't be read here: install responses-protocol[zstd], or decompress it"


def open_file(file: str) -> AbstractContextManager[BinaryIO]:
    """Open a file for reading, or take standard input. Raises ``OSError``."""
    if file != STANDARD:
        return Path(file).open("rb")
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard input")
    return nullcontext(sys.stdin.buffer)


def make_peekable(stream: Any) -> Any:
    """Return a stream with ``peek``, which not every standard input has."""
    return stream if hasattr(stream, "peek") else _Peekable(stream)


class _Peekable(io.BufferedReader):
    def __del__(self) -> None:
        """Leave the source open: it belongs to the caller."""


def is_compressed(head: bytes) -> bool:
    """Return whether a file begins with those of gzip or zstd."""
    return head.startswith((_GZIP, _ZSTD))


def decompress(stream: Any) -> Any:
    """Return a stream with ``peek`` that decompresses another stream if it is compressed.

    Raises ``OSError`` for zstd where no decompressor is installed, and on reading damaged data.
    """
    stream = make_peekable(stream)
    head = stream.peek()
    if head.startswith(_GZIP):
        import gzip

        source = gzip.GzipFile(fileobj=stream)
        return io.BufferedReader(_ChunkReader(iter(lambda: source.read(_CHUNK), b"")))
    return (
        io.BufferedReader(_ChunkReader(_zstd_chunks(stream))) if head.startswith(_ZSTD) else stream
    )


class _ChunkReader(io.RawIOBase):
    """A stream of the chunks of a decompressor, whose errors become ``OSError``."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
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


def _zstd_chunks(stream: Any) -> Iterator[bytes]:
    """Yield the content of the frames of a file; raises EOFError if the last one is cut."""
    new_frame = _zstd_decompressor()
    frame = None
    while data := stream.read(_CHUNK):
        offset = 0
        while offset < len(data):
            frame = frame or new_frame()
            part = data[offset : offset + _ZSTD_CHUNK]
            offset += len(part)
            yield frame.decompress(part)
            if frame.eof:
                offset -= len(frame.unused_data)
                frame = None
    if frame is not None:
        raise EOFError


def _zstd_decompressor() -> Callable[[], Any]:
    """Return a factory of decompressors of one frame; raises ``OSError`` if there is none."""
    try:
        if sys.version_info >= (3, 14):
            from compression.zstd import ZstdDecompressor

            return ZstdDecompressor
        import zstandard
    except ImportError:
        raise OSError(errno.ENOTSUP, NO_ZSTD) from None
    return lambda: zstandard.ZstdDecompressor().decompressobj()
