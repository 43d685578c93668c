"""Read the defaults of options of ``validate`` from ``pyproject.toml`` or another file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import fields
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import click

from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._checks.rule import Profile
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._cli.run_settings import PathSettings
from responses_protocol._formats.options import Options
from responses_protocol._formats.servers import TARGETS

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
# The same for the tables with settings for some files.
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
# The parameters of options with other names.
_PARAMETERS = {"as": "subject_name", "format": "style", "respect-gitignore": "gitignore"}
_TYPES = {
    bool: "true or false",
    float: "a number of seconds",
    int: "a number",
    list: "strings",
    str: "a string",
}
_META = f"{TABLE}.{PATHS}"


def set_defaults(context: click.Context, file: str | None) -> None:
    """Make the settings of a file the defaults of a command's options.

    The settings are its table ``[tool.responses-protocol]``, or all of a file without a table
    ``tool``. None means the nearest ``pyproject.toml`` at or above the working folder. Raises
    ``UsageError`` for a file that can't be read, for unknown keys and for values of the wrong type;
    the options check their values themselves.
    """
    path = _find_nearest(Path.cwd()) if file is None else Path(file)
    if path is None:
        return
    table, name = _get_table(path, needed=file is not None)
    options = {key: value for key, value in table.items() if key != PATHS}
    values = check_table(options, KEYS, f"[{name}]" if name else "the file", path)
    folder = path.absolute().parent
    for key in _FILES:
        if key in values and values[key] != STANDARD:
            values[key] = str(folder / values[key])
    context.default_map = {**(context.default_map or {}), **_name_parameters(values)}
    where = f"[[{name}{name and '.'}{PATHS}]]"
    tables = table.get(PATHS, [])
    if not isinstance(tables, list) or not all(isinstance(entry, dict) for entry in tables):
        raise click.UsageError(f"{path}: `{PATHS}` must be tables, {where}")
    context.meta[_META] = tuple(_read_path_settings(entry, folder, where, path) for entry in tables)


def get_path_settings(context: click.Context) -> tuple[PathSettings, ...]:
    """Return the settings for single files in the configuration of a command."""
    tables: tuple[PathSettings, ...] = context.meta.get(_META, ())
    return tables


def _find_nearest(folder: Path) -> Path | None:
    files = (parent / NAME for parent in (folder, *folder.parents))
    return next((file for file in files if file.is_file()), None)


def _get_table(file: Path, *, needed: bool) -> tuple[dict[str, Any], str]:
    """Return the settings of a file, and the name of their table, if they are in one."""
    content = read_toml(file)
    if file.name != NAME and "tool" not in content:
        return content, ""
    name = f"tool.{TABLE}"
    tool = content.get("tool", {})
    if not isinstance(tool, dict):
        raise click.UsageError(f"{file}: `tool` is not a table")
    if needed and TABLE not in tool:
        raise click.UsageError(f"{file}: there is no table [{name}]")
    table = tool.get(TABLE, {})
    if not isinstance(table, dict):
        raise click.UsageError(f"{file}: `{name}` is not a table")
    return table, name


def read_toml(file: Path) -> dict[str, Any]:
    """Return the content of a TOML file; raise UsageError if it can't be read as TOML."""
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        with file.open("rb") as stream:
            content: dict[str, Any] = toml.load(stream)
    except OSError as error:
        raise click.UsageError(f"{file}: {(error.strerror or str(error)).lower()}") from None
    except (toml.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise click.UsageError(f"{file}: not TOML: {error}") from None
    return content


def check_table(
    table: dict[str, Any], keys: dict[str, type], where: str, file: Path
) -> dict[str, Any]:
    """Check the keys and types of a table; return it with a list for each key of type ``list``.

    ``keys`` are the allowed keys and their types: ``list`` is a list of strings, or one string,
    ``float`` includes whole numbers. Raises UsageError for anything else.
    """
    for key, value in table.items():
        if key not in keys:
            raise click.UsageError(f"{file}: unknown key `{key}` in {where}{_suggest(key, keys)}")
        texts = value if keys[key] is list and isinstance(value, list) else [value]
        kinds = {list: (str,), float: (float, int)}.get(keys[key], (keys[key],))
        if not all(type(text) in kinds for text in texts):
            raise click.UsageError(f"{file}: `{key}` in {where} must be {_TYPES[keys[key]]}")
    return {
        key: [value] if keys[key] is list and isinstance(value, str) else value
        for key, value in table.items()
    }


def _suggest(word: str, words: Iterable[str]) -> str:
    """Return the end of a message about an unknown word: the nearest known one, or all."""
    known = tuple(words)
    near = get_close_matches(word.lower().replace("_", "-"), known, n=1)
    return f": did you mean `{near[0]}`?" if near else f"; known: {', '.join(known)}"


def _name_parameters(values: dict[str, Any]) -> dict[str, Any]:
    return {_PARAMETERS.get(key, key.replace("-", "_")): value for key, value in values.items()}


def _read_path_settings(
    table: dict[str, Any], folder: Path, where: str, file: Path
) -> PathSettings:
    values = check_table(table, KEYS_OF_PATHS, where, file)
    patterns = values.pop("path", [])
    if not patterns:
        raise click.UsageError(f"{file}: {where} has no `path`: add the files that it is for")
    ignore = tuple(split_codes(values.pop("ignore", [])))
    for key, value in values.items():
        choices = CHOICES.get(key)
        if choices is not None and value not in choices:
            reason = f"`{key}` in {where} has an unknown value{_suggest(value, choices)}"
            raise click.UsageError(f"{file}: {reason}")
    return PathSettings(folder, tuple(patterns), _name_parameters(values), ignore)


def split_codes(values: Iterable[str]) -> list[str]:
    """Return the codes in texts, each of which may list several, separated by commas."""
    return [code.strip().upper() for value in values for code in value.split(",")]
