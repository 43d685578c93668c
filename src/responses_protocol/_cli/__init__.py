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

    Every loss is reported, and a complement undoes the conversion exactly.

    Exit status: 0 for success; 1 if a problem ended the run and no file was written, or if there
    are findings; 2 for wrong usage; 128 plus its number after a signal, such as 130 after Ctrl-C.
    """


main.add_command(convert)
main.add_command(migrate)
main.add_command(restore)
main.add_command(rule)
main.add_command(schema)
main.add_command(serve)
main.add_command(validate)
