"""The named files and folders, so that no link makes a command write outside of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from glob import has_magic
from pathlib import Path

LINK_LEADS_OUTSIDE = "a link leads out of the named files and folders"


class Trees:
    """The files and folders that were named; a pattern names the folder that it begins with.

    A named link may lead anywhere. A link that was found in a folder may lead only to a place below
    the named files and folders.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._roots = [_find_root(name) for name in names]

    def contain(self, path: str) -> bool:
        """Return whether the file that a path leads to was named, or is below a named folder."""
        real = Path(path).resolve()
        return any(root == real or root in real.parents for root in self._roots)


def _find_root(name: str) -> Path:
    path = Path(name)
    if not os.path.lexists(path):
        while has_magic(str(path)):
            path = path.parent
    return path.resolve()
