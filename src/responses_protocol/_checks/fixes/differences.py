"""The changes of a fix in a file, as a unified diff."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

_NO_LINE_END = "\\ No newline at end of file\n"


def difference(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """Yield the lines of a unified diff with their line ends; nothing if the contents are equal.

    U+FFFD replaces bytes that are not UTF-8.
    """
    old, new = (_lines(content) for content in (before, after))
    for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n{_NO_LINE_END}"


def _lines(content: bytes) -> list[str]:
    return [line.decode("utf-8", "replace") for line in re.findall(rb"[^\n]*\n|[^\n]+", content)]
