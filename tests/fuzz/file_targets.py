"""Files: what the command line reads, converts, restores and mends; and source code."""

from __future__ import annotations

import ast
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agent_sources import agent_sources
from cli_commands import read, run
from hypothesis import strategies as st
from laws import same
from test_cli_laws import wrap_history

import responses_protocol as rp
from fuzz.cases import Case, text_of
from fuzz.mutations import READABLE, STRINGS, depth, mutated
from fuzz.payload_targets import SAYS_SO
from fuzz.seeds import DIALECTS, WHOLE, Seed, payloads
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._codemods.files import migrate_file
from responses_protocol._codemods.fixers import FIXERS
from responses_protocol._jsontext import loads
from responses_protocol._reporting.formats import FORMATS

Given = dict[str, Any]
GOLDEN = Path(__file__).parents[1] / "codemods" / "golden"
CODES = frozenset(fixer.code for fixer in FIXERS)
SECOND = frozenset(code for code in CODES if code.startswith("RPM60"))
THIRD = frozenset(code for code in CODES if code.startswith("RPM65"))
STAGES = (CODES - SECOND - THIRD, SECOND, THIRD)  # one reads what the one before it has written


# --- the command line ---


@st.composite
def _records(draw: st.DrawFn) -> list[Any]:
    """Return records, as values, or as lines of text that may be broken."""
    seeds: list[Seed] = draw(st.lists(payloads(WHOLE, DIALECTS), min_size=1, max_size=3))
    values = [
        draw(st.sampled_from(wrap_history(seed.payload, "input", {})))
        if draw(SAYS_SO)
        else seed.payload
        for seed in seeds
    ]
    made = draw(mutated(st.just(values)))
    records: list[Any] = made if isinstance(made, list) else [made]
    if draw(st.sampled_from([True, False, False])):
        broken = draw(
            mutated(st.just([text_of(record) for record in records if depth(record) <= READABLE]))
        )
        records = broken if isinstance(broken, list) else [broken]
    return records


LINES = _records()
TO = st.sampled_from(DIALECTS)
CONVERTING = st.fixed_dictionaries(
    {"--to": TO},
    optional={
        "--from": TO,
        "--kind": st.sampled_from(WHOLE),
        "--preset": st.sampled_from(["mistral", "deepseek", "mlflow", "ollama"]),
        "--fail-on": st.sampled_from(["error", "warning"]),
        "--report": st.just("json"),
        "--at": st.sampled_from(["", "/input", "/body", "/0"]),
    },
)
CHECKING = st.fixed_dictionaries(
    {"--format": st.sampled_from(FORMATS)},
    optional={
        "--as": st.sampled_from(sorted(SUBJECTS)),
        "--profile": st.just("request"),
        "--target": st.sampled_from(["mistral", "mlflow", "deepseek", "open"]),
        "--would-lose": TO,
        "--severity": st.just("info"),
        "--max-line": st.just("1000"),
        "--max-problems": st.just("3"),
    },
)
CONVERTED = st.builds(
    Case, st.just("convert_file"), st.fixed_dictionaries({"flags": CONVERTING}), LINES
)
VALIDATED = st.builds(
    Case, st.just("validate_file"), st.fixed_dictionaries({"flags": CHECKING}), LINES
)


def _written(folder: Path, payload: list[Any]) -> Path:
    lines = [
        one if isinstance(one, str) else text_of(one) for one in payload if depth(one) <= READABLE
    ]
    file = folder / "in.jsonl"
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    return file


def _arguments(flags: Given) -> list[str]:
    return [part for flag in flags.items() for part in flag]


def _told(*arguments: Any) -> int:
    """Run a command: it ends with one of its own statuses, and tells no traceback."""
    result = run(*arguments)
    assert result.exit_code in (0, 1, 2), result.exit_code
    assert "Traceback" not in result.stderr
    return int(result.exit_code)


