"""Whether JSON text that arrives in pieces is complete, and whether another value follows it.

Each piece is scanned once, so that the total cost does not depend on the number of checks.
"""

from __future__ import annotations

import json
import re
from io import StringIO

IN_STRING = re.compile(r'["\\]')  # the significant characters in a string
OUTSIDE = re.compile(r'["{}\[\]]')  # and outside of strings
SPACE = " \t\n\r"
SCALAR_LIMIT = 64  # characters of a number or a word, which have no delimiter


class JsonText:
    """A growing text of JSON."""

    __slots__ = (
        "_at",
        "_begun",
        "_depth",
        "_escaped",
        "_in_string",
        "_scalar",
        "next_character",
        "text",
    )

    def __init__(self) -> None:
        self.text = StringIO()
        self.next_character = ""  # the first character behind the value
        self._at = 0
        self._begun = False
        self._scalar = False
        self._depth = 0
        self._in_string = False
        self._escaped = False

    def since(self, start: int) -> str:
        """Return the text from ``start`` on."""
        self.text.seek(start)
        rest = self.text.read()
        self.text.seek(0, 2)
        return rest

    def is_complete(self) -> bool:
        """Return whether the text contains a complete value, whatever follows it."""
        self._read()
        if self._scalar:
            return self.text.tell() <= SCALAR_LIMIT and _is_json(self.text.getvalue())
        return self._begun and not self._depth and not self._in_string

    def has_end(self) -> bool:
        """Return whether a complete value can't continue, as a number can by more digits."""
        if not self.is_complete():
            return False
        return not self._scalar or not self.since(self.text.tell() - 1).isdigit()

    def is_followed(self) -> bool:
        """Return whether an object follows a complete value."""
        self._read()
        return self.next_character == "{"

    def _read(self) -> None:
        if self._at == self.text.tell() or self._scalar or self.next_character:
            return
        piece = self.since(self._at)
        self._at += len(piece)
        position = 0
        if not self._begun:
            position = len(piece) - len(piece.lstrip(SPACE))
            if position == len(piece):
                return
            self._begun = True
            self._scalar = piece[position] not in '{["'
        elif self._is_ended():
            self.next_character = piece.lstrip(SPACE)[:1]
            return
        while position < len(piece) and not self._scalar:
            position = self._step(piece, position)
            if self._is_ended():
                self.next_character = piece[position:].lstrip(SPACE)[:1]
                return

    def _is_ended(self) -> bool:
        return not self._depth and not self._in_string

    def _step(self, piece: str, position: int) -> int:
        """Read up to the next significant character; return the position behind it."""
        if self._escaped:
            self._escaped = False
            return position + 1
        match = (IN_STRING if self._in_string else OUTSIDE).search(piece, position)
        if match is None:
            return len(piece)
        character = match[0]
        if character == "\\":
            self._escaped = True
        elif character == '"':
            self._in_string = not self._in_string
        else:
            self._depth += 1 if character in "{[" else -1
        return match.end()


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
