"""What was named, so that nothing is written outside of it by way of a link."""

from __future__ import annotations

import os
from collections.abc import Iterable
from glob import has_magic
from pathlib import Path

LEADS_OUT = "a link leads out of what was named"


class Trees:
    """The files and folders that were named; a pattern names the folder that it begins with.

    A link that was named itself is meant. A link that was found may lead anywhere below what was
    named, and nowhere else.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._roots = [_root(name) for name in names]

    def hold(self, path: str) -> bool:
        """Tell whether the file that a path leads to is one that was named, or below one."""
        real = Path(path).resolve()
        return any(root == real or root in real.parents for root in self._roots)


def _root(name: str) -> Path:
    path = Path(name)
    if not os.path.lexists(path):
        while has_magic(str(path)):
            path = path.parent
    return path.resolve()
