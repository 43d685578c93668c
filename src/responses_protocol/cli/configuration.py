"""What ``pyproject.toml``, or another file, says about ``validate``: defaults of its options."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import fields
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import click

from responses_protocol.checks.reading.opening import STANDARD
from responses_protocol.checks.rule import Profile
from responses_protocol.checks.subjects import SUBJECTS
from responses_protocol.cli.run_settings import PathSettings
from responses_protocol.formats.options import Options
from responses_protocol.formats.servers import TARGETS

NAME = "pyproject.toml"
TABLE = "responses-protocol"
PATHS = "paths"

# The keys, each the name of an option, and the type of its value; a list may be one string.
KEYS: dict[str, type] = {
    "as": str,
    "at": list,
    "baseline": str,
    "exclude": list,
    "format": str,
    "group-by": str,
    "ignore": list,
    "max-findings": int,
    "max-line": int,
    "max-problems": int,
    "max-size": int,
    "output": str,
    "preset": str,
    "profile": str,
    "respect-gitignore": bool,
    "select": list,
    "severity": str,
    "target": str,
    "would-lose": str,
    **{option.name.replace("_", "-"): str for option in fields(Options)},
}
# The same for one of the tables that say what holds for some files.
KEYS_OF_PATHS: dict[str, type] = {
    "as": str,
    "at": list,
    "ignore": list,
    "path": list,
    "profile": str,
    "target": str,
}
CHOICES = {"as": tuple(SUBJECTS), "profile": get_args(Profile), "target": tuple(TARGETS)}
_FILES = ("baseline", "output")  # their names are in the folder of the configuration
# Where the option's parameter is called otherwise.
_PARAMETERS = {"as": "said", "format": "style", "respect-gitignore": "gitignore"}
_TYPES = {
    bool: "true or false",
    float: "a number of seconds",
    int: "a number",
    list: "strings",
    str: "a string",
}
_META = f"{TABLE}.{PATHS}"


def configured(context: click.Context, file: str | None) -> None:
    """Make what a file says the defaults of a command's options.

    That is its table ``[tool.responses-protocol]``, or all of a file without a table ``tool``. No
    file stands for the nearest ``pyproject.toml`` at or above the working folder. Raises
    ``UsageError`` for a file that can't be read, for unknown keys and for values of the wrong type;
    what values there may be is for the options to say.
    """
    found = _nearest(Path.cwd()) if file is None else Path(file)
    if found is None:
        return
    table, name = _table(found, needed=file is not None)
    options = {key: value for key, value in table.items() if key != PATHS}
    values = checked_table(options, KEYS, f"[{name}]" if name else "the file", found)
    folder = found.absolute().parent
    for key in _FILES:
        if key in values and values[key] != STANDARD:
            values[key] = str(folder / values[key])
    context.default_map = {**(context.default_map or {}), **_named(values)}
    where = f"[[{name}{name and '.'}{PATHS}]]"
    tables = table.get(PATHS, [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise click.UsageError(f"{found}: `{PATHS}` must be tables, {where}")
    context.meta[_META] = tuple(_of_paths(one, folder, where, found) for one in tables)


def of_paths(context: click.Context) -> tuple[PathSettings, ...]:
    """Return what the configuration of a command says of single files."""
    tables: tuple[PathSettings, ...] = context.meta.get(_META, ())
    return tables


def _nearest(folder: Path) -> Path | None:
    return next((one / NAME for one in (folder, *folder.parents) if (one / NAME).is_file()), None)


def _table(file: Path, *, needed: bool) -> tuple[dict[str, Any], str]:
    """Return what a file says, and the name of the table that says it, if it is one."""
    found = read_toml(file)
    if file.name != NAME and "tool" not in found:
        return found, ""
    name = f"tool.{TABLE}"
    tool = found.get("tool", {})
    if not isinstance(tool, dict):
        raise click.UsageError(f"{file}: `tool` is no table")
    if needed and TABLE not in tool:
        raise click.UsageError(f"{file}: there is no table [{name}]")
    table = tool.get(TABLE, {})
    if not isinstance(table, dict):
        raise click.UsageError(f"{file}: `{name}` is no table")
    return table, name


def read_toml(file: Path) -> dict[str, Any]:
    """Return what a file says; raise UsageError where it can't be read, or is no TOML."""
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        with file.open("rb") as stream:
            found: dict[str, Any] = toml.load(stream)
    except OSError as error:
        raise click.UsageError(f"{file}: {(error.strerror or str(error)).lower()}") from None
    except (toml.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise click.UsageError(f"{file}: not TOML: {error}") from None
    return found


def checked_table(
    table: dict[str, Any], keys: dict[str, type], where: str, file: Path
) -> dict[str, Any]:
    """Return a table whose keys and types are right, in which every list is one.

    ``keys`` are those there may be, each with its type: ``list`` is a list of strings, and takes
    one of them, ``float`` takes whole numbers as well. Raises UsageError for anything else.
    """
    for key, value in table.items():
        if key not in keys:
            raise click.UsageError(f"{file}: unknown key `{key}` in {where}{_meant(key, keys)}")
        texts = value if keys[key] is list and isinstance(value, list) else [value]
        kinds = {list: (str,), float: (float, int)}.get(keys[key], (keys[key],))
        if not all(type(one) in kinds for one in texts):
            raise click.UsageError(f"{file}: `{key}` in {where} must be {_TYPES[keys[key]]}")
    return {
        key: [value] if keys[key] is list and isinstance(value, str) else value
        for key, value in table.items()
    }


def _meant(word: str, words: Iterable[str]) -> str:
    """Return what follows a word that is none of these: the nearest one, or all."""
    known = tuple(words)
    near = get_close_matches(word.lower().replace("_", "-"), known, n=1)
    return f": did you mean `{near[0]}`?" if near else f"; known: {', '.join(known)}"


def _named(values: dict[str, Any]) -> dict[str, Any]:
    return {_PARAMETERS.get(key, key.replace("-", "_")): one for key, one in values.items()}


def _of_paths(table: dict[str, Any], folder: Path, where: str, file: Path) -> PathSettings:
    values = checked_table(table, KEYS_OF_PATHS, where, file)
    patterns = values.pop("path", [])
    if not patterns:
        raise click.UsageError(f"{file}: {where} says no `path`")
    ignore = tuple(codes_of(values.pop("ignore", [])))
    for key, value in values.items():
        choices = CHOICES.get(key)
        if choices is not None and value not in choices:
            told = f"{file}: `{key}` in {where} is none that there is{_meant(value, choices)}"
            raise click.UsageError(told)
    return PathSettings(folder, tuple(patterns), _named(values), ignore)


def codes_of(values: Iterable[str]) -> list[str]:
    """Return the codes in texts of which each may list several, with commas."""
    return [code.strip().upper() for value in values for code in value.split(",")]
