"""One turn of a target: Hypothesis draws cases, shrinks what fails, and remembers it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from zlib import crc32

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.errors import Flaky

from fuzz.cases import Case
from fuzz.reducing import reduce_failure
from fuzz.targets import TARGETS, Failure, find_failure

EXAMPLES = Path(".hypothesis") / "fuzz"  # those that failed, a folder for each target


def hunt(
    name: str, number: int, known_places: Collection[str] = (), examples: Path = EXAMPLES
) -> Failure | None:
    """Return the smallest case that fails of those that this number draws, None where none does.

    Failures whose places are ``known`` are passed over.
    """
    target = TARGETS[name]
    failures: list[Failure] = []

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
        new_failure = find_failure(case)
        if new_failure is not None and new_failure.place not in known_places:
            failures.append(new_failure)
            raise AssertionError(new_failure.place)

    try:
        attempt()
    except (AssertionError, Flaky):
        if not failures:
            raise  # it is none of a case: of Hypothesis, or of what draws
        return reduce_failure(failures[-1])
    return None
