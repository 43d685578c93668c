"""Write the report of a run to a file: a page of HTML, Markdown, JSON or CSV.

Unlike standard error, the page shows values: examples of payloads and their conversions. So a
report is as confidential as its input.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from responses_protocol._cli.report import Counts, Tally, as_json, describe
from responses_protocol._formats.codes import CODES
from responses_protocol._severity import SEVERITIES

Row = dict[str, Any]  # the columns of a code


def make_rows(tally: Tally, options: dict[str, str]) -> list[Row]:
    """Return a row for each code: the gravest first, losses before notices."""
    code_rows: list[Row] = []
    for kind, counts in (("loss", tally.losses), ("notice", tally.notices)):
        code_rows.extend(_make_rows_of_kind(kind, counts, options))
    return code_rows


def _make_rows_of_kind(kind: str, counts: Counts, options: dict[str, str]) -> list[Row]:
    keys = sorted(counts, key=lambda key: (-SEVERITIES.index(key[0]), -counts[key].number, key[1]))
    return [
        {
            "kind": kind,
            "severity": severity,
            "code": code,
            "count": counts[severity, code].number,
            "first": counts[severity, code].first,
            "meaning": CODES[code].message() if code in CODES else "",
            "option": options.get(code, "") if kind == "loss" else "",
        }
        for severity, code in keys
    ]


def _write_html(tally: Tally, options: dict[str, str]) -> str:
    from responses_protocol._cli.html_report import make_page

    return make_page(tally, make_rows(tally, options))


def _write_markdown(tally: Tally, options: dict[str, str]) -> str:
    lines = [f"# {tally.command}: {tally.done + tally.rejected:,} records", ""]
    lines += [f"- {name}: {number:,}" for name, number in count_totals(tally)]
    lines += [
        "",
        "| severity | code | count | first | meaning | option |",
        "|---|---|--:|---|---|---|",
    ]
    for row in make_rows(tally, options):
        code = f"`{row['code']}`" + (" (notice)" if row["kind"] == "notice" else "")
        flag = f"`{row['option']}`" if row["option"] else ""
        first = _escape_cell(describe(row["first"]))
        cells = (
            row["severity"],
            code,
            f"{row['count']:,}",
            first,
            _escape_cell(row["meaning"]),
            flag,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _escape_cell(text: str) -> str:
    """Return text with the characters escaped that end a cell or begin an element."""
    for character, escaped in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        ("|", "\\|"),
        ("\n", " "),
        ("`", "\\`"),
    ):
        text = text.replace(character, escaped)
    return text


def _write_json(tally: Tally, options: dict[str, str]) -> str:
    return json.dumps(as_json(tally, None) | {"codes": make_rows(tally, options)}, indent=2) + "\n"


def _write_csv(tally: Tally, options: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = ("kind", "severity", "code", "count", "meaning", "option")
    writer.writerow((*names, "file", "line", "pointer"))
    for row in make_rows(tally, options):
        place = (row["first"][name] for name in ("file", "line", "pointer"))
        writer.writerow(
            [_escape_formula(row[name]) for name in names]
            + [_escape_formula(cell) for cell in place]
        )
    return text.getvalue()


def _escape_formula(cell: Any) -> Any:
    """Return a cell that no spreadsheet evaluates as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell


def count_totals(tally: Tally) -> list[tuple[str, int]]:
    """Return the numbers of a run with their names."""
    numbers = [
        ("records", tally.done + tally.rejected),
        ("rejected", tally.rejected),
        *((f"of kind {kind}", number) for kind, number in tally.kinds.most_common()),
        ("items", tally.items),
        ("losses", sum(counted.number for counted in tally.losses.values())),
        ("notices", sum(counted.number for counted in tally.notices.values())),
    ]
    return [(name, number) for name, number in numbers if number or name in ("records", "losses")]


_WRITERS_BY_SUFFIX: dict[str, Callable[[Tally, dict[str, str]], str]] = {
    ".html": _write_html,
    ".md": _write_markdown,
    ".json": _write_json,
    ".csv": _write_csv,
}


def is_report(name: str) -> bool:
    """Return whether the suffix of a file is that of a report."""
    return PurePath(name).suffix.lower() in _WRITERS_BY_SUFFIX


def write_report(name: str, tally: Tally, options: dict[str, str]) -> bytes:
    """Return the text of a report in the format that the suffix of its file names."""
    text = _WRITERS_BY_SUFFIX[PurePath(name).suffix.lower()](tally, options)
    return text.encode("utf-8", "backslashreplace")
