"""For GitHub Actions: a summary of a run in Markdown, shown on the page of the job.

A step has room for 1 MiB (workflow commands, adding a job summary). Names and identifiers of a
payload may hold anything: they stand in ``<code>``, where GitHub looks for no mention and no
reference, with every character but letters, digits and blanks written as a number, so that none of
them means anything in Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from responses_protocol.reporting.finding import Finding
from responses_protocol.reporting.printable import printable

MOST = 50
"""Findings that are shown."""
_LONGEST = 200  # characters of a cell, so that all of them fit


def job_summary(
    sentence: str, codes: Mapping[str, int], names: Mapping[str, str], first: Sequence[Finding]
) -> Iterator[str]:
    """Yield a summary: a sentence, a table of codes, and one of the ``MOST`` ``first`` findings.

    ``codes`` are the numbers of all findings by their code, ``names`` those of rules by theirs.
    """
    yield f"### responses-protocol validate\n\n{_plain(sentence)}\n\n"
    if not codes:
        return
    yield "| rule | | problems |\n|---|---|---:|\n"
    for code, number in sorted(codes.items(), key=lambda one: (-one[1], one[0])):
        yield _row((_code(code), _plain(names.get(code, "")), f"{number:,}"))
    shown = first[:MOST]
    total = sum(codes.values())
    yield "\n| | rule | place | problem |\n|---|---|---|---|\n"
    for one in shown:
        where = ":".join([one.path, *(str(at) for at in (one.line, one.column) if at)])
        yield _row((one.severity, _code(one.code), _code(where), _code(_message(one))))
    if total > len(shown):
        yield f"\n{total - len(shown):,} more are not shown here.\n"
    yield "\n"


def _message(one: Finding) -> str:
    return f"{one.place}: {one.message}" if one.place else one.message


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _code(text: str) -> str:
    return f"<code>{_plain(text)}</code>" if text else ""


def _plain(text: str) -> str:
    """Return a text that means itself: all that could be more is a number of a character."""
    line = printable(text)
    line = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."
    return "".join(
        one if one == " " or (one.isascii() and one.isalnum()) else f"&#{ord(one)};" for one in line
    )
