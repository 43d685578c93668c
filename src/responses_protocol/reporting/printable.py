"""Text from a payload or a file name, made fit for a line of a report."""

from __future__ import annotations

import json
import re
from typing import Any

# What CI servers take for a command wherever it stands in a line: ``##[error]``, ``##vso[...]``.
_COMMAND = re.compile(r"#(?=#\w*\[)")


def printable(text: str) -> str:
    """``text`` in which a name from a record can't break the line, nor command what shows it."""
    if not text.isprintable():
        text = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)
    return _COMMAND.sub(r"\\x23", text) if "##" in text else text


def as_line(text: str) -> str:
    """``text`` made printable, to be a line of its own: what begins it is no command either.

    GitHub's runner takes a line for a command that begins with ``::``, blanks left out.
    """
    line = printable(text)
    return f"./{line}" if line.lstrip().startswith("::") else line


def in_json(value: Any) -> str:
    """The JSON text of a value on one line, in which no CI server finds a command."""
    return _COMMAND.sub(r"\\u0023", json.dumps(value))
