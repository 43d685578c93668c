"""Parse each text of a file once: that takes longer than most of the work on the tree."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache

import libcst as cst

from responses_protocol._codemods.syntax import analyse


@lru_cache(maxsize=2)
def parse(text: str) -> cst.Module:
    """Return the tree of a text, which its readers share. Raises the errors of LibCST."""
    return cst.parse_module(text)


def forget_trees() -> None:
    """Free the trees: they take a hundred times the memory of their texts."""
    parse.cache_clear()
    analyse.cache_clear()


def is_python(text: str) -> bool:
    """Return whether this Python can parse a text; a later version may parse more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
