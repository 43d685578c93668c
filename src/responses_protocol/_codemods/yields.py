"""The returns and yields of a function, without those of functions inside of it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from responses_protocol._codemods.trees import children

OTHERS = (cst.FunctionDef, cst.ClassDef, cst.Lambda)


def own_nodes(node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """Yield the nodes of the body of a function, without those of functions within it."""
    waiting: list[cst.CSTNode] = [node.body]
    while waiting:
        last = waiting.pop()
        yield last
        waiting += [child for child in reversed(children(last)) if type(child) not in OTHERS]


def own_yields(node: cst.FunctionDef) -> list[cst.Yield]:
    """Return the yields of a generator."""
    return [own for own in own_nodes(node) if isinstance(own, cst.Yield)]


def own_returns(node: cst.FunctionDef) -> list[cst.Return]:
    """Return the returns of a function."""
    return [own for own in own_nodes(node) if isinstance(own, cst.Return)]


def is_plain_stream(node: cst.FunctionDef) -> bool:
    """Return whether a method streams, and each yield is a statement that another can represent."""
    nodes = list(own_nodes(node))
    yields = [own for own in nodes if isinstance(own, cst.Yield)]
    if not yields:
        returns = [own for own in nodes if isinstance(own, cst.Return)]
        return is_unwritten(node) or any(statement.value is not None for statement in returns)
    statements = {id(own.value) for own in nodes if isinstance(own, cst.Expr)}
    return all(id(own_yield) in statements for own_yield in yields)


def is_unwritten(node: cst.FunctionDef) -> bool:
    """Return whether a method only raises NotImplementedError: the agent does not stream."""
    body = list(node.body.body)
    if node.get_docstring() is not None:
        body = body[1:]
    if len(body) != 1:
        return False
    line = body[0]
    small = line.body[0] if isinstance(line, cst.SimpleStatementLine) else line
    raised = small.exc if isinstance(small, cst.Raise) else None
    name = raised.func if isinstance(raised, cst.Call) else raised
    return isinstance(name, cst.Name) and name.value == "NotImplementedError"
