"""A fast yes or no: does a payload fit its schema?

The schemas themselves are compiled, when they are first asked for, to the checks that one would
write by hand: the type of a value first, then its tag, then the members of that one branch. The
answer is that of any validator for JSON Schema; it relies on two rules of their style (see
``schemas/README.md``): only the keywords listed there, and unions of which one branch matches.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from responses_protocol import schemas
from responses_protocol._values import join_pointer
from responses_protocol.schemas.gate._checks import Check, Checks

__all__ = ["Mismatch", "accepts", "refusal"]

_CHECKS = Checks()


@dataclass(frozen=True)
class Mismatch:
    """The first place of a payload that the schema does not accept.

    ``pointer`` is a JSON Pointer into the payload (``""`` is the whole of it). ``reason`` names the
    expected value, and quotes no value.
    """

    pointer: str
    reason: str


def accepts(payload: Any, dialect: str, definition: str, *, many: bool = False) -> bool:
    """Return whether a payload fits a definition: ``accepts(item, "responses", "Item")``.

    With ``many`` it is a list, and each element must fit. Filters and the like that are nested
    so deeply that Python can't follow do not fit. Raises ``KeyError`` for an unknown definition.
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
