"""Hide known problems, which a file lists, until the values that they point to change.

A problem is recognized by its file, its rule, and a digest of its message and value. Lines and
elements of lists may move: the digest contains no number of a line or an element. The file contains
nothing of a payload.
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

from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._cli.report import number
from responses_protocol._cli.run_settings import RunSettings
from responses_protocol._reporting.finding import Finding
from responses_protocol._severity import SEVERITIES, Severity
from responses_protocol._values import Json, split_pointer

VERSION = 1
_INDEX = re.compile(r"(?<=[/\[])\d+(?=[/\]]|$)")


class BaselineError(Exception):
    """A file can't be read as a baseline; the text is the reason."""


@dataclass(frozen=True, order=True)
class KnownProblem:
    """The identity of a problem; ``path`` is that of its file, relative to the baseline."""

    path: str
    code: str
    severity: Severity
    digest: str


@dataclass
class Baseline:
    """A file, its problems, and those of a run; with ``writes`` every problem counts as known."""

    file: str
    known: Counter[KnownProblem]
    writes: bool
    found: Counter[KnownProblem] = field(default_factory=Counter)
    _last: tuple[Json, str, bytes] | None = None

    def hides(self, finding: Finding, record: Json) -> bool:
        """Return whether a problem is known; ``record`` is None for a problem of a file itself."""
        problem = KnownProblem(
            self.name(finding.path), finding.code, finding.severity, self._digest(finding, record)
        )
        if not self.writes and self.found[problem] >= self.known[problem]:
            return False
        self.found[problem] += 1
        return True

    def count_resolved(self, settings_by_path: Mapping[str, RunSettings]) -> int:
        """Return the number of known problems that are gone.

        These are problems of files that were checked for them, and of files that do not exist any
        more.
        """
        names = {self.name(path): settings for path, settings in settings_by_path.items()}
        missing = Counter() if self.writes else self.known - self.found
        return sum(
            count
            for problem, count in missing.items()
            if (
                names[problem.path].reports(problem)
                if problem.path in names
                else self._is_removed_file(problem.path)
            )
        )

    def format_summary(self) -> str:
        """Return a phrase with the number of problems that are hidden, or written."""
        count = self.found.total()
        if self.writes:
            return f"{number(count, 'problem')} written to {self.file}"
        return f"{count:,} hidden by the baseline" if count else ""

    def name(self, path: str) -> str:
        """Return the path of a file relative to the folder of the baseline."""
        if path == STANDARD:
            return path
        try:
            relative = os.path.relpath(path, Path(self.file).parent)
        except ValueError:  # on another drive
            relative = path
        return PurePath(relative).as_posix().encode("utf-8", "backslashreplace").decode()

    def text(self, paths: Iterable[str]) -> Iterator[bytes]:
        """Yield the file: the problems of the run, and known ones of unchecked files."""
        names = set(map(self.name, paths))
        unchecked = {
            problem: count
            for problem, count in self.known.items()
            if problem.path not in names and not self._is_removed_file(problem.path)
        }
        lines = (
            json.dumps({**vars(problem), **({"count": count} if count > 1 else {})})
            for problem, count in sorted({**unchecked, **self.found}.items())
        )
        yield f'{{"version": {VERSION}, "problems": ['.encode()
        for index, line in enumerate(lines):
            yield f"{',' if index else ''}\n  {line}".encode()
        yield b"\n]}\n"

    def _is_removed_file(self, name: str) -> bool:
        return name != STANDARD and not os.path.lexists(Path(self.file).parent / name)

    def _digest(self, finding: Finding, record: Json) -> str:
        digest = sha256(self._value_digest(finding.pointer, record))
        for text in (finding.pointer, finding.message):
            digest.update(b"\0" + _INDEX.sub("", text).encode("utf-8", "backslashreplace"))
        return digest.hexdigest()[:32]

    def _value_digest(self, pointer: str, record: Json) -> bytes:
        """Return the digest of the value at a pointer; the last one is remembered."""
        if self._last is None or self._last[0] is not record or self._last[1] != pointer:
            self._last = record, pointer, sha256(_serialize(record, pointer)).digest()
        return self._last[2]


def open_baseline(file: str, writes: bool) -> Baseline:
    """Return a baseline that hides problems, or that is to be written.

    Raises ``NoBaseline`` for a file that is not a baseline, or can't be read; a file that is to be
    written need not exist.
    """
    try:
        return Baseline(file, _read(file), writes)
    except FileNotFoundError:
        if not writes:
            raise BaselineError("the file does not exist: write it with --write-baseline") from None
        return Baseline(file, Counter(), writes)
    except OSError as error:
        raise BaselineError((error.strerror or str(error)).lower()) from None


def _read(file: str) -> Counter[KnownProblem]:
    try:
        value = json.loads(Path(file).read_bytes())
        version, entries = value["version"], value["problems"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BaselineError("not a baseline") from None
    if version != VERSION:
        raise BaselineError(f"not a baseline of version {VERSION}")
    problems: Counter[KnownProblem] = Counter()
    for problem, count in _read_entries(entries):
        problems[problem] += count
    return problems


def _read_entries(entries: Any) -> Iterable[tuple[KnownProblem, int]]:
    try:
        for entry in entries:
            count = entry.get("count", 1)
            texts = [entry[name] for name in ("path", "code", "severity", "digest")]
            if type(count) is not int or not all(isinstance(text, str) for text in texts):
                raise TypeError
            if texts[2] not in SEVERITIES:
                raise ValueError
            yield KnownProblem(*texts), count
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BaselineError("not a baseline") from None


def _serialize(record: Json, pointer: str) -> bytes:
    value = record
    with suppress(KeyError, IndexError, TypeError, ValueError):  # use the nearest value that exists
        for step in split_pointer(pointer):
            value = value[int(step) if isinstance(value, list) else step]
    try:
        return json.dumps(value, sort_keys=True).encode()
    except RecursionError:  # nested too deeply, which is a problem of its own
        return b""
