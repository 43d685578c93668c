"""RP305: metadata is small, and all text."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.checks.rules.wording import OPENAI, string_too_long
from responses_protocol.values import Json, token

MEMBERS, NAME, VALUE = 16, 64, 512


def limits(view: View) -> Iterator[Problem]:
    """Find metadata of too many members, and names and values that are too long or no text."""
    metadata = view.value.get("metadata")
    if not isinstance(metadata, dict):
        return
    if len(metadata) > MEMBERS:
        yield Problem(
            "/metadata",
            f"Invalid 'metadata': too many properties. Expected an object with at most {MEMBERS} "
            f"properties, but got an object with {len(metadata)} properties instead.",
        )
    for name, value in metadata.items():
        yield from _member(name, value)


def _member(name: str, value: Json) -> Iterator[Problem]:
    pointer, place = f"/metadata/{token(name)}", f"metadata.{name}"
    if len(name) > NAME:
        shown = f"{name[:3]}...{name[-3:]}"
        told = (
            f"Invalid property name in 'metadata': '{shown}' is too long. Expected a string with "
            f"maximum length {NAME}, but got a string with length {len(name)} instead."
        )
        yield Problem(pointer, told, param=place)
    elif not isinstance(value, str):
        told = f"Invalid type for '{place}': expected a string, but got {_kind(value)} instead."
        yield Problem(pointer, told, param=place)
    elif len(value) > VALUE:
        yield Problem(pointer, string_too_long(place, VALUE, len(value)), param=place)


_KINDS = {
    bool: "a boolean",
    int: "an integer",
    float: "a decimal number",
    list: "an array",
    type(None): "null",
}


def _kind(value: Json) -> str:
    return _KINDS.get(type(value), "an object")


RP305 = Rule(
    code="RP305",
    name="metadata-limits",
    summary="Metadata has up to 16 texts of 512 characters, under names of 64 characters.",
    severity="error",
    views=("responses_request",),
    check=limits,
    wrong=Example(
        "responses/request",
        {"model": "gpt-5-mini", "input": "Hello!", "metadata": {"attempt": 2}},
    ),
    right=Example(
        "responses/request",
        {"model": "gpt-5-mini", "input": "Hello!", "metadata": {"attempt": "2"}},
    ),
    source="Measured at api.openai.com in August 2026",
    targets=OPENAI,
)
