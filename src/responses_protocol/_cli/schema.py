"""``responses-protocol schema``: the JSON Schema of a payload, for other tools."""

from __future__ import annotations

import click

from responses_protocol._cli.report import write_line, write_out
from responses_protocol.schemas import Profile


@click.command()
@click.argument("name", required=False)
@click.option(
    "--profile",
    type=click.Choice(("wire", "request")),
    default="wire",
    show_default=True,
    help="wire accepts stored payloads, request what the endpoint accepts.",
)
@click.option("--list", "listed", is_flag=True, help="List all NAMEs and their profiles.")
def schema(name: str | None, profile: Profile, listed: bool) -> None:
    """Print the JSON Schema of the payload NAME: `responses/request`. Without NAME, list all names.

    The schema is self-contained, with standard keywords only. Payloads of servers have one profile.
    """
    from responses_protocol.schemas import bundles

    if name is None or listed:
        write_out("".join(_list_names()))
        return
    if name not in bundles.names():
        raise click.UsageError(f"there is no payload {name!r}; `schema --list` lists all of them")
    if name not in bundles.names(profile):
        write_line(f"schema: {name} is not sent to an endpoint; this is its wire profile")
        profile = "wire"
    write_out(bundles.text(name, profile))


def _list_names() -> list[str]:
    from responses_protocol.schemas import bundles

    request_names = bundles.names("request")
    width = max(map(len, bundles.names()))
    return [
        f"{name:{width}}  {'wire, request' if name in request_names else 'wire'}\n"
        for name in bundles.names()
    ]
