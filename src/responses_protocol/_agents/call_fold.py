"""Add up a tool call whose arguments come in pieces, and detect at once when they are complete.

The scan reads each character once, however many pieces there are.
"""

from __future__ import annotations

import json
import re
from io import StringIO

from responses_protocol._values import Json, Object, copy_json

_OUTSIDE = re.compile(r'["{}\[\]]')  # characters with a meaning outside of strings
_INSIDE = re.compile(r'["\\]')
_STEPS = {"{": 1, "[": 1, "}": -1, "]": -1}


class CallFold:
    """A call as it first came, and all pieces of its arguments."""

    def __init__(self, call: Object) -> None:
        self._call: Object = copy_json(call)
        function = self._call.get("function")
        self._function: Object | None = function if isinstance(function, dict) else None
        self._text = StringIO()
        self._pieces = 0
        self._depth = 0
        self._is_string = False
        self._is_escaped = False
        self._is_closed = False  # the first bracket is closed: the arguments are complete
        self.is_whole = False
        if self._function is not None:
            self._add(self._function.get("arguments"))

    def add(self, function: Json) -> bool:
        """Add a piece of the arguments; return False if it is none, or the call has no function."""
        if self._function is None or not isinstance(function, dict):
            return False
        self._add(function.get("arguments"))
        return True

    def call(self) -> Object:
        """Return the whole call."""
        if self._function is not None and self._pieces > 1:
            self._function["arguments"] = self._text.getvalue()
        return self._call

    def _add(self, piece: Json) -> None:
        text = piece if isinstance(piece, str) else ""
        self._pieces += 1
        self._text.write(text)
        if self._is_closed:
            self.is_whole = self.is_whole and not text.strip(" \t\r\n")
            return
        self._scan(text)
        if self._is_closed:
            self.is_whole = _is_object(self._text.getvalue())

    def _scan(self, text: str) -> None:
        """Follow strings and brackets until the first bracket is closed."""
        index = int(self._is_escaped and bool(text))
        self._is_escaped = self._is_escaped and not text
        while match := (_INSIDE if self._is_string else _OUTSIDE).search(text, index):
            sign, index = match[0], match.end()
            if sign == '"':
                self._is_string = not self._is_string
            elif sign == "\\":
                self._is_escaped = index == len(text)
                index += 1
            else:
                self._depth += _STEPS[sign]
                if self._depth <= 0:
                    self._is_closed = True
                    return


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
