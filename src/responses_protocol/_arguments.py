"""Check arguments that are one of a few words."""

from __future__ import annotations

from collections.abc import Iterable


def check_choice(argument: str, value: object, choices: Iterable[str | None]) -> None:
    """Raise ValueError where the value of an argument is none of the choices.

    The message names the argument, the choices, and those that are nearest to the value.
    """
    allowed = tuple(choices)
    if value in allowed:
        return
    known = [choice for choice in allowed if choice is not None]
    wrong = "" if isinstance(value, str) else f", not of type {type(value).__name__}"
    raise ValueError(f"{argument} must be one of {', '.join(known)}{wrong}{hint(value, known)}")


def hint(value: object, choices: Iterable[str]) -> str:
    """Return the end of a message: which of the choices a word may represent, if any."""
    from difflib import get_close_matches  # only where something is wrong

    if not isinstance(value, str) or not value:
        return ""
    word, known = value.lower().replace("-", "_"), tuple(choices)
    near = [choice for choice in known if choice.startswith(word)] or get_close_matches(
        word, known, n=2
    )
    return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
