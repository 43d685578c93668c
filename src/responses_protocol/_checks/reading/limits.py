"""Limits of reading: a file beyond them is reported, and does not fill the memory."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """The limits of one file.

    line
        The bytes of a line: of JSON Lines, of server-sent events, of a document.
    size
        The bytes of a document over several lines, of a stream and of YAML, which are held in
        memory whole, and of a decompressed file.
    findings
        The findings that are reported.
    """

    line: int = 256 * MIB
    size: int = 1024 * MIB
    findings: int = 10_000


class LimitExceeded(OSError):
    """A file exceeds a limit; ``line`` is the line at which reading stopped."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(errno.EFBIG, message)
        self.message = message
        self.line = line


class LimitedStream:
    """A stream of bytes that raises LimitExceeded at a line, or a size, beyond the limits.

    The size of lines counts only with ``counts_lines``.
    """

    def __init__(self, stream: Any, limits: Limits, *, counts_lines: bool) -> None:
        self.counts_lines = counts_lines
        self._stream = stream
        self._limits = limits
        self._line_count = 0
        self._byte_count = 0

    def peek(self) -> bytes:
        """Return the next bytes without reading them."""
        head: bytes = self._stream.peek()
        return head

    def read(self) -> bytes:
        """Return the rest of the stream; memory grows with it, and not with the limit."""
        data = BytesIO()
        while chunk := self._stream.read(MIB):
            self._count(chunk)
            data.write(chunk)
        return data.getvalue()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the remaining lines with their line breaks."""
        while line := self._stream.readline(self._limits.line + 1):
            if len(line) > self._limits.line:
                message = f"This line is longer than {self._limits.line:,} bytes (--max-line)"
                raise LimitExceeded(
                    f"{message}: it and the rest are not read.", self._line_count + 1
                )
            self._line_count += 1
            if self.counts_lines:
                self._count(line)
            yield line

    def _count(self, data: bytes) -> None:
        self._byte_count += len(data)
        if self._byte_count > self._limits.size:
            message = f"This file contains more than {self._limits.size:,} bytes (--max-size)"
            raise LimitExceeded(f"{message}: the rest is not read.", max(self._line_count, 1))
