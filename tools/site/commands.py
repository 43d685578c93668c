"""The page of all commands and their options, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from inspect import cleandoc

import click

from responses_protocol._cli import main

NAME = "responses-protocol"
HEAD = """\
# Commands

This page has the `--help` of all commands. [The command line](../cli.md) describes their input and
output. `-h` is short for `--help`.
"""


def page() -> str:
    """Return the page, as Markdown."""
    return "".join([HEAD, *_command(main, NAME, "##")])


def _command(command: click.Command, name: str, mark: str) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    yield f"\n{mark} {name}\n\n```text\n{usage}\n```\n\n{cleandoc(command.help or '')}\n\n"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            yield _option(parameter, context)
    if isinstance(command, click.Group):
        for part in command.list_commands(context):
            found = command.get_command(context, part)
            if found is not None:
                yield from _command(found, f"{name} {part}", "##")


def _option(option: click.Option, context: click.Context) -> str:
    """Return an option as a definition: its names and values, and what its help says."""
    names, text = option.get_help_record(context) or ("", "")
    return f"`{names}`\n:   {escape(text, quote=False)}\n\n"
