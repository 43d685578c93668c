"""Choose the tests that may notice a mutation: those that execute its line, the fastest first."""

from __future__ import annotations

import json
from collections import Counter
from functools import cached_property
from pathlib import Path

from coverage import Coverage

from tools.line_coverage import SECONDS, SOURCES
from tools.mutants.mutations import Mutation, find_statement

AT_IMPORT = ""  # the context of code that runs before the first test


class Tests:
    """The tests of the measured run, by the lines that they execute."""

    def __init__(self, coverage: Coverage) -> None:
        """Take the data of a run whose contexts are tests."""
        self._data = coverage.get_data()
        self._seconds: dict[str, float] = json.loads(SECONDS.read_text(encoding="utf-8"))
        self._lines: dict[Path, dict[int, set[str]]] = {}

    def choose(self, mutation: Mutation, seconds: float) -> list[str]:
        """Return the tests that may notice a mutation, up to so many seconds of them.

        They are those that execute its line, the fastest first. Code that runs at import is noticed
        wherever the module is used, so all tests of the module follow, those first that execute
        most of it; for one that only holds constants, those of the modules that import it.
        """
        of_line = self._tests_of_line(mutation)
        lines = Counter[str]()
        if AT_IMPORT in of_line:
            lines = self._count_lines(mutation.path)
            if lines.keys() == {AT_IMPORT}:
                users = self._users.get(mutation.module, [])
                lines = sum(map(self._count_lines, users), Counter())

        known = (of_line | lines.keys()) & self._seconds.keys()

        def rank(test: str) -> tuple[bool, int, float]:
            is_other = test not in of_line
            return is_other, -lines[test] if is_other else 0, self._seconds[test]

        chosen: list[str] = []
        for test in sorted(known, key=rank):
            seconds -= self._seconds[test]
            if seconds < 0:
                break
            chosen.append(test)
        return chosen

    def runs_at_import(self, mutation: Mutation) -> bool:
        """Return whether the line runs when its module is imported."""
        return AT_IMPORT in self._tests_of_line(mutation)

    def limit(self, test: str) -> float:
        """Return the seconds after which a test is taken to run for ever."""
        return 5 + 5 * self._seconds.get(test, 0)

    def _tests_of_line(self, mutation: Mutation) -> set[str]:
        lines = self._read_lines(mutation.path)
        if tests := lines.get(mutation.line):
            return tests
        statement = find_statement(mutation.path, mutation.line)
        return set().union(*(lines.get(line, set()) for line in statement))

    def _count_lines(self, path: Path) -> Counter[str]:
        """Return how many lines of a file each test executes."""
        return Counter(test for tests in self._read_lines(path).values() for test in tests)

    def _read_lines(self, path: Path) -> dict[int, set[str]]:
        """Return the tests that execute each line of a file."""
        if path not in self._lines:
            contexts = self._data.contexts_by_lineno(str(path))
            self._lines[path] = {
                line: {name.rpartition("|")[0] or name for name in names}
                for line, names in contexts.items()
            }
        return self._lines[path]

    @cached_property
    def _users(self) -> dict[str, list[Path]]:
        """The files that name a module, in an import or as a late name."""
        texts = {path: path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py")}
        users: dict[str, list[Path]] = {}
        for path in texts:
            parts = path.relative_to(SOURCES.parent).with_suffix("").parts
            module = ".".join(part for part in parts if part != "__init__")
            stem = module.rpartition(".")[2]
            users[module] = [
                other for other, text in texts.items() if other != path and stem in text
            ]
        return users
