"""How many examples a property takes that costs more, or needs more, than others."""

from __future__ import annotations

from hypothesis import settings

_USUAL = 100  # of the quick profile


def examples(quick: int) -> int:
    """Return the number for the profile that is chosen, given the one for the quick profile."""
    return quick * settings().max_examples // _USUAL
