"""Write ``docs/rules.md`` from the rules themselves; with ``--check`` only compare."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from responses_protocol._checks.catalogue import GROUPS, RuleEntry, catalogue
from responses_protocol._cli.rule import how_to_fix

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
HEAD = """\
<!-- Written by tools/rules_page.py from the rules: edit those, then run `make generate`. -->

# Rules

This page lists the rules of `responses-protocol validate`, by code. On the command line,
`responses-protocol rule RP203` shows one of them, and `--select` and `--ignore` choose rules by
their codes, or by the first characters of codes.

| severity | meaning |
|---|---|
| error | the endpoint refuses the payload, as measured |
| warning | some endpoints refuse the payload, or it misleads a reader |
| info | the effect depends on facts that the payload does not contain |

A finding can have another severity than its rule if the payload shows more. A rule with a list of
endpoints only applies to these (`--target`).
"""


def page() -> str:
    """Return the text of the page."""
    parts = [HEAD]
    for group, entries in groupby(catalogue().values(), key=lambda entry: entry.code[:3]):
        section = list(entries)
        parts.append(f"\n## {group}..: {GROUPS[group]}\n\n| code | severity | what must hold |\n")
        parts.append("|---|---|---|\n")
        parts += map(_row, section)
        for entry in section:
            parts += _section(entry)
    return "".join(parts)


def _section(entry: RuleEntry) -> Iterator[str]:
    yield f"\n### {entry.code}\n\n**{entry.name}** ({entry.severity}). {entry.summary}"
    yield f" Enforced by: {', '.join(entry.targets)}.\n" if entry.targets else "\n"
    yield f"\nWhy: {entry.why}\n\nHow to fix: {how_to_fix(entry)}\n"
    language = "text" if entry.code.startswith("RP0") else "json"  # files need not be JSON
    for title, example in (("Wrong", entry.wrong), ("Right", entry.right)):
        yield f"\n{title}:\n\n```{language}\n{example}\n```\n"
    source = f"<{entry.source}>" if _is_address(entry.source) else entry.source
    yield f"\nSource: {source}\n"


def _row(entry: RuleEntry) -> str:
    summary = entry.summary.replace("|", "\\|")
    return f"| [{entry.code}](#{entry.code.lower()}) | {entry.severity} | {summary} |\n"


def _is_address(source: str) -> bool:
    return source.startswith("https://") and len(source.split()) == 1


def main() -> int:
    """Write the page, or compare it with ``--check``; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if not in step"
    )
    if not parser.parse_args().check:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("not in step with the rules: docs/rules.md; run `make generate`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
