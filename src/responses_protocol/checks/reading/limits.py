"""How much of a file is read: what is longer is told, and does not fill the memory."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What a file may have, at most.

    line
        Bytes of one line, which are held in memory: of JSON Lines, of server-sent events, of a
        document.
    size
        Bytes of all that is held in memory whole (a document over several lines, a stream, YAML),
        and of all that a compressed file holds.
    findings
        Problems that are told of one file.
    """

    line: int = 256 * MIB
    size: int = 1024 * MIB
    findings: int = 10_000


class TooLarge(OSError):
    """A file that is larger than a limit; ``line`` is where it is read no further."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(errno.EFBIG, message)
        self.message = message
        self.line = line


class Bounded:
    """A stream of bytes whose lines and whose whole are no longer than the limits.

    With ``whole`` all lines together are counted. Raises TooLarge.
    """

    def __init__(self, stream: Any, limits: Limits, *, whole: bool) -> None:
        self.whole = whole
        self._stream = stream
        self._limits = limits
        self._lines = 0
        self._read = 0

    def peek(self, size: int) -> bytes:
        """Return what comes next, without reading it."""
        found: bytes = self._stream.peek(size)
        return found

    def read(self) -> bytes:
        """Return all that is left, which is not known to be much: room is made as it comes."""
        data = BytesIO()
        while step := self._stream.read(MIB):
            self._count(step)
            data.write(step)
        return data.getvalue()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the lines that are left, with their ends."""
        while line := self._stream.readline(self._limits.line + 1):
            if len(line) > self._limits.line:
                told = f"This line is longer than {self._limits.line:,} bytes (--max-line)"
                raise TooLarge(f"{told}: it and what follows is not read.", self._lines + 1)
            self._lines += 1
            if self.whole:
                self._count(line)
            yield line

    def _count(self, data: bytes) -> None:
        self._read += len(data)
        if self._read > self._limits.size:
            told = f"This file holds more than {self._limits.size:,} bytes (--max-size)"
            raise TooLarge(f"{told}: what follows is not read.", max(self._lines, 1))
