"""docs/migrate_calls.md shows what happens, and lists every code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("libcst", reason="LibCST is not installed")

from migrating import migrate

from responses_protocol._codemods.fixers import FIXERS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "migrate_calls.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_what_is_shown_comes_out() -> None:
    before, after = BLOCKS
    assert migrate(before, ["RPM501"]).text == after


@pytest.mark.parametrize(
    ("page", "start"), [("migrate_calls.md", "RPM5"), ("migrate_command.md", "RPM6")]
)
def test_all_codes_are_listed(page: str, start: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    assert [
        fixer.code for fixer in FIXERS if fixer.code.startswith(start) and fixer.code not in text
    ] == []
