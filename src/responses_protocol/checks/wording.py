"""Limits, in the words of OpenAI's endpoint."""

from __future__ import annotations

from collections.abc import Sequence

from responses_protocol.formats.servers import SERVERS
from responses_protocol.reporting.quoting import quoted

# the endpoints that are known to word and to enforce limits alike
OPENAI = frozenset(name for name, server in SERVERS.items() if server.openai)
OBSERVED = (
    "Observed at api.openai.com in August 2026: "
    "https://github.com/kangminlee-maker/local-OAuth-CLI-API-adapter"
)


def string_too_long(place: str, limit: int, length: int) -> str:
    """Say that the string at a place has more characters than the limit."""
    return (
        f"Invalid '{place}': string too long. Expected a string with maximum length {limit}, "
        f"but got a string with length {length} instead."
    )


def array_too_long(place: str, limit: int, length: int) -> str:
    """Say that the array at a place has more elements than the limit."""
    return (
        f"Invalid '{place}': array too long. Expected an array with maximum length {limit}, "
        f"but got an array with length {length} instead."
    )


def empty_array(place: str) -> str:
    """Say that the array at a place has no elements."""
    return (
        f"Invalid '{place}': empty array. Expected an array with minimum length 1, "
        "but got an empty array instead."
    )


def empty_string(place: str) -> str:
    """Say that the string at a place has no characters."""
    return (
        f"Invalid '{place}': empty string. Expected a string with minimum length 1, "
        "but got an empty string instead."
    )


def no_match(place: str, pattern: str) -> str:
    """Say that the string at a place does not match a pattern."""
    return (
        f"Invalid '{place}': string does not match pattern. "
        f"Expected a string that matches the pattern '{pattern}'."
    )


def missing(place: str) -> str:
    """Say that a member is not there."""
    return f"Missing required parameter: '{place}'."


def unsupported_value(value: str, supported: tuple[str, ...]) -> str:
    """Say that a word is not one of those that are known."""
    listed = joined([f"'{one}'" for one in supported], "and")
    return f"Invalid value: '{quoted(value)}'. Supported values are: {listed}."


def joined(parts: Sequence[str], last: str) -> str:
    """List parts as the endpoint does: ``a or b``, ``a, b, or c``."""
    if len(parts) < 3:
        return f" {last} ".join(parts)
    return f"{', '.join(parts[:-1])}, {last} {parts[-1]}"
