"""Draw mutations of the code from those of cosmic-ray, and read the change of each."""

from __future__ import annotations

import ast
import difflib
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

from tools.line_coverage import ROOT, SOURCES

PACKAGES = ("_lens", "_formats", "_streams", "_checks")
# Of cosmic-ray's operators, those that change the behaviour in a visible way: strings
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
# Mutations that no caller can notice, by the line that they change, each with the reason.
CACHE = "the size of a cache changes the time, not the result"
BOUND = "a bound of the time or memory that odd input may cost: any number near it does as well"
EXAMPLE = "it is an example of a rule"
# constants of modules, by their names
CACHES = "COUNT|LONGEST|MANY_PREFIXES|_MAX_CHARACTERS|_MAX_REMEMBERED|_CHUNK|_ZSTD_CHUNK|MIB"
BOUNDS = "NEAR|MANY|_MOST_FAULTS|_MAX_ROUNDS|FIRST_STEPS|STEPS_OF_CALL|_?STEPS_OF_CHARACTER"
NO_DIFFERENCE = {
    r"lru_cache\(|maxsize=|_cached \+?=": CACHE,
    rf"^({CACHES}) = ": CACHE,
    rf"^({BOUNDS}) = |\bMAX_STATES\b|\bspend\(|\bSteps\(": BOUND,
    r"\bslots=": "slots change the memory, not the result",
    r"\bfrozen=": "a frozen class refuses assignments that mypy refuses already",
    r"^    (wrong|right)=": EXAMPLE,
    r"^\s*if (not )?TYPE_CHECKING": "only mypy reads the next lines",
    r"\bsys\.version_info\b": "another interpreter runs the other branch",
}


@dataclass(frozen=True)
class Mutation:
    """The ``occurrence`` of an operator of cosmic-ray in a file, counted from 0."""

    path: Path
    operator: str
    occurrence: int

    @cached_property
    def text(self) -> str:
        """The changed text of the file."""
        operator = get_operator(f"core/{self.operator}")()
        text = mutate_code(self.path.read_text(encoding="utf-8"), operator, self.occurrence)
        assert isinstance(text, str), self
        return text

    @cached_property
    def line(self) -> int:
        """The number of the first line that differs."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        pairs = zip(lines, self.text.splitlines(), strict=False)
        return next(number for number, (old, new) in enumerate(pairs, 1) if old != new)

    @property
    def module(self) -> str:
        """The name by which the file is imported."""
        names = self.path.relative_to(SOURCES.parent).with_suffix("").parts
        return ".".join(names[:-1] if names[-1] == "__init__" else names)

    def show(self) -> str:
        """Return the change as a unified diff without context."""
        name = self.path.relative_to(ROOT).as_posix()
        old = self.path.read_text(encoding="utf-8").splitlines()
        diff = difflib.unified_diff(old, self.text.splitlines(), name, name, n=0, lineterm="")
        return "\n".join(list(diff)[1:])

    def reason_not_to_draw(self) -> str | None:
        """Return the reason why no caller can notice the change, or None where one may.

        Any payload that a rule reports, or does not, is an example of it.
        """
        if self.path.stem.startswith("examples"):
            return EXAMPLE
        line = self.path.read_text(encoding="utf-8").splitlines()[self.line - 1]
        return next(
            (reason for pattern, reason in NO_DIFFERENCE.items() if re.search(pattern, line)), None
        )


def list_mutations(package: str) -> Iterator[Mutation]:
    """Yield all mutations of a package, file by file."""
    for path in sorted((SOURCES / package).rglob("*.py")):
        nodes = list(ast_nodes(get_ast(path.read_text(encoding="utf-8"))))
        for name in OPERATORS:
            operator = get_operator(f"core/{name}")()
            count = sum(len(list(operator.mutation_positions(node))) for node in nodes)
            for number in range(count):
                yield Mutation(path, name, number)


def draw(packages: list[str], count: int, seed: int) -> tuple[list[Mutation], Counter[str], int]:
    """Return so many mutations that a caller could notice.

    Return also how many were left out on the way, by their reason, and the number of all mutations.
    """
    everything = [mutation for package in packages for mutation in list_mutations(package)]
    order = random.Random(seed).sample(everything, len(everything))
    drawn: list[Mutation] = []
    left_out = Counter[str]()
    for mutation in order:
        if len(drawn) == count:
            break
        reason = mutation.reason_not_to_draw()
        if reason is None:
            drawn.append(mutation)
        else:
            left_out[reason] += 1
    return drawn, left_out, len(everything)


def find_statement(path: Path, line: int) -> range:
    """Return the lines of the innermost statement at a line, without the statements inside it."""
    best = range(line, line + 1)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno):
            body = getattr(node, "body", None)
            end = body[0].lineno if body else (node.end_lineno or node.lineno) + 1
            if line < end or not body:
                best = range(node.lineno, max(end, node.lineno + 1))
    return best
