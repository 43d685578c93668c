"""docs/migrate.md shows what happens, and lists every code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import migrate

from responses_protocol._codemods.fixers import FIXERS

PAGE = (Path(__file__).parents[2] / "docs" / "migrate.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `(RPM[12]\d\d)` \| (\S+) \| (.*) \|$", re.MULTILINE)


@pytest.mark.parametrize("at", range(0, len(BLOCKS), 2))
def test_the_examples_of_the_page_are_true(index: int) -> None:
    assert migrate(BLOCKS[index]).text == BLOCKS[index + 1]


def test_all_codes_are_listed() -> None:
    known = [
        (fixer.code, fixer.name, fixer.summary)
        for fixer in FIXERS
        if fixer.code.startswith(("RPM1", "RPM2"))
    ]
    assert ROW.findall(PAGE) == known
