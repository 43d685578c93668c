"""Checks of members that requests of both APIs have."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, View
from responses_protocol._checks.wording import string_too_long
from responses_protocol._values import Json, escape_token

MAX_PAIRS, MAX_NAME, MAX_VALUE = 16, 64, 512
MAX_IDENTIFIER = 64  # characters of an identifier
_KINDS = {
    bool: "a boolean",
    int: "an integer",
    float: "a decimal number",
    list: "an array",
    type(None): "null",
}


def check_metadata(view: View) -> Iterator[Problem]:
    """Yield problems of metadata: the number of pairs, and the length and type of each."""
    pairs = view.value.get("metadata")
    if not isinstance(pairs, dict):
        return
    if len(pairs) > MAX_PAIRS:
        yield Problem(
            "/metadata",
            f"Invalid 'metadata': too many properties. Expected an object with at most {MAX_PAIRS} "
            f"properties, but got an object with {len(pairs)} properties instead.",
        )
    for name, value in pairs.items():
        yield from _check_pair(name, value)


def _check_pair(name: str, value: Json) -> Iterator[Problem]:
    pointer, place = f"/metadata/{escape_token(name)}", f"metadata.{name}"
    if len(name) > MAX_NAME:
        message = (
            f"Invalid property name in 'metadata': '{name[:3]}...{name[-3:]}' is too long. "
            f"Expected a string with maximum length {MAX_NAME}, but got a string with length "
            f"{len(name)} instead."
        )
        yield Problem(pointer, message, place=place)
    elif not isinstance(value, str):
        kind = _KINDS.get(type(value), "an object")
        message = f"Invalid type for '{place}': expected a string, but got {kind} instead."
        yield Problem(pointer, message, place=place)
    elif len(value) > MAX_VALUE:
        yield Problem(pointer, string_too_long(place, MAX_VALUE, len(value)), place=place)


def check_stream_options(view: View) -> Iterator[Problem]:
    """Yield a problem for stream options without a stream."""
    if view.value.get("stream_options") is not None and view.value.get("stream") is not True:
        yield Problem(
            "/stream_options",
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        )


def check_name_lengths(view: View, *members: str) -> Iterator[Problem]:
    """Yield problems for members that are too long."""
    for member in members:
        name = view.value.get(member)
        if isinstance(name, str) and len(name) > MAX_IDENTIFIER:
            yield Problem(f"/{member}", string_too_long(member, MAX_IDENTIFIER, len(name)))
