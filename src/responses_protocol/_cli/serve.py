"""``responses-protocol serve``: the gateway, set by flags, environment variables and a file."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import click

from responses_protocol._cli.client_lines import LINES
from responses_protocol._cli.options import add_option_flags, choose_options
from responses_protocol._cli.serve_settings import (
    SETTINGS,
    UPSTREAM,
    check_folder,
    default_store,
    make_settings,
    read_file_settings,
)
from responses_protocol._formats.registry import REQUESTED
from responses_protocol._gateway.settings import is_local
from responses_protocol._severity import SEVERITIES

PREFIX = "RESPONSES_PROTOCOL"  # of environment variables
TIME = click.FloatRange(0)
LEVELS = ("debug", "info", "warning", "error")


def _configure(context: click.Context, parameter: click.Parameter, file: str | None) -> None:
    read_file_settings(context, None if file is None else Path(file))


@click.command(
    context_settings={"auto_envvar_prefix": PREFIX, "show_default": True},
    epilog=f"Each flag has an environment variable, such as {PREFIX}_API_KEY for --api-key.",
)
@click.option("--upstream", metavar="URL", help="The server, up to /v1.")
@click.option(
    "--to", type=click.Choice(REQUESTED), default="chat_completions", help="The API of the server."
)
@click.option("--upstream-key", metavar="KEY", help="The key that the server gets.")
@click.option("--model", metavar="NAME", help="The server's name of the model.")
@click.option(
    "--config",
    metavar="FILE",
    is_eager=True,
    expose_value=False,
    callback=_configure,
    help="A file of TOML with these flags, and with several servers as [[upstreams]].",
)
@click.option("--host", default="127.0.0.1", help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8321, help="0 takes any free one.")
@click.option(
    "--api-key",
    metavar="KEY",
    help="The key that clients must send. Required if other machines can connect.",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Losses of this severity are errors for the client.",
)
@click.option("--tolerate", metavar="CODE", multiple=True, help="A loss that --fail-on ignores.")
@click.option(
    "--store",
    metavar="URL",
    default=default_store,
    show_default="a file of SQLite in the home folder",
    help="The database, as a URL of SQLAlchemy.",
)
@click.option(
    "--keep-days",
    type=click.FloatRange(0),
    metavar="DAYS",
    help="The number of days that answers are stored, 30 by default; 0 keeps them forever.",
)
@click.option("--max-body", type=click.IntRange(1), metavar="BYTES", help="The largest request.")
@click.option(
    "--max-requests", type=click.IntRange(1), metavar="N", help="The most requests at a time."
)
@click.option("--connect-timeout", type=TIME, metavar="SECONDS", help="The time to connect.")
@click.option(
    "--first-byte-timeout", type=TIME, metavar="SECONDS", help="The time until an answer begins."
)
@click.option(
    "--idle-timeout", type=TIME, metavar="SECONDS", help="The time between parts of an answer."
)
@click.option(
    "--retries",
    type=click.IntRange(0),
    metavar="N",
    help="The number of retries before an answer begins.",
)
@click.option(
    "--longest-wait", type=TIME, metavar="SECONDS", help="The longest time before a retry."
)
@click.option(
    "--grace", type=TIME, metavar="SECONDS", help="The time for open requests at the end."
)
@click.option("--inspect", is_flag=True, help="Show the last exchanges on a page at /.")
@click.option(
    "--websockets/--no-websockets", default=True, help="Serve WebSockets to clients of Responses."
)
@click.option(
    "--compact-prompt",
    metavar="TEXT",
    help="The message that asks a Chat server for the summary of /v1/responses/compact.",
)
@click.option(
    "--log-level",
    type=click.Choice(LEVELS),
    default="info",
    help="The lowest level that is logged.",
)
@click.option(
    "--print-config",
    type=click.Choice(tuple(LINES)),
    help="Print the lines that a client needs to use the gateway, and end.",
)
@add_option_flags
@click.pass_context
def serve(
    context: click.Context,
    /,
    host: str,
    port: int,
    log_level: str,
    preset: str | None,
    print_config: str | None,
    **flags: Any,
) -> None:
    """Serve the clients of one API from a server of the other.

    Clients of Responses are served from a Chat Completions server, or with --to responses clients
    of Chat Completions from a Responses server. The header x-responses-protocol-losses contains the
    number of losses of an answer; each loss has a line in the log.
    """
    if print_config is not None:
        url = f"http://{host}:{port}/v1"
        click.echo(LINES[print_config](url, flags["api_key"] is not None, flags["model"] or "m"))
        return
    own = {name: flags.pop(name) for name in (*UPSTREAM, *SETTINGS)}
    gateway_settings = make_settings(context, choose_options(preset, flags), own)
    if gateway_settings.api_key is None and not is_local(host):
        raise click.UsageError(f"other machines can connect to {host}: --api-key is required then")
    try:
        from responses_protocol._gateway.running import run
        from responses_protocol._gateway.store.database import dialect_of

        dialect_of(gateway_settings.store)
        check_folder(gateway_settings.store)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except ModuleNotFoundError as error:
        reason = f"{error.name} is not installed: pip install 'responses-protocol[gateway]'"
        raise click.UsageError(reason) from None
    logging.basicConfig(level=log_level.upper(), format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses with their parameters
    run(gateway_settings, host, port)
