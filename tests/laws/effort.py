"""How hard a test tries that costs more, or needs more, than others: by the profile."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import TypeVar

from hypothesis import settings

_DEFAULT_EXAMPLES = (
    100  # the number of examples that those of a test are given for; the quick profile has 70
)
_Value = TypeVar("_Value")


def scale_examples(quick: int) -> int:
    """Return the number for the profile that is chosen, given the one beside the usual hundred."""
    return max(1, quick * settings().max_examples // _DEFAULT_EXAMPLES)


def is_thorough() -> bool:
    """Tell whether the profile is the one that looks for longer."""
    return settings().max_examples > _DEFAULT_EXAMPLES


def sample(values: Iterable[_Value], step: int, start: int = 0) -> Iterator[_Value]:
    """Return every so many of the values of a walk, and all of them where that is thorough.

    The sample is the same in each run. A ``step`` that shares no divisor with the size of the
    alphabet meets every letter in every place; another ``start`` in each of many walks (any
    number, such as that of the walk) meets together what one alone passes over.
    """
    if is_thorough():
        return iter(values)
    return itertools.islice(values, start % step, None, step)
