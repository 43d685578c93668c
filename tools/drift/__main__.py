"""Print the differences between the installed SDKs and our schemas that have no reason.

With ``--with openai==3.60.0`` that version is installed into a temporary folder and compared.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.drift.differences import Difference, differences
from tools.drift.reasons import judge, reasons
from tools.drift.roots import SOURCES, Source

ROOT = Path(__file__).parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; return 0 when every difference has a reason and every reason its difference."""
    parser = argparse.ArgumentParser(prog="python -m tools.drift", description=__doc__)
    parser.add_argument(
        "--with",
        dest="requirements",
        action="append",
        metavar="REQUIREMENT",
        help="compare with this requirement instead of the installed version; may be repeated",
    )
    requirements = parser.parse_args(arguments).requirements
    if requirements:
        return _elsewhere(requirements)
    installed = [source for source in SOURCES if importlib.util.find_spec(source.package)]
    for source in SOURCES:
        if source not in installed:
            print(f"{source.package}: not installed, not compared")
    if not installed:
        return 2
    return max([report(source) for source in installed])


def report(source: Source) -> int:
    """Print how one SDK and our schemas differ; return 1 when something is to be done."""
    version = importlib.import_module(source.package).__version__
    documented = reasons(source.package)
    verdict = judge(differences(source), documented)
    kept = len(documented) - len(verdict.settled)
    print(f"{source.package} {version}: {kept} differences with a reason")
    _table(f"{len(verdict.new)} without a reason", verdict.new)
    _table(f"{len(verdict.settled)} reasons that are no longer needed", verdict.settled)
    return 1 if verdict.new or verdict.settled else 0


def _table(title: str, rows: list[Difference]) -> None:
    if not rows:
        return
    lines = [("place", "kind", "only", "profile", "dialect")]
    lines += [(one.place, one.kind, one.side, one.profile, one.dialect) for one in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}:")
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print(f"  {'  '.join(cells)}".rstrip())


def _elsewhere(requirements: list[str]) -> int:
    """Compare in a new process that finds these packages before the installed ones."""
    with tempfile.TemporaryDirectory() as folder:
        # Twice quiet: errors only.
        pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        done = subprocess.run(
            [*pip, "--target", folder, *requirements], capture_output=True, text=True, check=False
        )
        if done.returncode:
            asked, said = " ".join(requirements), done.stderr.strip().splitlines()
            reason = said[-1].removeprefix("ERROR: ") if said else "pip failed"
            print(f"can't compare with {asked}: {reason}", file=sys.stderr)
            return 2
        path = os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH")]))
        again = subprocess.run(
            [sys.executable, "-m", "tools.drift"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
    return again.returncode


if __name__ == "__main__":
    sys.exit(main())
