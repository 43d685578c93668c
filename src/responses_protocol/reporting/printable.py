"""Text from a payload or a file name, made fit for a line of a report."""

from __future__ import annotations


def printable(text: str) -> str:
    """``text`` in which a name from a record can't break the line or command the terminal."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)
