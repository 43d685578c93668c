"""What is known of a tree is what LibCST knows of it."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from migrating import agent_names, read_before

pytest.importorskip("libcst", reason="LibCST is not installed")

import libcst as cst
from libcst import metadata

from responses_protocol._codemods.syntax import Syntax

ODD = """\
# first

@decorate( 1 )
@again
class A ( Base, key = word ):  # comment
    async def f(self, a, /, b: "int" = 1, *args: int, c=2, **kw) -> list [ int ]:
        global g
        g = x = [y async for y in z if y if not y for q in y]
        async with open(a) as (h, i[0].j), k: pass
        async for l, (*m, n.o) in p: del q[r], s.t
        else:
            (u) = (v if w else x)  ;  (yield  y)
        try: a += b
        except* (C, D) as e: raise E from f
        finally: print(f"{a!r:>{b}} {c=}" "d" 'e')
        if (n := 1) < 2 <= 3 and not 4 or 5: return lambda o, *p, q=1: (o, * p, {**q, 'r': 1})
        match a:
            case [b, *c] if d: pass
            case {"e": f, **g} | h.i(j, k=l) as m: pass
\tif 1:
\t\timport a.b as c, d . e
from . x import ( y as z , w )
assert x , "y"
nonlocal_ = a [ 1 : 2 , ... ] @ b
"""


def odd_text() -> str:
    return ODD.replace("\tif 1:\n\t\t", "if 1:\n\t")


def texts() -> list[str]:
    sources = [
        Path(str(source_module.__file__)).read_text("utf-8") for source_module in (ast, json)
    ]
    endings = read_before("plain").replace("\n", "\r\n")
    return [odd_text(), endings, *sources, *(read_before(name) for name in agent_names())]


@pytest.mark.parametrize("text", texts())
def test_nodes_positions_and_scopes_are_those_of_libcst(text: str) -> None:
    tree = cst.parse_module(text)
    syntax = Syntax(tree)
    wrapper = metadata.MetadataWrapper(tree, unsafe_skip_copy=True)
    positions = wrapper.resolve(metadata.PositionProvider)
    scopes = wrapper.resolve(metadata.ScopeProvider)
    known_nodes = set(syntax.nodes)
    for node in syntax.nodes:
        start = positions[node].start
        assert syntax.positions[node] == (start.line, start.column + 1)
        inner = [child for child in node.children if child in known_nodes]
        assert [child for child in inner if syntax.parents[child] is not node] == []
        assert describe(syntax.scopes.get(node)) == describe(scopes.get(node))
    order = {node: index for index, node in enumerate(syntax.nodes)}
    for node in syntax.nodes:
        numbers = [order[child] for child in node.children if child in known_nodes]
        assert numbers == sorted(numbers)


def describe(scope: metadata.Scope | None) -> object:
    """Return what a scope says, in a form that can be compared."""
    if scope is None:
        return None
    node = getattr(scope, "node", None)
    assignments = {
        (
            type(assignment).__name__,
            assignment.name,
            id(getattr(assignment, "node", None)),
            frozenset(id(access.node) for access in assignment.references),
        )
        for assignment in scope.assignments
    }
    return type(scope), id(node), assignments
