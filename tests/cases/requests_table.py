"""Rows about requests, as the smallest requests with other members."""

from __future__ import annotations

from typing import Any

from table import C, Case, Dialect, R, losses, prompt, user

from responses_protocol import Options
from responses_protocol._formats.options import DEFAULT

# both disable storage, since the defaults of the APIs differ
REQUESTS: dict[str, dict[str, Any]] = {
    R: {"model": "m", "input": [prompt()], "store": False},
    C: {"model": "m", "messages": [user()], "store": False},
}
TARGETS: dict[str, dict[str, Any]] = {
    R: {"model": "m", "messages": [user()], "store": False},
    C: {"model": "m", "input": [prompt()], "store": False},
}

ABSENT: Any = object()  # the value of a member that a row removes


def _replace_members(smallest: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    result = {**smallest, **members}
    return {name: value for name, value in result.items() if value is not ABSENT}


def request(
    row: int,
    name: str,
    source: Dialect,
    members: dict[str, Any],
    expected: dict[str, Any],
    *pairs: tuple[str, str],
    options: Options = DEFAULT,
    notices: tuple[tuple[str, str], ...] = (),
) -> Case:
    """Return the case of the smallest request with these members."""
    return Case(
        row,
        name,
        source,
        _replace_members(REQUESTS[source], members),
        _replace_members(TARGETS[source], expected),
        losses(*pairs),
        "request",
        options,
        losses(*notices),
    )


def from_responses(
    row: int,
    name: str,
    members: dict[str, Any],
    expected: dict[str, Any],
    *pairs: tuple[str, str],
    **more: Any,
) -> Case:
    return request(row, name, R, members, expected, *pairs, **more)


def from_chat(
    row: int,
    name: str,
    members: dict[str, Any],
    expected: dict[str, Any],
    *pairs: tuple[str, str],
    **more: Any,
) -> Case:
    return request(row, name, C, members, expected, *pairs, **more)


def both_directions(
    row: int, name: str, responses: dict[str, Any], chat: dict[str, Any]
) -> list[Case]:
    """Return the cases of both directions, neither of which has a loss."""
    return [
        from_responses(row, name, responses, chat),
        from_chat(row, f"{name}, from Chat", chat, responses),
    ]
