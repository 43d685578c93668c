"""What git ignores of a folder, by its files alone: git need not be installed.

The patterns are those of gitignore(5). Read are the files ``.gitignore`` of a folder and of those
that it is in, up to the repository, and ``.git/info/exclude`` of that. What git is told elsewhere,
in the configuration of a user, differs from machine to machine, and is left out.
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
"""Patterns, each with the folder that they are said of and a slash; the nearest come last."""


class Ignored:
    """What is ignored below a folder that was named.

    What was named is meant: where the folder itself is ignored, only what is said in it counts.
    """

    def __init__(self, top: str) -> None:
        folder = Path(_whole(top))
        above = tuple(one for other in reversed(_above(folder)) for one in _said_in(str(other)))
        if _is_ignored(f"{folder}/", above):
            above = ()
        self._of = {str(folder): (*above, *_said_in(str(folder)))}

    def holds(self, path: str, *, is_folder: bool) -> bool:
        """Tell whether a path below the folder is ignored, where none is that it is in."""
        file = _whole(path)
        patterns = self._patterns(os.path.dirname(file))  # noqa: PTH120 - no Path for each name
        return bool(patterns) and _is_ignored(f"{file}/" if is_folder else file, patterns)

    def _patterns(self, folder: str) -> Patterns:
        if folder not in self._of:
            above = self._patterns(os.path.dirname(folder))  # noqa: PTH120 - likewise
            self._of[folder] = (*above, *_said_in(folder))
        return self._of[folder]


def _whole(path: str) -> str:
    """Return a path from the root on, in which a link stays one, with slashes."""
    return os.path.abspath(path).replace(os.sep, "/")  # noqa: PTH100 - `resolve` follows links


def _is_ignored(file: str, patterns: Patterns) -> bool:
    """Tell what the nearest patterns say that say anything of a file."""
    for folder, said in reversed(patterns):
        path = file[len(folder) :]
        for pattern in reversed(list(said.patterns)):
            if pattern.include is not None and _names(pattern, path):
                return pattern.include
    return False


def _names(pattern: Pattern, path: str) -> bool:
    """Tell whether a pattern is about a path itself, and not about a folder that it is in.

    The last group of a pattern's expression is the slash behind what it names. A folder is asked
    about before what is in it, so ``b`` and ``!a`` leave out ``a/b``, as git does.
    """
    result = pattern.match_file(path)
    if result is None:
        return False
    found = result.match
    return found.lastindex is None or found.end(found.lastindex) == len(path)


def _said_in(folder: str) -> Patterns:
    root = folder.rstrip("/") + "/"
    files = (Path(root, _REPOSITORY, *_EXCLUDE), Path(root, NAME))
    found = [_read(file) for file in files]
    return tuple((root, one) for one in found if one is not None)


def _above(folder: Path) -> list[Path]:
    """Return the folders that a folder is in, itself left out, up to its repository's."""
    if (folder / _REPOSITORY).exists():
        return []
    found: list[Path] = []
    for one in folder.parents:
        found.append(one)
        if (one / _REPOSITORY).exists():
            return found
    return []  # in no repository, what stands above is not about this folder


def _read(file: Path) -> GitIgnoreSpec | None:
    """Return the patterns of a file; None where there are none, or where it can't be read."""
    try:
        lines = file.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
    except OSError:
        return None
    from pathspec import GitIgnoreSpec  # only where there is something to ask it

    taken: list[str] = []
    for line in (one.removesuffix("\r") for one in lines):
        # What is in a folder, at any depth: pathspec takes the folder itself for it, and files
        # for folders.
        if line.endswith("/**"):
            line += "/*"
        elif line.endswith("/**/"):
            line += "*/"
        with suppress(ValueError):  # as git does, pass over what is no pattern
            GitIgnoreSpec.from_lines([line])
            taken.append(line)
    return GitIgnoreSpec.from_lines(taken) if any(taken) else None
