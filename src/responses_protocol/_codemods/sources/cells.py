"""The Python in the cell of a notebook, and the way to put it back.

A cell begins with a cell magic (``%%writefile agent.py``), with the language it is in
(``%sql``, as Databricks writes it), or with code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from responses_protocol._codemods.sources.magics import mask_magics, unmask_magics

_CELL_MAGIC = re.compile(r"\s*%%(?P<name>\S+)(?P<rest>[^\n]*)(?:\n|$)")
_LANGUAGE = re.compile(r"\s*%(?P<name>[\w-]+)(?P<rest>[^\n]*)(?:\n|$)")
_RUNS_PYTHON = frozenset(("capture", "prun", "python", "python3", "time", "timeit"))
_WRITES_FILE = frozenset(("file", "writefile"))
_PROSE = frozenset(("html", "markdown", "md", "md-sandbox"))
_OTHER_LANGUAGES = _PROSE | {"bash", "fs", "r", "run", "scala", "script", "sh", "sql"}


@dataclass(frozen=True)
class Cell:
    """The Python of a cell, ``text``, which begins after ``before``; ``back`` makes the cell.

    ``target`` is the file that the cell writes, if it is not run where it stands.
    """

    text: str
    before: str
    back: Callable[[str], str]
    target: str = ""


@dataclass(frozen=True)
class ForeignCell:
    """A cell in another language; ``why`` completes "not analysed: ..."."""

    why: str
    prose: bool


def read_cell(text: str) -> Cell | ForeignCell:
    """Return the Python of a cell with the content ``text``, or its other language."""
    magic = _CELL_MAGIC.match(text)
    if magic:
        return _with_magic(text, magic)
    language = _LANGUAGE.match(text)
    if language and language["name"] == "python" and not language["rest"].strip():
        return _python_cell(text, language.end())
    if language and language["name"] in _OTHER_LANGUAGES:
        return _foreign(language["name"], f"%{language['name']}")
    return _python_cell(text, 0)


def _with_magic(text: str, magic: re.Match[str]) -> Cell | ForeignCell:
    name, rest = magic["name"], magic["rest"]
    if name in _RUNS_PYTHON:
        return _python_cell(text, magic.end())
    target = rest.strip().split(" ")[-1].strip("\"'")
    if name in _WRITES_FILE and target.endswith(".py"):
        before = text[: magic.end()]  # a file of its own: no magics in it
        return Cell(text[magic.end() :], before, lambda new: before + new, target)
    return _foreign(name, f"%%{name}")


def _foreign(name: str, language: str) -> ForeignCell:
    return ForeignCell(f"a cell of {language}", name in _PROSE)


def _python_cell(text: str, start: int) -> Cell:
    before = text[:start]
    python, magic_lines = mask_magics(text[start:])
    return Cell(python, before, lambda new: before + unmask_magics(new, magic_lines))
