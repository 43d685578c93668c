"""Strategies for whole histories: realistic conversations, mixed with anything schemas allow."""

from __future__ import annotations

from hypothesis import strategies as st

from responses_protocol.testing import agent_turns, chat_turns, responses_turns
from responses_protocol.testing.turns import Payload, Turn

__all__ = ["histories"]

_TURNS: dict[str, tuple[Turn, ...]] = {
    "responses": responses_turns.TURNS,
    "chat_completions": chat_turns.TURNS,
    "chat_agent": agent_turns.TURNS,
}


@st.composite
def histories(draw: st.DrawFn, dialect: str, max_turns: int = 5) -> list[Payload]:
    """Return lists of items (``"responses"``) or of messages (the other dialects).

    Tool calls mostly have ids of their own and are answered: next to the call, in another order,
    after other turns' items, twice or never; some outputs answer no call. Drawing raises
    ``KeyError`` for another dialect.
    """
    used: list[str] = []
    turns = draw(st.lists(st.sampled_from(_TURNS[dialect]), max_size=max_turns))
    return [one for turn in turns for one in turn(draw, used)]
