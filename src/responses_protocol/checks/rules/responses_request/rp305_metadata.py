"""RP305: metadata is small, and all text."""

from __future__ import annotations

from responses_protocol.checks.rule import Example, Rule
from responses_protocol.checks.rules.both import metadata
from responses_protocol.checks.wording import OBSERVED, OPENAI

RP305 = Rule(
    code="RP305",
    name="metadata-limits",
    summary="Metadata has up to 16 texts of 512 characters, under names of 64 characters.",
    severity="error",
    views=("responses_request",),
    check=metadata,
    wrong=Example(
        "responses/request",
        {"model": "gpt-5-mini", "input": "Hello!", "metadata": {"attempt": 2}},
    ),
    right=Example(
        "responses/request",
        {"model": "gpt-5-mini", "input": "Hello!", "metadata": {"attempt": "2"}},
    ),
    source=OBSERVED,
    targets=OPENAI,
)
