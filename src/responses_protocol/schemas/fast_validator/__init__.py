"""A fast validator: does a payload fit its schema?

On first use, a schema is compiled to the check that one would write by hand: the type of a value
first, then its tag, then the members of that one branch. The verdict is that of any validator for
JSON Schema. It relies on two rules for the schemas (see ``schemas/README.md``): they use only the
keywords listed there, and at most one branch of a union matches.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from responses_protocol import schemas
from responses_protocol._values import join_pointer
from responses_protocol.schemas.fast_validator._checks import Check, Checks

__all__ = ["Mismatch", "accepts", "mismatch"]

_CHECKS = Checks()


@dataclass(frozen=True)
class Mismatch:
    """The first place in a payload that the schema refuses.

    ``pointer`` is a JSON Pointer into the payload, ``""`` for all of it. ``reason`` names the
    expected value, and quotes nothing of the payload.
    """

    pointer: str
    reason: str


def accepts(payload: Any, dialect: str, definition: str, *, many: bool = False) -> bool:
    """Return whether a payload fits a definition: ``accepts(item, "responses", "Item")``.

    With ``many`` it is a list, and each element must fit. A payload that is nested too deeply for
    Python does not fit. Raises KeyError for an unknown definition.
    """
    return mismatch(payload, dialect, definition, many=many) is None


def mismatch(payload: Any, dialect: str, definition: str, *, many: bool = False) -> Mismatch | None:
    """Return where and why a payload does not fit a definition, or None if it does.

    The arguments and errors are those of ``accepts``.
    """
    check = _check(dialect, definition, many)
    try:
        refused = check(payload)
    except RecursionError:
        return Mismatch("", "nested too deeply to be checked")
    if refused is None:
        return None
    reason, *steps = refused
    return Mismatch(join_pointer(reversed(steps)), reason)


@cache
def _check(dialect: str, definition: str, many: bool) -> Check:
    return _CHECKS.of(schemas.ref(dialect, definition), many=many)
