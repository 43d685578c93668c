"""`make mutants` tries a changed file in the functions that are imported from it."""

from __future__ import annotations

from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from tools.mutants.code_swap import RunsAtImport, swap_code

TEXT = """\
LIMIT = 3
class Lists:
    most = 5
    def has_room(self, size, spare=0):
        return size < self.most - spare
def fits(size):
    return size <= LIMIT
def count(sizes):
    def counts(size):
        return size > 0
    return sum(map(counts, sizes))
"""


def load(path: Path) -> dict[str, Any]:
    names: dict[str, Any] = {}
    path.write_text(TEXT, encoding="utf-8")
    exec(compile(TEXT, str(path), "exec", dont_inherit=True), names)
    return names


def list_functions(names: dict[str, Any]) -> list[FunctionType]:
    values = [*names.values(), *vars(names["Lists"]).values()]
    return [value for value in values if isinstance(value, FunctionType)]


@pytest.mark.parametrize(
    ("old", "new", "call", "before", "after"),
    [
        ("size <= LIMIT", "size < LIMIT", lambda names: names["fits"](3), True, False),
        ("size > 0", "size > 1", lambda names: names["count"]([0, 1, 2]), 2, 1),
        ("size < self", "size <= self", lambda names: names["Lists"]().has_room(5), False, True),
    ],
)
def test_a_function_has_the_changed_code(
    tmp_path: Path, old: str, new: str, call: Any, before: Any, after: Any
) -> None:
    path = tmp_path / "changed.py"
    names = load(path)
    assert call(names) == before
    swap_code(path, TEXT.replace(old, new), list_functions(names))
    assert call(names) == after


@pytest.mark.parametrize(
    ("old", "new"), [("LIMIT = 3", "LIMIT = 4"), ("most = 5", "most = 6"), ("spare=0", "spare=1")]
)
def test_what_runs_at_import_is_not_changed_so(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "changed.py"
    names = load(path)
    with pytest.raises(RunsAtImport):
        swap_code(path, TEXT.replace(old, new), list_functions(names))
