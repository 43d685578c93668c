"""One turn of a target: Hypothesis draws cases, shrinks what fails, and remembers it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from zlib import crc32

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.errors import Flaky

from fuzz.cases import Case
from fuzz.reducing import reduced
from fuzz.targets import TARGETS, Failure, failure

EXAMPLES = Path(".hypothesis") / "fuzz"  # those that failed, a folder for each target


def hunt(
    name: str, number: int, known: Collection[str] = (), examples: Path = EXAMPLES
) -> Failure | None:
    """Return the smallest case that fails of those that this number draws, None where none does.

    Failures whose places are ``known`` are passed over.
    """
    target = TARGETS[name]
    found: list[Failure] = []

    @seed(crc32(f"{name} {number}".encode()))
    @settings(
        max_examples=target.examples,
        database=DirectoryBasedExampleDatabase(examples / name),
        deadline=None,
        phases=(Phase.reuse, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        print_blob=False,
        report_multiple_bugs=False,
    )
    @given(target.cases)
    def attempt(case: Case) -> None:
        wrong = failure(case)
        if wrong is not None and wrong.place not in known:
            found.append(wrong)
            raise AssertionError(wrong.place)

    try:
        attempt()
    except (AssertionError, Flaky):
        if not found:
            raise  # it is none of a case: of Hypothesis, or of what draws
        return reduced(found[-1])
    return None
