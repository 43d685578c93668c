"""Measure which lines of the package the tests execute, and print the share by package.

``python -m tools.line_coverage`` runs the tests with few examples and prints a table. It keeps in
``build/coverage`` the data, with the tests that execute each line, how long each test takes, and a
page of each file (``html/index.html``). `tools.mutants` chooses its tests by the same data.

Only lines that run in the process of the tests count: a test that starts a command of its own
covers nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "responses_protocol"
FOLDER = ROOT / "build" / "coverage"
DATA, SECONDS, PAGES = FOLDER / "data", FOLDER / "seconds.json", FOLDER / "html"
DIGEST = FOLDER / "digest"  # of the code and tests that the data is of
SEED = ["--hypothesis-seed", "1"]
ARGUMENTS = ["-m", "not growth and not installs", *SEED, "-p", "no:cacheprovider"]
# Their tests need environments of their own, and skip here.
ELSEWHERE = {"_gateway", "integrations", "tables"}


# --- hooks of pytest: the module is a plugin of the measured run ---

_seconds: dict[str, float] = defaultdict(float)
_not_passed: set[str] = set()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call() -> None:
    """Report each line anew in each test: by `sys.monitoring`, a line is reported once."""
    if sys.version_info >= (3, 12):
        sys.monitoring.restart_events()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the seconds of a test; note that it fails or is skipped."""
    _seconds[report.nodeid] += report.duration
    if report.outcome != "passed":
        _not_passed.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the seconds of the tests that pass."""
    if not hasattr(session.config, "workerinput"):
        passed = {name: time for name, time in _seconds.items() if name not in _not_passed}
        SECONDS.write_text(json.dumps(passed, indent=0), encoding="utf-8")


# --- the measured run ---


def compute_digest() -> str:
    """Return a digest of the code and the tests."""
    digest = hashlib.sha256()
    for folder in (SOURCES, ROOT / "tests"):
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def measure() -> None:
    """Run the tests, unless the data is of this very code and these tests."""
    digest = compute_digest()
    if DIGEST.exists() and DIGEST.read_text(encoding="utf-8") == digest:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    DIGEST.unlink(missing_ok=True)
    environment = {"HYPOTHESIS_PROFILE": "brief", **os.environ}
    if sys.version_info >= (3, 12):
        environment["COVERAGE_CORE"] = "sysmon"
    coverage = ["--cov", "--cov-context", "test", "--cov-report", "", "-p", "tools.line_coverage"]
    command = [sys.executable, "-m", "pytest", "-n", "auto", *ARGUMENTS, *coverage]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    if code > pytest.ExitCode.TESTS_FAILED:
        raise SystemExit(f"pytest ended with {code}")
    DIGEST.write_text(digest, encoding="utf-8")


def read_coverage() -> Coverage:
    """Return the measured data."""
    coverage = Coverage(data_file=str(DATA), config_file=str(ROOT / "pyproject.toml"))
    coverage.load()
    return coverage


# --- the table ---


def count_lines(coverage: Coverage) -> Iterator[tuple[str, int, list[int]]]:
    """Yield each file below the package, its number of statements, and the lines not executed."""
    for path in sorted(SOURCES.rglob("*.py")):
        _, statements, _, missing, _ = coverage.analysis2(str(path))
        yield path.relative_to(SOURCES).as_posix(), len(statements), missing


def main() -> int:
    """Measure where needed, print the table, write the pages; return the exit code."""
    measure()
    coverage = read_coverage()
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name, statements, missing in count_lines(coverage):
        package = name.partition("/")[0] if "/" in name else "(modules)"
        for group in () if package in ELSEWHERE else (package, "all"):
            totals[group][0] += statements
            totals[group][1] += len(missing)
    print(f"{'package':<16} {'lines':>7} {'not run':>8} {'share':>8}")
    for group, (statements, missed) in sorted(totals.items(), key=lambda row: row[0] == "all"):
        share = 100 * (1 - missed / statements) if statements else 100.0
        print(f"{group:<16} {statements:>7} {missed:>8} {share:>6.1f} %")
    print(f"Not measured here: {', '.join(sorted(ELSEWHERE))}")
    coverage.html_report(directory=str(PAGES))
    print(f"Each file: {PAGES.relative_to(ROOT).as_posix()}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
