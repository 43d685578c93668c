"""What ``pyproject.toml`` says about ``validate``, as defaults of its options."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

NAME = "pyproject.toml"
TABLE = "responses-protocol"

# The keys, each the name of an option, and whether that may be given several times.
KEYS = {
    "as": False,
    "at": False,
    "exclude": True,
    "format": False,
    "ignore": True,
    "max-line": False,
    "max-problems": False,
    "max-size": False,
    "output": False,
    "profile": False,
    "select": True,
    "severity": False,
    "target": False,
    "would-lose": False,
}
NUMBERS = ("max-line", "max-problems", "max-size")
_PARAMETERS = {"as": "said", "format": "style"}  # where the option's parameter is called otherwise


def configured(context: click.Context, folder: Path) -> None:
    """Make the table ``[tool.responses-protocol]`` the defaults of a command's options.

    It is that of the nearest ``pyproject.toml`` at or above ``folder``. Raises ``UsageError`` for
    a file that can't be read, for unknown keys and for values of the wrong type; what values there
    may be is for the options to say.
    """
    file = next((one / NAME for one in (folder, *folder.parents) if (one / NAME).is_file()), None)
    table = {} if file is None else _table(file)
    context.default_map = {**(context.default_map or {}), **table}


def _table(file: Path) -> dict[str, Any]:
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        with file.open("rb") as stream:
            table = toml.load(stream).get("tool", {}).get(TABLE, {})
    except OSError as error:
        raise click.UsageError(f"{file}: {(error.strerror or str(error)).lower()}") from None
    except (toml.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise click.UsageError(f"{file}: not TOML: {error}") from None
    except AttributeError:
        raise click.UsageError(f"{file}: `tool` is no table") from None
    if not isinstance(table, dict):
        raise click.UsageError(f"{file}: `tool.{TABLE}` is no table")
    for key, value in table.items():
        if key not in KEYS:
            known = ", ".join(KEYS)
            raise click.UsageError(f"{file}: unknown key `{key}` in [tool.{TABLE}]; known: {known}")
        texts = value if KEYS[key] and isinstance(value, list) else [value]
        kind = int if key in NUMBERS else str
        if not all(isinstance(one, kind) and not isinstance(one, bool) for one in texts):
            wanted = "a number" if key in NUMBERS else "strings" if KEYS[key] else "a string"
            raise click.UsageError(f"{file}: `{key}` in [tool.{TABLE}] must be {wanted}")
    return {
        _PARAMETERS.get(key, key.replace("-", "_")): [value]
        if KEYS[key] and isinstance(value, str)
        else value
        for key, value in table.items()
    }
