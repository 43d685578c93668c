"""What the fuzzer once found, each case in a file of its own, holds now."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.cases import FOUND, read_file
from fuzz.targets import TARGETS

FILES = sorted(FOUND.glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_case_holds(file: Path) -> None:
    case = read_file(file)
    TARGETS[case.target].check(case.payload, **case.arguments)
