"""The agents of a module: classes of them, and what holds one, for those who call them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from responses_protocol.codemods.blocks import joined
from responses_protocol.codemods.known import Agents
from responses_protocol.codemods.module import Module

BASES = frozenset(
    f"mlflow.{place}.{name}"
    for place in ("pyfunc", "pyfunc.model")
    for name in ("ChatAgent", "ResponsesAgent")
)


def agents_in(texts: Sequence[str], module_name: str) -> Agents:
    """Return the agents that the blocks ``texts`` of a module of this name define on their top."""
    module = Module(cst.parse_module(joined(texts).text))
    classes = agent_classes(module)
    instances = set()
    for statement in module.tree.body:
        instances |= {name for name, value in assigned(statement) if is_made(module, value)}
    top = {node.name.value for node in module.tree.body if isinstance(node, cst.ClassDef)}
    return Agents(
        frozenset(f"{module_name}.{name}" for name in classes & top),
        frozenset(f"{module_name}.{name}" for name in instances),
    )


def agent_classes(module: Module) -> frozenset[str]:
    """Return the names of the classes of agents that a module defines, by base or by its base."""
    found: set[str] = set()
    classes = list(module.all(cst.ClassDef))
    while True:
        more = {
            node.name.value
            for node in classes
            if any(_is_base(module, base.value, found) for base in node.bases)
        }
        if more == found:
            return frozenset(found)
        found = more


def is_made(module: Module, node: cst.BaseExpression | None) -> bool:
    """Tell whether an expression makes an agent, as far as the module and ``known`` can tell."""
    if not isinstance(node, cst.Call):
        return False
    names = module.names(node.func)
    return bool(names & agent_classes(module)) or _ends_in(names, module.known.classes)


def is_imported(module: Module, node: cst.BaseExpression) -> bool:
    """Tell whether a name, or an attribute of a module, is an agent of another file."""
    return _ends_in(module.names(node), module.known.instances)


def assigned(statement: cst.CSTNode) -> Iterator[tuple[str, cst.BaseExpression]]:
    """Yield the names, and the values, that a statement at the top of a module binds."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return
    for one in statement.body:
        if isinstance(one, cst.Assign):
            for target in one.targets:
                if isinstance(target.target, cst.Name):
                    yield target.target.value, one.value
        elif isinstance(one, cst.AnnAssign) and isinstance(one.target, cst.Name) and one.value:
            yield one.target.value, one.value


def _is_base(module: Module, node: cst.BaseExpression, found: set[str]) -> bool:
    return bool(module.names(node) & (BASES | found))


def _ends_in(names: frozenset[str], known: frozenset[str]) -> bool:
    return any(".".join(name.split(".")[-2:]) in known for name in names)
