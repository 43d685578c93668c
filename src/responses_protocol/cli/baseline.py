"""A file with the problems that are known: they are not told until what they are about changes.

A problem is known again by its file, its rule, and a digest of what it says of what value. Lines
may move, and so may elements of lists: no number of a line or an element is in the digest. Nothing
of a payload is in the file.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any

from responses_protocol.checks.reading.opening import STANDARD
from responses_protocol.cli.report import number
from responses_protocol.cli.run_settings import RunSettings
from responses_protocol.reporting.finding import SEVERITIES, Finding, Severity
from responses_protocol.values import Json, split_pointer

VERSION = 1
_INDEX = re.compile(r"(?<=[/\[])\d+(?=[/\]]|$)")


class NoBaseline(Exception):
    """A file can't be read as one; the text says why."""


@dataclass(frozen=True, order=True)
class KnownProblem:
    """What a problem is known by; ``path`` is that of its file, seen from the baseline."""

    path: str
    code: str
    severity: Severity
    digest: str


@dataclass
class Baseline:
    """A file, what it knows, and what of that was found; with ``writes`` all is taken for known."""

    file: str
    known: Counter[KnownProblem]
    writes: bool
    found: Counter[KnownProblem] = field(default_factory=Counter)
    _last: tuple[Json, str, bytes] | None = None

    def hides(self, finding: Finding, record: Json) -> bool:
        """Tell whether a problem in a record is known; None stands for the record where none is."""
        one = KnownProblem(
            self.name(finding.path), finding.code, finding.severity, self._digest(finding, record)
        )
        if not self.writes and self.found[one] >= self.known[one]:
            return False
        self.found[one] += 1
        return True

    def gone(self, looked: Mapping[str, RunSettings]) -> int:
        """Return how many of the known problems are no more: of files that were looked at for them,
        and of those that are gone themselves.
        """
        names = {self.name(path): wanted for path, wanted in looked.items()}
        left = Counter() if self.writes else self.known - self.found
        return sum(
            count
            for one, count in left.items()
            if (names[one.path].tells(one) if one.path in names else self._is_gone(one.path))
        )

    def sentence(self) -> str:
        """Say how many problems it hides, or has now."""
        count = self.found.total()
        if self.writes:
            return f"{number(count, 'problem')} written to {self.file}"
        return f"{count:,} hidden by the baseline" if count else ""

    def name(self, path: str) -> str:
        """Return the name of a file as it is seen from the folder of the baseline."""
        if path == STANDARD:
            return path
        try:
            seen = os.path.relpath(path, Path(self.file).parent)
        except ValueError:  # on another drive
            seen = path
        return PurePath(seen).as_posix().encode("utf-8", "backslashreplace").decode()

    def text(self, looked: Iterable[str]) -> Iterator[bytes]:
        """Yield the file: what was found, and what was known of files that were not looked at."""
        names = set(map(self.name, looked))
        others = {
            one: count
            for one, count in self.known.items()
            if one.path not in names and not self._is_gone(one.path)
        }
        lines = (
            json.dumps({**vars(one), **({"count": count} if count > 1 else {})})
            for one, count in sorted({**others, **self.found}.items())
        )
        yield f'{{"version": {VERSION}, "problems": ['.encode()
        for index, line in enumerate(lines):
            yield f"{',' if index else ''}\n  {line}".encode()
        yield b"\n]}\n"

    def _is_gone(self, name: str) -> bool:
        return name != STANDARD and not os.path.lexists(Path(self.file).parent / name)

    def _digest(self, finding: Finding, record: Json) -> str:
        what = sha256(self._value_digest(finding.pointer, record))
        for text in (finding.pointer, finding.message):
            what.update(b"\0" + _INDEX.sub("", text).encode("utf-8", "backslashreplace"))
        return what.hexdigest()[:32]

    def _value_digest(self, pointer: str, record: Json) -> bytes:
        """Return the digest of what a problem points to; the last one is kept: many point alike."""
        if self._last is None or self._last[0] is not record or self._last[1] != pointer:
            self._last = record, pointer, sha256(_written(record, pointer)).digest()
        return self._last[2]


def baseline(file: str, writes: bool) -> Baseline:
    """Return a baseline to hide problems by, or to be written.

    Raises ``NoBaseline`` where the file is none, or can't be read; one that is to be written need
    not be there.
    """
    try:
        return Baseline(file, _read(file), writes)
    except FileNotFoundError:
        if not writes:
            raise NoBaseline("there is no such file: --write-baseline writes it") from None
        return Baseline(file, Counter(), writes)
    except OSError as error:
        raise NoBaseline((error.strerror or str(error)).lower()) from None


def _read(file: str) -> Counter[KnownProblem]:
    try:
        value = json.loads(Path(file).read_bytes())
        version, entries = value["version"], value["problems"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NoBaseline("not a baseline") from None
    if version != VERSION:
        raise NoBaseline(f"not a baseline of version {VERSION}")
    found: Counter[KnownProblem] = Counter()
    for one, count in _entries(entries):
        found[one] += count
    return found


def _entries(entries: Any) -> Iterable[tuple[KnownProblem, int]]:
    try:
        for entry in entries:
            count = entry.get("count", 1)
            texts = [entry[name] for name in ("path", "code", "severity", "digest")]
            if type(count) is not int or not all(isinstance(one, str) for one in texts):
                raise TypeError
            if texts[2] not in SEVERITIES:
                raise ValueError
            yield KnownProblem(*texts), count
    except (AttributeError, KeyError, TypeError, ValueError):
        raise NoBaseline("not a baseline") from None


def _written(record: Json, pointer: str) -> bytes:
    value = record
    with suppress(KeyError, IndexError, TypeError, ValueError):  # what stands nearest is meant
        for step in split_pointer(pointer):
            value = value[int(step) if isinstance(value, list) else step]
    try:
        return json.dumps(value, sort_keys=True).encode()
    except RecursionError:  # nested too deeply to be looked at; a problem of its own
        return b""
