"""Write ``docs/rules.md`` from the rules themselves; with ``--check`` only compare."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from responses_protocol.checks.catalogue import GROUPS, Entry, catalogue
from responses_protocol.cli.rule import how_to_fix

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
HEAD = """\
<!-- Written by tools/rules_page.py from the rules: edit those, then run `make generate`. -->

# Rules

What `responses-protocol validate` checks, by the code of its problems. On the command line,
`responses-protocol rule RP203` shows one of these, and `--select` and `--ignore` choose among them
by codes, or by what codes begin with.

An *error* is refused by the endpoint, as it was measured; a *warning* by some endpoint, or it
misleads a reader; an *info* depends on what can't be seen in the payload. One problem may be graver
or less grave than its rule where more is known of it. Where endpoints are named, only they enforce
a rule (`--target`).
"""


def page() -> str:
    """Return the text of the page."""
    parts = [HEAD]
    for group, entries in groupby(catalogue().values(), key=lambda entry: entry.code[:3]):
        listed = list(entries)
        parts.append(f"\n## {group}..: {GROUPS[group]}\n\n| code | severity | what must hold |\n")
        parts.append("|---|---|---|\n")
        parts += [
            f"| [{one.code}](#{one.code.lower()}) | {one.severity} | {_cell(one.summary)} |\n"
            for one in listed
        ]
        for one in listed:
            parts += _section(one)
    return "".join(parts)


def _section(entry: Entry) -> Iterator[str]:
    yield f"\n### {entry.code}\n\n**{entry.name}** ({entry.severity}). {entry.summary}"
    yield f" Enforced by: {', '.join(entry.targets)}.\n" if entry.targets else "\n"
    yield f"\nWhy: {entry.why}\n\nHow to fix: {how_to_fix(entry)}\n"
    language = "text" if entry.code.startswith("RP0") else "json"  # files need not be JSON
    for title, example in (("Wrong", entry.wrong), ("Right", entry.right)):
        yield f"\n{title}:\n\n```{language}\n{example}\n```\n"
    source = f"<{entry.source}>" if _is_address(entry.source) else entry.source
    yield f"\nSource: {source}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _is_address(source: str) -> bool:
    return source.startswith("https://") and len(source.split()) == 1


def main() -> int:
    """Write the page, or with ``--check`` say whether it differs; return the exit code."""
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
