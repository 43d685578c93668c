"""Texts to migrate, and what is asked of them again and again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from responses_protocol._codemods.engine import MigratedText, default_codes, migrate_text
from responses_protocol._codemods.files import migrate_file
from responses_protocol._codemods.project import known_agents
from responses_protocol._reporting.finding import Finding

GOLDEN = Path(__file__).parent / "golden"


def migrated(
    text: str, select: Iterable[str] | None = None, *, markers: bool = False
) -> MigratedText:
    """Return a text migrated, after looking that a second time changes nothing."""
    chosen = default_codes() if select is None else frozenset(select)
    made = migrate_text(text, select=chosen, markers=markers)
    again = migrate_text(made.text, select=chosen, markers=markers)
    assert again.text == made.text, "a second time changes something"
    assert again.rewritten == {}, "a second time rewrites something"
    compile(made.text, "migrated", "exec")
    return made


def unchanged(text: str, select: Iterable[str] | None = None) -> MigratedText:
    """Return what is said of a text that must stay as it is."""
    made = migrated(text, select)
    assert made.text == text
    assert made.rewritten == {}
    return made


def codes(made: MigratedText) -> list[str]:
    """Return the codes of what was found, in the order of their places."""
    return [note.code for note in made.notes]


def before(name: str) -> str:
    """Return an agent as it was written."""
    return (GOLDEN / f"{name}.before.txt").read_text("utf-8")


def after(name: str) -> str:
    """Return an agent as it is to come out."""
    return (GOLDEN / f"{name}.after.txt").read_text("utf-8")


def names() -> list[str]:
    """Return the names of all agents that are there before and after."""
    return sorted(path.name.partition(".")[0] for path in GOLDEN.glob("*.before.txt"))


@dataclass(frozen=True)
class MigratedFiles:
    """Files after a run over all of them, and what was found."""

    texts: dict[str, str]
    findings: tuple[Finding, ...]


def migrated_files(files: Mapping[str, str], select: Iterable[str] | None = None) -> MigratedFiles:
    """Return files migrated together, after looking that a second run changes nothing."""
    made = _run_over(files, select)
    again = _run_over(made.texts, select)
    assert again.texts == made.texts, "a second time changes something"
    return made


def _run_over(files: Mapping[str, str], select: Iterable[str] | None) -> MigratedFiles:
    chosen = default_codes() if select is None else frozenset(select)
    known = known_agents(files, lambda name: files[name].encode(), chosen)
    made = [
        migrate_file(name, text.encode(), select=chosen, known=known)
        for name, text in files.items()
    ]
    return MigratedFiles(
        {one.file: one.after.decode() for one in made},
        tuple(finding for one in made for finding in one.findings),
    )
