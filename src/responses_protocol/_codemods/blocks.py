"""Join the blocks of a file, such as cells, to one text with common names, and split that again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LINE = "# {token} block {number}\n"


@dataclass(frozen=True)
class JoinedText:
    """One text of several; comments tell where each block begins."""

    text: str
    token: str
    starts: tuple[int, ...]  # the line, from 1, with which each block begins
    has_line_end: tuple[bool, ...]  # whether its last line had an end

    def place(self, line: int) -> tuple[int, int]:
        """Return the block, by its number, and the line in it of a line of the joined text."""
        block = max(number for number, start in enumerate(self.starts) if start <= max(line, 1))
        return block, line - self.starts[block] + 1

    def split(self, text: str) -> tuple[str, ...] | None:
        """Return the blocks of a rewritten text, None if their limits were lost."""
        if len(self.starts) == 1:
            return (text,)
        blocks = []
        rest = text
        for number in range(1, len(self.starts)):
            first, limit, rest = rest.partition(LINE.format(token=self.token, number=number))
            if not limit:
                return None
            blocks.append(first)
        return tuple(
            block if ended or not block.endswith("\n") else block[:-1]
            for block, ended in zip((*blocks, rest), self.has_line_end, strict=True)
        )


def join_texts(texts: Sequence[str]) -> JoinedText:
    """Return blocks as one text. A block that is alone is the text itself."""
    if len(texts) == 1:
        return JoinedText(texts[0], "", (1,), (True,))
    token = "responses-protocol"
    while any(token in text for text in texts):
        token += "-"
    lines = 1
    starts = []
    parts = []
    for number, text in enumerate(texts):
        limit = LINE.format(token=token, number=number) if number else ""
        line_ended = text if text.endswith("\n") or not text else text + "\n"
        lines += bool(limit)
        starts.append(lines)
        lines += line_ended.count("\n")
        parts += [limit, line_ended]
    ended = tuple(text.endswith("\n") or not text for text in texts)
    return JoinedText("".join(parts), token, tuple(starts), ended)
