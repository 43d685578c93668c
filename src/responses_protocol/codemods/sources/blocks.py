"""A file as blocks of Python and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Block:
    """Python of a file: ``text`` is what a parser takes, ``back`` puts a new text into the file.

    ``raw`` is the same as it stands in the file; ``lines`` has, for every line of ``text``, its
    line in the file (counted from 1), ``column`` what each begins with there; ``label`` says where
    a person finds it, as "cell 3", and is empty for a whole file. ``target`` is the file that a
    cell writes, for one that is not run where it stands.
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
    """What may be code, but can't be read as Python; ``why`` completes "not looked at: ..."."""

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
        """What was not looked at."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Skipped))


class UnreadableFile(Exception):
    """A file that is not what its name says; the reason is for people, ``line`` counts from 1."""

    def __init__(self, reason: str, line: int = 1) -> None:
        """Take the reason and the line as they are."""
        super().__init__(reason)
        self.reason = reason
        self.line = line


def rendered(source: Source, texts: Sequence[str]) -> bytes:
    """Return the file with ``texts`` in place of those of its blocks, all else byte for byte.

    Raises ``UnreadableFile`` where the encoding of the file has no place for a new character.
    """
    if all(block.text == text for block, text in zip(source.blocks, texts, strict=True)):
        return source.raw
    try:
        return source.encode("".join(_parts(source, iter(texts))))
    except UnicodeError:
        raise UnreadableFile("the encoding of the file can't hold what would be written") from None


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


def realigned(
    seen: Sequence[str], raw: Sequence[str], new: Sequence[str], make: Callable[[str], str]
) -> list[str]:
    """Return ``new`` as it has to stand in the file.

    ``raw`` is how each of ``seen`` stands there; lines that are still the same stay as they were,
    others are made.
    """
    found: list[str] = []
    matcher = SequenceMatcher(None, seen, new, autojunk=False)
    for tag, start, stop, new_start, new_stop in matcher.get_opcodes():
        if tag == "equal":
            found += raw[start:stop]
        else:
            found += [make(line) for line in new[new_start:new_stop]]
    return found
