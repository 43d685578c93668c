"""Descriptions of rules as plain values: reporting does not import the rules."""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol._severity import Severity


@dataclass(frozen=True)
class RuleSummary:
    """A rule or a fixer: its code, its name in words joined by ``-``, and a sentence about it.

    ``source`` is the origin of the rule: an address, or words.
    """

    code: str
    name: str = ""
    summary: str = ""
    severity: Severity = "error"
    source: str = ""
