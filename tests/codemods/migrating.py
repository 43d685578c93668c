"""Texts to migrate, and what is asked of them again and again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from responses_protocol.codemods.engine import Migrated, default_codes, migrate_text

GOLDEN = Path(__file__).parent / "golden"


def migrated(text: str, select: Iterable[str] | None = None, *, markers: bool = False) -> Migrated:
    """Return a text migrated, after looking that a second time changes nothing."""
    chosen = default_codes() if select is None else frozenset(select)
    made = migrate_text(text, select=chosen, markers=markers)
    again = migrate_text(made.text, select=chosen, markers=markers)
    assert again.text == made.text, "a second time changes something"
    assert again.rewritten == {}, "a second time rewrites something"
    compile(made.text, "migrated", "exec")
    return made


def unchanged(text: str, select: Iterable[str] | None = None) -> Migrated:
    """Return what is said of a text that must stay as it is."""
    made = migrated(text, select)
    assert made.text == text
    assert made.rewritten == {}
    return made


def codes(made: Migrated) -> list[str]:
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
