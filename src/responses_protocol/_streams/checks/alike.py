"""Compare a value that a stream contains twice."""

from __future__ import annotations

from responses_protocol._values import Json

OPAQUE = frozenset({"encrypted_content", "fingerprint"})
"""Members with opaque values: OpenAI encrypts the same content anew each time."""
ROUNDED = 0.05  # half a step of one decimal: log probabilities are rounded at the end of a stream


def are_alike(first: Json, second: Json, name: str = "") -> bool:
    """Return whether two values of a member are equivalent.

    Null, an empty list and a missing member are equivalent. Encrypted values may differ. Log
    probabilities may be on one side alone, and rounded.
    """
    if first == second or (first in (None, []) and second in (None, [])):
        return True
    if name in OPAQUE and isinstance(first, str) and isinstance(second, str):
        return True
    if name == "logprobs" and (not first or not second):
        return True
    if name == "logprob" and _is_near(first, second):
        return True
    if isinstance(first, dict) and isinstance(second, dict):
        return all(are_alike(first.get(key), second.get(key), key) for key in {**first, **second})
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        return all(are_alike(*pair) for pair in zip(first, second, strict=True))
    return False


def _is_near(first: Json, second: Json) -> bool:
    numbers = (int, float)
    return (
        isinstance(first, numbers)
        and isinstance(second, numbers)
        and abs(first - second) <= ROUNDED
    )
