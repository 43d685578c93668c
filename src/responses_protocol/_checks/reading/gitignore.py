"""The paths that git ignores, by gitignore(5); git need not be installed.

Patterns come from the ``.gitignore`` files of a folder and its parents, up to the repository, and
from ``.git/info/exclude`` there. The configuration of a user has patterns too; they differ from
machine to machine, and are left out.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec
    from pathspec.pattern import Pattern

NAME = ".gitignore"
_REPOSITORY = ".git"
_EXCLUDE = ("info", "exclude")


Patterns = tuple[tuple[str, "GitIgnoreSpec"], ...]
"""Patterns, each with the folder that they hold for and a slash; the nearest come last."""


class GitIgnore:
    """The ignored paths below a folder that the user named.

    If git ignores that folder itself, only the patterns in it count: the user wants it.
    """

    def __init__(self, top: str) -> None:
        folder = Path(_absolute(top))
        above = tuple(
            patterns
            for parent in reversed(_parents_in_repository(folder))
            for patterns in _read_folder(str(parent))
        )
        if _is_ignored(f"{folder}/", above):
            above = ()
        self._of = {str(folder): (*above, *_read_folder(str(folder)))}

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Return whether a path below the folder is ignored; its parents are not."""
        file = _absolute(path)
        patterns = self._patterns(os.path.dirname(file))  # noqa: PTH120 - no Path for each name
        return bool(patterns) and _is_ignored(f"{file}/" if is_folder else file, patterns)

    def _patterns(self, folder: str) -> Patterns:
        if folder not in self._of:
            above = self._patterns(os.path.dirname(folder))  # noqa: PTH120 - likewise
            self._of[folder] = (*above, *_read_folder(folder))
        return self._of[folder]


def _absolute(path: str) -> str:
    """Return an absolute path with slashes, without following links."""
    return os.path.abspath(path).replace(os.sep, "/")  # noqa: PTH100 - `resolve` follows links


def _is_ignored(file: str, patterns: Patterns) -> bool:
    """Return whether the nearest pattern that matches a file ignores it."""
    for folder, spec in reversed(patterns):
        path = file[len(folder) :]
        for pattern in reversed(list(spec.patterns)):
            if pattern.include is not None and _matches(pattern, path):
                return pattern.include
    return False


def _matches(pattern: Pattern, path: str) -> bool:
    """Return whether a pattern matches a path itself, and not a folder that it is in.

    The last group of a pattern's expression is the slash behind the matched name. Folders are
    decided before their files, so ``b`` and ``!a`` leave out ``a/b``, as git does.
    """
    result = pattern.match_file(path)
    if result is None:
        return False
    match = result.match
    return match.lastindex is None or match.end(match.lastindex) == len(path)


def _read_folder(folder: str) -> Patterns:
    root = folder.rstrip("/") + "/"
    files = (Path(root, _REPOSITORY, *_EXCLUDE), Path(root, NAME))
    specs = [_read_patterns(file) for file in files]
    return tuple((root, spec) for spec in specs if spec is not None)


def _parents_in_repository(folder: Path) -> list[Path]:
    """Return the parents of a folder, up to the root of its repository."""
    if (folder / _REPOSITORY).exists():
        return []
    folders: list[Path] = []
    for parent in folder.parents:
        folders.append(parent)
        if (parent / _REPOSITORY).exists():
            return folders
    return []  # outside of a repository, the patterns of parents do not count


def _read_patterns(file: Path) -> GitIgnoreSpec | None:
    """Return the patterns of a file, or None if there are none or it can't be read."""
    try:
        lines = file.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
    except OSError:
        return None
    from pathspec import GitIgnoreSpec  # only where there are patterns

    patterns: list[str] = []
    for line in (line.removesuffix("\r") for line in lines):
        # For git, these match at any depth in a folder; pathspec also matches the folder itself,
        # and files as folders.
        if line.endswith("/**"):
            line += "/*"
        elif line.endswith("/**/"):
            line += "*/"
        with suppress(ValueError):  # git skips invalid patterns too
            GitIgnoreSpec.from_lines([line])
            patterns.append(line)
    return GitIgnoreSpec.from_lines(patterns) if any(patterns) else None
