"""Find the files for names: files, folders, globs and standard input, each file once.

Names in folders go to functions of ``os``: a ``Path`` for each of a million names costs more than
the call itself. Hence the exceptions from the rules that prefer ``Path`` (PTH).
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from responses_protocol._checks.reading.codes import SEVERITY
from responses_protocol._checks.reading.gitignore import GitIgnore
from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._reporting.finding import Finding

SUFFIXES = (".json", ".jsonl", ".ndjson", ".sse", ".yaml", ".yml")
_COMPRESSED = (".gz", ".zst")
_CACHE_FOLDERS = frozenset(("node_modules", "__pycache__"))


class MissingFile(Exception):
    """No file has a name that was given.

    ``ignored`` means that the name exists, and that git ignores all files in it.
    """

    def __init__(self, name: str, *, ignored: bool = False) -> None:
        super().__init__(name)
        self.name = name
        self.ignored = ignored


def find_files(
    names: Iterable[str],
    exclude: Sequence[str] = (),
    *,
    gitignore: bool = False,
    suffixes: Sequence[str] = SUFFIXES,
) -> Iterator[str | Finding]:
    """Yield the files for names, and findings for folders and links that lead nowhere.

    Args:
        names: Files, folders, ``-``, and patterns with ``*``, ``?`` or ``[`` where no file has that
            name; ``**`` matches any depth.
        exclude: Patterns of paths to leave out.
        gitignore: Whether to leave out the files of a folder that git ignores.
        suffixes: The suffixes of files in folders, which may be compressed. Hidden folders and
            those of caches are left out.

    Raises:
        MissingFile: A name or a pattern matches no file, or a folder has no such file.
    """
    real_paths: set[str] = set()
    for name in names:
        is_empty = True
        for file in _included_files(name, exclude, gitignore, suffixes):
            is_empty = False
            if isinstance(file, Finding):
                yield file
                continue
            real_path = file if file == STANDARD else os.path.realpath(file)
            if real_path not in real_paths:
                real_paths.add(real_path)
                yield file
        if is_empty and not exclude:
            is_ignored = gitignore and any(_included_files(name, exclude, False, suffixes))
            raise MissingFile(name, ignored=is_ignored)


def is_excluded(path: str, exclude: Sequence[str]) -> bool:
    """Return whether a pattern matches a path, a parent of it, or the name of one of these."""
    if not exclude:
        return False
    parts = PurePath(path).parts
    prefixes = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    return any(fnmatchcase(name, pattern) for pattern in exclude for name in (*prefixes, *parts))


def _included_files(
    name: str, exclude: Sequence[str], gitignore: bool, suffixes: Sequence[str]
) -> Iterator[str | Finding]:
    for file in _expand_name(name, exclude, gitignore, suffixes):
        path = file.path if isinstance(file, Finding) else file
        if not is_excluded(path, exclude):
            yield file


def _expand_name(
    name: str, exclude: Sequence[str], gitignore: bool, suffixes: Sequence[str]
) -> Iterator[str | Finding]:
    if name == STANDARD or os.path.lexists(name):
        is_folder = Path(name).is_dir()
        yield from _walk(name, exclude, gitignore, suffixes) if is_folder else (name,)
        return
    # A pattern may be absolute; ``Path.glob`` takes relative ones only.
    matches = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []  # noqa: PTH207
    if not matches:
        raise MissingFile(name)
    for match in matches:
        if not Path(match).is_dir():
            yield match
        elif "**" not in name:  # ``**`` has matched the files below already
            yield from _walk(match, exclude, gitignore, suffixes)


def _walk(
    top: str, exclude: Sequence[str], gitignore: bool, suffixes: Sequence[str]
) -> Iterator[str | Finding]:
    """Yield the files below a folder, in the order of names; links are followed."""
    git = GitIgnore(top) if gitignore else None
    stack: list[tuple[str, frozenset[tuple[int, int]]]] = [(os.path.normpath(top), frozenset())]
    visited: set[tuple[int, int]] = set()
    while stack:
        path, parents = stack.pop()
        try:
            # Texts, not Paths, here and below: a Path for each name takes most of the time.
            if not os.path.isdir(path):  # noqa: PTH112 - as above
                os.stat(path)  # noqa: PTH116 - as above; raises for a broken link, or one to itself
                yield path
                continue
            status = os.stat(path)  # noqa: PTH116 - as above
            identity = status.st_dev, status.st_ino
            if identity in parents:
                yield _finding("RP012", "This folder leads back to one that it is in.", path)
                continue
            if identity in visited:
                continue
            visited.add(identity)
            names = sorted(os.listdir(path), reverse=True)  # noqa: PTH208 - as above
        except OSError as error:
            yield unreadable_finding(path, error)
            continue
        child_parents = parents | {identity}
        for name in names:
            child = name if path == "." else os.path.join(path, name)  # noqa: PTH118 - as above
            if is_excluded(name, exclude):
                continue
            is_folder = _is_folder(child, name)
            if not (is_folder or (_has_suffix(name, suffixes) and _is_file_or_broken_link(child))):
                continue
            if git is None or not git.ignores(child, is_folder=is_folder):
                stack.append((child, child_parents))


def _is_folder(path: str, name: str) -> bool:
    if name.startswith(".") or name in _CACHE_FOLDERS:
        return False
    return os.path.isdir(path)  # noqa: PTH112


def _has_suffix(name: str, suffixes: Sequence[str]) -> bool:
    stem, last = os.path.splitext(name)  # noqa: PTH122
    return (os.path.splitext(stem)[1] if last in _COMPRESSED else last).lower() in suffixes  # noqa: PTH122


def _is_file_or_broken_link(path: str) -> bool:
    """Return whether a path is a file or a broken link: reading a pipe or a device would block."""
    return os.path.isfile(path) or not os.path.exists(path)  # noqa: PTH110, PTH113


def unreadable_finding(path: str, error: Exception) -> Finding:
    """Return the finding for a file, or a folder, that can't be read."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return _finding("RP011", f"Can't be read: {reason[:1].lower()}{reason[1:]}.", path)


def _finding(code: str, message: str, path: str) -> Finding:
    return Finding(code, SEVERITY[code], message, path=path)
