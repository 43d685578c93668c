"""RP508: metadata keeps to the limits."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.checks.rules.chat_request.examples import request
from responses_protocol.checks.rules.wording import OPENAI, string_too_long
from responses_protocol.values import token

PAIRS, KEY, VALUE = 16, 64, 512


def beyond(view: View) -> Iterator[Problem]:
    """Find too many pairs, and names and values that are too long."""
    metadata = view.value.get("metadata") if isinstance(view.value, dict) else None
    if not isinstance(metadata, dict):
        return
    if len(metadata) > PAIRS:
        yield Problem(
            "/metadata",
            f"Invalid 'metadata': too many properties. Expected an object with at most {PAIRS} "
            f"properties, but got an object with {len(metadata)} properties instead.",
        )
    for key, value in metadata.items():
        pointer = f"/metadata/{token(key)}"
        if len(key) > KEY:
            yield Problem(
                pointer,
                f"Invalid property name in 'metadata': '{key[:3]}...{key[-3:]}' is too long. "
                f"Expected a string with maximum length {KEY}, but got a string with length "
                f"{len(key)} instead.",
                param="metadata",
            )
        elif isinstance(value, str) and len(value) > VALUE:
            yield Problem(pointer, string_too_long(f"metadata.{key}", VALUE, len(value)))


RP508 = Rule(
    code="RP508",
    name="chat-metadata-limits",
    summary="Metadata has at most 16 pairs, names of at most 64 and values of at most 512 "
    "characters.",
    severity="error",
    views=("chat_request",),
    check=beyond,
    wrong=request(metadata={"k": "v" * (VALUE + 1)}),
    right=request(metadata={"k": "v" * VALUE}),
    source="Observed at api.openai.com, 2026-08-30.",
    targets=OPENAI,
    any_shape=True,
)
