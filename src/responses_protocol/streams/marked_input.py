"""The input of a custom call out of the arguments of the marked function call that stands for it.

It is read while it comes, wherever it is cut: within an escape, or between the two halves of a
character that JSON spells as a pair.
"""

from __future__ import annotations

import re

from responses_protocol.formats.chat_completions.custom_tools import may_be_wrapped

# up to the value of the first member
HEAD = re.compile(r'[ \t\n\r]*\{[ \t\n\r]*"(?:[^"\\]|\\.)*"[ \t\n\r]*:[ \t\n\r]*', re.DOTALL)
SPECIAL = re.compile(r'["\\]')
ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "/": "/"}
HEX = re.compile(r"[0-9a-fA-F]{4}")


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
    """Reads the JSON string that begins where it is fed first."""

    __slots__ = ("_high", "_rest", "done")

    def __init__(self) -> None:
        self.done = False
        self._rest = ""  # the beginning of an escape
        self._high = 0  # the first half of a pair

    def feed(self, text: str) -> str:
        """Return what a piece of the string says; what no text can hold is left out."""
        if self.done:
            return ""
        text = self._rest + text
        self._rest = ""
        said: list[str] = []
        place = 0
        while place < len(text):
            found = SPECIAL.search(text, place)
            end = len(text) if found is None else found.start()
            if end > place:
                self._high = 0
                said.append(text[place:end])
            if found is None:
                break
            if found[0] == '"':
                self.done = True
                break
            length = 6 if text[end + 1 : end + 2] == "u" else 2
            if end + length > len(text):
                self._rest = text[end:]
                break
            said.append(self._character(text[end + 1 : end + length]))
            place = end + length
        return "".join(said)

    def _character(self, escape: str) -> str:
        if escape[0] != "u":
            self._high = 0
            return ESCAPES.get(escape, "")
        if not HEX.fullmatch(escape, 1):
            return ""
        code, high = int(escape[1:], 16), self._high
        self._high = 0
        if 0xD800 <= code < 0xDC00:
            self._high = code
            return ""
        if 0xDC00 <= code < 0xE000:
            return chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00) if high else ""
        return chr(code)
