"""Find the files at a path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = (".ipynb", ".py")
_SKIPPED = frozenset(
    (
        ".eggs",
        ".git",
        ".hg",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".tox",
        "__pycache__",
        "node_modules",
        "site-packages",
    )
)
_ENVIRONMENT = ("conda-meta", "pyvenv.cfg")  # files of every virtual environment


def files_of(paths: Iterable[str | Path]) -> Iterator[Path]:
    """Yield the Python files and notebooks of paths, each once, folders in alphabetical order.

    A path of a file counts whatever its suffix is. Folders of version control, caches, virtual
    environments and links to other folders are skipped. Raises OSError for a path that does not
    exist, and for a folder that can't be read.
    """
    identities: set[tuple[int, int]] = set()
    for path in map(Path, paths):
        for file in _walk(path) if path.is_dir() else (path,):
            status = file.stat()
            if (status.st_dev, status.st_ino) not in identities:
                identities.add((status.st_dev, status.st_ino))
                yield file


def _walk(folder: Path) -> Iterator[Path]:
    for path, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = sorted(name for name in folders if not _is_skipped(Path(path, name)))
        for name in sorted(names):
            file = Path(path, name)
            if name.endswith(SUFFIXES) and file.is_file():
                yield file


def _is_skipped(folder: Path) -> bool:
    return folder.name in _SKIPPED or any((folder / name).exists() for name in _ENVIRONMENT)


def _raise(error: OSError) -> None:
    raise error
