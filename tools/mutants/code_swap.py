"""Give functions that are imported already the code of a changed file.

A process that has imported the package and collected the tests tries a mutation in the time of its
tests this way. Code that a module runs at import can't be changed in this way.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

OF_A_FUNCTION = 0x1  # CO_OPTIMIZED: the code of a module or of a class does not have it


class RunsAtImport(Exception):
    """A change of code that runs at import."""


def find_functions() -> dict[str, list[FunctionType]]:
    """Return all functions that there are, by their file."""
    functions: dict[str, list[FunctionType]] = defaultdict(list)
    for function in gc.get_objects():
        if type(function) is FunctionType:
            functions[function.__code__.co_filename].append(function)
    return functions


def swap_code(path: Path, text: str, functions: list[FunctionType]) -> None:
    """Replace the functions of a file by those in another text of it.

    Raises:
        RunsAtImport: Code of the module or of a class differs.
    """
    old = compile(path.read_text(encoding="utf-8"), str(path), "exec", dont_inherit=True)
    new = compile(text, str(path), "exec", dont_inherit=True)
    changes = list(_changes(old, new))
    swapped = 0
    for function in functions:
        for before, after in changes:
            if function.__code__ == before:
                try:
                    function.__code__ = after
                except ValueError as error:  # it binds other names of the function around it
                    raise RunsAtImport from error
                swapped += 1
    if not swapped:
        raise RunsAtImport


def _changes(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Yield the functions at any depth that differ, before and after."""
    if not old.co_flags & OF_A_FUNCTION and _own(old) != _own(new):
        raise RunsAtImport
    if len(_inner(old)) != len(_inner(new)):
        raise RunsAtImport
    for before, after in zip(_inner(old), _inner(new), strict=True):
        if before != after:
            if before.co_flags & OF_A_FUNCTION:
                yield before, after
            yield from _changes(before, after)


def _inner(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def _own(code: CodeType) -> tuple[object, ...]:
    """Return the instructions of a code object, as text, since 1 == True in Python."""
    constants = [each for each in code.co_consts if not isinstance(each, CodeType)]
    return code.co_code, code.co_names, repr(constants)
