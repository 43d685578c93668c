"""What reports say about a rule, as plain values: reporting knows no rules."""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol.reporting.finding import Severity


@dataclass(frozen=True)
class RuleSummary:
    """A rule or a fixer: its code, its name in words joined by ``-``, and what it is about.

    ``source`` is where it was learnt: an address, or words.
    """

    code: str
    name: str = ""
    summary: str = ""
    severity: Severity = "error"
    source: str = ""
