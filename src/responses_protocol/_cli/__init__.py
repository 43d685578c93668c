"""The command line: one module a command."""

from __future__ import annotations

import click

from responses_protocol._cli.convert import convert
from responses_protocol._cli.migrate import migrate
from responses_protocol._cli.program import Program
from responses_protocol._cli.restore import restore
from responses_protocol._cli.rule import rule
from responses_protocol._cli.schema import schema
from responses_protocol._cli.serve import serve
from responses_protocol._cli.validate import validate


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="responses-protocol")
def main() -> None:
    """Convert agent data between OpenAI's Responses and Chat Completions APIs, validate it, and
    migrate code from MLflow's ChatAgent to ResponsesAgent.

    Nothing is lost in silence: every loss is counted, and a complement undoes it exactly.

    Exit status: 0 when all was written, or is valid; 1 when a problem ended the run and no file was
    written, or when something was found; 2 for wrong usage; 128 and its number after a signal,
    such as 130 after Ctrl-C.
    """


main.add_command(convert)
main.add_command(migrate)
main.add_command(restore)
main.add_command(rule)
main.add_command(schema)
main.add_command(serve)
main.add_command(validate)
