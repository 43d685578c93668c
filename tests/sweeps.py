"""Sweeps: what a strategy reaches within a number of examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from hypothesis import Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

# No shrinking, and the same examples in every run. But they change with the modules that are
# loaded (Hypothesis draws constants that it finds there): the counts leave room for it.
SWEEP = settings(
    max_examples=3000, database=None, deadline=None, derandomize=True, phases=[Phase.generate]
)


def collect_notes(
    strategy: st.SearchStrategy[Any],
    notes: Callable[[Any], Iterable[Any]],
    enough: Callable[[set[Any]], bool],
    examples: int,
) -> set[Any]:
    """Return all notes on what was drawn until they were enough, or there were so many examples."""
    collected: set[Any] = set()

    def is_enough(value: Any) -> bool:
        collected.update(notes(value))
        return enough(collected)

    with suppress(NoSuchExample):
        find(strategy, is_enough, settings=settings(SWEEP, max_examples=examples))
    return collected
