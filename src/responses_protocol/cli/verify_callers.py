"""``migrate --verify --caller``: scripts that call an agent, before and after, by what they print.

Both run in a copy of the folder of the agent, so that what they write stays there.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from responses_protocol.cli.report import write_out

_LEFT_OUT = (".git", ".venv*", "venv", "node_modules", "__pycache__", "mlruns")
_SHOWN = 20  # differences of one caller


class NoCaller(Exception):
    """A caller that can't be run, and why."""

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
    """Run callers of an agent before and after, and say what differs; return how many do.

    Agent and callers are migrated together. Raises NoCaller for one outside of the folder of the
    agent, or one that takes longer than so many ``seconds``.
    """
    root = Path(agent).resolve().parent
    for name in callers:
        if root not in Path(name).resolve().parents:
            raise NoCaller(name, "a caller lies in the folder of the agent, or below")
    sides = [folder / side for side in ("callers-before", "callers-after")]
    for side in sides:
        shutil.copytree(root, side, symlinks=True, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    for name, text in _migrated((agent, *callers), codes, helpers):
        (sides[1] / Path(name).resolve().relative_to(root)).write_bytes(text)
    unequal = 0
    for name in callers:
        place = Path(name).resolve().relative_to(root)
        runs = [_run(name, side / place, environment, seconds) for side in sides]
        found = list(_differences(*runs))
        (status, lines), _ = runs
        if not found and status:
            found.append(f"it ends with the exit status {status} before too: that proves nothing")
        told = f"equal ({len(lines)} line{'' if len(lines) == 1 else 's'})"
        write_out(f"caller {name}: {'different' if found else told}\n")
        for line in found[:_SHOWN]:
            write_out(f"  {line}\n")
        if len(found) > _SHOWN:
            write_out(f"  and {len(found) - _SHOWN} more\n")
        unequal += bool(found)
    return unequal


def _migrated(
    names: tuple[str, ...], codes: frozenset[str], helpers: str
) -> Iterator[tuple[str, bytes]]:
    from responses_protocol.codemods.files import migrate_file
    from responses_protocol.codemods.project import known_agents

    known = known_agents(names, lambda file: Path(file).read_bytes(), codes)
    for name in names:
        raw = Path(name).read_bytes()
        yield name, migrate_file(name, raw, select=codes, known=known, helpers=helpers).after


def _run(
    name: str, path: Path, environment: Mapping[str, str], seconds: float
) -> tuple[int, list[str]]:
    """Return the exit status of a script and what it prints, by line."""
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
        raise NoCaller(name, reason) from None
    return done.returncode, done.stdout.decode("utf-8", "replace").splitlines()


def _differences(before: tuple[int, list[str]], after: tuple[int, list[str]]) -> Iterator[str]:
    """Yield what differs; lines by their number and length, since they may hold secrets."""
    if before[0] != after[0]:
        yield f"exit status {before[0]} before, {after[0]} after"
    lines, others = before[1], after[1]
    for number, (one, other) in enumerate(zip(lines, others, strict=False), 1):
        if one != other:
            yield f"line {number}: {len(one)} characters before, {len(other)} after"
    if len(lines) != len(others):
        yield f"{len(lines)} lines before, {len(others)} after"
