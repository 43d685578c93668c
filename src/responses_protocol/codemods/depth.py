"""Room for deep nesting: a sum of hundreds of strings is nested as deep as it is long."""

from __future__ import annotations

import ast
import re
import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Made = TypeVar("Made")
STACK = 512 * 1024 * 1024  # of addresses; only what is used is memory
FRAMES = 10_000
BRACKETS = 1_000
CHAIN = 3_500
_BRACKET = re.compile(r"[(\[{)\]}]")
_OPERATORS = "+-*/%&|^.@"
OPENING, CLOSING = "([{", ")]}"


def with_room(work: Callable[[], Made]) -> Made:
    """Return what ``work`` returns, and raise what it raises, with more room for recursion.

    Only a thread of its own can have a larger stack, which LibCST's parser needs.
    """
    done: Future[Made] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    size = threading.stack_size(STACK)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, FRAMES))
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    return done.result()


def is_too_deep(text: str) -> bool:
    """Tell whether brackets are nested deeper than anybody writes; those in strings count."""
    depth = 0
    for bracket in _BRACKET.findall(text):
        if bracket in OPENING:
            depth += 1
            if depth > BRACKETS:
                return True
        else:
            depth = max(depth - 1, 0)
    return _has_long_chain(text)


def _has_long_chain(text: str) -> bool:
    """Tell whether there is a sum, or a chain of attributes, that LibCST takes minutes for.

    Its parser takes more than the square of the length of one.
    """
    if sum(text.count(operator) for operator in _OPERATORS) <= CHAIN:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            level: list[ast.AST] = [with_room(lambda: ast.parse(text))]
    except (SyntaxError, ValueError):
        return False  # which the parser itself will tell
    except (RecursionError, MemoryError):
        return True
    for _ in range(CHAIN):
        level = [inner for node in level for inner in ast.iter_child_nodes(node)]
    return bool(level)
