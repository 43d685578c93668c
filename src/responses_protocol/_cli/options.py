"""The options of a conversion as flags, made from the fields of ``Options``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from inspect import cleandoc
from typing import Any, TypeVar, get_args, get_type_hints

import click

from responses_protocol._formats.options import Options
from responses_protocol._formats.servers import PRESETS

_Command = TypeVar("_Command", bound=Callable[..., Any])


def add_option_flags(command: _Command) -> _Command:
    """Add one flag to ``command`` for each field of ``Options``, and ``--preset`` for all of them.

    The help of a flag is the docstring of its field. The command gets them as keyword arguments,
    None for a flag that was not given.
    """
    hints = get_type_hints(Options)
    explained = cleandoc(Options.__doc__ or "")
    for option in reversed(fields(Options)):
        paragraph = re.search(rf"^{option.name}\n((?: .*\n?)+)", explained, re.MULTILINE)
        command = click.option(
            "--" + option.name.replace("_", "-"),
            option.name,
            type=click.Choice(get_args(hints[option.name])),
            help=f"{_plain(paragraph[1]) if paragraph else ''} [default: {option.default}]",
        )(command)
    return click.option(
        "--preset",
        type=click.Choice(tuple(PRESETS)),
        help="Set all options below as this server needs them; given options take precedence.",
    )(command)


def choose_options(preset: str | None, flags: dict[str, Any]) -> Options:
    """Return the options for flags of ``add_option_flags``, which override the ``preset``."""
    values = {name: value for name, value in flags.items() if value is not None}
    return replace(PRESETS[preset] if preset else Options(), **values)


def _plain(text: str) -> str:
    return " ".join(text.replace("``", "").split())
