"""The form of an output, which its name chooses: compressed, or Parquet."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from responses_protocol._cli.reading import SUFFIX, require_arrow

_NO_ZSTD = "zstd can't be written here: install responses-protocol[zstd], or choose .gz"


def compress(name: str, file: BinaryIO) -> BinaryIO:
    """Return a stream that writes to ``file`` in the format of a name, or ``file`` itself.

    Formats are ``.gz``, ``.zst`` and ``.parquet``. Closing the stream ends the data and leaves
    ``file`` open. Raises ``OSError`` for a format whose package is not installed.
    """
    form = _FORMS.get(PurePath(name).suffix.lower())
    return file if form is None else cast("BinaryIO", form(file))


def _gzip(file: BinaryIO) -> Any:
    import gzip

    return gzip.GzipFile("", "wb", 6, file, mtime=0)  # the same bytes whenever they are written


def _zstd(file: BinaryIO) -> Any:
    try:
        if sys.version_info >= (3, 14):
            from compression.zstd import ZstdFile

            return ZstdFile(file, "wb")
        import zstandard
    except ImportError:
        raise OSError(errno.ENOTSUP, _NO_ZSTD) from None
    return zstandard.ZstdCompressor().stream_writer(file, closefd=False)


def table_sink(file: BinaryIO) -> Any:
    """Return a sink that writes rows or JSON lines to ``file`` as Parquet."""
    require_arrow(getattr(file, "name", ""))
    from responses_protocol.tables._parquet_sink import ParquetSink

    return ParquetSink(file)


_FORMS: dict[str, Callable[[BinaryIO], Any]] = {".gz": _gzip, ".zst": _zstd, SUFFIX: table_sink}
