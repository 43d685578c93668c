"""Run with room for deep nesting: a sum of hundreds of strings is as deep as it is long."""

from __future__ import annotations

import ast
import re
import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import Future
from itertools import accumulate
from typing import Any, TypeVar

Result = TypeVar("Result")
STACK = 512 * 1024 * 1024  # address space; memory is taken as the stack grows
FRAMES = 10_000
BRACKETS = 1_000
# the weight of a level: links that make long chains in usual code are light
LIGHT = (ast.BinOp, ast.Attribute, ast.If)
HEAVY = 3
DEEPEST = 3_500
_LINE_END = re.compile(r"\r\n|\r|\n")
_BRACKET = re.compile(r"[(\[{)\]}]")
OPENING, CLOSING = "([{", ")]}"


def with_room(work: Callable[[], Result]) -> Result:
    """Call ``work`` with more room for recursion; return its result, or raise its exception.

    Only a thread of its own can have a larger stack, which LibCST's parser needs.
    """
    done: Future[Result] = Future()

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
    """Return whether code is nested deeper than anybody writes it; brackets in strings count.

    So do long sums, chains of calls, ``not``, ``lambda``. LibCST's parser takes the square of the
    depth, and minutes for some thousand levels.
    """
    if len(text) <= BRACKETS:
        return False
    depth = 0
    for bracket in _BRACKET.findall(text):
        if bracket in OPENING:
            depth += 1
            if depth > BRACKETS:
                return True
        else:
            depth = max(depth - 1, 0)
    return _nests_too_deep(text)


def _nests_too_deep(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened: list[tuple[Any, int]] = [(with_room(lambda: ast.parse(text)), 0)]
    except (SyntaxError, ValueError):
        return False  # which the parser itself will tell
    except (RecursionError, MemoryError):
        return True
    lengths = list(accumulate(map(len, _LINE_END.split(text)), initial=0))
    while opened:
        node, depth = opened.pop()
        start = getattr(node, "lineno", None)
        if start is not None and lengths[node.end_lineno] - lengths[start - 1] <= BRACKETS:
            continue  # as short as it is, it can't be deep
        depth += 1 if isinstance(node, LIGHT) else HEAVY
        if depth > DEEPEST:
            return True
        opened.extend([(inner, depth) for inner in ast.iter_child_nodes(node)])
    return False
