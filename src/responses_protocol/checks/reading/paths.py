"""Which files are meant: files, folders, globs and standard input, each file once.

What is asked of every name in a folder is asked of ``os``: a ``Path`` for each of a million names
costs more than the question. Hence the exceptions from the rules that prefer it (PTH).
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from responses_protocol.checks.reading.codes import SEVERITY
from responses_protocol.checks.reading.gitignore import Ignored
from responses_protocol.checks.reading.opening import STANDARD
from responses_protocol.reporting.finding import Finding

SUFFIXES = (".json", ".jsonl", ".ndjson", ".sse", ".yaml", ".yml")
_COMPRESSED = (".gz", ".zst")
_PASSED_OVER = frozenset(("node_modules", "__pycache__"))


class NoFile(Exception):
    """What was named is not there; ``name`` is that.

    ``ignored`` tells that it is there, and that all files in it are ignored.
    """

    def __init__(self, name: str, *, ignored: bool = False) -> None:
        super().__init__(name)
        self.name = name
        self.ignored = ignored


def files(
    names: Iterable[str],
    exclude: Sequence[str] = (),
    *,
    gitignore: bool = False,
    suffixes: Sequence[str] = SUFFIXES,
) -> Iterator[str | Finding]:
    """Yield the files that are meant, and findings for folders and links that can't be followed.

    In a folder these are the files whose names end like ``suffixes``, compressed or not, at any
    depth, but for hidden folders and those of caches. A name with ``*``, ``?`` or ``[``, if there
    is no file of that name, is a pattern; ``**`` is any depth. What one of the patterns of
    ``exclude`` fits is left out, however it was named; with ``gitignore``, so is what git ignores
    of a folder, unless it was named itself. Raises
    ``NoFile`` for a name or a pattern that means nothing, and for a folder without such a file.
    """
    seen: set[str] = set()
    for name in names:
        empty = True
        for found in _meant(name, exclude, gitignore, suffixes):
            empty = False
            if isinstance(found, Finding):
                yield found
                continue
            same = found if found == STANDARD else os.path.realpath(found)
            if same not in seen:
                seen.add(same)
                yield found
        if empty and not exclude:
            there = gitignore and any(_meant(name, exclude, False, suffixes))
            raise NoFile(name, ignored=there)


def is_excluded(path: str, exclude: Sequence[str]) -> bool:
    """Tell whether a pattern fits a path, a folder that it is in, or the name of one of these."""
    if not exclude:
        return False
    steps = PurePath(path).parts
    places = ["/".join(steps[:end]) for end in range(1, len(steps) + 1)]
    return any(fnmatchcase(one, pattern) for pattern in exclude for one in (*places, *steps))


def _meant(
    name: str, exclude: Sequence[str], gitignore: bool, suffixes: Sequence[str]
) -> Iterator[str | Finding]:
    for found in _named(name, exclude, gitignore, suffixes):
        path = found.path if isinstance(found, Finding) else found
        if not is_excluded(path, exclude):
            yield found


def _named(
    name: str, exclude: Sequence[str], gitignore: bool, suffixes: Sequence[str]
) -> Iterator[str | Finding]:
    if name == STANDARD or os.path.lexists(name):
        is_folder = Path(name).is_dir()
        yield from _walk(name, exclude, gitignore, suffixes) if is_folder else (name,)
        return
    # a pattern may be absolute, which those of Path may not
    matches = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []  # noqa: PTH207
    if not matches:
        raise NoFile(name)
    for match in matches:
        if not Path(match).is_dir():
            yield match
        elif "**" not in name:  # which finds what is below by itself
            yield from _walk(match, exclude, gitignore, suffixes)


def _walk(
    top: str, exclude: Sequence[str], gitignore: bool, suffixes: Sequence[str]
) -> Iterator[str | Finding]:
    """Yield what is below a folder, in the order of names; links are followed."""
    ignored = Ignored(top) if gitignore else None
    waiting: list[tuple[str, frozenset[tuple[int, int]]]] = [(os.path.normpath(top), frozenset())]
    visited: set[tuple[int, int]] = set()
    while waiting:
        name, above = waiting.pop()
        try:
            if not os.path.isdir(name):  # noqa: PTH112 - no Path made for each name
                os.stat(name)  # noqa: PTH116 - a broken link, or one that leads to itself, says so
                yield name
                continue
            status = os.stat(name)  # noqa: PTH116
            identity = status.st_dev, status.st_ino
            if identity in above:
                yield _finding("RP012", "This folder leads back to one that it is in.", name)
                continue
            if identity in visited:
                continue
            visited.add(identity)
            inside = sorted(os.listdir(name), reverse=True)  # noqa: PTH208
        except OSError as error:
            yield unreadable(name, error)
            continue
        below = above | {identity}
        for one in inside:
            path = one if name == "." else os.path.join(name, one)  # noqa: PTH118
            if is_excluded(one, exclude):
                continue
            is_folder = _is_folder(path, one)
            if not (is_folder or (_is_payload(one, suffixes) and _is_no_device(path))):
                continue
            if ignored is None or not ignored.holds(path, is_folder=is_folder):
                waiting.append((path, below))


def _is_folder(path: str, name: str) -> bool:
    if name.startswith(".") or name in _PASSED_OVER:
        return False
    return os.path.isdir(path)  # noqa: PTH112


def _is_payload(name: str, suffixes: Sequence[str]) -> bool:
    stem, last = os.path.splitext(name)  # noqa: PTH122
    return (os.path.splitext(stem)[1] if last in _COMPRESSED else last).lower() in suffixes  # noqa: PTH122


def _is_no_device(path: str) -> bool:
    """Tell a file, or a broken link, from pipes and devices, which would be waited for."""
    return os.path.isfile(path) or not os.path.exists(path)  # noqa: PTH110, PTH113


def unreadable(path: str, error: Exception) -> Finding:
    """Return the finding for a file, or a folder, that can't be read."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return _finding("RP011", f"Can't be read: {reason[:1].lower()}{reason[1:]}.", path)


def _finding(code: str, message: str, path: str) -> Finding:
    return Finding(code, SEVERITY[code], message, path=path)
