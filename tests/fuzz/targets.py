"""The table of targets: where their cases come from, what they are held to, how often."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from hypothesis import strategies as st

from fuzz import file_targets, payload_targets, stream_targets
from fuzz.cases import Case

LONGEST = 20  # seconds of CPU time that a case may take
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Target:
    """What is tried: ``check`` takes a payload, and by name what else a case gives.

    ``examples`` are those of one turn, of some seconds; ``turns`` how often it has one.
    """

    check: Callable[..., None]
    cases: st.SearchStrategy[Case]
    examples: int
    turns: int = 1


TARGETS: dict[str, Target] = {
    "convert": Target(payload_targets.convert, payload_targets.conversions(), 400, 4),
    "restore": Target(payload_targets.restore, payload_targets.restorations(), 400, 2),
    "validate": Target(payload_targets.validate, payload_targets.validations(), 300, 3),
    "chunks": Target(stream_targets.chunks, stream_targets.CHUNKS, 200, 2),
    "events": Target(stream_targets.events, stream_targets.EVENTS, 200, 2),
    "agents": Target(stream_targets.agents, stream_targets.AGENTS, 300, 2),
    "convert_file": Target(file_targets.convert_file, file_targets.CONVERTED, 150),
    "validate_file": Target(file_targets.validate_file, file_targets.VALIDATED, 100),
    "migrate": Target(file_targets.migrate, file_targets.SOURCES, 20),
}


class TooSlow(BaseException):
    """A case has taken too long; whatever catches exceptions must not catch this one."""


@dataclass(frozen=True)
class Failure:
    """A case that a law does not hold for: what the error says, and where it comes from.

    ``place`` tells failures apart.
    """

    case: Case
    place: str
    message: str


def find_failure(case: Case) -> Failure | None:
    """Try a case; return what is wrong, None where all is well."""
    check = TARGETS[case.target].check
    try:
        with limit_time(LONGEST):
            check(case.payload, **case.arguments)
    except (Exception, TooSlow) as error:
        message = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return Failure(case, find_place(case.target, error), message)
    return None


def find_place(target: str, error: BaseException) -> str:
    """Return where an error comes from: the innermost line of the tests, and of the package."""
    if isinstance(error, TooSlow | RecursionError):
        return f"{target} {type(error).__name__}"
    lines: dict[str, str] = {}
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename)
        if file.is_relative_to(ROOT) and ".venv" not in frame.filename:
            lines[file.relative_to(ROOT).parts[0]] = f"{file.stem}.{frame.name}:{frame.lineno}"
    return f"{target} {type(error).__name__} {' '.join(sorted(lines.values()))}"


@contextmanager
def limit_time(seconds: int) -> Iterator[None]:
    """Stop what takes more CPU time than that."""

    def stop(number: int, frame: FrameType | None) -> Any:
        raise TooSlow(f"took more than {seconds} seconds")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
