"""``responses-protocol serve``: the gateway, set by flags, environment variables and a file."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import click

from responses_protocol.cli.client_lines import LINES
from responses_protocol.cli.options import chosen, option_flags
from responses_protocol.cli.serve_settings import (
    SETTINGS,
    UPSTREAM,
    check_folder,
    default_store,
    from_file,
    settings,
)
from responses_protocol.formats.registry import REQUESTED
from responses_protocol.gateway.settings import is_local
from responses_protocol.lens.losses import SEVERITIES

PREFIX = "RESPONSES_PROTOCOL"  # of environment variables
TIME = click.FloatRange(0)
LEVELS = ("debug", "info", "warning", "error")


def _configure(context: click.Context, parameter: click.Parameter, file: str | None) -> None:
    from_file(context, None if file is None else Path(file))


@click.command(
    context_settings={"auto_envvar_prefix": PREFIX, "show_default": True},
    epilog=f"Each flag has an environment variable, such as {PREFIX}_API_KEY for --api-key.",
)
@click.option("--upstream", metavar="URL", help="The server, up to /v1.")
@click.option(
    "--to", type=click.Choice(REQUESTED), default="chat_completions", help="The API of the server."
)
@click.option("--upstream-key", metavar="KEY", help="The key that the server gets.")
@click.option("--model", metavar="NAME", help="What the server calls the model.")
@click.option(
    "--config",
    metavar="FILE",
    is_eager=True,
    expose_value=False,
    callback=_configure,
    help="A file of TOML with these flags, and with several servers as [[upstreams]].",
)
@click.option("--host", default="127.0.0.1", help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8321, help="0 takes any free one.")
@click.option(
    "--api-key",
    metavar="KEY",
    help="The key that clients have to show. Needed where others can connect.",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Losses of this severity are errors for the client.",
)
@click.option("--tolerate", metavar="CODE", multiple=True, help="Losses that are none.")
@click.option(
    "--store",
    metavar="URL",
    default=default_store,
    show_default="a file of SQLite in the home folder",
    help="The database, as SQLAlchemy has it.",
)
@click.option(
    "--keep-days",
    type=click.FloatRange(0),
    metavar="DAYS",
    help="How long answers are stored, 30 without it; 0 keeps them for good.",
)
@click.option("--max-body", type=click.IntRange(1), metavar="BYTES", help="Of a request.")
@click.option("--max-requests", type=click.IntRange(1), metavar="N", help="At a time.")
@click.option("--connect-timeout", type=TIME, metavar="SECONDS", help="For a connection.")
@click.option("--first-byte-timeout", type=TIME, metavar="SECONDS", help="For an answer to begin.")
@click.option("--idle-timeout", type=TIME, metavar="SECONDS", help="For more of an answer.")
@click.option("--retries", type=click.IntRange(0), metavar="N", help="Before an answer begins.")
@click.option("--longest-wait", type=TIME, metavar="SECONDS", help="Before another try.")
@click.option("--grace", type=TIME, metavar="SECONDS", help="For open requests, at the end.")
@click.option("--inspect", is_flag=True, help="Show the last exchanges on a page at /.")
@click.option("--websockets/--no-websockets", default=True, help="For clients of Responses.")
@click.option("--log-level", type=click.Choice(LEVELS), default="info", help="What is logged.")
@click.option(
    "--print-config",
    type=click.Choice(tuple(LINES)),
    help="Print the lines that a client needs to use the gateway, and end.",
)
@option_flags
@click.pass_context
def serve(
    context: click.Context,
    /,
    host: str,
    port: int,
    log_level: str,
    preset: str | None,
    print_config: str | None,
    **given: Any,
) -> None:
    """Serve the clients of one API from a server of the other.

    Clients of Responses are served from a Chat Completions server, or with --to responses clients
    of Chat Completions from a Responses server. What an answer can't say is counted in the header
    x-responses-protocol-losses, and has a log line each.
    """
    if print_config is not None:
        url = f"http://{host}:{port}/v1"
        click.echo(LINES[print_config](url, given["api_key"] is not None, given["model"] or "m"))
        return
    own = {name: given.pop(name) for name in (*UPSTREAM, *SETTINGS)}
    made = settings(context, chosen(preset, given), own)
    if made.api_key is None and not is_local(host):
        raise click.UsageError(f"others can connect to {host}: --api-key is needed there")
    try:
        from responses_protocol.gateway.running import run
        from responses_protocol.gateway.store.database import dialect_of

        dialect_of(made.store)
        check_folder(made.store)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except ModuleNotFoundError as error:
        said = f"{error.name} is not installed: pip install 'responses-protocol[gateway]'"
        raise click.UsageError(said) from None
    logging.basicConfig(level=log_level.upper(), format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses, with what is in them
    run(made, host, port)
