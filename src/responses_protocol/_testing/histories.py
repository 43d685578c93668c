"""Strategies for whole histories: realistic conversations, mixed with anything schemas allow."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, Phase, currently_in_test_context, given, settings
from hypothesis import strategies as st

from responses_protocol._formats.registry import DIALECTS
from responses_protocol._testing.turns import Payload, Turn

__all__ = ["histories"]


def histories(dialect: str, max_turns: int = 5) -> st.SearchStrategy[list[Payload]]:
    """Return lists of items (``"responses"``) or of messages (the other dialects).

    Tool calls mostly have ids of their own and are answered: next to the call, in another order,
    after other turns' items, twice or never; some outputs answer no call. Raises ``KeyError`` for
    another dialect, and ``ValueError`` for one that is registered without turns.
    """
    if not currently_in_test_context():  # a test within a test fails a health check
        _build(dialect)
    return _histories(_turns(dialect), max_turns)


def _turns(dialect: str) -> tuple[Turn, ...]:
    load = DIALECTS[dialect].turns
    if load is None:
        raise ValueError(f"{dialect} has no strategies")
    return load()


@st.composite
def _histories(draw: st.DrawFn, kinds: tuple[Turn, ...], max_turns: int) -> list[Payload]:
    used: list[str] = []
    turns = draw(st.lists(st.sampled_from(kinds), max_size=max_turns))
    return [payload for turn in turns for payload in turn(draw, used)]


@cache
def _build(dialect: str) -> None:
    """Draw some histories and discard them, so that those of a test are drawn quickly.

    The first ones build the strategies of all their members, and Hypothesis its table of all
    characters, which takes seconds. A health check would take that for slow drawing.
    """

    @settings(
        database=None,
        deadline=None,
        derandomize=True,
        max_examples=10,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_histories(_turns(dialect), 5))
    def draw(_: list[Payload]) -> None:
        """Do nothing with it."""

    draw()
