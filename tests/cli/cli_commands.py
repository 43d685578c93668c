"""Run the command line in the process of the tests."""

from __future__ import annotations

import json
from inspect import signature
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from responses_protocol._cli import main

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

# Before click 8.2, the runner mixes both outputs by default.
_CAN_MIX = "mix_stderr" in signature(CliRunner).parameters
_SEPARATE: dict[str, Any] = {"mix_stderr": False} if _CAN_MIX else {}


def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
    """Run with the arguments; assert that errors are reported, not raised."""
    result = CliRunner(**_SEPARATE).invoke(
        main, [str(argument) for argument in arguments], input=stdin
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def succeed(*arguments: str | Path, stdin: bytes = b"") -> Result:
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == 0, result.stderr
    return result


def read(file: Path) -> list[Any]:
    """Return the values of the lines of a file."""
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
