"""The input of a custom call out of the arguments of the marked function call that stands for it.

It is read while it comes, wherever it is cut: within an escape, or between the two halves of a
character that JSON spells as a pair. ``custom_tools.from_arguments`` reads it as a whole.
"""

from __future__ import annotations

import json
import re

from responses_protocol.formats.chat_completions.custom_tools import SPACE, may_be_wrapped

S = f"[{SPACE}]*"
HEAD = re.compile(rf'{S}\{{{S}"(?:[^"\\]|\\.)*"{S}:{S}', re.DOTALL)  # up to the first value
LOW = r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
TEXT = re.compile(
    r'(?:[^"\\\x00-\x1f\ud800-\udfff]+|\\["\\/bfnrt]'
    r"|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4}"
    rf"|\\u[dD][89abAB][0-9a-fA-F]{{2}}{LOW})*"
)
TAIL = re.compile(rf"{S}\}}?{S}\Z")
LONGEST = 11  # of what may be the beginning of a spelled character, a pair of surrogates


def input_start(arguments: str) -> int | None:
    """Return where the input begins, -1 where there is none, None where that is not known yet."""
    marked = may_be_wrapped(arguments)
    if not marked:
        return None if marked is None else -1
    head = HEAD.match(arguments)
    if head is None or head.end() == len(arguments):
        return None
    return head.end() + 1 if arguments[head.end()] == '"' else -1


class InputDecoder:
    """Reads arguments from the beginning of the input on: ``feed`` every piece.

    ``broken`` says that they turned out to be something else, so that nothing more is read.
    """

    __slots__ = ("_ended", "_rest", "broken")

    def __init__(self) -> None:
        self.broken = False
        self._rest = ""
        self._ended = False

    def feed(self, piece: str) -> str:
        """Return the text that a piece adds to the input."""
        if self.broken:
            return ""
        piece = self._rest + piece
        if self._ended:
            self._rest = piece
            self.broken = not TAIL.match(piece)
            return ""
        found = TEXT.match(piece)
        end = found.end() if found else 0
        self._rest = piece[end:]
        if self._rest.startswith('"'):
            self._ended = True
            self._rest = self._rest[1:]
            self.broken = not TAIL.match(self._rest)
        elif self._rest and (self._rest[0] != "\\" or len(self._rest) > LONGEST):
            self.broken = True
        text: str = json.loads(f'"{piece[:end]}"')
        return text
