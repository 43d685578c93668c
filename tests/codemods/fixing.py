"""One fixer at work, or a few, on a text that calls an agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from responses_protocol._codemods.engine import migrate_texts
from responses_protocol._codemods.known import NO_AGENTS, KnownAgents
from responses_protocol._reporting.finding import Finding

AGENT = """\
import mlflow
from mlflow.pyfunc import ResponsesAgent


class Agent(ResponsesAgent):
    def predict(self, request): ...


AGENT = Agent()
"""
OTHER_FILE = KnownAgents(frozenset({"agent.Agent"}), frozenset({"agent.AGENT"}))


@dataclass(frozen=True)
class FixedTexts:
    """Two blocks after the fixers, and the findings in both."""

    texts: tuple[str, ...]
    findings: tuple[Finding, ...]
    rewritten: Mapping[str, int]


def fix_text(
    text: str, *codes: str, before: str = AGENT, known: KnownAgents = NO_AGENTS
) -> FixedTexts:
    """Run fixers on the block ``before`` and a text behind it.

    Asserts that the result is Python, and that a second run changes nothing.
    """
    select = frozenset(codes)
    result = migrate_texts([before, text], select=select, known=known)
    repeated = migrate_texts(result.texts, select=select, known=known)
    assert repeated.texts == result.texts, "a second run changes something"
    assert not repeated.rewritten, "a second run counts something"
    for new_text in result.texts:
        compile(new_text, "fixed", "exec")
    findings = tuple(finding for block_findings in result.findings for finding in block_findings)
    return FixedTexts(result.texts, findings, result.rewritten)


def assert_fixed(text: str, expected: str, *codes: str, before: str = AGENT) -> FixedTexts:
    """Assert that fixers rewrite a text as expected, without a finding."""
    result = fix_text(text, *codes, before=before)
    assert "".join(result.texts).removeprefix(before) == expected
    assert result.findings == ()
    return result


def assert_unchanged(
    text: str,
    *codes: str,
    before: str = AGENT,
    known: KnownAgents = NO_AGENTS,
    severities: Sequence[str] = (),
) -> FixedTexts:
    """Assert that fixers leave a text as it is, with findings of these severities."""
    result = fix_text(text, *codes, before=before, known=known)
    assert result.texts == (before, text)
    assert [finding.severity for finding in result.findings] == list(severities)
    return result
