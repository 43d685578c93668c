"""Notebooks of Databricks as Python source: cells between marked comments.

Cells in another language, and those that begin with a magic, are comments: every line begins with
``# MAGIC``. See "Export and import Databricks notebooks" in its documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from responses_protocol._codemods.sources.blocks import (
    Block,
    Skipped,
    Source,
    lines_of,
    realign_lines,
)
from responses_protocol._codemods.sources.cells import ForeignCell, read_cell
from responses_protocol._codemods.sources.modules import decode_module
from responses_protocol._codemods.sources.newlines import restore_line_ends, unify_line_ends

FIRST_LINE = b"# Databricks notebook source"
_BETWEEN = {"border": "# COMMAND ----------", "first": FIRST_LINE.decode()}
_MAGIC = "# MAGIC"


def read_databricks(raw: bytes) -> Source:
    """Return a notebook whose runs of code, and of lines of magic, are blocks.

    Raises ``UnreadableFile``.
    """
    text, encoding, mark = decode_module(raw)
    return Source(raw, tuple(_pieces(text)), lambda new: mark + new.encode(encoding))


def _pieces(text: str) -> Iterator[str | Block | Skipped]:
    number, cell = 1, 1
    for kind, group in groupby(lines_of(text), _kind):
        lines = list(group)
        if kind in _BETWEEN:
            yield "".join(lines)
            cell += len(lines) if kind == "border" else 0
        else:
            yield _run(lines, number, f"cell {cell}", len(_MAGIC) + 1 if kind == "magic" else 0)
        number += len(lines)


def _kind(line: str) -> str:
    if line.rstrip() in _BETWEEN.values():
        return next(kind for kind, text in _BETWEEN.items() if line.startswith(text))
    return "magic" if line.startswith(_MAGIC) and line[len(_MAGIC) :][:1].strip() == "" else "code"


def _run(raw_lines: list[str], number: int, label: str, column: int) -> Block | Skipped:
    """Return the lines of a run, whose first one is ``number``, as a block."""
    raw = "".join(raw_lines)
    old_lines = [
        _without_magic(unify_line_ends(line)) if column else unify_line_ends(line)
        for line in raw_lines
    ]
    cell = read_cell("".join(old_lines))
    if isinstance(cell, ForeignCell):
        return Skipped(raw, number, cell.why, label, cell.prose)

    spaced = any(line.rstrip("\r\n") == _MAGIC + " " for line in raw_lines)

    def prefixed(line: str) -> str:
        return f"{_MAGIC} {line}" if spaced or line.strip() else _MAGIC + line

    def back(text: str) -> str:
        new = lines_of(cell.back(text))
        if not column:
            return restore_line_ends(raw, "".join(new))
        as_before = [unify_line_ends(line) for line in raw_lines]
        return restore_line_ends(raw, "".join(realign_lines(old_lines, as_before, new, prefixed)))

    first = number + cell.before.count("\n")
    return Block(
        cell.text, raw, back, range(first, number + len(old_lines)), column, label, cell.target
    )


def _without_magic(line: str) -> str:
    return line[len(_MAGIC) :].removeprefix(" ")
