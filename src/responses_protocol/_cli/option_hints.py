"""Find the option, or the preset, with which a conversion does not have a certain loss."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from responses_protocol._formats.options import CHOICES, Options
from responses_protocol._formats.servers import PRESETS
from responses_protocol._lens.conversion import Conversion
from responses_protocol._lens.losses import Loss
from responses_protocol.errors import ConversionError


def find_option(
    code: str,
    conversion: Conversion,
    options: Options,
    convert_with: Callable[[Options], Conversion],
) -> str:
    """Return the flag with which ``again`` has no loss of a code, an empty string without any.

    Every flag is tried, so it is right for this payload. A flag that adds other grave losses does
    not count. Of several, the flag with the fewest losses is returned; options come before presets.
    """
    before = {loss.code for loss in _list_grave_losses(conversion)}
    best, fewest = "", (len(_list_grave_losses(conversion)), len(conversion.losses))
    for flag, changed in _other_options(options):
        try:
            result = convert_with(changed)
        except (ConversionError, RecursionError):
            continue
        grave = _list_grave_losses(result)
        remaining = {loss.code for loss in grave}
        counts = (len(grave), len(result.losses))
        if code not in remaining and remaining <= before and counts < fewest:
            best, fewest = flag, counts
    return best


def _list_grave_losses(conversion: Conversion) -> list[Loss]:
    return [loss for loss in conversion.losses if loss.severity != "info"]


def _other_options(options: Options) -> Iterator[tuple[str, Options]]:
    for option in fields(Options):
        if option.name == "server":  # it refuses parameters, and keeps none
            continue
        for choice in CHOICES[option.name]:
            if choice != getattr(options, option.name):
                flag = f"--{option.name.replace('_', '-')} {choice}"
                changed: dict[str, Any] = {option.name: choice}
                yield flag, replace(options, **changed)
    for name, preset in PRESETS.items():
        yield f"--preset {name}", preset
