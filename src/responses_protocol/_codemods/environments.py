"""RPM306: installed packages of an agent, or of an application that calls Responses.

Cells with ``%pip``, and files of pip and conda, install them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from responses_protocol._codemods.requirements import (
    AGENTS,
    CALLS,
    PACKAGE,
    Version,
    at_least,
    names_us,
    old_pin,
)
from responses_protocol._reporting.finding import Finding

ENVIRONMENT = "RPM306"
FILES = (
    "requirements*.txt",
    "conda.y*ml",
    "environment.y*ml",
    "python_env.y*ml",
    "pyproject.toml",
    "setup.cfg",
    "Pipfile",
)
_INSTALLS = re.compile(r"[%!]\s*(?:uv\s+)?pip\s+install\b")
_PLACE = "migrate with --requirement, a file or a repository from which pip installs it"


def needs_of(rewritten: Iterable[str]) -> dict[str, Version]:
    """Return the packages, with their lowest versions, that rewritten code needs, by its codes."""
    codes = tuple(rewritten)
    needs = dict(CALLS) if any(code.startswith("RPM5") for code in codes) else {}
    return needs if all(code.startswith("RPM5") for code in codes) else {**needs, **AGENTS}


def find_in_cells(
    file: str, raw: bytes, requirement: str, needs: dict[str, Version]
) -> Iterator[Finding]:
    """Yield findings for old or missing packages in the cells of a notebook with rewritten code."""
    lines = raw.decode("utf-8", "replace").splitlines()
    installing = [index for index, line in enumerate(lines) if _INSTALLS.search(line)]
    yield from _check_lines(
        file, [(index, lines[index]) for index in installing], requirement, needs
    )


def find_in_files(
    folders: Iterable[Path], requirement: str, needs: dict[str, Version]
) -> Iterator[tuple[Path, list[Finding]]]:
    """Yield the files beside rewritten code that list packages, with their findings."""
    paths = {path for folder in folders for name in FILES for path in folder.glob(name)}
    for path in sorted(paths):
        text = path.read_bytes().decode("utf-8", "replace")
        if any(name in _normalise(text) for name in needs):
            lines = list(enumerate(text.splitlines()))
            where = [
                pair
                for pair in lines
                if any(name in pair[1] for name in needs) or names_us(pair[1])
            ]
            yield path, list(_check_lines(str(path), where, requirement, needs))


def _normalise(text: str) -> str:
    """Return a text with the names of packages in one spelling."""
    return text.lower().replace("_", "-")


def _check_lines(
    file: str, lines: list[tuple[int, str]], requirement: str, needs: dict[str, Version]
) -> Iterator[Finding]:
    for index, line in lines:
        pin = old_pin(line, needs)
        if pin is not None:
            subject = (
                "a migrated agent" if pin[1] in AGENTS else "code that calls the Responses API"
            )
            reason = f"{subject} needs {at_least(pin[1])}, but this pins {pin[0]}"
            yield Finding(
                ENVIRONMENT,
                "warning",
                reason,
                hint="raise the pinned version",
                path=file,
                line=index + 1,
            )
    is_named = any(names_us(line) or (requirement and requirement in line) for _, line in lines)
    if lines and not is_named and "mlflow" in needs:
        reason = f"a migrated agent needs {PACKAGE}, which this does not install"
        how = f"add {requirement}" if requirement else _PLACE
        yield Finding(ENVIRONMENT, "warning", reason, hint=how, path=file, line=lines[0][0] + 1)
