"""Rows about whole requests: the smallest ones, and what a row adds to them."""

from __future__ import annotations

from typing import Any

from table import C, Case, Dialect, R, losses, prompt, user

from responses_protocol import Options
from responses_protocol.formats.options import DEFAULT

# Both say that nothing is stored: without a word, Responses would, and Chat would not
REQUESTS: dict[str, dict[str, Any]] = {
    R: {"model": "m", "input": [prompt()], "store": False},
    C: {"model": "m", "messages": [user()], "store": False},
}
TARGETS: dict[str, dict[str, Any]] = {
    R: {"model": "m", "messages": [user()], "store": False},
    C: {"model": "m", "input": [prompt()], "store": False},
}

ABSENT: Any = object()  # in place of the value of a member that is not to be there


def _with(smallest: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    made = {**smallest, **members}
    return {name: value for name, value in made.items() if value is not ABSENT}


def request(
    row: int,
    name: str,
    source: Dialect,
    given: dict[str, Any],
    expected: dict[str, Any],
    *found: tuple[str, str],
    options: Options = DEFAULT,
    notices: tuple[tuple[str, str], ...] = (),
) -> Case:
    """Return the case of the smallest request with some members more (or others)."""
    return Case(
        row,
        name,
        source,
        _with(REQUESTS[source], given),
        _with(TARGETS[source], expected),
        losses(*found),
        "request",
        options,
        losses(*notices),
    )


def from_responses(
    row: int,
    name: str,
    given: dict[str, Any],
    expected: dict[str, Any],
    *found: tuple[str, str],
    **more: Any,
) -> Case:
    return request(row, name, R, given, expected, *found, **more)


def from_chat(
    row: int,
    name: str,
    given: dict[str, Any],
    expected: dict[str, Any],
    *found: tuple[str, str],
    **more: Any,
) -> Case:
    return request(row, name, C, given, expected, *found, **more)


def both(row: int, name: str, ours: dict[str, Any], theirs: dict[str, Any]) -> list[Case]:
    """Return the two cases of members that say the same: neither way loses anything."""
    return [
        from_responses(row, name, ours, theirs),
        from_chat(row, f"{name}, from Chat", theirs, ours),
    ]
