"""The number of examples of expensive tests, by the profile."""

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
    """Scale a number of examples, which is that of the quick profile, to the chosen one."""
    return max(1, quick * settings().max_examples // _DEFAULT_EXAMPLES)


def is_thorough() -> bool:
    """Return whether the profile is the thorough one."""
    return settings().max_examples > _DEFAULT_EXAMPLES


def sample(values: Iterable[_Value], step: int, start: int = 0) -> Iterator[_Value]:
    """Return every ``step``-th of the values, or all of them in a thorough run.

    The sample is the same in each run. A ``step`` that shares no divisor with the size of the
    alphabet reaches every letter in every place; several samples with different ``start`` values
    together reach the values that one alone leaves out.
    """
    if is_thorough():
        return iter(values)
    return itertools.islice(values, start % step, None, step)
