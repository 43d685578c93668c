"""The input of a custom call, out of the arguments of the function that stands for it.

The arguments come in pieces, and may be spelled in any way. ``custom_tools.from_arguments`` reads
them as a whole; here they are read as they come.
"""

from __future__ import annotations

import json
import re

from responses_protocol.formats.chat_completions import custom_tools
from responses_protocol.formats.chat_completions.custom_tools import SPACE

S = f"[{SPACE}]*"
HEAD = re.compile(rf'{S}\{{{S}"(?:[^"\\]|\\.)*"{S}:{S}"', re.DOTALL)  # up to the text
MAYBE_HEAD = re.compile(rf'{S}\{{{S}"(?:[^"\\]|\\.)*"{S}(?::{S})?\Z', re.DOTALL)
LOW = r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
TEXT = re.compile(
    r'(?:[^"\\\x00-\x1f\ud800-\udfff]+|\\["\\/bfnrt]'
    r"|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4}"
    rf"|\\u[dD][89abAB][0-9a-fA-F]{{2}}{LOW})*"
)
TAIL = re.compile(rf"{S}\}}?{S}\Z")
LONGEST = 11  # of what may be the beginning of a spelled character, a pair of surrogates


class CustomInput:
    """Reads arguments: ``feed`` every piece.

    ``is_wrapped`` tells whether they are those of a custom call; None as long as that is not known.
    """

    def __init__(self) -> None:
        self.is_wrapped: bool | None = None
        self.broken = False  # whether they turned out to be something else after all
        self.head = ""  # all of it, until it is known
        self._rest = ""
        self._ended = False

    def feed(self, piece: str) -> str:
        """Return the text that a piece adds to the input."""
        if self.is_wrapped is None:
            self.head += piece
            found = HEAD.match(self.head)
            if custom_tools.may_be_wrapped(self.head) is False:
                self.is_wrapped = False
            elif found is not None:
                self.is_wrapped, piece = True, self.head[found.end() :]
            elif custom_tools.may_be_wrapped(self.head) and not MAYBE_HEAD.match(self.head):
                self.is_wrapped = False
        if not self.is_wrapped or self.broken:
            return ""
        return self._text(piece)

    def _text(self, piece: str) -> str:
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


BEGINNING, ENDING = custom_tools.to_arguments("")[:-2], '"}'


def spelled(text: str) -> str:
    """Return a text as it stands in the arguments of a call."""
    return custom_tools.to_arguments(text)[len(BEGINNING) : -len(ENDING)]
