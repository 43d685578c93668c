"""RP305: the limits of metadata in a Responses request."""

from __future__ import annotations

from responses_protocol._checks.rule import Rule
from responses_protocol._checks.rules.both import check_metadata
from responses_protocol._checks.wording import OBSERVED, OPENAI

RP305 = Rule(
    code="RP305",
    name="metadata-limits",
    summary=(
        "Metadata has up to 16 strings of up to 512 characters, with names of up to 64 characters."
    ),
    check=check_metadata,
    subject="responses/request",
    wrong={"model": "gpt-5-mini", "input": "Hello!", "metadata": {"attempt": 2}},
    right={"model": "gpt-5-mini", "input": "Hello!", "metadata": {"attempt": "2"}},
    why="The endpoint stores metadata as short strings, and refuses anything else.",
    how_to_fix=(
        "Write values as strings, shorten names and values, or keep the data elsewhere and send a "
        "key to it."
    ),
    source=OBSERVED,
    targets=OPENAI,
)
