"""RPM503: calls of Chat Completions that were left, and why."""

from __future__ import annotations

import pytest
from chat_fixing import CLIENT, CODES, MESSAGES, chat
from fixing import fixed, stays

pytest.importorskip("libcst", reason="LibCST is not installed")


def test_a_call_that_is_rewritten_is_not_left() -> None:
    assert fixed(f"print({chat()}.id)\n", *CODES, before=CLIENT).notes == ()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (f"{MESSAGES}, stop=s", "stop has no place"),
        (f"{MESSAGES}, n=2", "n has no place"),
        (f"{MESSAGES}, max_tokens=1", "below 16"),
    ],
)
def test_the_reason_is_told_with_the_place(arguments: str, reason: str) -> None:
    made = stays(f"x = 1\n{chat(arguments)}\n", *CODES, before=CLIENT, found=["warning"])
    (note,) = made.notes
    assert reason in note.message
    assert (note.code, note.block, note.line, note.column) == ("RPM503", 1, 2, 1)
    assert note.hint
