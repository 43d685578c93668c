"""RP305: metadata is small, and all text."""

from __future__ import annotations

from responses_protocol.checks.rule import Rule
from responses_protocol.checks.rules.both import metadata
from responses_protocol.checks.wording import OBSERVED, OPENAI

RP305 = Rule(
    code="RP305",
    name="metadata-limits",
    summary="Metadata has up to 16 texts of 512 characters, under names of 64 characters.",
    check=metadata,
    subject="responses/request",
    wrong={"model": "gpt-5-mini", "input": "Hello!", "metadata": {"attempt": 2}},
    right={"model": "gpt-5-mini", "input": "Hello!", "metadata": {"attempt": "2"}},
    why="",
    how_to_fix="",
    source=OBSERVED,
    targets=OPENAI,
)