def convert_file(payload: list[Any], *, flags: Given) -> None:
    """Law 1 from file to file: each record comes back, or is among the rejects."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = _written(folder, payload)
        before = file.read_bytes()
        out, undo, rejects, back = (folder / one for one in ("out", "undo", "rejects", "back"))
        ways = ("-o", out, "--complement", undo, "--rejects", rejects)
        status = _told("convert", file, *ways, *_arguments(flags))
        assert file.read_bytes() == before
        if status == 0:
            assert _told("restore", out, "--complement", undo, "-o", back) == 0
            refused = {
                one["line"] + more
                for one in read(rejects)
                for more in range(one["record"].rstrip().count("\n") + 1)
            }
            assert same(_values(back.read_bytes()), _values(before, refused))


def _values(raw: bytes, refused: Collection[int] = ()) -> list[Any]:
    """Return what a file holds but for what is refused: one text, or one in each line."""
    with suppress(rp.ConversionError):
        whole = [loads(raw)]
        return [] if refused else whole
    lines = enumerate(raw.split(b"\n"), 1)
    return [loads(line) for number, line in lines if number not in refused and line.strip()]


def validate_file(payload: list[Any], *, flags: Given) -> None:
    """Files are told of in each format and left alone, and mended once."""
    with TemporaryDirectory() as name:
        file = _written(Path(name), payload)
        before = file.read_bytes()
        status = _told("validate", file, *_arguments(flags))
        _told("validate", "--diff", file, *_fixing(flags))
        assert file.read_bytes() == before
        assert _told("validate", "--fix", file, *_fixing(flags)) in (0, 1, 2)
        if status == 0 and "--severity" in flags:
            assert file.read_bytes() == before
        mended = file.read_bytes()
        _told("validate", "--fix", file, *_fixing(flags))
        assert file.read_bytes() == mended


def _fixing(flags: Given) -> list[str]:
    return _arguments({name: flag for name, flag in flags.items() if name != "--format"})


# --- source code ---


def _golden() -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(GOLDEN.glob("*.before.txt"))]


@st.composite
def _sources(draw: st.DrawFn) -> str:
    """Return source code with lines dropped, said twice, swapped or cut."""
    text = draw(st.sampled_from(_golden()) | agent_sources())
    lines = text.splitlines(keepends=True)
    for _ in range(draw(st.sampled_from([0, 1, 1, 2, 4]))):
        at, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        change = draw(st.sampled_from(["drop", "double", "swap", "cut", "insert", "indent"]))
        line = lines[at]
        cut = draw(st.integers(0, len(line)))
        if change == "drop":
            lines[at] = ""
        elif change == "double":
            lines.insert(other, line)
        elif change == "swap":
            lines[at], lines[other] = lines[other], line
        elif change == "cut":
            lines[at] = line[:cut]
        elif change == "insert":
            lines[at] = line[:cut] + draw(st.sampled_from(STRINGS + WORDS)) + line[cut:]
        else:
            lines[at] = f"    {line}"
    return "".join(lines)


WORDS: tuple[str, ...] = (
    "(",
    ")",
    "*",
    "**",
    "[",
    "messages",
    "self.",
    "lambda: ",
    "await ",
    "yield ",
    "\t",
    "\\",
)
WORDS += (", messages", "=None", "f'{x}'", "# MAGIC ", "%pip install x\n", "\r\n", "if 1: ", "@")
SOURCES = st.builds(
    Case,
    st.just("migrate"),
    st.fixed_dictionaries({"file": st.sampled_from(["a.py", "a.ipynb"]), "markers": st.booleans()}),
    _sources(),
)


def migrate(payload: str, *, file: str, markers: bool) -> None:
    """No code makes a fixer fail; what comes out is Python if it was, and once is enough."""
    raw = (
        _notebook(payload) if file.endswith(".ipynb") else payload.encode("utf-8", "surrogatepass")
    )
    for codes in STAGES:
        made = migrate_file(file, raw, select=codes, markers=markers)
        assert "RPM100" not in {finding.code for finding in made.findings}, made.findings
        again = migrate_file(file, made.after, select=codes, markers=markers)
        assert again.after == made.after
        if file.endswith(".py") and made.after != raw and _is_python(raw):
            assert _is_python(made.after)
        raw = made.after


def _notebook(text: str) -> bytes:
    cell = {"cell_type": "code", "outputs": [], "source": text.splitlines(keepends=True)}
    return text_of({"cells": [cell]}, indent=1).encode()


def _is_python(raw: bytes) -> bool:
    try:
        ast.parse(raw)
    except (SyntaxError, ValueError):
        return False
    return True
