"""Migrate texts of agents, and assert that a second run changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from responses_protocol._codemods.engine import MigratedText, default_codes, migrate_text
from responses_protocol._codemods.files import migrate_file
from responses_protocol._codemods.project import known_agents
from responses_protocol._reporting.finding import Finding

GOLDEN = Path(__file__).parent / "golden"


def migrate(
    text: str, select: Iterable[str] | None = None, *, markers: bool = False
) -> MigratedText:
    """Return the migrated text; assert that a second run changes nothing."""
    codes = default_codes() if select is None else frozenset(select)
    result = migrate_text(text, select=codes, markers=markers)
    repeated = migrate_text(result.text, select=codes, markers=markers)
    assert repeated.text == result.text, "a second run changes something"
    assert repeated.rewritten == {}, "a second run rewrites something"
    compile(result.text, "migrated", "exec")
    return result


def migrate_unchanged(text: str, select: Iterable[str] | None = None) -> MigratedText:
    """Return the result of a migration; assert that it leaves the text as it is."""
    result = migrate(text, select)
    assert result.text == text
    assert result.rewritten == {}
    return result


def codes_of(result: MigratedText) -> list[str]:
    """Return the codes of the findings, in the order of their places."""
    return [finding.code for finding in result.findings]


def read_before(name: str) -> str:
    """Return the code of an agent before its migration."""
    return (GOLDEN / f"{name}.before.txt").read_text("utf-8")


def read_after(name: str) -> str:
    """Return the expected code of an agent after its migration."""
    return (GOLDEN / f"{name}.after.txt").read_text("utf-8")


def agent_names() -> list[str]:
    """Return the names of all golden agents."""
    return sorted(path.name.partition(".")[0] for path in GOLDEN.glob("*.before.txt"))


@dataclass(frozen=True)
class MigratedFiles:
    """Files after a run over all of them, and the findings."""

    texts: dict[str, str]
    findings: tuple[Finding, ...]


def migrate_files(files: Mapping[str, str], select: Iterable[str] | None = None) -> MigratedFiles:
    """Migrate files together; assert that a second run changes nothing."""
    result = _run_over(files, select)
    repeated = _run_over(result.texts, select)
    assert repeated.texts == result.texts, "a second run changes something"
    return result


def _run_over(files: Mapping[str, str], select: Iterable[str] | None) -> MigratedFiles:
    codes = default_codes() if select is None else frozenset(select)
    known = known_agents(files, lambda name: files[name].encode(), codes)
    results = [
        migrate_file(name, text.encode(), select=codes, known=known) for name, text in files.items()
    ]
    return MigratedFiles(
        {result.file: result.after.decode() for result in results},
        tuple(finding for result in results for finding in result.findings),
    )
