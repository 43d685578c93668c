"""Whether a value that a stream says twice is the same both times."""

from __future__ import annotations

from responses_protocol.values import Json

SEALED = frozenset({"encrypted_content", "fingerprint"})
"""Members with opaque values: OpenAI seals the same content anew whenever it says it."""
ROUNDED = 0.05  # half a step of one decimal: log probabilities are rounded at the end of a stream


def are_alike(one: Json, other: Json, name: str = "") -> bool:
    """Tell whether two values of a member say the same.

    Null, an empty list and a member that is not there say the same: nothing. What is sealed may be
    sealed anew. Log probabilities may come on one side alone, and rounded.
    """
    if one == other or (one in (None, []) and other in (None, [])):
        return True
    if name in SEALED and isinstance(one, str) and isinstance(other, str):
        return True
    if name == "logprobs" and (not one or not other):
        return True
    if name == "logprob" and _is_near(one, other):
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return all(are_alike(one.get(key), other.get(key), key) for key in {**one, **other})
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return all(are_alike(*pair) for pair in zip(one, other, strict=True))
    return False


def _is_near(one: Json, other: Json) -> bool:
    numbers = (int, float)
    return isinstance(one, numbers) and isinstance(other, numbers) and abs(one - other) <= ROUNDED
