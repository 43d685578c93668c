"""A case, which is a payload and arguments for a target, and the file that keeps it."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONG = 20_000  # characters
FOUND = Path(__file__).parent / "found"


@dataclass(frozen=True)
class Case:
    """A payload for a target of the fuzzer, and its other arguments by name."""

    target: str
    arguments: dict[str, Any]
    payload: Any

    def __reduce__(self) -> tuple[Any, ...]:
        """Send it to another process as text, which may be as deep as it is."""
        return read_case, (write_text(vars(self)),)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Show Hypothesis only the name: a payload may be too deep, or too large, to be shown."""
        printer.text(f"Case of {self.target}")


@contextmanager
def lift_limits() -> Iterator[None]:
    """Read and write what Python refuses to, long integers and deep nesting: cases are about it."""
    digits, levels = sys.get_int_max_str_digits(), sys.getrecursionlimit()
    sys.set_int_max_str_digits(0)
    sys.setrecursionlimit(20_000)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(digits)
        sys.setrecursionlimit(levels)


def write_text(value: Any, **layout: Any) -> str:
    with lift_limits():
        return json.dumps(value, **layout)


def read_case(text: str) -> Case:
    with lift_limits():
        return Case(**json.loads(text))


def read_file(file: Path) -> Case:
    return read_case(file.read_text(encoding="utf-8"))


def write_file(case: Case, folder: Path = FOUND) -> Path:
    """Write a case under a name that tells its target, and is the same each time."""
    text = write_text(vars(case), indent=2)
    if len(text) > LONG:  # indented, what is deep is long
        text = write_text(vars(case))
    text += "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{case.target}-{digest}.json"
    file.write_text(text, encoding="utf-8")
    return file
