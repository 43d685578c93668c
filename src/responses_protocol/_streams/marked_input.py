"""Read the input of a custom call from the arguments of a marked function call.

The pieces may be cut anywhere: within an escape, or between the two halves of a character that
JSON writes as a surrogate pair. ``custom_tools.from_arguments`` reads whole arguments.
"""

from __future__ import annotations

import json
import re

from responses_protocol._formats.chat_completions.custom_tools import SPACE, may_be_wrapped

S = f"[{SPACE}]*"
HEAD = re.compile(rf'{S}\{{{S}"(?:[^"\\]|\\.)*"{S}:{S}', re.DOTALL)  # up to the first value
LOW = r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
TEXT = re.compile(
    r'(?:[^"\\\x00-\x1f\ud800-\udfff]+|\\["\\/bfnrt]'
    r"|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4}"
    rf"|\\u[dD][89abAB][0-9a-fA-F]{{2}}{LOW})*"
)
TAIL = re.compile(rf"{S}\}}?{S}\Z")
MAX_ESCAPE = 11  # characters of an incomplete escape: a pair of surrogates


def input_start(arguments: str) -> int | None:
    """Return the index where the input begins, -1 if there is none, or None if unknown so far."""
    is_wrapped = may_be_wrapped(arguments)
    if not is_wrapped:
        return None if is_wrapped is None else -1
    head = HEAD.match(arguments)
    if head is None or head.end() == len(arguments):
        return None
    return head.end() + 1 if arguments[head.end()] == '"' else -1


class InputDecoder:
    """Reads arguments from the beginning of the input on: ``feed`` every piece.

    Once ``is_broken`` is set, the arguments are not those of a custom call, and reading stops.
    """

    __slots__ = ("_ended", "_rest", "is_broken")

    def __init__(self) -> None:
        self.is_broken = False
        self._rest = ""
        self._ended = False

    def feed(self, piece: str) -> str:
        """Return the text that a piece adds to the input."""
        if self.is_broken:
            return ""
        piece = self._rest + piece
        if self._ended:
            self._rest = piece
            self.is_broken = not TAIL.match(piece)
            return ""
        match = TEXT.match(piece)
        end = match.end() if match else 0
        self._rest = piece[end:]
        if self._rest.startswith('"'):
            self._ended = True
            self._rest = self._rest[1:]
            self.is_broken = not TAIL.match(self._rest)
        elif self._rest and (self._rest[0] != "\\" or len(self._rest) > MAX_ESCAPE):
            self.is_broken = True
        text: str = json.loads(f'"{piece[:end]}"')
        return text
