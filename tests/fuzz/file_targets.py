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
from fuzz.cases import Case, write_text
from fuzz.mutations import READABLE, STRINGS, count_levels, mutate
from fuzz.payload_targets import IS_GIVEN
from fuzz.seeds import DIALECTS, KINDS, Seed, draw_payloads
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._codemods.files import migrate_file
from responses_protocol._codemods.fixers import FIXERS
from responses_protocol._jsontext import loads
from responses_protocol._reporting.formats import FORMATS

Arguments = dict[str, Any]
GOLDEN = Path(__file__).parents[1] / "codemods" / "golden"
CODES = frozenset(fixer.code for fixer in FIXERS)
SECOND = frozenset(code for code in CODES if code.startswith("RPM60"))
THIRD = frozenset(code for code in CODES if code.startswith("RPM65"))
STAGES = (CODES - SECOND - THIRD, SECOND, THIRD)  # one reads what the one before it has written


# --- the command line ---


@st.composite
def draw_records(draw: st.DrawFn) -> list[Any]:
    """Return records, as values, or as lines of text that may be broken."""
    seeds: list[Seed] = draw(st.lists(draw_payloads(KINDS, DIALECTS), min_size=1, max_size=3))
    values = [
        draw(st.sampled_from(wrap_history(seed.payload, "input", {})))
        if draw(IS_GIVEN)
        else seed.payload
        for seed in seeds
    ]
    mutation = draw(mutate(st.just(values)))
    records: list[Any] = mutation if isinstance(mutation, list) else [mutation]
    if draw(st.sampled_from([True, False, False])):
        mutated_lines = draw(
            mutate(
                st.just(
                    [write_text(record) for record in records if count_levels(record) <= READABLE]
                )
            )
        )
        records = mutated_lines if isinstance(mutated_lines, list) else [mutated_lines]
    return records


LINES = draw_records()
TO = st.sampled_from(DIALECTS)
CONVERTING = st.fixed_dictionaries(
    {"--to": TO},
    optional={
        "--from": TO,
        "--kind": st.sampled_from(KINDS),
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


def write_records(folder: Path, payload: list[Any]) -> Path:
    lines = [
        record if isinstance(record, str) else write_text(record)
        for record in payload
        if count_levels(record) <= READABLE
    ]
    file = folder / "in.jsonl"
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    return file


def make_arguments(flags: Arguments) -> list[str]:
    return [part for flag in flags.items() for part in flag]


def run_command(*arguments: Any) -> int:
    """Run a command: it ends with one of its own statuses, and tells no traceback."""
    result = run(*arguments)
    assert result.exit_code in (0, 1, 2), result.exit_code
    assert "Traceback" not in result.stderr
    return int(result.exit_code)


def convert_file(payload: list[Any], *, flags: Arguments) -> None:
    """Law 1 from file to file: each record comes back, or is among the rejects."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = write_records(folder, payload)
        before = file.read_bytes()
        output, complement, rejects, restored = (
            folder / reject for reject in ("out", "undo", "rejects", "back")
        )
        outputs = ("-o", output, "--complement", complement, "--rejects", rejects)
        status = run_command("convert", file, *outputs, *make_arguments(flags))
        assert file.read_bytes() == before
        if status == 0:
            assert run_command("restore", output, "--complement", complement, "-o", restored) == 0
            rejected_lines = {
                reject["line"] + offset
                for reject in read(rejects)
                for offset in range(reject["record"].rstrip().count("\n") + 1)
            }
            assert same(read_values(restored.read_bytes()), read_values(before, rejected_lines))


def read_values(raw: bytes, rejected_lines: Collection[int] = ()) -> list[Any]:
    """Return what a file holds but for what is refused: one text, or one in each line."""
    with suppress(rp.ConversionError):
        document = [loads(raw)]
        return [] if rejected_lines else document
    lines = enumerate(raw.split(b"\n"), 1)
    return [loads(line) for number, line in lines if number not in rejected_lines and line.strip()]


def validate_file(payload: list[Any], *, flags: Arguments) -> None:
    """Files are told of in each format and left alone, and mended once."""
    with TemporaryDirectory() as name:
        file = write_records(Path(name), payload)
        before = file.read_bytes()
        status = run_command("validate", file, *make_arguments(flags))
        run_command("validate", "--diff", file, *select_fix_flags(flags))
        assert file.read_bytes() == before
        assert run_command("validate", "--fix", file, *select_fix_flags(flags)) in (0, 1, 2)
        if status == 0 and "--severity" in flags:
            assert file.read_bytes() == before
        fixed = file.read_bytes()
        run_command("validate", "--fix", file, *select_fix_flags(flags))
        assert file.read_bytes() == fixed


def select_fix_flags(flags: Arguments) -> list[str]:
    return make_arguments({name: flag for name, flag in flags.items() if name != "--format"})


# --- source code ---


def read_golden_files() -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(GOLDEN.glob("*.before.txt"))]


@st.composite
def draw_sources(draw: st.DrawFn) -> str:
    """Return source code with lines dropped, said twice, swapped or cut."""
    text = draw(st.sampled_from(read_golden_files()) | agent_sources())
    lines = text.splitlines(keepends=True)
    for _ in range(draw(st.sampled_from([0, 1, 1, 2, 4]))):
        index, other_index = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        change = draw(st.sampled_from(["drop", "double", "swap", "cut", "insert", "indent"]))
        line = lines[index]
        length = draw(st.integers(0, len(line)))
        if change == "drop":
            lines[index] = ""
        elif change == "double":
            lines.insert(other_index, line)
        elif change == "swap":
            lines[index], lines[other_index] = lines[other_index], line
        elif change == "cut":
            lines[index] = line[:length]
        elif change == "insert":
            lines[index] = line[:length] + draw(st.sampled_from(STRINGS + WORDS)) + line[length:]
        else:
            lines[index] = f"    {line}"
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
    draw_sources(),
)


def migrate(payload: str, *, file: str, markers: bool) -> None:
    """No code makes a fixer fail; what comes out is Python if it was, and once is enough."""
    raw = (
        make_notebook(payload)
        if file.endswith(".ipynb")
        else payload.encode("utf-8", "surrogatepass")
    )
    for codes in STAGES:
        result = migrate_file(file, raw, select=codes, markers=markers)
        assert "RPM100" not in {finding.code for finding in result.findings}, result.findings
        second_result = migrate_file(file, result.after, select=codes, markers=markers)
        assert second_result.after == result.after
        if file.endswith(".py") and result.after != raw and _is_python(raw):
            assert _is_python(result.after)
        raw = result.after


def make_notebook(text: str) -> bytes:
    cell = {"cell_type": "code", "outputs": [], "source": text.splitlines(keepends=True)}
    return write_text({"cells": [cell]}, indent=1).encode()


def _is_python(raw: bytes) -> bool:
    try:
        ast.parse(raw)
    except (SyntaxError, ValueError):
        return False
    return True
