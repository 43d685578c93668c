"""Change the code a little, one place at a time, and list the changes that no test notices.

``python -m tools.mutants --count 300 --seed 1`` draws mutations from all that cosmic-ray makes of
the packages, and runs on each the tests that execute its line, the fastest first, until one fails.
It prints the survivors as diffs, how many mutations are left out and why, and the share of
mutations that are killed, and ends with 1 where that is below ``--least`` (95 of 100).
`tools.line_coverage` measures first which tests execute which lines; a mutation of a line that no
test executes survives at once.

A survivor is a missing test, or code that decides nothing: write the test, or delete the code.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from contextlib import suppress

from tools.line_coverage import measure, read_coverage
from tools.mutants.chosen_tests import Tests
from tools.mutants.mutations import PACKAGES, Mutation, draw
from tools.mutants.trials import IMPORTED, SURVIVES, Trial, try_imported, try_swapped

# Dependencies of the package and its tests, imported once for all processes.
OTHERS = (
    "click",
    "hypothesis.extra._patching",
    "hypothesis.internal.conjecture.engine",
    "jsonschema",
    "openai.types.responses",
    "orjson",
    "pathspec",
    "pydantic",
    "rich.console",
    "yaml",
)
NOT_RUN = "no test executes it"


def try_all(drawn: list[Mutation], tests: Tests, seconds: float) -> list[str]:
    """Return the diffs of the mutations that survive."""
    survivors: list[str] = []

    def note(number: int, result: str) -> None:
        mutation = drawn[number]
        if result in (SURVIVES, NOT_RUN):
            survivors.append(f"{mutation.show()}\n({result})")
            print(survivors[-1], flush=True)
        name = f"{mutation.path.name}:{mutation.line} {mutation.operator}"
        print(f"{number + 1} {name}: {result}", file=sys.stderr, flush=True)

    trials: list[Trial] = []
    for number, mutation in enumerate(drawn):
        if names := tests.choose(mutation, seconds):
            trials.append((number, mutation, names))
        else:
            note(number, NOT_RUN)
    chosen = {number: names for number, _, names in trials}
    at_import: list[int] = []
    for number, result in try_swapped(trials, tests.limit):
        # Code that has run at import may have left its result in a constant or a cache.
        if result == IMPORTED or (result == SURVIVES and tests.runs_at_import(drawn[number])):
            at_import.append(number)
        else:
            note(number, result)
    for number in at_import:
        note(number, try_imported(drawn[number], chosen[number], tests.limit))
    return survivors


def main(arguments: list[str] | None = None) -> int:
    """Draw mutations, try them, print those that survive; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=95.0, help="percent that must be killed")
    parser.add_argument("--seconds", type=float, default=120.0, help="of tests for a mutation")
    parser.add_argument("packages", nargs="*", default=list(PACKAGES), help=", ".join(PACKAGES))
    chosen = parser.parse_args(arguments)
    measure()
    for name in OTHERS:
        with suppress(ImportError):
            importlib.import_module(name)
    drawn, left_out, total = draw(chosen.packages, chosen.count, chosen.seed)
    survivors = try_all(drawn, Tests(read_coverage()), chosen.seconds)
    killed = 100 * (1 - len(survivors) / len(drawn))
    for reason, number in left_out.most_common():
        print(f"{number} not drawn: {reason}")
    print(f"{len(drawn)} of {total} mutations: {killed:.1f} % killed, {len(survivors)} survive")
    return int(killed < chosen.least)


if __name__ == "__main__":
    sys.exit(main())
