"""Parsing texts, each once while one file is worked on: it takes longer than most that follows."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache

import libcst as cst

from responses_protocol.codemods.syntax import analyse


@lru_cache(maxsize=2)
def parsed(text: str) -> cst.Module:
    """Return the tree of a text, which nobody changes. Raises what LibCST raises."""
    return cst.parse_module(text)


def forget() -> None:
    """Let go of the trees: they take a hundred times the room of their texts."""
    parsed.cache_clear()
    analyse.cache_clear()


def is_python(text: str) -> bool:
    """Tell whether a text is surely Python; what is not may be that of a later version."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
