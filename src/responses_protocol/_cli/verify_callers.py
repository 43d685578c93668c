"""``migrate --verify --caller``: compare the output of scripts that call an agent.

Scripts run in copies of the folder of the agent, so that the files that they write stay there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from responses_protocol._cli.report import write_out

_LEFT_OUT = (".git", ".venv*", "venv", "node_modules", "__pycache__", "mlruns")
_SHOWN = 20  # differences of one caller


class CallerError(Exception):
    """A caller can't be run; ``reason`` is why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name
        self.reason = reason


def compare_callers(
    agent: str,
    callers: tuple[str, ...],
    codes: frozenset[str],
    helpers: str,
    folder: Path,
    environment: Mapping[str, str],
    seconds: float,
) -> int:
    """Run callers of an agent before and after; report differences, return how many callers differ.

    Agent and callers are migrated together. Raises CallerError for a caller outside of the folder
    of the agent, or one that takes longer than so many ``seconds``.
    """
    root = Path(agent).resolve().parent
    for name in callers:
        if root not in Path(name).resolve().parents:
            raise CallerError(name, "a caller must be in the folder of the agent, or below")
    sides = [folder / side for side in ("callers-before", "callers-after")]
    for side in sides:
        shutil.copytree(root, side, symlinks=True, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    for name, text in _migrate((agent, *callers), codes, helpers):
        (sides[1] / Path(name).resolve().relative_to(root)).write_bytes(text)
    unequal = 0
    for name in callers:
        place = Path(name).resolve().relative_to(root)
        runs = [_run_script(name, side / place, environment, seconds) for side in sides]
        differences = list(_find_differences(*runs))
        (status, lines), _ = runs
        if not differences and status:
            differences.append(f"it fails before, too (exit status {status}): this proves nothing")
        equal = f"equal ({len(lines)} line{'' if len(lines) == 1 else 's'})"
        write_out(f"caller {name}: {'different' if differences else equal}\n")
        for line in differences[:_SHOWN]:
            write_out(f"  {line}\n")
        if len(differences) > _SHOWN:
            write_out(f"  and {len(differences) - _SHOWN} more\n")
        unequal += bool(differences)
    return unequal


def _migrate(
    names: tuple[str, ...], codes: frozenset[str], helpers: str
) -> Iterator[tuple[str, bytes]]:
    from responses_protocol._codemods.files import migrate_file
    from responses_protocol._codemods.project import known_agents

    known = known_agents(names, lambda file: Path(file).read_bytes(), codes)
    for name in names:
        raw = Path(name).read_bytes()
        yield name, migrate_file(name, raw, select=codes, known=known, helpers=helpers).after


def _run_script(
    name: str, path: Path, environment: Mapping[str, str], seconds: float
) -> tuple[int, list[str]]:
    """Return the exit status of a script, and the lines of its output."""
    try:
        done = subprocess.run(
            [sys.executable, path.name],
            cwd=path.parent,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        reason = f"the caller took longer than {seconds:g} seconds (--time-limit)"
        raise CallerError(name, reason) from None
    return done.returncode, done.stdout.decode("utf-8", "replace").splitlines()


def _find_differences(before: tuple[int, list[str]], after: tuple[int, list[str]]) -> Iterator[str]:
    """Yield differences; lines by their number and length, since they may contain secrets."""
    if before[0] != after[0]:
        yield f"exit status {before[0]} before, {after[0]} after"
    old_lines, new_lines = before[1], after[1]
    for number, (old, new) in enumerate(zip(old_lines, new_lines, strict=False), 1):
        if old != new:
            yield f"line {number}: {len(old)} characters before, {len(new)} after"
    if len(old_lines) != len(new_lines):
        yield f"{len(old_lines)} lines before, {len(new_lines)} after"
