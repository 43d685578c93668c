"""Text of payloads and file names, made fit for a line of a report."""

from __future__ import annotations

import json
import re
from typing import Any

# Commands of CI servers, which may stand anywhere in a line: ``##[error]``, ``##vso[...]``.
_COMMAND = re.compile(r"#(?=#\w*\[)")


def make_printable(text: str) -> str:
    """Return a text with line breaks and commands of CI servers escaped."""
    if not text.isprintable():
        text = "".join(
            character if character.isprintable() else ascii(character)[1:-1] for character in text
        )
    return _COMMAND.sub(r"\\x23", text) if "##" in text else text


def make_printable_line(text: str) -> str:
    """Return a printable text that may be a line of its own.

    For GitHub's runner, a line that begins with ``::`` behind any blanks is a command.
    """
    line = make_printable(text)
    return f"./{line}" if line.lstrip().startswith("::") else line


def to_json_line(value: Any) -> str:
    """Return the JSON text of a value on one line, with commands of CI servers escaped."""
    return _COMMAND.sub(r"\\u0023", json.dumps(value))
