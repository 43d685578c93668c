"""RP508: the limits of metadata in a Chat request."""

from __future__ import annotations

from responses_protocol._checks.rule import Rule
from responses_protocol._checks.rules.both import MAX_VALUE, check_metadata
from responses_protocol._checks.rules.chat_request.examples import request
from responses_protocol._checks.wording import OPENAI

RP508 = Rule(
    code="RP508",
    name="chat-metadata-limits",
    summary="Metadata has at most 16 pairs, names of at most 64 and values of at most 512 "
    "characters.",
    check=check_metadata,
    subject="chat_completions/request",
    wrong=request(metadata={"k": "v" * (MAX_VALUE + 1)}),
    right=request(metadata={"k": "v" * MAX_VALUE}),
    why="The endpoint stores metadata as short strings, and refuses anything else.",
    how_to_fix=(
        "Write values as strings, shorten names and values, or keep the data elsewhere and send a "
        "key to it."
    ),
    source="Observed at api.openai.com, 2026-08-30.",
    targets=OPENAI,
)
