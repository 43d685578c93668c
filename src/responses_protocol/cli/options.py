"""The options of a conversion as flags, made from the fields of ``Options``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from inspect import cleandoc
from typing import Any, TypeVar, get_args, get_type_hints

import click

from responses_protocol import PRESETS, Options

_Command = TypeVar("_Command", bound=Callable[..., Any])


def option_flags(command: _Command) -> _Command:
    """Give ``command`` one flag for each field of ``Options``, explained as in its docstring, and
    ``--preset`` for many of them at once.

    The command takes them as keyword arguments, None where a flag was not given.
    """
    hints = get_type_hints(Options)
    explained = cleandoc(Options.__doc__ or "")
    for option in reversed(fields(Options)):
        found = re.search(rf"^{option.name}\n((?: .*\n?)+)", explained, re.MULTILINE)
        command = click.option(
            "--" + option.name.replace("_", "-"),
            option.name,
            type=click.Choice(get_args(hints[option.name])),
            help=f"{_plain(found[1]) if found else ''} [default: {option.default}]",
        )(command)
    return click.option(
        "--preset",
        type=click.Choice(tuple(PRESETS)),
        help="All options below as this server wants them; those given beside it come first.",
    )(command)


def chosen(preset: str | None, flags: dict[str, Any]) -> Options:
    """The options that the flags of ``option_flags`` mean: those of the preset, but for others
    that are given.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    return replace(PRESETS[preset] if preset else Options(), **given)


def _plain(text: str) -> str:
    return " ".join(text.replace("``", "").split())
