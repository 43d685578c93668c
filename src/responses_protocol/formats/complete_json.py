"""Whether JSON text that comes in pieces is complete, and whether more follows it.

Each piece is looked at once, when somebody asks, so that asking often costs no more than asking
once.
"""

from __future__ import annotations

import json
import re
from io import StringIO

INSIDE = re.compile(r'["\\]')  # what counts within a string
OUTSIDE = re.compile(r'["{}\[\]]')  # and elsewhere
SPACE = " \t\n\r"
MOST = 64  # characters of a number or a word, which show no end of their own


class JsonText:
    """A text that grows, read as JSON."""

    __slots__ = ("_at", "_begun", "_depth", "_escaped", "_in_string", "_scalar", "behind", "text")

    def __init__(self) -> None:
        self.text = StringIO()
        self.behind = ""  # the first character behind the value
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
        """Tell whether a whole value is there, whatever follows it."""
        self._read()
        if self._scalar:
            return self.text.tell() <= MOST and _is_json(self.text.getvalue())
        return self._begun and not self._depth and not self._in_string

    def has_end(self) -> bool:
        """Tell whether a whole value is there and shows its end; a number may have more digits."""
        if not self.is_complete():
            return False
        return not self._scalar or not self.since(self.text.tell() - 1).isdigit()

    def is_followed(self) -> bool:
        """Tell whether a value and the beginning of another one are there."""
        self._read()
        return self.behind == "{"

    def _read(self) -> None:
        if self._at == self.text.tell() or self._scalar or self.behind:
            return
        piece = self.since(self._at)
        self._at += len(piece)
        place = 0
        if not self._begun:
            place = len(piece) - len(piece.lstrip(SPACE))
            if place == len(piece):
                return
            self._begun = True
            self._scalar = piece[place] not in '{["'
        elif self._is_ended():
            self.behind = piece.lstrip(SPACE)[:1]
            return
        while place < len(piece) and not self._scalar:
            place = self._step(piece, place)
            if self._is_ended():
                self.behind = piece[place:].lstrip(SPACE)[:1]
                return

    def _is_ended(self) -> bool:
        return not self._depth and not self._in_string

    def _step(self, piece: str, place: int) -> int:
        """Read up to the next character that counts; return where to go on."""
        if self._escaped:
            self._escaped = False
            return place + 1
        found = (INSIDE if self._in_string else OUTSIDE).search(piece, place)
        if found is None:
            return len(piece)
        character = found[0]
        if character == "\\":
            self._escaped = True
        elif character == '"':
            self._in_string = not self._in_string
        else:
            self._depth += 1 if character in "{[" else -1
        return found.end()


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
