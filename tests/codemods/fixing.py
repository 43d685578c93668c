"""One fixer at work, or a few, on a text that calls an agent."""

from __future__ import annotations

from collections.abc import Sequence

from responses_protocol._codemods.engine import MigratedTexts, migrate_texts
from responses_protocol._codemods.known import NO_AGENTS, KnownAgents

AGENT = """\
import mlflow
from mlflow.pyfunc import ResponsesAgent


class Agent(ResponsesAgent):
    def predict(self, request): ...


AGENT = Agent()
"""
OTHER_FILE = KnownAgents(frozenset({"agent.Agent"}), frozenset({"agent.AGENT"}))


def fixed(
    text: str, *codes: str, before: str = AGENT, known: KnownAgents = NO_AGENTS
) -> MigratedTexts:
    """Return what fixers make of the text that follows ``before``, as its second block.

    A second time they change nothing, and what they make is Python.
    """
    select = frozenset(codes)
    made = migrate_texts([before, text], select=select, known=known)
    again = migrate_texts(made.texts, select=select, known=known)
    assert again.texts == made.texts, "a second time changes something"
    assert not again.rewritten, "a second time counts something"
    for one in made.texts:
        compile(one, "fixed", "exec")
    return made


def becomes(text: str, expected: str, *codes: str, before: str = AGENT) -> MigratedTexts:
    """Hold a text to what it is to become, without a finding."""
    made = fixed(text, *codes, before=before)
    assert "".join(made.texts).removeprefix(before) == expected
    assert made.notes == ()
    return made


def stays(
    text: str,
    *codes: str,
    before: str = AGENT,
    known: KnownAgents = NO_AGENTS,
    found: Sequence[str] = (),
) -> MigratedTexts:
    """Hold a text to what it is, and to findings of the severities ``found``."""
    made = fixed(text, *codes, before=before, known=known)
    assert made.texts == (before, text)
    assert [note.severity for note in made.notes] == list(found)
    return made
