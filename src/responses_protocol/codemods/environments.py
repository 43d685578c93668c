"""RPM306: what installs the packages of an agent: cells with ``%pip``, files of pip and conda."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from responses_protocol.codemods.requirements import AT_LEAST, PACKAGE, names_us, old_pin
from responses_protocol.reporting.finding import Finding

ENVIRONMENT = "RPM306"
FILES = (
    "requirements*.txt",
    "conda.y*ml",
    "environment.y*ml",
    "python_env.y*ml",
    "pyproject.toml",
)
_INSTALLS = re.compile(r"[%!]\s*(?:uv\s+)?pip\s+install\b")
_PLACE = "migrate with --requirement, which names a file or a repository that pip installs it from"


def in_cells(file: str, raw: bytes, requirement: str) -> Iterator[Finding]:
    """Yield what the cells of a notebook with an agent install that is too old, or do not."""
    lines = raw.decode("utf-8", "replace").splitlines()
    installing = [at for at, line in enumerate(lines) if _INSTALLS.search(line)]
    yield from _found(file, [(at, lines[at]) for at in installing], requirement)


def in_files(folders: Iterable[Path], requirement: str) -> Iterator[tuple[Path, list[Finding]]]:
    """Yield the files beside agents that list packages, with what is to be said of them."""
    paths = {path for folder in folders for name in FILES for path in folder.glob(name)}
    for path in sorted(paths):
        text = path.read_bytes().decode("utf-8", "replace")
        if "mlflow" in text:
            lines = list(enumerate(text.splitlines()))
            where = [pair for pair in lines if "mlflow" in pair[1] or names_us(pair[1])]
            yield path, list(_found(str(path), where, requirement))


def _found(file: str, lines: list[tuple[int, str]], requirement: str) -> Iterator[Finding]:
    for at, line in lines:
        pin = old_pin(line)
        if pin is not None:
            reason = f"a migrated agent needs mlflow{AT_LEAST}, and this pins {pin}"
            yield Finding(ENVIRONMENT, "warning", reason, hint="raise it", path=file, line=at + 1)
    named = any(names_us(line) or (requirement and requirement in line) for _, line in lines)
    if lines and not named:
        reason = f"a migrated agent needs {PACKAGE}, which is not installed here"
        how = f"add {requirement}" if requirement else _PLACE
        yield Finding(ENVIRONMENT, "warning", reason, hint=how, path=file, line=lines[0][0] + 1)
