"""The blocks of a file that are run together, and those that can't be read."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from responses_protocol._codemods.depth import is_too_deep, with_room
from responses_protocol._codemods.engine import TOO_DEEP, UnreadableSource
from responses_protocol._codemods.parsing import parse
from responses_protocol._codemods.sources import Block


def group_blocks(blocks: Sequence[Block]) -> dict[str, list[tuple[int, Block]]]:
    """Return the blocks that are run together, with their numbers, by the file they are written to.

    A cell that is written to a file sees nothing of the notebook, and has imports of its own.
    """
    blocks_by_target: dict[str, list[tuple[int, Block]]] = {}
    for number, block in enumerate(blocks):
        blocks_by_target.setdefault(block.target, []).append((number, block))
    return blocks_by_target


def find_parse_error(text: str) -> UnreadableSource | None:
    """Return why a text can't be read as Python, None where it can."""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return UnreadableSource(line, 1, "this holds a NUL character, which Python does not take")
    if is_too_deep(text):
        return TOO_DEEP
    try:
        with_room(lambda: parse(text))
    except cst.ParserSyntaxError as error:
        reason = "this is not valid Python"
        return UnreadableSource(error.raw_line, error.raw_column + 1, reason)
    except (RecursionError, ValueError, SyntaxError):  # of a character NUL, or nested too deeply
        return UnreadableSource(1, 1, "this is not valid Python")
    return None
