"""Line ends: Python is read with line feeds, and written as it was."""

from __future__ import annotations

from responses_protocol._codemods.sources.blocks import lines_of, realign_lines


def unify_line_ends(text: str) -> str:
    """Return ``text`` with line feeds alone."""
    return text.replace("\r\n", "\n")


def restore_line_ends(raw: str, text: str) -> str:
    """Return the new ``text`` with the line ends of ``raw``: new lines get those of most lines."""
    if "\r\n" not in raw:
        return text
    before = lines_of(raw)
    windows = 2 * sum(line.endswith("\r\n") for line in before) >= len(before)

    def made(line: str) -> str:
        return line[:-1] + "\r\n" if windows and line.endswith("\n") else line

    return "".join(
        realign_lines([unify_line_ends(line) for line in before], before, lines_of(text), made)
    )
