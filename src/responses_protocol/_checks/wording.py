"""Messages about limits, in the words of OpenAI's endpoint."""

from __future__ import annotations

from collections.abc import Sequence

from responses_protocol._formats.servers import SERVERS
from responses_protocol._reporting.quoting import quote_name

# The endpoints that are known to enforce the same limits with the same words.
OPENAI = frozenset(name for name, server in SERVERS.items() if server.openai)
OBSERVED = (
    "Observed at api.openai.com in August 2026: "
    "https://github.com/kangminlee-maker/local-OAuth-CLI-API-adapter"
)


def string_too_long(place: str, limit: int, length: int) -> str:
    """Return the message for a string with more characters than the limit."""
    return (
        f"Invalid '{place}': string too long. Expected a string with maximum length {limit}, "
        f"but got a string with length {length} instead."
    )


def array_too_long(place: str, limit: int, length: int) -> str:
    """Return the message for an array with more elements than the limit."""
    return (
        f"Invalid '{place}': array too long. Expected an array with maximum length {limit}, "
        f"but got an array with length {length} instead."
    )


def empty_array(place: str) -> str:
    """Return the message for an array without elements."""
    return (
        f"Invalid '{place}': empty array. Expected an array with minimum length 1, "
        "but got an empty array instead."
    )


def empty_string(place: str) -> str:
    """Return the message for a string without characters."""
    return (
        f"Invalid '{place}': empty string. Expected a string with minimum length 1, "
        "but got an empty string instead."
    )


def no_match(place: str, pattern: str) -> str:
    """Return the message for a string that does not match a pattern."""
    return (
        f"Invalid '{place}': string does not match pattern. "
        f"Expected a string that matches the pattern '{pattern}'."
    )


def missing(place: str) -> str:
    """Return the message for a missing member."""
    return f"Missing required parameter: '{place}'."


def unsupported_value(value: str, supported: tuple[str, ...]) -> str:
    """Return the message for a value that is none of the supported ones."""
    words = join_words([f"'{word}'" for word in supported], "and")
    return f"Invalid value: '{quote_name(value)}'. Supported values are: {words}."


def join_words(parts: Sequence[str], conjunction: str) -> str:
    """Join parts as the endpoint does: ``a or b``, ``a, b, or c``."""
    if len(parts) < 3:
        return f" {conjunction} ".join(parts)
    return f"{', '.join(parts[:-1])}, {conjunction} {parts[-1]}"
