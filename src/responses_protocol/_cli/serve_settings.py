"""The settings of the gateway, from the flags of ``serve`` and from a file of TOML."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from responses_protocol._arguments import check_choice
from responses_protocol._cli.configuration import check_table, read_toml
from responses_protocol._cli.options import choose_options
from responses_protocol._formats.options import Options
from responses_protocol._formats.servers import PRESETS
from responses_protocol._gateway.settings import Settings, Upstream

# the flags that are settings, and those of the one upstream that flags describe
SETTINGS = tuple(field.name for field in fields(Settings) if field.name != "upstreams")
UPSTREAM = ("upstream", "to", "upstream_key", "model")
TABLE = "upstreams"
SQLITE = "sqlite+aiosqlite:///"  # a file follows
_OPTIONS: dict[str, type] = {field.name.replace("_", "-"): str for field in fields(Options)}
KEYS: dict[str, type] = {
    "api-key": str,
    "compact-prompt": str,
    "connect-timeout": float,
    "fail-on": str,
    "first-byte-timeout": float,
    "grace": float,
    "host": str,
    "idle-timeout": float,
    "inspect": bool,
    "keep-days": float,
    "log-level": str,
    "longest-wait": float,
    "max-body": int,
    "max-requests": int,
    "model": str,
    "port": int,
    "preset": str,
    "retries": int,
    "store": str,
    "to": str,
    "tolerate": list,
    "upstream": str,
    "upstream-key": str,
    "websockets": bool,
    **_OPTIONS,
}
KEYS_OF_UPSTREAM: dict[str, type] = {
    "key": str,
    "key-variable": str,
    "model": str,
    "models": list,
    "name": str,
    "preset": str,
    "to": str,
    "url": str,
    **_OPTIONS,
}
_META = "responses-protocol.upstreams"


def read_file_settings(context: click.Context, file: Path | None) -> None:
    """Make the settings of a file the defaults of the flags; raise UsageError for wrong ones."""
    table = {} if file is None else read_toml(file)
    tables = table.pop(TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(entry, dict) for entry in tables):
        raise click.UsageError(f"{file}: `{TABLE}` must be tables, [[{TABLE}]]")
    if file is not None:
        values = check_table(table, KEYS, "the file", file)
        context.default_map = {name.replace("-", "_"): value for name, value in values.items()}
    context.meta[_META] = [
        _read_upstream(check_table(entry, KEYS_OF_UPSTREAM, f"[[{TABLE}]]", Path(str(file))), index)
        for index, entry in enumerate(tables)
    ]


def make_settings(context: click.Context, options: Options, flags: dict[str, Any]) -> Settings:
    """Return the settings of the flags and the file.

    The upstream of the flags comes first; raises UsageError without any upstream.
    """
    upstreams: list[Upstream] = list(context.meta[_META])
    url = flags["upstream"]
    own_settings = {name: flags[name] for name in SETTINGS if flags[name] is not None}
    try:
        if url is not None:
            key, model = flags["upstream_key"], flags["model"]
            upstream = Upstream(url.rstrip("/"), flags["to"], options, model=model, key=key)
            upstreams.insert(0, upstream)
        return Settings(tuple(upstreams), **own_settings)
    except ValueError as error:
        hint = "; --upstream URL names one" if url is None and not upstreams else ""
        raise click.UsageError(f"{error}{hint}") from None


def default_store() -> str:
    """Return the address of a file of SQLite in the folder for the state of programs."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    folder = Path(home) / "responses-protocol"
    folder.mkdir(parents=True, exist_ok=True)
    return f"{SQLITE}{folder / 'gateway.sqlite'}"


def check_folder(store: str) -> None:
    """Raise UsageError for a file of SQLite in a folder that does not exist."""
    if not store.startswith(SQLITE):
        return
    file = store.partition("?")[0].removeprefix(SQLITE)
    if file not in ("", ":memory:") and not Path(file).parent.is_dir():
        raise click.UsageError(f"the folder of the store is not there: {Path(file).parent}")


def _read_upstream(table: dict[str, Any], index: int) -> Upstream:
    """Return the upstream of a table; its key may be in an environment variable."""
    where = f"the upstream {table.get('name', index + 1)}"
    if "url" not in table:
        raise click.UsageError(f"{where} has no `url`")
    variable = table.pop("key-variable", None)
    if variable is not None:
        if variable not in os.environ:
            raise click.UsageError(f"{where}: the environment has no {variable}")
        table["key"] = os.environ[variable]
    flags = {name: table.pop(flag, None) for flag, name in _list_option_names()}
    preset = table.pop("preset", None)
    try:
        check_choice("preset", preset, (None, *PRESETS))
        options = choose_options(preset, flags)
        url = table.pop("url").rstrip("/")
        table["models"] = tuple(table.get("models", ("*",)))
        return Upstream(url, options=options, **{"name": f"upstream-{index + 1}", **table})
    except ValueError as error:
        raise click.UsageError(f"{where}: {error}") from None


def _list_option_names() -> list[tuple[str, str]]:
    return [(flag, flag.replace("-", "_")) for flag in _OPTIONS]
