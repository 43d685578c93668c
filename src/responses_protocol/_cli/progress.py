"""How far a long run is, shown on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

_MB = 1_000_000
_LONG = 8 << 20  # bytes, from which on it is shown
_EVERY = 0.25  # seconds, at least, from one drawing of the bar to the next
_ERASE = "\r\033[K"  # back to the beginning of the line, and clear it


class Progress:
    """A bar that counts bytes of files and records; without one nothing is shown."""

    def __init__(self, sizes: dict[str, int], bar: Any = None) -> None:
        """Take the bar as it is, and the sizes of files by their names."""
        self._sizes = sizes
        self._bar = bar
        self._read = self._waiting = self._records = 0
        self._start = self._shown = time.monotonic()

    def advance(self, path: str, read: int, records: int = 1) -> None:
        """Count the bytes that were read of a file; decompressed content can be longer."""
        if self._bar is None:
            return
        step = min(read, self._sizes[path])
        self._sizes[path] -= step
        self._read += step
        self._waiting += step
        self._records += records
        now = time.monotonic()
        if now - self._shown >= _EVERY:
            self._shown = now
            self.show()

    def show(self) -> None:
        """Draw the bar as far as the run is."""
        step, self._waiting = self._waiting, 0
        self._bar.update(step, self._text())

    def _text(self) -> str:
        seconds = time.monotonic() - self._start
        rate = self._read / _MB / seconds if seconds else 0
        return f"{self._records:,} records, {self._read / _MB:,.0f} MB, {rate:,.1f} MB/s"

    def make_way(self) -> None:
        """Clear the line of the bar, if output goes to the same terminal."""
        if self._bar is not None and sys.stdout is not None and sys.stdout.isatty():
            click.echo(_ERASE, nl=False, err=True)


Job = TypeVar("Job", bound="tuple[Any, ...]")


def watch(jobs: Iterable[Job], shown: Progress) -> Iterator[Job]:
    """Yield jobs, each with its record first, and show how far their files are read."""
    for job in jobs:
        shown.advance(job[0].file, len(job[0].raw) + 1)
        yield job


@contextmanager
def progress(paths: Iterable[str], command: str = "validate") -> Iterator[Progress]:
    """Show how far a run of a command is, in files of such names, where it is long enough."""
    sizes = {path: _size(path) for path in paths}
    total = sum(sizes.values())
    if total < _LONG or not sys.stderr.isatty():
        yield Progress(sizes)
        return
    with click.progressbar(
        length=total, label=command, file=sys.stderr, item_show_func=lambda text: text
    ) as bar:
        shown = Progress(sizes, bar)
        yield shown
        shown.show()
        bar.finish()  # so that it ends at 100 %, whatever was left for the next step
        bar.render_progress()


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
