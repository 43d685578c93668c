"""The program: its commands, each loaded when it is needed, and one end for all of them."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from responses_protocol._cli.interruption import Interrupted, interruptible
from responses_protocol._cli.report import write_line
from responses_protocol._cli.writing import quieten
from responses_protocol._reporting.printable import make_printable

COMMANDS = ("convert", "migrate", "restore", "rule", "schema", "serve", "validate")


class Program(click.Group):
    """A group of commands that ends with one line where an output fails or a signal comes.

    Each command is a module of the same name. Only that of the command that runs is imported,
    because all of them take longer to import than many commands take to run.
    """

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return the command of this name, or None if there is none."""
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"{__package__}.{name}"), name)
        return command

    def main(self, *arguments: Any, **settings: Any) -> Any:
        """Run as ``click`` does; exit with 128 and the number of a signal that came."""
        try:
            with interruptible():
                return super().main(*arguments, **settings)
        except Interrupted as end:
            with suppress(OSError, ValueError):  # after SIGHUP there may be no terminal
                write_line(f"Ended by {end.name}.")
            raise
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            quieten()
            with suppress(OSError, ValueError):
                name = make_printable(str(error.filename or "standard output"))
                write_line(f"Error: {name}: {reason}.")
            sys.exit(1)

    def invoke(self, context: click.Context) -> Any:
        """Run the command, and fail if its output can't be written to standard output."""
        try:
            result = super().invoke(context)
        except click.ClickException as error:
            # It may have the name of a file. Click's types call it final, and its `show` reads it.
            vars(error)["message"] = make_printable(error.message)
            raise
        if sys.stdout is not None:
            sys.stdout.flush()
        return result
