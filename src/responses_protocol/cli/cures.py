"""What cures a loss: the option, or the preset, with which a conversion has none of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from responses_protocol.errors import ConversionError
from responses_protocol.formats.options import CHOICES, Options
from responses_protocol.formats.servers import PRESETS
from responses_protocol.lens.conversion import Conversion
from responses_protocol.lens.losses import Loss


def cure(
    code: str, conversion: Conversion, options: Options, again: Callable[[Options], Conversion]
) -> str:
    """Return the flag with which ``again`` has no loss of a code; nothing where there is none.

    It is tried, so it is true for this payload. One that brings other grave losses in is none. Of
    several, the one with the fewest losses is told, and options come before presets.
    """
    before = {one.code for one in _grave(conversion)}
    best, fewest = "", (len(_grave(conversion)), len(conversion.losses))
    for flag, other in _others(options):
        try:
            tried = again(other)
        except (ConversionError, RecursionError):
            continue
        grave = _grave(tried)
        left = {one.code for one in grave}
        number = (len(grave), len(tried.losses))
        if code not in left and left <= before and number < fewest:
            best, fewest = flag, number
    return best


def _grave(conversion: Conversion) -> list[Loss]:
    return [one for one in conversion.losses if one.severity != "info"]


def _others(options: Options) -> Iterator[tuple[str, Options]]:
    for option in fields(Options):
        if option.name == "server":  # it says what is refused, and keeps nothing
            continue
        for choice in CHOICES[option.name]:
            if choice != getattr(options, option.name):
                flag = f"--{option.name.replace('_', '-')} {choice}"
                changed: dict[str, Any] = {option.name: choice}
                yield flag, replace(options, **changed)
    for name, preset in PRESETS.items():
        yield f"--preset {name}", preset
