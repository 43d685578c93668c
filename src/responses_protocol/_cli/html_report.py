"""The page of a run: one file that needs neither network nor scripts.

Texts of payloads are escaped, and the page's policy forbids everything but its own style.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from responses_protocol._cli.report import MOST_RECORDS, Tally, describe
from responses_protocol._cli.samples import Sample
from responses_protocol._values import escape_token

_MOST_LINES = 120  # of one side of an example
_ABOVE = 6  # lines of one side above the mark
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --mark: #fe08; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; }
th, td { border: 1px solid var(--line); }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.place { overflow-wrap: anywhere; }
pre { margin: 0; padding: .6rem; overflow: auto; max-height: 32rem; font-size: 13px; }
pre { border: 1px solid var(--line); }
mark { background: var(--mark); color: inherit; outline: 1px solid #c80; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: .5rem 0 1.5rem; }
.sides > div { min-width: 0; }
.error { color: #c22; font-weight: 600; } .warning { color: #b60; } .info { opacity: .7; }
@media (max-width: 50rem) { .sides { grid-template-columns: 1fr; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def make_page(tally: Tally, rows: list[dict[str, Any]]) -> str:
    """Return the page: totals, losses by code, examples, and the records."""
    from responses_protocol._cli.run_report import count_totals

    title = escape(f"{tally.command}: {tally.done + tally.rejected:,} records")
    numbers = "".join(
        f"<tr><th>{escape(name)}</th><td class=number>{number:,}</td></tr>"
        for name, number in count_totals(tally)
    )
    return "".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
            '<meta name="viewport" content="width=device-width">\n',
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n",
            f"<h1>{title}</h1>\n<table>{numbers}</table>\n",
            *_write_losses(rows),
            *_write_examples(tally, rows),
            *_write_records(tally),
            "</body>\n</html>\n",
        )
    )


def _write_losses(rows: list[dict[str, Any]]) -> Iterator[str]:
    if not rows:
        yield "<p>Nothing was lost.</p>\n"
        return
    yield "<h2>Losses</h2>\n<table>\n<tr>"
    yield "".join(
        f"<th>{name}</th>" for name in ("severity", "code", "count", "meaning", "option", "first")
    )
    yield "</tr>\n"
    for row in rows:
        severity, code = escape(row["severity"]), escape(row["code"])
        notice = " (notice)" if row["kind"] == "notice" else ""
        option = f"<code>{escape(row['option'])}</code>" if row["option"] else ""
        yield f'<tr><td class="{severity}">{severity}{notice}</td><td><code>{code}</code></td>'
        yield f"<td class=number>{row['count']:,}</td><td>{escape(row['meaning'])}</td>"
        yield f"<td>{option}</td><td class=place>{escape(describe(row['first']))}</td></tr>\n"
    yield "</table>\n"


def _write_examples(tally: Tally, rows: list[dict[str, Any]]) -> Iterator[str]:
    lost = [row["code"] for row in rows if row["kind"] == "loss"]
    if lost:
        yield "<h2>Examples</h2>\n"
    for index, code in enumerate(dict.fromkeys(lost)):
        shown = tally.samples.get(code, [])
        if not shown:
            continue
        yield f"<details{' open' if not index else ''}><summary><code>{escape(code)}</code>, "
        yield f"{len(shown)} of {_count_losses(tally, code):,}</summary>\n"
        for sample in shown:
            yield from _write_sides(sample)
        yield "</details>\n"


def _count_losses(tally: Tally, code: str) -> int:
    return sum(count.number for (_, name), count in tally.losses.items() if name == code)


def _write_sides(sample: Sample) -> Iterator[str]:
    place = {"file": sample.file, "line": sample.line, "pointer": sample.at + sample.pointer}
    yield f"<p class=place>{escape(describe(place))}</p>\n<div class=sides>"
    for name, text, pointer in (
        ("source", sample.source, sample.pointer),
        ("result", sample.value, None),
    ):
        lines = list(_write_lines(json.loads(text), "", pointer))
        yield f"<div>{name}<pre>{_shorten(lines)}</pre></div>"
    yield "</div>\n"


def _shorten(lines: list[str]) -> str:
    """Return the lines, or, if they are too many, those around the mark."""
    marked = next((index for index, line in enumerate(lines) if "<mark>" in line), 0)
    start = max(0, min(marked - _ABOVE, len(lines) - _MOST_LINES))
    some = lines[start : start + _MOST_LINES]
    above = [f"... {start:,} lines above"] if start else []
    below = len(lines) - start - len(some)
    return "\n".join(above + some + ([f"... {below:,} lines below"] if below else []))


def _write_lines(
    value: Any, place: str, marked: str | None, head: str = "", end: str = ""
) -> Iterator[str]:
    """Yield the lines of a value, escaped; each line of the value at ``marked`` has a mark."""
    indent = "  " * place.count("/")
    is_marked = marked is not None and (place == marked or place.startswith(f"{marked}/"))

    def line(text: str) -> str:
        shown = escape(text, quote=False)
        return f"{indent}<mark>{shown}</mark>" if is_marked and marked else f"{indent}{shown}"

    if not isinstance(value, (dict, list)) or not value:
        yield line(f"{head}{json.dumps(value, ensure_ascii=False)}{end}")
        return
    is_object = isinstance(value, dict)
    yield line(head + ("{" if is_object else "["))
    parts = list(value.items() if isinstance(value, dict) else enumerate(value))
    for index, (name, inner) in enumerate(parts):
        before = f"{json.dumps(name, ensure_ascii=False)}: " if is_object else ""
        after = "," if index < len(parts) - 1 else ""
        yield from _write_lines(inner, f"{place}/{escape_token(str(name))}", marked, before, after)
    yield line(("}" if is_object else "]") + end)


def _write_records(tally: Tally) -> Iterator[str]:
    if not tally.records:
        return
    yield "<h2>Records</h2>\n<table>\n<tr><th>record</th><th>kind</th><th>losses</th></tr>\n"
    for file, line, kind, count in tally.records:
        place = {"file": file, "line": line, "pointer": ""}
        yield f"<tr><td class=place>{escape(describe(place))}</td><td>{escape(kind)}</td>"
        yield f"<td class=number>{count:,}</td></tr>\n"
    yield "</table>\n"
    unlisted = tally.done + tally.rejected - len(tally.records)
    if unlisted > 0:
        yield f"<p>{unlisted:,} more records are not listed (at most {MOST_RECORDS:,} are).</p>\n"
