"""Whether a value that a stream says twice is the same both times."""

from __future__ import annotations

from typing import Literal

from responses_protocol.values import Json

Difference = Literal["", "sealed", "other"]

SEALED = frozenset({"encrypted_content", "fingerprint"})
"""Members with opaque values: a server seals the same content anew whenever it says it."""
ROUNDED = 0.05  # half a step of one decimal: log probabilities are rounded at the end of a stream


def difference(one: Json, other: Json, name: str = "") -> Difference:
    """Return how two values of a member differ: not, by what is sealed alone, or otherwise.

    Null, an empty list and a member that is not there say the same: nothing. Log probabilities may
    come on one side alone, and rounded.
    """
    if one == other or (one in (None, []) and other in (None, [])):
        return ""
    if name in SEALED and isinstance(one, str) and isinstance(other, str):
        return "sealed"
    if name == "logprobs" and (not one or not other):
        return ""
    if name == "logprob" and _is_near(one, other):
        return ""
    if isinstance(one, dict) and isinstance(other, dict):
        return _worst([difference(one.get(key), other.get(key), key) for key in {**one, **other}])
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return _worst([difference(*pair) for pair in zip(one, other, strict=True)])
    return "other"


def _is_near(one: Json, other: Json) -> bool:
    numbers = (int, float)
    return isinstance(one, numbers) and isinstance(other, numbers) and abs(one - other) <= ROUNDED


def _worst(found: list[Difference]) -> Difference:
    for one in ("other", "sealed"):
        if one in found:
            return one
    return ""
