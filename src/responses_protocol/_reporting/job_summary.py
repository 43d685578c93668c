"""Summaries for GitHub Actions: Markdown that the page of the job shows.

A step may write 1 MiB (workflow commands, adding a job summary). Names and identifiers of a payload
may contain anything. They stand in ``<code>``, where GitHub finds no mentions and references, and
all characters but letters, digits and blanks are numeric character references, so that none of them
is Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from responses_protocol._reporting.finding import Finding, format_message, format_position
from responses_protocol._reporting.printable import make_printable

MAX_SHOWN = 50
"""The number of findings that are shown."""
_LONGEST = 200  # characters of a cell: the table stays below the limit of a step


def write_job_summary(
    sentence: str, codes: Mapping[str, int], names: Mapping[str, str], first: Sequence[Finding]
) -> Iterator[str]:
    """Yield a summary: a sentence, a table of codes, and a table of findings.

    Args:
        sentence: The result of the run in one sentence.
        codes: The number of findings by code.
        names: The names of rules by code.
        first: The first findings; ``MOST`` of them are shown.
    """
    yield f"### responses-protocol validate\n\n{_escape(sentence)}\n\n"
    if not codes:
        return
    yield "| rule | | problems |\n|---|---|---:|\n"
    for code, count in sorted(codes.items(), key=lambda pair: (-pair[1], pair[0])):
        yield _row((_code(code), _escape(names.get(code, "")), f"{count:,}"))
    shown = first[:MAX_SHOWN]
    total = sum(codes.values())
    yield "\n| | rule | place | problem |\n|---|---|---|---|\n"
    for finding in shown:
        cells = finding.code, format_position(finding), format_message(finding)
        yield _row((finding.severity, *map(_code, cells)))
    if total > len(shown):
        yield f"\n{total - len(shown):,} more are not shown here.\n"
    yield "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _code(text: str) -> str:
    return f"<code>{_escape(text)}</code>" if text else ""


def _escape(text: str) -> str:
    """Return a cut text without markup: special characters are numeric character references."""
    line = make_printable(text)
    line = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."
    return "".join(
        character
        if character == " " or (character.isascii() and character.isalnum())
        else f"&#{ord(character)};"
        for character in line
    )
