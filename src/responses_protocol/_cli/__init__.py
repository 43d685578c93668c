"""The command line: one module a command."""

from __future__ import annotations

import click

from responses_protocol._cli.program import Program


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="responses-protocol")
def main() -> None:
    """Convert agent data between OpenAI's Responses and Chat Completions APIs, validate it, and
    migrate code from MLflow's ChatAgent to ResponsesAgent.

    Every loss is reported, and a complement undoes the conversion exactly.

    Exit status: 0 for success; 1 if a problem ended the run and no file was written, or if there
    are findings; 2 for wrong usage; 128 plus its number after a signal, such as 130 after Ctrl-C.
    """
