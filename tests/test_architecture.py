"""The drawing of imports in docs/architecture.md has the imports of the modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "responses_protocol"
# Used by all, or drawn in the text: the public modules import their own internals only.
SHARED = {"errors", "_arguments", "_jsontext", "_package", "_reporting", "_severity", "_values"}
PUBLIC = {"__init__", "__main__", "agents", "dialects", "gateway", "models", "streams", "testing"}


def read_arrows() -> set[tuple[str, str]]:
    """Return the arrows of the drawing."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    [drawing] = re.findall(r"```mermaid\nflowchart LR\n(    _cli -->.*?)```", page, re.DOTALL)
    return set(re.findall(r"(\w+) --> (\w+)", drawing))


def find_imports() -> set[tuple[str, str]]:
    """Return the pairs of packages in which the first one imports the second one."""
    return {
        (package, target)
        for path in SOURCES.rglob("*.py")
        for package in [path.relative_to(SOURCES).parts[0].removesuffix(".py")]
        for target in find_imported_packages(ast.parse(path.read_text(encoding="utf-8")))
        if path.name != "registration.py" and package not in PUBLIC and target not in SHARED
        if target != package
    }


def find_imported_packages(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (
                match[1]
                for name in names
                if (match := re.match(r"responses_protocol\.(\w+)", name))
            )
        yield from find_imported_packages(node)


def find_reachable(package: str, edges: set[tuple[str, str]]) -> set[str]:
    """Return the packages that are reachable from one by the arrows."""
    nearest = {target for source, target in edges if source == package}
    return nearest.union(*(find_reachable(target, edges) for target in nearest))


def test_the_drawing_has_all_imports() -> None:
    edges = read_arrows()
    missing = {
        (source, target)
        for source, target in find_imports()
        if target not in find_reachable(source, edges)
    }
    # The registry adds the schemas of a dialect from outside.
    assert missing == {("_formats", "schemas")}


def test_each_arrow_is_an_import() -> None:
    assert read_arrows() <= find_imports()
