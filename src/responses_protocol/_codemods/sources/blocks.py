"""A file as blocks of Python and the text between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Block:
    """Python of a file: ``text`` is for a parser, ``back`` puts a new text into the file.

    ``raw`` is the text in the form of the file. ``lines`` has the line in the file, from 1, of each
    line of ``text``, and ``column`` the width of the prefix of each line. ``label`` names the place
    for a person, such as "cell 3", and is empty for a whole file. ``target`` is the file that a
    cell writes instead of running.
    """

    text: str
    raw: str
    back: Callable[[str], str]
    lines: Sequence[int]
    column: int = 0
    label: str = ""
    target: str = ""

    def line(self, number: int) -> int:
        """Return the line of the file for line ``number`` of the text."""
        if not self.lines:
            return 1
        return self.lines[min(max(number, 1), len(self.lines)) - 1]


@dataclass(frozen=True)
class Skipped:
    """Text that may be code, but not Python; ``why`` completes "not analysed: ..."."""

    raw: str
    line: int
    why: str
    label: str = ""
    prose: bool = False


@dataclass(frozen=True)
class Source:
    """A file: ``raw`` is all of it, ``pieces`` are its text in order, ``encode`` makes bytes."""

    raw: bytes
    pieces: tuple[str | Block | Skipped, ...]
    encode: Callable[[str], bytes]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of Python, in the order of the file."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Block))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The pieces that are not read as Python."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Skipped))


class UnreadableFile(Exception):
    """A file whose content does not match its name. ``line`` counts from 1."""

    def __init__(self, reason: str, line: int = 1) -> None:
        """Take the reason and the line as they are."""
        super().__init__(reason)
        self.reason = reason
        self.line = line


def render_file(source: Source, texts: Sequence[str]) -> bytes:
    """Return the file with ``texts`` in place of those of its blocks, all else byte for byte.

    Raises ``UnreadableFile`` where the encoding of the file has no place for a new character.
    """
    if all(block.text == text for block, text in zip(source.blocks, texts, strict=True)):
        return source.raw
    try:
        return source.encode("".join(_parts(source, iter(texts))))
    except UnicodeError:
        raise UnreadableFile("the encoding of the file lacks characters of the new text") from None


def _parts(source: Source, texts: Iterator[str]) -> Iterator[str]:
    for piece in source.pieces:
        if isinstance(piece, Block):
            text = next(texts)
            yield piece.raw if text == piece.text else piece.back(text)
        else:
            yield piece if isinstance(piece, str) else piece.raw


def lines_of(text: str) -> list[str]:
    """Return the lines with their ends, by line feeds alone, as Python and notebooks count them."""
    return _LINE.findall(text)


def realign_lines(
    old_lines: Sequence[str],
    old_raw_lines: Sequence[str],
    new_lines: Sequence[str],
    make: Callable[[str], str],
) -> list[str]:
    """Return new lines in the form of the file.

    ``old_raw_lines`` are the old lines as the file has them. A line that is in both stays unchanged
    in the file, and ``make`` gives the form of the others.
    """
    lines: list[str] = []
    matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        if tag == "equal":
            lines += old_raw_lines[start:stop]
        else:
            lines += [make(line) for line in new_lines[new_start:new_stop]]
    return lines
