"""Change the code a little, one place at a time, and list the changes that no test notices.

``python tools/mutants.py --count 300 --seed 1`` draws mutations from all that cosmic-ray makes of
the packages in ``TESTS``, applies each to a copy of the project, and runs the tests of its package
first and, where these pass, all tests. It prints the survivors as diffs and the share of mutations
that are killed, and ends with 1 where that is below ``--least`` (95 of 100).

A survivor is a missing test, or code that decides nothing: write the test, or delete the code.
"""

from __future__ import annotations

import argparse
import difflib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "responses_protocol"
TESTS = {
    "lens": ["tests/edges", "tests/laws", "tests/cases"],
    "formats": ["tests/cases", "tests/edges", "tests/exchanges", "tests/laws"],
    "streams": ["tests/streams", "tests/exchanges", "tests/cases"],
    "checks": ["tests/checks", "tests/cli"],
}
ALL = ["tests"]
PASSED, TIMEOUT = 0, 600
# Of cosmic-ray's operators, those that change what the code does and can be told from it: strings
# that are compared are often one object, and `**` stands before keywords more often than between
# numbers.
OPERATORS = (
    "AddNot",
    "NumberReplacer",
    "ReplaceAndWithOr",
    "ReplaceBinaryOperator_Add_Sub",
    "ReplaceBinaryOperator_Sub_Add",
    "ReplaceBreakWithContinue",
    "ReplaceComparisonOperator_Eq_NotEq",
    "ReplaceComparisonOperator_GtE_Gt",
    "ReplaceComparisonOperator_Gt_GtE",
    "ReplaceComparisonOperator_IsNot_Is",
    "ReplaceComparisonOperator_Is_IsNot",
    "ReplaceComparisonOperator_LtE_Lt",
    "ReplaceComparisonOperator_Lt_LtE",
    "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceContinueWithBreak",
    "ReplaceFalseWithTrue",
    "ReplaceOrWithAnd",
    "ReplaceTrueWithFalse",
    "ReplaceUnaryOperator_Delete_Not",
    "ZeroIterationForLoop",
)


@dataclass(frozen=True)
class Mutation:
    """The ``occurrence`` of an operator of cosmic-ray in a file, counted from 0."""

    path: Path
    operator: str
    occurrence: int

    def apply(self) -> str | None:
        """Return the changed text of the file; None where the operator changes nothing."""
        from cosmic_ray.mutating import mutate_code  # installed by `make mutants` alone
        from cosmic_ray.plugins import get_operator

        text: str | None = mutate_code(
            self.path.read_text(encoding="utf-8"),
            get_operator(f"core/{self.operator}")(),
            self.occurrence,
        )
        return text


def mutations(package: str) -> Iterator[Mutation]:
    """Yield all mutations of a package, file by file."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator

    for path in sorted((SOURCES / package).rglob("*.py")):
        tree = get_ast(path.read_text(encoding="utf-8"))
        for name in OPERATORS:
            operator = get_operator(f"core/{name}")()
            places = [
                place for node in ast_nodes(tree) for place in operator.mutation_positions(node)
            ]
            for number in range(len(places)):
                yield Mutation(path, name, number)


def survives(copy: Path, tests: list[str]) -> bool:
    """Tell whether the tests pass in a copy of the project; one that takes too long is killed."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    parallel = ["-n", "auto", "-m", "not growth and not installs", "--hypothesis-seed", "1"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy / "src"),
        "HYPOTHESIS_PROFILE": "brief",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        done = subprocess.run(
            [*command, *parallel],
            cwd=copy,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == PASSED


def difference(mutation: Mutation, text: str) -> str:
    """Return what a mutation changes, as a unified diff without context."""
    name = mutation.path.relative_to(ROOT).as_posix()
    before = mutation.path.read_text(encoding="utf-8").splitlines()
    lines = list(difflib.unified_diff(before, text.splitlines(), name, name, n=0, lineterm=""))
    return "\n".join(lines[1:])


def try_each(drawn: list[Mutation], copy: Path) -> list[str]:
    """Return the diffs of the mutations that survive."""
    survivors: list[str] = []
    for number, mutation in enumerate(drawn, 1):
        text = mutation.apply()
        if text is None:
            continue
        path = copy / mutation.path.relative_to(ROOT)
        path.write_text(text, encoding="utf-8")
        package = mutation.path.relative_to(SOURCES).parts[0]
        if survives(copy, TESTS[package]) and survives(copy, ALL):
            survivors.append(difference(mutation, text))
            print(survivors[-1], flush=True)
        shutil.copyfile(mutation.path, path)
        print(f"{number} of {len(drawn)}: {len(survivors)} survive", file=sys.stderr, flush=True)
    return survivors


def main(arguments: list[str] | None = None) -> int:
    """Draw mutations, try them, print those that survive; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=95.0, help="percent that must be killed")
    parser.add_argument("packages", nargs="*", default=list(TESTS), help=", ".join(TESTS))
    chosen = parser.parse_args(arguments)
    every = [one for package in chosen.packages for one in mutations(package)]
    drawn = random.Random(chosen.seed).sample(every, min(chosen.count, len(every)))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "project")
        left = shutil.ignore_patterns(".git", ".venv*", "build", "dist", "*_cache", ".hypothesis")
        shutil.copytree(ROOT, copy, ignore=left)
        survivors = try_each(drawn, copy)
    killed = 100 * (1 - len(survivors) / len(drawn))
    print(f"{len(drawn)} of {len(every)} mutations: {killed:.1f} % killed")
    return int(killed < chosen.least)


if __name__ == "__main__":
    sys.exit(main())
